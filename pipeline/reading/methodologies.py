"""Reading and checking the files of a methodology."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from pipeline.core.languages import LANGUAGES
from pipeline.core.limits import exists_or_link
from pipeline.core.problems import quoted
from pipeline.reading.files import TEXT, RawTable, Reader, YamlRow, fitted
from pipeline.reading.methodology_rules import check_methodology
from pipeline.reading.scale import Scale
from pipeline.reading.validation import FILES, read_table, typed, wrong_id
from pipeline.schemas import SCHEMAS, columns
from pipeline.schemas.fields import ID
from pipeline.schemas.frames import empty

SHAPE = {
    "id": TEXT,
    "title": TEXT,
    "based_on": TEXT,
    "scale": [
        {
            "answer": TEXT,
            "points": TEXT,
            "reversed_points": TEXT,
            "label": dict.fromkeys(LANGUAGES, TEXT),
            "spellings": {language: [TEXT] for language in LANGUAGES},
        }
    ],
    "services_as_one": TEXT,
    "total_of": TEXT,
    "service_score": TEXT,
    "printed_decimals": TEXT,
    "rank_decimals": TEXT,
    "company_types": [TEXT],
    "service_classes": [TEXT],
    "steps": [TEXT],
    "raters": [TEXT],
    "strands": {"*": [TEXT]},
    "weights": {"*": TEXT},
}


DEFAULTS = {"service_score": "nearest", "printed_decimals": "2"}


@dataclass(frozen=True, eq=False)
class Methodology:
    """A methodology. `settings`: methodology.yaml, empty if it can't be read; `raw`: `categories`, `indicators`,
    `elements` or `questions` -> `RawTable`, or None; `strands`: indicator -> its strands; `problems`: those of its
    files."""

    name: str
    folder: Path
    settings: dict
    raw: dict
    tables: dict
    strands: dict
    scale: Scale
    problems: tuple = ()

    @property
    def readable(self):
        """True if methodology.yaml could be read."""
        return "staged.methodologies" in self.tables

    @property
    def company_types(self):
        return self.settings.get("company_types", [])

    @property
    def service_classes(self):
        return self.settings.get("service_classes", [])

    @property
    def based_on(self):
        return self.settings.get("based_on", "")

    @property
    def steps(self):
        return self.settings.get("steps", [])

    @property
    def raters(self):
        return self.settings.get("raters", [])

    def tables_for(self, edition):
        """Return its staged tables with the id of an edition; None for a file that could not be read."""
        column = pl.lit(edition).alias("edition")
        return {name: t if t is None else t.with_columns(column) for name, t in self.tables.items()}

    def rows_of(self, name):
        """Return the rows of `categories`, `indicators`, `elements` or `questions` as dicts of text; none if the file
        can't be read."""
        return [] if self.raw[name] is None else [row for _, row in self.raw[name].rows]

    def scopes(self):
        """Return every code that has a score: indicators, families, categories, `total`."""
        rows = self.rows_of("indicators")
        return {r[name] for r in rows for name in ("indicator", "family", "category")} | {"total"}


class Methodologies(dict):
    """Name -> `Methodology` of a project, each read at the first access."""

    def __init__(self, project):
        super().__init__()
        self.project = project

    def __missing__(self, name):
        self[name] = read_methodology(self.project, name)
        return self[name]


def read_methodology(project, name):
    """Read and check the files of a methodology; return a `Methodology`."""
    reader, folder = Reader(project), project.methodology(name)
    raw, tables = {}, {}
    for table in ("categories", "indicators", "elements", "questions"):
        path, staged = folder / FILES[f"staged.{table}"], f"staged.{table}"
        absent = table == "questions" and not exists_or_link(path)
        raw[table] = None if absent else read_table(reader, path, staged)
        tables[staged] = empty(SCHEMAS[staged]) if absent else raw[table] and typed(reader, name, staged, raw[table])
    file = reader.yaml(folder / "methodology.yaml")
    settings = fitted(file.value, SHAPE, file.error) if file else {}
    scale = Scale([row for row in settings.get("scale", []) if row.get("answer")])
    strands = _strands(settings, raw["indicators"])
    made = Methodology(name, folder, settings, raw, tables, strands, scale)
    if file:
        _check_settings(file, made)
        _check_scale(file, settings.get("scale", []), scale)
        _check_strands(file, made)
        tables |= {table: typed(reader, name, table, rows) for table, rows in _rows(file, made).items()}
        check_methodology(reader, made)
    return replace(made, problems=tuple(reader.problems))


