"""An edition's files, read and checked: what `rating check` reports and what the staged tables are made of."""

import re
from functools import cache, partial
from itertools import pairwise

import polars as pl

from pipeline.core.languages import LANGUAGES
from pipeline.core.limits import there
from pipeline.core.problems import faults, quoted
from pipeline.reading.completeness import require_final
from pipeline.reading.corrections import corrected
from pipeline.reading.edition_rules import check_relations
from pipeline.reading.edition_warnings import ACCEPTED, cautions
from pipeline.reading.files import Reader, YamlRow, listed
from pipeline.reading.lineage import Lineage, by_year, series_of
from pipeline.reading.methodologies import Methodology
from pipeline.reading.privacy import check_persons
from pipeline.reading.steps import final_file, is_draft, read_steps, step_tables
from pipeline.reading.validation import FILES, Validator, wrong_id
from pipeline.reading.yaml_structure import TEXT, fitted
from pipeline.schemas import SCHEMAS, columns, empty, key
from pipeline.schemas.fields import ID

TABLES = (
    "companies", "services", "selection", "given_answers", "sources", "published_scores", "published_ranks",
    "engagements", "stated_findings", "recommendations",
)  # fmt: skip
OPTIONAL = ("engagements", "stated_findings", "recommendations")
"""Tables whose file may be absent."""
METHODOLOGY_FILES = ("methodology.yaml", "categories.csv", "indicators.csv", "elements.csv", "questions.csv")
SHAPE = {
    "id": TEXT,
    "series": TEXT,
    "year": TEXT,
    "methodology": TEXT,
    "title": dict.fromkeys(LANGUAGES, TEXT),
    "status": TEXT,
    "fictional": TEXT,
    "licence": TEXT,
    "citation": TEXT,
    "notes": TEXT,
    "authors": TEXT,
    "source": TEXT,
    "publish_steps": TEXT,
    "rank_decimals": TEXT,
}


