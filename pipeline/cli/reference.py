"""The reference pages in docs/, made from the code: commands, tables, raw files, checks. `make docs` writes them."""

from inspect import cleandoc

import click

from pipeline.cli.main import RATING
from pipeline.computing import sql
from pipeline.core.problems import ERRORS, WARNINGS
from pipeline.core.project import HOME
from pipeline.reading.edition_warnings import ACCEPTED, COLUMNS
from pipeline.reading.editions import METHODOLOGY_FILES, OPTIONAL
from pipeline.reading.editions import SHAPE as EDITION_SHAPE
from pipeline.reading.lineage import LINEAGE_FILES
from pipeline.reading.methodologies import DEFAULTS
from pipeline.reading.methodologies import SHAPE as METHODOLOGY_SHAPE
from pipeline.reading.validation import FILES
from pipeline.releasing.package import allowed
from pipeline.schemas import LINEAGE, SCHEMAS, columns, describe, key

MADE = "<!-- Made by `make docs` from the code: change it there. -->"

GROUPS = {
    "staged": "The raw files with their types, and what follows from them before anything is scored. Points and scores "
    "are whole numbers of 1e-12 point.",
    "scored": "Scores, places, weights and gains, of every scenario: `actual` is what is published, the others are "
    "answers to questions. Whole numbers of 1e-12 point.",
    "compared": "What became of scores from one edition to a later one. Whole numbers of 1e-12 point.",
    "public": "What a release holds. Scores are points, 0 to 100.",
}
"""Group of tables -> what is in it, in the order in which data flow."""

KEYS = {
    "scale": "The answers that may be given: `answer` as every table has it, `points` and `reversed_points` (for "
    "elements that score in reverse; both empty for an answer that is left out of every mean), `label` in en, ru and "
    "kk, and other `spellings` by language",
    "company_types": "Types of companies, which excluded_company_types may name",
    "service_classes": "Classes of services, which excluded_service_classes may name",
    "strands": "Strand -> the indicators that it is answered for on its own. Others have one strand, `all`",
    "weights": "Code of an indicator, family or category -> how much it counts in the mean above it; else 1",
    "steps": "Steps of the research in their order; the last one is `final`",
    "raters": "Of these, the steps of raters whose agreement is measured",
    "based_on": "The methodology that this one was made from: elements that both have under one code and "
    "label are the same, unless lineage/elements.csv lists them",
    "id": "The folder's name",
    "title": "Title, in an edition by language: en, and ru and kk",
}
"""Keys of YAML files that are no column of a table, or not as they stand -> what stands there."""


def commands():
    """Every command with its words, options and examples, and what `--format json` prints."""
    lines = ["# Commands", "", MADE, ""]
    lines += [
        "Exit code 0: done, also with warnings or figures that do not agree. 1: errors in the data, all listed as "
        "`file:line: column: what is wrong (what to do)`. 2: the command's words are off.",
        "",
        "Data go to standard output, progress and messages to standard error. On a terminal a listing fits its width: "
        "text is wrapped, and columns without room are named beneath the table; `--wide` shows them. Elsewhere, as in "
        "a file or a pipe, all columns are whole.",
        "",
        "Every command takes `--root DIR`, before the command or after it: the folder with raw/, build/ and releases/. "
        "Otherwise it is the environment variable `RATING_ROOT`, or the nearest folder with raw/editions/, from the "
        "current one upwards.",
        "",
        'Completion of commands, options, editions and companies: `eval "$(_RATING_COMPLETE=bash_source rating)"` in '
        "`~/.bashrc`; `zsh_source` and `fish_source` are for zsh and fish.",
        "",
        "With `--format json` a listing is one object, whose keys do not change:",
        "",
        *_grid(
            ("command", "keys"), [(f"`{name}`", ", ".join(f"`{k}`" for k in keys)) for name, keys in JSON_KEYS.items()]
        ),
    ]
    for path, command in leaves(RATING):
        ctx = click.Context(command)
        usage = " ".join([path, *command.collect_usage_pieces(ctx)])
        lines += ["", f"## {path}", "", cleandoc(command.help), "", f"    {usage}"]
        records = [p.get_help_record(ctx) for p in command.params if p.name != "root"]
        lines += ["", "For example:", "", *(f"    {example}" for example in command.examples), ""]
        words = [(f"`{name.replace('|', ' or ')}`", text) for name, text in records]
        lines += _grid(("word or option", "meaning"), words) if words else []
    return _text(lines)


