"""Editions: reading and checking their files, for `rating check` and for the staged tables.

Data flow one way: file -> `RawTable` -> corrections -> typed table -> `Edition`, on which the rules between files are
checked. The `Lineage` is read from all editions and then added to each.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

import polars as pl

from pipeline.core.languages import LANGUAGES
from pipeline.core.limits import exists_or_link
from pipeline.core.problems import errors, quoted
from pipeline.core.project import Project
from pipeline.core.texts import published
from pipeline.reading.corrections import corrected
from pipeline.reading.edition_rules import check_relations, not_final
from pipeline.reading.edition_warnings import ACCEPTED, inspected
from pipeline.reading.exclusions import exclusions
from pipeline.reading.files import TEXT, Reader, YamlRow, fitted, listed
from pipeline.reading.lineage import Lineage, by_year, lineage_tables, read_lineage, series_of
from pipeline.reading.methodologies import Methodologies, Methodology
from pipeline.reading.privacy import check_persons
from pipeline.reading.steps import FINAL, final_file, is_draft, step_tables
from pipeline.reading.validation import FILES, read_table, typed, wrong_id
from pipeline.schemas import SCHEMAS, columns, key
from pipeline.schemas.fields import ID
from pipeline.schemas.frames import empty

TABLES = (
    "companies", "services", "selection", "given_answers", "sources", "published_scores", "published_ranks",
    "engagements", "stated_findings", "recommendations",
)  # fmt: skip
PART = ("companies", "services", "given_answers")
"""What the warnings about the next edition are found by."""
OPTIONAL = ("engagements", "stated_findings", "recommendations")
"""Tables whose file is optional."""
METHODOLOGY_FILES = ("methodology.yaml", "categories.csv", "indicators.csv", "elements.csv", "questions.csv")
SHAPE = {
    **dict.fromkeys(["id", "series", "year", "methodology"], TEXT),
    "title": dict.fromkeys(LANGUAGES, TEXT),
    **dict.fromkeys(["status", "fictional", "licence", "citation", "notes", "authors", "source", "team"], TEXT),
    **dict.fromkeys(["publish_steps", "rank_decimals"], TEXT),
}


@dataclass(frozen=True, eq=False)
class Edition:
    """One edition. `settings`: edition.yaml, empty if it can't be read; `raw`: its files (`editions`, `corrections` and
    TABLES) as corrected `RawTable`s, None if missing or unreadable; `steps`: step, without the final one -> its answers
    as `RawTable`; `tables`: its staged tables and those of its methodology; `own_problems`: those of its own files."""

    project: Project
    name: str
    settings: dict
    methodology: Methodology | None
    raw: dict
    steps: dict
    tables: dict
    own_problems: tuple = ()
    lineage: Lineage | None = None

    @property
    def folder(self):
        return self.project.edition(self.name)

    @property
    def corrections(self):
        """The rows of corrections.csv in order: [(line, cells)]."""
        raw = self.raw["corrections"]
        return [] if raw is None else raw.rows

    @property
    def problems(self):
        """The problems of its own files, of its methodology and of the lineage of its series."""
        methodology = self.methodology.problems if self.methodology else ()
        return [*self.own_problems, *methodology, *(self.lineage.about(self.name) if self.lineage else ())]

    @property
    def sound(self):
        """False if it can't be computed. A final edition with missing answers can be computed, but not released."""
        return all(p.kind == "not final" for p in errors(self.problems))

    @property
    def publishes_steps(self):
        """True if a release contains the preliminary answers of the steps (`publish_steps` in edition.yaml)."""
        return self.tables["staged.editions"]["publish_steps"].to_list() == [True]

    @property
    def selects(self):
        """False if the edition has no selection.csv, so that all indicators apply."""
        return exists_or_link(self.folder / FILES["staged.selection"])