class Edition:
    """One edition. `tables` has its staged tables, `raw` its files as read, `problems` all that is wrong with them."""

    def __init__(self, project, name, methodologies, related=True):
        self.name = name
        self.folder = project.edition(name)
        self.reader = Reader(project, name)
        # A folder whose name is no id has one fault for that, not one in every row.
        self.check = Validator(self.reader, name if re.fullmatch(ID, name) else "edition")
        self.tables, self.raw, self._lines = {}, {}, {}
        self.methodology = self.lineage = None
        applied = self._edition_file()
        if applied:
            self.methodology = methodologies(applied)
            self.tables |= self.methodology.tables_for(name)
        self.corrections = self._corrections()
        for table in TABLES:
            self._file(table)
        self.steps = read_steps(self)
        self._other_files()
        check_persons(self)
        if self.methodology and self.methodology.readable and related:
            check_relations(self)

    def _other_files(self):
        """Files that nothing is read from may be misspelt ones that should be."""
        known = {name for name in FILES.values() if name not in METHODOLOGY_FILES} | {ACCEPTED}
        for path in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            if path.name not in known and path.name[0] != "." and not (path.name == "answers" and path.is_dir()):
                message = f"is not read (an edition has {', '.join(sorted(known))}, and answers/<step>.csv)"
                self.reader.not_read(path, message)
        selection = self.raw.get("selection")
        if selection is not None and selection.whole and not selection.lines:
            message = "selects nothing (list the indicators, or remove the file: then all apply)"
            self.reader.fault(selection.file, 1, "indicator", message)

    @property
    def problems(self):
        """Of its own files, of its methodology's, and of the lineage that says what became of it."""
        methodology = self.methodology.problems if self.methodology else []
        lineage = self.lineage.problems if self.lineage else []
        return self.reader.problems + methodology + [p for p in lineage if p.place in ("", series_of(self.name))]

    @property
    def sound(self):
        return not faults(self.problems)

    def line_of(self, key):
        """The line of a key of edition.yaml."""
        return self._lines.get((key,), 1)

    def _edition_file(self):
        """Read edition.yaml; returns the name of the methodology, if there is one of that name."""
        path = self.folder / "edition.yaml"
        loaded = self.reader.yaml(path)
        if loaded is None:
            return None
        file = self.reader.project.shown(path)
        keys, lines = loaded
        self._lines = lines

        def fault(path, message):
            line = next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), 1)
            self.reader.fault(file, line, path[0], message, "yaml")

        keys = fitted(keys, SHAPE, fault)
        row = {"edition": keys.get("id", "")} | {k: v for k, v in keys.items() if k not in ("id", "title")}
        row |= {f"title_{language}": text for language, text in keys.get("title", {}).items()}
        if wrong := wrong_id(row["edition"], self.name):
            fault(("id",), wrong)
        elif row["edition"] != f"{row.get('series')}-{row.get('year')}":
            fault(("id",), "is not <series>-<year> (correct series or year)")
        names = [c.name for c in columns(SCHEMAS["staged.editions"]) if c.name != "edition"]
        frame = pl.DataFrame([{n: row.get(n, "") for n in names}])
        self.raw["editions"] = YamlRow(file, frame, lines)
        self.tables["staged.editions"] = self.check.rows("staged.editions", self.raw["editions"])
        name, known = row.get("methodology", ""), self.reader.project.methodologies()
        if name in known:
            return name
        if re.fullmatch(ID, name):
            todo = f"there are: {', '.join(known)}" if known else "there is none"
            fault(("methodology",), f"{quoted(name)} is not in raw/methodologies ({todo})")
        return None

    @property
    def publishes_steps(self):
        """True where a release holds the preliminary answers of the research, as edition.yaml says."""
        return self.tables["staged.editions"]["publish_steps"].to_list() == [True]

    @property
    def selects(self):
        """False where the edition has no selection.csv, and applies all indicators."""
        return there(self.folder / FILES["staged.selection"])

    def _corrections(self):
        """[(line, cells)] of corrections.csv, in its order; the file may be absent."""
        raw = None
        if there(self.folder / FILES["staged.corrections"]):
            raw, self.tables["staged.corrections"] = self.check.file(self.folder, "staged.corrections")
        else:
            self.tables["staged.corrections"] = empty(SCHEMAS["staged.corrections"])
        self.raw["corrections"] = raw
        return [] if raw is None else list(self.check.each(raw))

    def _file(self, table):
        name = f"staged.{table}"
        if table == "selection" and not self.selects:
            self.raw[table], self.tables[name] = None, self._all_that_apply()
            return

        def fault(line, column, message):
            self.reader.fault(self.raw["corrections"].file, line, column, message, "correction")

        path = self.folder / FILES[name]
        if table == "given_answers":
            path = final_file(self)
        absent = table == "given_answers" and not there(path) and (self.folder / "answers").is_dir()
        if (table in OPTIONAL and not there(path)) or absent:
            # As long as the research is at an earlier step, nothing is final.
            self.raw[table], self.tables[name] = None, empty(SCHEMAS[name])
            return
        raw = corrected(self.corrections, table, self.check.read(path, name), fault)
        self.raw[table], self.tables[name] = raw, raw and self.check.rows(name, raw)
        if table == "given_answers" and raw is not None:
            self.tables[name] = self.spelled(self.tables[name])

    def spelled(self, table):
        """A table of answers, each as the scale has it; what the scale does not know stays, and is a fault."""
        if not self.methodology:
            return table
        scale = self.methodology.scale
        given = pl.Series([a and (scale.find(a) or a) for a in table["answer"]], dtype=pl.String)
        sources = pl.Series([";".join(listed(cell)) or None for cell in table["sources"]], dtype=pl.String)
        return table.with_columns(answer=given, sources=sources)

    def _all_that_apply(self):
        indicators = self.tables.get("staged.indicators")
        schema = SCHEMAS["staged.selection"]
        if indicators is None:
            return None
        none = pl.lit(None, pl.String)
        return indicators.select("edition", "indicator", evidence=none, note=none).select(
            c.name for c in columns(schema)
        )


def load(project, names=None, unrelated=()):
    """Read and check the named editions, or all; what the files of those in `unrelated` say of each other is not
    checked. A methodology is read once, and so is the lineage."""
    methodologies = cache(partial(Methodology, project))
    names = names or project.editions()
    editions = [Edition(project, name, methodologies, name not in unrelated) for name in names]
    lineage = Lineage(project, editions, methodologies)
    for edition in editions:
        edition.lineage = lineage
    lineage.report([e for e in editions if e.sound])
    return editions


def inspect(project, names=None):
    """`load`, and in the sound editions what researchers should look at; each beside the edition before it."""
    names = names or project.editions()
    everything = by_year(project.editions())
    before = {later: earlier for earlier, later in pairwise(everything) if series_of(earlier) == series_of(later)}
    beside = {before[name] for name in names if name in before} - set(names)
    editions = {e.name: e for e in load(project, sorted({*names, *beside}), beside)}
    for name in names:
        edition, earlier = editions[name], editions.get(before.get(name))
        if edition.sound:
            pair = edition.lineage.pair(earlier, edition) if earlier and earlier.sound else None
            cautions(edition, pair)
            require_final(edition)
    return [editions[name] for name in names]


def staged_tables(editions):
    """The staged tables of all sound editions together, sorted by their grain; without the drafts of answers."""
    sound = [e for e in editions if e.sound]
    result = {}
    for table in [*FILES, "staged.scale", "staged.strands", "staged.weights"]:
        schema = SCHEMAS[table]
        frames = [e.tables[table] for e in sound]
        if table == "staged.given_answers":
            frames = [frame.filter(~is_draft()) for frame in frames]
        result[table] = pl.concat([empty(schema), *frames]).sort(key(schema))
    return result | step_tables(sound) | (editions[0].lineage.tables(sound) if editions else {})
