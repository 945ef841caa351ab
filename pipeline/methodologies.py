"""A methodology's files as checked rows: the yardstick that an edition applies."""

import polars as pl

from pipeline.reading import RawTable, Reader
from pipeline.scale import Scale
from pipeline.schemas import SCHEMAS, columns
from pipeline.validation import Validator

SETTINGS = [c.name for c in columns(SCHEMAS["staged.methodologies"]) if c.name not in ("edition", "methodology")]
KNOWN = {"id", *SETTINGS, "scale", "strands", "weights", "company_types", "service_classes"}
SCALE_KEYS = {"answer", "points", "reversed_points", "label", "spellings"}


class Methodology:
    """A methodology's files. `problems` is what is wrong with them."""

    def __init__(self, project, name):
        self.name = name
        self.folder = project.methodology(name)
        self.reader = Reader(project)
        self.problems = self.reader.problems
        self.check = Validator(self.reader, name)
        self.tables = {}
        self.company_types, self.service_classes, self.scale = [], [], Scale([])
        self.categories = self._file("categories")
        self.indicators = self._file("indicators")
        self.elements = self._file("elements")
        self._settings()
        if self.indicators is not None and self.elements is not None and self.categories is not None:
            self._relations()

    def tables_for(self, edition):
        """Its staged tables, as those of an edition; None in place of a file that could not be read."""
        column = pl.lit(edition).alias("edition")
        return {name: t if t is None else t.with_columns(column) for name, t in self.tables.items()}

    def _file(self, table):
        raw, frame = self.check.file(self.folder, f"staged.{table}")
        self.tables[f"staged.{table}"] = frame
        return raw

    def _settings(self):
        path = self.folder / "methodology.yaml"
        self.file = self.reader.project.shown(path)
        loaded = self.reader.yaml(path)
        if loaded is None:
            return
        settings, self.lines = loaded
        for key in sorted(settings.keys() - KNOWN):
            known = ", ".join(sorted(KNOWN))
            self._fault((key,), f"unknown key (remove it; the keys are {known})", "yaml")
        if settings.get("id") != self.name:
            self._fault(("id",), f'is not the folder\'s name (write "{self.name}")', "yaml")
        row = {name: settings.get(name, "") for name in SETTINGS}
        row["steps"] = ";".join(settings.get("steps") or [])
        row["methodology"] = self.name
        self.tables["staged.methodologies"] = self._rows("staged.methodologies", [row], [()])
        self.company_types = self._list(settings, "company_types")
        self.service_classes = self._list(settings, "service_classes")
        self._scale(settings)
        self._strands(settings)
        weights = settings.get("weights") or {}
        rows = [{"scope": scope, "weight": weight} for scope, weight in weights.items()]
        self.tables["staged.weights"] = self._rows("staged.weights", rows, [("weights", r["scope"]) for r in rows])

    def _list(self, settings, key):
        value = settings.get(key) or []
        if not isinstance(value, list):
            self._fault((key,), "is not a list (write [one, other])", "yaml")
            return []
        return value

    def _scale(self, settings):
        entries = self._list(settings, "scale")
        rows, places = [], []
        for i, entry in enumerate(entries):
            if not isinstance(entry, dict) or entry.keys() - SCALE_KEYS:
                known = ", ".join(sorted(SCALE_KEYS))
                self._fault(("scale", i), f"unknown key in an answer of the scale (the keys are {known})", "yaml")
                continue
            labels = {f"label_{lang}": label for lang, label in (entry.get("label") or {}).items()}
            rows.append({"points": "", "reversed_points": "", **entry, **labels})
            places.append(("scale", i))
        self.scale = Scale([row for row in rows if row.get("answer")])
        if not any(row["points"] for row in rows):
            self._fault(("scale",), "has no answer with points (list the answers)", "yaml")
        self.tables["staged.scale"] = self._rows("staged.scale", rows, places)

    def _strands(self, settings):
        """Indicators without strands have one, `all`."""
        listed = settings.get("strands") or {}
        self.strands = {}
        for strand, indicators in listed.items():
            for indicator in indicators:
                self.strands.setdefault(indicator, []).append(strand)
        codes = self.indicators.frame["indicator"].to_list() if self.indicators else []
        for indicator in sorted(self.strands.keys() - set(codes)):
            self._fault(("strands",), f'"{indicator}" is no indicator of the methodology (remove it)', "yaml")
        for indicator in codes:
            self.strands.setdefault(indicator, ["all"])
        rows = [{"indicator": i, "strand": s} for i in codes for s in self.strands[i]]
        self.tables["staged.strands"] = self._rows("staged.strands", rows, [("strands",)] * len(rows))

    def _rows(self, table, rows, places):
        """Rows of methodology.yaml, checked like those of a CSV file."""
        names = [c.name for c in columns(SCHEMAS[table]) if c.name != "edition"]
        frame = pl.DataFrame(
            [{n: str(row.get(n, "")) for n in names} for row in rows], schema=dict.fromkeys(names, pl.String)
        )
        lines = [self.lines.get(place, self.lines[()]) for place in places]
        return self.check.rows(table, RawTable(self.file, frame, lines))

    def _fault(self, path, message, kind):
        line = self.lines.get(path, self.lines.get(path[:1], 1))
        self.reader.fault(self.file, line, str(path[0]), message, kind)

    def _relations(self):
        categories = set(self.categories.frame["category"])
        indicators = set(self.indicators.frame["indicator"])
        elements = set(self.elements.frame["element"])
        has_elements = set(self.elements.frame["indicator"])
        for line, row in self.check.each(self.indicators):
            say = self.check.at(self.indicators, line)
            if row["category"] not in categories:
                say("category", f'"{row["category"]}" is not in categories.csv (add it there, or correct it)')
            if row["family"] != row["indicator"].rstrip("abcdefghijklmnopqrstuvwxyz"):
                say("family", f'"{row["family"]}" is not the number of {row["indicator"]} (write it without letters)')
            if row["indicator"] not in has_elements:
                say("indicator", f'"{row["indicator"]}" has no element in elements.csv (add them, or remove it)')
            self._exclusions(say, row)
        for line, row in self.check.each(self.elements):
            say = self.check.at(self.elements, line)
            if row["indicator"] not in indicators:
                say("indicator", f'"{row["indicator"]}" is not in indicators.csv (add it there, or correct it)')
            elif row["element"].split(".")[0] != row["indicator"]:
                say("element", f'"{row["element"]}" does not begin with its indicator {row["indicator"]} (correct it)')
            for other in filter(None, row["depends_on"].split(";")):
                if other not in elements:
                    say("depends_on", f'"{other}" is not in elements.csv (correct it)')
            self._exclusions(say, row)
        scopes = self.scopes()
        for scope in self.tables.get("staged.weights", pl.DataFrame({"scope": []}))["scope"]:
            if scope not in scopes:
                self._fault(("weights", scope), f'"{scope}" is nothing that is scored (remove it)', "relation")

    def _exclusions(self, say, row):
        for name, known in (
            ("excluded_company_types", self.company_types),
            ("excluded_service_classes", self.service_classes),
        ):
            for value in filter(None, row[name].split(";")):
                if value not in known:
                    say(name, f'"{value}" is not in methodology.yaml (the methodology has {", ".join(known)})')

    def scopes(self):
        """Every code that can be scored: indicators, families, categories."""
        frame = self.indicators.frame
        return {*frame["indicator"], *frame["family"], *frame["category"], "total"}