def read_edition(project, name, methodologies, in_part=False):
    """Read and check an edition's files; return an `Edition` without its lineage. `methodologies`: name -> Methodology.
    With `in_part`, only its tables in PART are read, and the rules between files are not checked."""
    reader, folder = Reader(project, name), project.edition(name)
    # A folder whose name is not an id gets one error for that, not one in every row.
    shown = name if re.fullmatch(ID, name) else "edition"
    raw, tables, methodology = {"editions": None, "corrections": None}, {}, None
    file = reader.yaml(folder / "edition.yaml")
    settings = fitted(file.value, SHAPE, file.error) if file else {}
    if file:
        raw["editions"] = _edition_row(file, settings, name)
        tables["staged.editions"] = typed(reader, shown, "staged.editions", raw["editions"])
    applied = settings.get("methodology", "")
    if applied in project.methodologies():
        methodology = methodologies[applied]
        tables |= methodology.tables_for(name)
    path, staged = folder / FILES["staged.corrections"], "staged.corrections"
    if exists_or_link(path):
        raw["corrections"] = read_table(reader, path, staged)
        tables[staged] = raw["corrections"] and typed(reader, shown, staged, raw["corrections"])
    else:
        tables[staged] = empty(SCHEMAS[staged])
    for table in PART if in_part else TABLES:
        raw[table], tables[f"staged.{table}"] = _file(reader, folder, shown, table, raw["corrections"], tables)
    steps = {} if in_part else _steps(reader, folder, methodology)
    frames = [
        typed(reader, shown, "staged.step_answers", replace(found, frame=found.frame.with_columns(step=pl.lit(step))))
        for step, found in steps.items()
    ]
    tables["staged.step_answers"] = pl.concat([empty(SCHEMAS["staged.step_answers"]), *frames])
    for table in ("staged.given_answers", "staged.step_answers"):
        if methodology and tables[table] is not None:
            tables[table] = _spelled(tables[table], methodology.scale)
    edition = Edition(project, name, settings, methodology, raw, steps, tables)
    if not in_part:
        _other_files(reader, folder, raw["selection"])
        check_persons(reader, edition)
        if methodology and methodology.readable:
            check_relations(reader, edition)
    return replace(edition, own_problems=tuple(reader.problems))


def team_of(project, name):
    """Return the `team` of an edition.yaml, or "" if it has none or can't be read; errors are for the check."""
    file = Reader(project, name).yaml(project.edition(name) / "edition.yaml")
    team = file.value.get("team", "") if file else ""
    return team if isinstance(team, str) and re.fullmatch(ID, team) else ""


def _edition_row(file, settings, name):
    """Return the row of edition.yaml (a `YamlFile`); report a wrong id and an unknown methodology."""
    row = {"edition": settings.get("id", "")} | {k: v for k, v in settings.items() if k not in ("id", "title")}
    row |= {f"title_{language}": text for language, text in settings.get("title", {}).items()}
    if wrong := wrong_id(row["edition"], name):
        file.error(("id",), wrong)
    elif row["edition"] != f"{row.get('series')}-{row.get('year')}":
        file.error(("id",), "is not <series>-<year> (correct series or year)")
    applied, known = row.get("methodology", ""), file.reader.project.methodologies()
    if applied not in known and re.fullmatch(ID, applied):
        todo = f"available: {', '.join(known)}" if known else "there are none: add its folder"
        file.error(("methodology",), f"{quoted(applied)} is not in raw/methodologies ({todo})")
    names = [c.name for c in columns(SCHEMAS["staged.editions"]) if c.name != "edition"]
    return YamlRow(file.file, pl.DataFrame([{n: row.get(n, "") for n in names}]), [1], keys=file.lines)


def _file(reader, folder, edition, table, corrections, tables):
    """Return a file as (raw, typed) table, corrected. `tables` has the staged tables that are read already."""
    name = f"staged.{table}"
    path = final_file(folder) if table == "given_answers" else folder / FILES[name]
    if not exists_or_link(path):
        if table == "selection":
            return None, _all_that_apply(tables.get("staged.indicators"))
        # Before the final step of the research, answers/final.csv does not exist.
        if table in OPTIONAL or (table == "given_answers" and (folder / "answers").is_dir()):
            return None, empty(SCHEMAS[name])
    if path.parent != folder and exists_or_link(folder / FILES[name]):
        message = "exists beside answers.csv, which is also the final step (keep one of the two)"
        reader.error(reader.project.shown(path), 1, "file", message)
    raw = corrected(reader, corrections, table, read_table(reader, path, name))
    return raw, raw and typed(reader, edition, name, raw)