JSON_KEYS = {
    "build": ("left_out", "built", "printed_figures"),
    "check": ("problems",),
    "compare": ("before", "later", "company", "companies", "services", "answers", "indicators"),
    "diff": ("schema", "rows_and_cells"),
    "explain": ("edition", "company", "service", "scope", "tree"),
    "fetch": ("imported",),
    "findings": ("edition", "findings"),
    "import": ("imported", "documents", "conflicts"),
    "lineage": ("before", "later", "matched", "in_one_edition_only", "elements", "proposals", "written"),
    "list": ("releases",),
    "progress": ("edition", "progress", "step", "missing"),
    "release": ("released",),
    "report": ("report",),
    "roadmap": ("edition", "company", "service", "answers", "groups"),
    "show": ("edition", "companies", "services", "printed_figures", "disagreeing_figures", "disagreeing_ranks"),
    "show EDITION COMPANY": ("edition", "company", "indicators"),
    "undo": ("put_back",),
    "undo --list": ("edition", "imports"),
    "verify": ("verdicts",),
    "workbook": ("workbooks",),
}
"""Command -> keys of the object that it prints as JSON."""


def leaves(group, path="rating"):
    """(path, command) of each command, and of the commands of a group in it."""
    for commands in group.sections.values():
        for command in commands:
            name = f"{path} {command.name}"
            yield from leaves(command, name) if isinstance(command, click.Group) else [(name, command)]


def tables():
    """Every table with its grain and columns."""
    lines = ["# Tables", "", MADE, ""]
    lines += [
        "`build/<group>/<table>.parquet`. Every table has all editions, `edition` as its first column, and is sorted "
        "by its grain. The columns of the grain are marked *key*.",
    ]
    for group, what in GROUPS.items():
        names = sorted(t for t in SCHEMAS if t.startswith(f"{group}."))
        lines += ["", f"## {group}", "", what, ""]
        lines += [", ".join(f"[{t.split('.')[1]}](#{t.replace('.', '')})" for t in names) + "."]
        for table in names:
            schema = SCHEMAS[table]
            lines += ["", f"### {table}", "", describe(table), "", f"Grain: {', '.join(key(schema))}.", ""]
            lines += _grid(
                ("column", "type", "unit", "meaning"),
                [
                    (
                        f"`{c.name}`{' *key*' if c.name in key(schema) else ''}",
                        c.sql_type.lower(),
                        c.unit or "",
                        _meaning_of(schema, c),
                    )
                    for c in columns(schema)
                ],
            )
    return _text(lines)


def raw_files():
    """Every raw file with its columns or keys."""
    lines = ["# Raw files", "", MADE, ""]
    lines += [
        "UTF-8, comma, with a header, the columns in this order. An id is lower-case `a-z`, `0-9` and `-`, at most 60 "
        "characters; codes have no leading zeros (`F5a.1`). Lists in one cell are separated by `;`. A column marked "
        "*optional* may be absent; one marked *private* never leaves `raw/`, and neither do comments in YAML files.",
    ]
    methodology = [t for t, file in FILES.items() if file in METHODOLOGY_FILES]
    edition = [t for t in FILES if t not in methodology]
    for folder, names, shape in (
        ("methodologies/<id>", methodology, METHODOLOGY_SHAPE),
        ("editions/<series>-<year>", edition, EDITION_SHAPE),
    ):
        for table in names:
            lines += _raw_file(f"{folder}/{FILES[table]}", table, shape)
    lines += _raw_file("editions/<series>-<year>/answers/<step>.csv", "staged.step_answers", {})
    place = f"editions/<series>-<year>/{ACCEPTED}"
    lines += ["", f"## {place}", "", "Warnings that were looked into and accepted. May be absent.", ""]
    lines += _grid(("column", "meaning"), [(f"`{name}`", ACCEPTING[name]) for name in COLUMNS])
    for table, file in LINEAGE_FILES.items():
        lines += ["", f"## lineage/{file}", "", f"{describe(table)} May be absent.", ""]
        own = columns(LINEAGE[table])
        rows = [(f"`{c.name}`{' *optional*' if c.optional else ''}", _meaning_of(LINEAGE[table], c)) for c in own]
        lines += _grid(("column", "meaning"), rows)
    return _text(lines)


