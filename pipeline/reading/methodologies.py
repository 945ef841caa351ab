"""A methodology's files as checked rows: the yardstick that an edition applies."""

import re

import polars as pl

from pipeline.core.languages import LANGUAGES
from pipeline.core.limits import there
from pipeline.core.problems import quoted
from pipeline.reading.files import RawTable, Reader, YamlRow
from pipeline.reading.methodology_rules import check_methodology
from pipeline.reading.scale import Scale
from pipeline.reading.validation import FILES, Validator, wrong_id
from pipeline.reading.yaml_structure import TEXT, fitted
from pipeline.schemas import SCHEMAS, columns, empty
from pipeline.schemas.fields import ID

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


class Methodology:
    """A methodology's files. `problems` is what is wrong with them; a raw table is None where it can't be used."""

    def __init__(self, project, name):
        self.name = name
        self.folder = project.methodology(name)
        self.reader = Reader(project)
        self.problems = self.reader.problems
        self.check = Validator(self.reader, name)
        self.tables = {}
        self.categories = self._file("categories")
        self.indicators = self._file("indicators")
        self.elements = self._file("elements")
        self.questions = self._file("questions", optional=True)
        path = self.folder / "methodology.yaml"
        self.file = project.shown(path)
        loaded = self.reader.yaml(path)
        self.readable = loaded is not None
        settings, self.lines = loaded or ({}, {})
        if self.readable:
            settings = fitted(settings, SHAPE, self._fault)
        self.company_types = settings.get("company_types", [])
        self.service_classes = settings.get("service_classes", [])
        self.based_on = settings.get("based_on", "")
        self.steps = settings.get("steps", [])
        self.raters = settings.get("raters", [])
        self.scale = Scale([row for row in settings.get("scale", []) if row.get("answer")])
        self.strands = {}
        if self.readable:
            self._settings(settings)
            self._scale(settings)
            self._strands(settings)
            check_methodology(self)

    def tables_for(self, edition):
        """Its staged tables, as those of an edition; None in place of a file that could not be read."""
        column = pl.lit(edition).alias("edition")
        return {name: t if t is None else t.with_columns(column) for name, t in self.tables.items()}

    def rows_of(self, name):
        """Rows of `categories`, `indicators`, `elements` or `questions` as dicts of text; none where the file can't be
        used."""
        raw = getattr(self, name)
        return [] if raw is None else list(raw.frame.iter_rows(named=True))

    def scopes(self):
        """Every code that can be scored: indicators, families, categories, the total."""
        rows = self.rows_of("indicators")
        return {r[name] for r in rows for name in ("indicator", "family", "category")} | {"total"}

    def _file(self, table, optional=False):
        name = f"staged.{table}"
        if optional and not there(self.folder / FILES[name]):
            self.tables[name] = empty(SCHEMAS[name])
            return None
        raw, self.tables[name] = self.check.file(self.folder, name)
        return raw

    def _fault(self, path, message):
        """Report what stands at a path of keys, in the line of the nearest that is known."""
        line = next(self.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.lines)
        self.reader.fault(self.file, line, str(path[0]) if path else "file", message, "yaml")

    def _settings(self, settings):
        if wrong := wrong_id(settings.get("id"), self.name):
            self._fault(("id",), wrong)
        if self.based_on and self.based_on not in self.reader.project.methodologies():
            what = f"{quoted(self.based_on)} is not in raw/methodologies, so that only listed elements are the same"
            self.reader.warn(self.file, self.lines[("based_on",)], "based_on", f"{what} (correct it)", "idle lineage")
        lists = {name: ";".join(settings.get(name, [])) for name in ("steps", "raters")}
        row = DEFAULTS | settings | lists | {"methodology": self.name}
        for i, step in enumerate(self.steps):
            if not re.fullmatch(ID, step) or step in self.steps[:i]:
                self._fault(("steps", i), f"{quoted(step)} is no id, or stands twice (use lower-case a-z, 0-9 and -)")
        for i, rater in enumerate(self.raters):
            if rater not in self.steps or rater in self.raters[:i]:
                self._fault(("raters", i), f"{quoted(rater)} is not one of the steps, or stands twice (correct it)")
        names = _names("staged.methodologies")
        frame = pl.DataFrame([{n: row.get(n, "") for n in names}], schema=dict.fromkeys(names, pl.String))
        raw = YamlRow(self.file, frame, self.lines)
        self.tables["staged.methodologies"] = self.check.rows("staged.methodologies", raw)
        weights = settings.get("weights", {})
        rows = [{"scope": scope, "weight": weight} for scope, weight in weights.items()]
        self._rows("staged.weights", rows, [("weights", scope) for scope in weights])
        averaged = self.scopes() - {"total"}
        for scope in weights:
            if self.indicators is not None and scope not in averaged:
                self._fault(("weights", scope), f"{quoted(scope)} is nothing that is averaged (remove it)")

    def _scale(self, settings):
        scale = settings.get("scale", [])
        rows = [row | {f"label_{lang}": text for lang, text in row.get("label", {}).items()} for row in scale]
        self._rows("staged.scale", rows, [("scale", i) for i in range(len(rows))])
        if not any(row.get("points") for row in scale):
            self._fault(("scale",), "has no answer with points (list the answers)")
        elif self.scale.sound and not self.scale.reaches_full_points:
            self._fault(("scale",), "has no answer with 100 points (full points are 100: write the others against it)")
        for i, row in enumerate(scale):
            if bool(row.get("points")) != bool(row.get("reversed_points")):
                self._fault(("scale", i), "has points without reversed_points, or the other way round (write both)")
        for i, spelling, j in self.scale.ambiguous():
            line = self.lines[("scale", j)]
            message = f'{quoted(spelling)} means "{scale[j]["answer"]}" in line {line} already (remove one of the two)'
            self.reader.fault(self.file, self.lines[("scale", i)], "spellings", message, "yaml")

    def _strands(self, settings):
        """Indicators without strands have one, `all`."""
        codes = dict.fromkeys(r["indicator"] for r in self.rows_of("indicators"))
        for strand, indicators in settings.get("strands", {}).items():
            for i, indicator in enumerate(indicators):
                if indicator not in codes and self.indicators is not None:
                    what = f"{quoted(indicator)} is no indicator of the methodology (remove it)"
                    self._fault(("strands", strand, i), what)
                if strand in self.strands.get(indicator, ()):
                    self._fault(("strands", strand, i), f"{quoted(indicator)} stands twice (remove one)")
                self.strands.setdefault(indicator, []).append(strand)
        for indicator in codes:
            self.strands.setdefault(indicator, ["all"])
        rows = [{"indicator": i, "strand": s} for i in codes for s in dict.fromkeys(self.strands[i])]
        self._rows("staged.strands", rows, [("strands", r["strand"]) for r in rows])

    def _rows(self, table, rows, places):
        """Rows of methodology.yaml, checked like those of a CSV file."""
        names = _names(table)
        frame = pl.DataFrame([{n: row.get(n, "") for n in names} for row in rows], dict.fromkeys(names, pl.String))
        lines = [self.lines.get(place, self.lines.get(place[:1], 1)) for place in places]
        self.tables[table] = self.check.rows(table, RawTable(self.file, frame, lines))


def _names(table):
    return [c.name for c in columns(SCHEMAS[table]) if c.name != "edition"]
