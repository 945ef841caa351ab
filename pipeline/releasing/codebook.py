"""`codebook.csv` and `codebook.md`: every table, column, unit and allowed value, with labels in three languages."""

from pipeline.core.texts import english, text
from pipeline.core.writing import csv_of
from pipeline.releasing.data import PUBLIC
from pipeline.releasing.markdown import code_cell, plain
from pipeline.releasing.package import allowed
from pipeline.schemas import SCHEMAS, columns, describe, key

HEADER = [
    "table", "column", "value", "type", "unit", "key", "may_be_empty", "description", "label_en", "label_ru",
    "label_kk", "retired_since",
]  # fmt: skip
LABELS = ("label_en", "label_ru", "label_kk")


def rows(version, earlier, scale):
    """Return the rows of the codebook. A table, column or value that an earlier release had and this one lacks is
    listed as retired, with the version since when.

    `scale`: the answers of the methodology (dicts of staged.scale); `earlier`: the codebooks (lists of rows) of earlier
    releases, newest first.
    """
    found = list(_present(scale))
    known = {(r["table"], r["column"], r["value"]) for r in found}
    for codebook in earlier:
        for row in codebook:
            entry = row["table"], row["column"], row["value"]
            if entry not in known:
                known.add(entry)
                found.append({**row, "retired_since": row["retired_since"] or str(version)})
    # A retired column or value follows those of its table or column.
    order = {}
    for row in found:
        order.setdefault((row["table"], row["column"]), len(order))
    return sorted(found, key=lambda r: (order[r["table"], ""], order[r["table"], r["column"]]))


def _present(scale):
    for table in PUBLIC:
        schema = SCHEMAS[f"public.{table}"]
        yield _row(table, description=describe(f"public.{table}"), label=f"table.{table}")
        for c in columns(schema):
            yield _row(
                table, c.name, type=c.sql_type.lower(), unit=c.unit or "", key=str(c.name in key(schema)).lower(),
                may_be_empty=str(c.nullable).lower(), description=c.description, label=f"column.{c.name}",
            )  # fmt: skip
            if (table, c.name) == ("answers", "answer"):
                for answer in scale:
                    names = {name: answer[name] or "" for name in LABELS}
                    yield _row(table, c.name, answer["answer"]) | names
            for value in allowed(c):
                yield _row(table, c.name, value, label=f"value.{c.name}={value}")


def _row(table, column="", value="", label=None, **cells):
    row = dict.fromkeys(HEADER, "") | {"table": table, "column": column, "value": value} | cells
    known = f"codebook.{label}" in english()
    return row | {name: text(f"codebook.{label}", name[-2:]) for name in LABELS if known}


def as_csv(found):
    return csv_of([HEADER, *([row[name] for name in HEADER] for row in found)]).encode()


def as_markdown(about, found):
    lines = [f"# Codebook of {about.edition} {about.version}", ""]
    lines += [f"Released on {about.released}. {about.data_dates}", ""]
    lines += ["Labels in Russian and Kazakh have not been reviewed by native speakers yet.", ""]
    for row in found:
        names = plain(" / ".join(filter(None, (row["label_en"], row["label_ru"], row["label_kk"]))))
        retired = f" *(retired since {row['retired_since']})*" if row["retired_since"] else ""
        if not row["column"]:
            lines += ["", f"## {row['table']}{retired}", "", f"{names}. {row['description']}", ""]
            lines += ["| column | type | unit | labels | meaning |", "|---|---|---|---|---|"]
        elif not row["value"]:
            key_mark = " (key)" if row["key"] == "true" else ""
            cells = [f"`{row['column']}`{key_mark}{retired}", row["type"], row["unit"], names, row["description"]]
            lines.append(f"| {' | '.join(cells)} |")
        else:
            lines.append(f"| | | | {names} | {code_cell(row['value'])}{retired} |")
    return ("\n".join(lines) + "\n").encode()