def _strands(settings, indicators):
    """Return {indicator: its strands}; without strands it has one, `all`."""
    found = {}
    for strand, codes in settings.get("strands", {}).items():
        for code in codes:
            found.setdefault(code, []).append(strand)
    return (
        found | {code: ["all"] for code in indicators.frame["indicator"] if code not in found} if indicators else found
    )


def _rows(file, m):
    """Return {staged table: its rows from methodology.yaml, as `RawTable`}."""
    settings, weights, scale = m.settings, m.settings.get("weights", {}), m.settings.get("scale", [])
    lists = {name: ";".join(settings.get(name, [])) for name in ("steps", "raters")}
    labelled = [row | {f"label_{lang}": text for lang, text in row.get("label", {}).items()} for row in scale]
    codes = dict.fromkeys(r["indicator"] for r in m.rows_of("indicators"))
    strands = [{"indicator": i, "strand": s} for i in codes for s in dict.fromkeys(m.strands[i])]

    def listed(table, rows, paths):
        lines = [file.lines.get(path, file.lines.get(path[:1], 1)) for path in paths]
        return RawTable(file.file, _frame(table, rows), lines)

    own = _frame("staged.methodologies", [DEFAULTS | settings | lists | {"methodology": m.name}])
    return {
        "staged.methodologies": YamlRow(file.file, own, [1], keys=file.lines),
        "staged.weights": listed(
            "staged.weights",
            [{"scope": scope, "weight": weight} for scope, weight in weights.items()],
            [("weights", scope) for scope in weights],
        ),
        "staged.scale": listed("staged.scale", labelled, [("scale", i) for i in range(len(scale))]),
        "staged.strands": listed("staged.strands", strands, [("strands", r["strand"]) for r in strands]),
    }


def _frame(table, rows):
    names = [c.name for c in columns(SCHEMAS[table]) if c.name != "edition"]
    return pl.DataFrame([{n: row.get(n, "") for n in names} for row in rows], dict.fromkeys(names, pl.String))


def _check_settings(file, m):
    if wrong := wrong_id(m.settings.get("id"), m.name):
        file.error(("id",), wrong)
    if m.based_on and m.based_on not in file.reader.project.methodologies():
        what = f"{quoted(m.based_on)} is not in raw/methodologies, so only listed elements are matched"
        file.reader.warn(file.file, file.lines[("based_on",)], "based_on", f"{what} (correct it)", "unused lineage")
    for i, step in enumerate(m.steps):
        if not re.fullmatch(ID, step) or step in m.steps[:i]:
            file.error(("steps", i), f"{quoted(step)} is not an id, or is a duplicate (use lower-case a-z, 0-9 and -)")
    for i, rater in enumerate(m.raters):
        if rater not in m.steps or rater in m.raters[:i]:
            file.error(("raters", i), f"{quoted(rater)} is not one of the steps, or is a duplicate (correct it)")
    averaged = m.scopes() - {"total"}
    for scope in m.settings.get("weights", {}) if m.raw["indicators"] is not None else ():
        if scope not in averaged:
            file.error(("weights", scope), f"{quoted(scope)} is not an indicator, family or category (remove it)")


def _check_scale(file, rows, scale):
    if not any(row.get("points") for row in rows):
        file.error(("scale",), "has no answer with points (list the answers)")
    elif scale.sound and not scale.reaches_full_points:
        file.error(
            ("scale",), "has no answer with 100 points (give the full answer 100 points, and scale the others to it)"
        )
    for i, row in enumerate(rows):
        if bool(row.get("points")) != bool(row.get("reversed_points")):
            file.error(("scale", i), "has only one of points and reversed_points (write both)")
    for i, spelling, j in scale.ambiguous():
        line = file.lines[("scale", j)]
        message = f'{quoted(spelling)} already means "{rows[j]["answer"]}" in line {line} (remove one of the two)'
        file.reader.error(file.file, file.lines[("scale", i)], "spellings", message, "yaml")


def _check_strands(file, m):
    codes = {r["indicator"] for r in m.rows_of("indicators")}
    for strand, indicators in m.settings.get("strands", {}).items():
        for i, indicator in enumerate(indicators):
            if indicator not in codes and m.raw["indicators"] is not None:
                what = f"{quoted(indicator)} is not an indicator of the methodology (remove it)"
                file.error(("strands", strand, i), what)
            if indicator in indicators[:i]:
                file.error(("strands", strand, i), f"{quoted(indicator)} is a duplicate (remove one)")