def _raw_file(place, table, shape):
    schema = SCHEMAS[table]
    name = table.removeprefix("staged.")
    absent = " May be absent." if name in MAY_BE_ABSENT else ""
    lines = ["", f"## {place}", "", f"{describe(table)}{absent}", ""]
    own = {c.name: c for c in columns(schema) if c.name != "edition"}
    rows = []
    if place.endswith(".yaml"):
        for k in shape:
            mark = " *optional*" if k in MAY_BE_LEFT_OUT or (k in own and own[k].nullable) else ""
            rows.append((f"`{k}`{mark}", KEYS[k] if k in KEYS else _meaning_of(schema, own[k])))
        return lines + _grid(("key", "meaning"), rows)
    for c in own.values():
        mark = " *private*" if not c.public else " *optional*" if c.optional else ""
        if f"{name}.{c.name}" != "step_answers.step":
            rows.append((f"`{c.name}`{mark}", _meaning_of(schema, c)))
    return lines + _grid(("column", "meaning"), rows)


MAY_BE_ABSENT = (*OPTIONAL, "selection", "corrections", "questions", "step_answers")
MAY_BE_LEFT_OUT = (*DEFAULTS, "based_on", "company_types", "service_classes", "steps", "raters", "strands", "weights")
ACCEPTING = {
    "kind": "Kind of the warning, as in [checks](checks.md)",
    "file": "File that it stands in; empty for any",
    "place": "Ids and codes with `/` between, as `rating check --format json` shows; may end with `*`",
    "reason": "Why it may stand",
}


def checks():
    """Every kind of error and warning in raw files, and every audit of the tables."""
    lines = ["# Checks", "", MADE, ""]
    lines += [
        "Raw files are checked by `rating check`, and at the beginning of `rating build`: an edition with an error is "
        "not built. The tables are audited in a build: what an audit finds is an error in the program, or of data that "
        "no check of raw files knows, and stops it, unless the audit is marked *told*.",
        "",
        "## Errors in raw files",
        "",
        *_grid(("kind", "what is wrong"), ERRORS.items()),
        "",
        "## Warnings",
        "",
        "A warning that was looked into is accepted by a line of `accepted_warnings.csv` (see "
        "[raw files](raw-files.md)).",
        "",
        *_grid(("kind", "what is odd"), WARNINGS.items()),
        "",
        "## Audits",
        "",
    ]
    rows = []
    for name, text in sql.audits().items():
        mark = "" if sql.is_blocking(name) else " *told*"
        what = " ".join(sql.comment(text).replace("Blocking: no. ", "").split())
        rows.append((f"{name}{mark}", what, ", ".join(f"`{t}`" for t in sql.inputs(text))))
    return _text(lines + _grid(("audit", "what has to hold", "reads"), rows))


def _grid(heads, rows):
    """The lines of a table: tuples of cells below their heads."""
    line = "| {} |".format
    return [line(" | ".join(heads)), "|---" * len(heads) + "|", *(line(" | ".join(cells)) for cells in rows)]


def _meaning_of(schema, c):
    values = allowed(schema.columns[c.name])
    return c.description + (f": {', '.join(f'`{v}`' for v in values)}" if values else "")


def _text(lines):
    return "\n".join(lines) + "\n"


PAGES = {"commands.md": commands, "tables.md": tables, "raw-files.md": raw_files, "checks.md": checks}
"""Page in docs/ -> what makes it."""


if __name__ == "__main__":
    for name, page in PAGES.items():
        (HOME / "docs" / name).write_text(page(), encoding="utf-8")
