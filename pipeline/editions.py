"""An edition's files, read and checked: what `rating check` reports and what the staged tables are made of."""

from functools import cache, partial

import polars as pl

from pipeline.methodologies import Methodology
from pipeline.problems import faults
from pipeline.reading import RawTable, Reader
from pipeline.relations import check_relations
from pipeline.schemas import SCHEMAS, columns, empty, key
from pipeline.validation import FILES, Validator


class Edition:
    """One edition. `tables` has its staged tables, `problems` all that is wrong with its files."""

    def __init__(self, project, name, methodologies):
        self.name = name
        self.folder = project.edition(name)
        self.reader = Reader(project, name)
        self.check = Validator(self.reader, name)
        self.tables, self.raw = {}, {}
        self.methodology = None
        applied = self._edition_file()
        if applied:
            self.methodology = methodologies(applied)
            self.tables |= self.methodology.tables_for(name)
        for table in (
            "companies",
            "services",
            "selection",
            "given_answers",
            "sources",
            "published_scores",
            "published_ranks",
        ):
            self._file(table)
        if self.methodology and self.methodology.indicators and self.methodology.elements:
            self._relations()

    @property
    def problems(self):
        """Of its own files, and of its methodology's."""
        return self.reader.problems + (self.methodology.problems if self.methodology else [])

    @property
    def sound(self):
        return not faults(self.problems)

    def _edition_file(self):
        """Read edition.yaml; returns the name of the methodology, if there is one of that name."""
        path = self.folder / "edition.yaml"
        loaded = self.reader.yaml(path)
        if loaded is None:
            return None
        file = self.reader.project.shown(path)
        keys, lines = loaded

        def fault(key, message):
            self.reader.fault(file, lines.get((key,), 1), key, message, "yaml")

        row = {"edition": keys.pop("id", "")}
        for name, value in keys.items():
            if isinstance(value, dict):
                row |= {f"{name}_{part}": text for part, text in value.items()}
            else:
                row[name] = value
        names = [c.name for c in columns(SCHEMAS["staged.editions"])]
        for name in sorted(row.keys() - set(names)):
            known = "id, series, year, methodology, title (en, ru, kk), status, fictional, licence, citation, notes"
            fault(name, f"unknown key (remove it; the keys are {known})")
        if row["edition"] != self.name:
            fault("id", f'is not the folder\'s name (write "{self.name}")')
        elif row["edition"] != f"{row.get('series')}-{row.get('year')}":
            fault("id", "is not <series>-<year> (correct series or year)")
        frame = pl.DataFrame([{n: str(row.get(n, "")) for n in names[1:]}])
        self.tables["staged.editions"] = self.check.rows("staged.editions", _YamlRow(file, frame, lines))
        name, known = row.get("methodology", ""), self.reader.project.methodologies()
        if name not in known:
            todo = f"there are: {', '.join(known)}" if known else "there is none"
            fault("methodology", f'"{name}" is not in raw/methodologies ({todo})')
            return None
        return name

    def _file(self, table):
        name = f"staged.{table}"
        if table == "selection" and not (self.folder / FILES[name]).exists():
            self.raw[table], self.tables[name] = None, self._all_that_apply()
            return
        self.raw[table], self.tables[name] = self.check.file(self.folder, name)
        if table == "given_answers" and self.methodology and self.tables[name] is not None:
            given = pl.Series(map(self._spelled, self.tables[name]["answer"]), dtype=pl.String)
            self.tables[name] = self.tables[name].with_columns(answer=given)

    def _spelled(self, answer):
        """The answer as the scale has it; what the scale does not know stays, and is a fault."""
        return answer and (self.methodology.scale.find(answer) or answer)

    def _all_that_apply(self):
        indicators = self.tables.get("staged.indicators")
        schema = SCHEMAS["staged.selection"]
        if indicators is None:
            return None
        none = pl.lit(None, pl.String)
        return indicators.select("edition", "indicator", evidence=none, note=none).select(
            c.name for c in columns(schema)
        )

    def _relations(self):
        check_relations(self)


class _YamlRow(RawTable):
    """One row of a YAML file: every column has a line of its own. A key that is missing is missed in line 1."""

    def __init__(self, file, frame, keys):
        super().__init__(file, frame, [1])
        self.keys = keys

    def line(self, index, column):
        first, _, rest = column.partition("_")
        return self.keys.get((column,)) or self.keys.get((first, rest)) or 1


def load(project, names=None):
    """Read and check the named editions, or all. A methodology is read once."""
    methodologies = cache(partial(Methodology, project))
    return [Edition(project, name, methodologies) for name in names or project.editions()]


def staged_tables(editions):
    """The staged tables of all sound editions together, sorted by their grain."""
    sound = [e for e in editions if e.sound]
    result = {}
    for table in [*FILES, "staged.scale", "staged.strands", "staged.weights"]:
        schema = SCHEMAS[table]
        result[table] = pl.concat([empty(schema), *(e.tables[table] for e in sound)]).sort(key(schema))
    return result