def _steps(reader, folder, methodology):
    """Return {step: `RawTable`} of all steps but the final one, in the methodology's order."""
    order, found = methodology.steps if methodology else [], {}
    for path in sorted((folder / "answers").iterdir()) if (folder / "answers").is_dir() else ():
        known = path.suffix == ".csv" and path.stem in (*order, FINAL)
        if not known and path.name[0] != "." and methodology:
            steps = f"the steps are {', '.join(order)}" if order else "the methodology has no steps"
            message = f"is not a step of the methodology ({steps})"
            reader.error(reader.project.shown(path), 1, "file", message, "unknown file")
    for step in (s for s in order if s != FINAL):
        path = folder / "answers" / f"{step}.csv"
        raw = read_table(reader, path, "staged.step_answers", ["step"]) if exists_or_link(path) else None
        if raw is not None:
            found[step] = raw
    return found


def _spelled(table, scale):
    """Return a table of answers in the scale's spelling. Unknown answers stay; the rules between files report them."""
    means = {a: a and (scale.find(a) or a) for a in table["answer"].unique()}
    sources = {cell: ";".join(listed(cell)) or None for cell in table["sources"].unique()}
    return table.with_columns(pl.col("answer").replace(means), pl.col("sources").replace(sources))


def _all_that_apply(indicators):
    """Return the selection of an edition without selection.csv: all indicators."""
    if indicators is None:
        return None
    none = pl.lit(None, pl.String)
    found = indicators.select("edition", "indicator", evidence=none, note=none)
    return found.select(c.name for c in columns(SCHEMAS["staged.selection"]))


def _other_files(reader, folder, selection):
    """Warn of files that are not read, as their names may be misspelt, and of an empty selection."""
    known = {name for name in FILES.values() if name not in METHODOLOGY_FILES} | {ACCEPTED}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name not in known and path.name[0] != "." and not (path.name == "answers" and path.is_dir()):
            message = f"is not read (an edition has {', '.join(sorted(known))}, and answers/<step>.csv)"
            reader.not_read(path, message)
    if selection is not None and selection.whole and not selection.lines:
        message = "lists no indicator (list the indicators, or remove the file so that all apply)"
        reader.error(selection.file, 1, "indicator", message)


def load(project, names=None, in_part=()):
    """Read and check the named editions, or all; those in `in_part` as `read_edition` does. The lineage and each
    methodology are read once."""
    methodologies = Methodologies(project)
    names = names or project.editions()
    editions = [read_edition(project, name, methodologies, name in in_part) for name in names]
    lineage = read_lineage(project, editions, methodologies)
    return [replace(edition, lineage=lineage) for edition in editions]


def inspect(project, names=None):
    """Return the editions of `load`, with the warnings for researchers in the sound ones."""
    names = names or project.editions()
    everything = by_year(project.editions())
    before = {later: earlier for earlier, later in pairwise(everything) if series_of(earlier) == series_of(later)}
    beside = {before[name] for name in names if name in before} - set(names)
    editions = {e.name: e for e in load(project, sorted({*names, *beside}), beside)}
    result = []
    for edition in (editions[name] for name in names):
        if edition.sound:
            pair = edition.lineage.pairs.get((before.get(edition.name), edition.name))
            edition = replace(edition, own_problems=(*inspected(edition, pair), *not_final(edition)))
        result.append(edition)
    return result


def all_problems(editions):
    """Return the problems of editions, sorted, each once, although editions can share a methodology."""
    unique = {(p.file, p.line, p.column, p.message): p for e in editions for p in e.problems}
    return sorted(unique.values())


def staged_tables(editions):
    """Return {staged table: rows of all sound editions, sorted by key}, without drafts of answers."""
    sound = [e for e in editions if e.sound]
    result = {}
    own = [e.tables | {"staged.exclusions": exclusions(e)} for e in sound]
    for table in [*FILES, "staged.scale", "staged.strands", "staged.weights", "staged.exclusions"]:
        schema = SCHEMAS[table]
        frames = [tables[table] for tables in own]
        if table == "staged.given_answers":
            frames = [frame.filter(~is_draft()) for frame in frames]
        result[table] = pl.concat([empty(schema), *frames]).sort(key(schema))
    counted = max((e.tables["staged.services"].height for e in sound), default=0)
    texts = SCHEMAS["staged.texts"]
    result["staged.texts"] = pl.DataFrame(published(counted), empty(texts).schema, orient="row").sort(key(texts))
    return result | step_tables(sound) | (lineage_tables(editions[0].lineage, sound) if editions else {})
