"""`rating verify`: a verdict on each part of a release: verified, differs, or not checked."""

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.computing.sql import rows_in
from pipeline.core.limits import exists_or_link, read_json
from pipeline.core.problems import DataError
from pipeline.core.project import Project
from pipeline.core.version import CODE, code_version, libraries
from pipeline.releasing import data
from pipeline.releasing.changes import compare
from pipeline.releasing.content import RECORD, content_of, sums_of
from pipeline.releasing.data import PUBLIC
from pipeline.releasing.inputs import earlier_inputs, inputs_again, inputs_of
from pipeline.releasing.package import to_json
from pipeline.releasing.register import check_register
from pipeline.releasing.release import SUMS, check_sums, past_releases, problem, remade, sums_file
from pipeline.schemas import SCHEMAS, key

VERIFIED, DIFFERS, NOT_CHECKED = "verified", "differs", "not_checked"
FILES, RAW, TABLES, DOCUMENTS, ORIGIN, REGISTER, AGAINST = (
    "files", "raw", "tables", "documents", "origin", "register", "against",
)  # fmt: skip
"""The parts; docs/publishing.md explains them."""

FORMS = {
    "parquet": ("parquet", None),
    "csv": ("csv", data.csv),
    "csv-excel": ("csv", data.csv_for_spreadsheets),
}
"""Folder of a release's tables -> extension of its files, and the function that writes them from the Parquet files."""

RECOMPUTED = """
with points as (
    select company, service, strand, indicator, element, coalesce(points, 0) as low, coalesce(points, 100) as high
    from answers
    union all
    select company, service, strand, indicator, '', score, score
    from level_scores
    where status = 'printed'
),
sums as (
    select w.company, w.target, w.scope, sum(w.weight * p.low) as low, sum(w.weight * p.high) as high
    from answer_weights w
    join points p using (company, service, strand, indicator, element)
    group by all
),
scores as (
    select company, 'company' as target, scope, score_low, score_high from company_scores
    union all
    select company, 'company', indicator, score_low, score_high from indicator_scores
    union all
    select company, 'company', family, score_low, score_high from family_scores
    union all
    select company, service, scope, score_low, score_high from service_scores
)
select company, target, scope
from scores
left join sums using (company, target, scope)
where score_low is not null and (low is null or abs(low - score_low) > 1e-9 or abs(high - score_high) > 1e-9)
order by all
"""

OF_EARLIER = ("changes_since/", "CHANGELOG.md", "codebook.")
"""Documents that depend on earlier versions."""

WRITERS = {"CITATION.cff": "pyyaml", "changes_since/": "polars"}
"""Documents whose bytes depend on a library."""

DAMAGED = (OSError, ValueError, KeyError, TypeError, AttributeError, duckdb.Error, pa.ArrowException,
           pl.exceptions.PolarsError)  # fmt: skip
"""Exceptions raised by reading a damaged file."""


@dataclass
class Part:
    """A part of a release with its differences (Problems), and the reasons why some of it could not be checked
    (texts). `note`: what a verified part does not state by itself."""

    name: str
    problems: list = field(default_factory=list)
    unchecked: list = field(default_factory=list)
    note: str = ""

    @property
    def verdict(self):
        return DIFFERS if self.problems else NOT_CHECKED if self.unchecked else VERIFIED


def verify(project, release, against=""):
    """Verify a release. Returns its parts, each a `Part` with its verdict. `against`: a content hash published
    elsewhere."""
    files, register = Part(FILES), Part(REGISTER)
    with _reading(project, release, files):
        files.problems = check_sums(project, release)
    parts = [files, *(Part(name) for name in (RAW, TABLES, DOCUMENTS, ORIGIN)), register]
    if files.problems:
        for part in parts[1:-1]:
            part.unchecked.append(f"the files do not match {SUMS}")
    else:
        _make_again(project, release, *parts[1:-1])
    with _reading(project, release, register):
        found = check_register(project, release)
        register.problems = found or []
        if found is None:
            register.unchecked.append("releases/ has no index.json and README.md")
    if against:
        parts.append(Part(AGAINST))
        found = content_of(release.folder)
        if found != against:
            parts[-1].problems.append(problem(project, release.folder, f"its content hash is {found}, not {against}"))
    return parts


@contextmanager
def _reading(project, release, part):
    """Context that adds errors of reading files to the problems of a part."""
    try:
        yield
    except DataError as error:
        part.problems += error.problems
    except DAMAGED as error:
        what = " ".join(str(error).split())[:200]
        part.problems.append(problem(project, release.folder, f"can't be read: {type(error).__name__}: {what}"))


def _make_again(project, release, raw, tables, documents, origin):
    """Make a release again from its own raw/, and compare; also if different code made it. Its origin is then verified
    if every byte is the same."""
    maker = draft = None
    with _reading(project, release, origin):
        maker = Maker.of(release)
    if maker:
        with _reading(project, release, raw):
            draft = _raw(project, release, maker, raw)
    with _reading(project, release, tables):
        tables.problems += check_scores(project, release) + check_written(project, release)
    if draft is None:
        origin.unchecked += maker.differs if maker else []
        for part in (tables, documents):
            part.unchecked.append("the release can't be made again (see raw and origin)")
        return
    made = draft.content(release.record)
    with _reading(project, release, tables):
        wrong, unproven = check_tables(project, release, maker, draft, made)
        tables.problems, tables.unchecked = tables.problems + wrong, unproven
    with _reading(project, release, documents):
        _documents(project, release, maker, draft, made, documents)
    with _reading(project, release, origin):
        held = _files(release)
        same = all(name in held and held[name].read_bytes() == content for name, content in made.items())
        if not same or {part.verdict for part in (raw, tables, documents)} != {VERIFIED}:
            origin.unchecked += maker.differs
        elif maker.differs:
            origin.note = f"made again with the same bytes ({'; '.join(maker.differs)})"


@dataclass(frozen=True)
class Maker:
    """How the code and libraries that made a release differ from the installed ones. `code`: version and hash, or empty
    if equal; `libraries`: names of those with a different version; `differs`: texts, one for each difference."""

    code: str
    libraries: frozenset
    differs: list

    @classmethod
    def of(cls, release):
        facts, code = release.provenance, {"name": CODE, **code_version()}
        then, now = ({"code": _named(c), **found} for c, found in ((facts["code"], facts["libraries"]),
                                                                   (code, libraries())))  # fmt: skip
        others = [name for name in then | now if then.get(name) != now.get(name)]
        if facts["code"] != code and "code" not in others:
            others.insert(0, "code")
        differs = [f"{name} {then.get(name)} in the release, {now.get(name)} installed" for name in others]
        return cls(differs[0].removeprefix("code ") if "code" in others else "", frozenset(others) - {"code"}, differs)

    @property
    def is_here(self):
        """True if the installed code and libraries should give the same bytes."""
        return not self.differs

    def other_code(self, what):
        """Return the reason why a difference can't be judged: different code made the release."""
        return f"made by different code ({self.code}); the installed code gives {what}"


def _named(code):
    return f"{code['version']} ({code['sha256'][:8]})"


def _raw(project, release, maker, part):
    """Check the raw files. Returns their `Draft`, or None if they can't be computed."""
    listed = {name: release.provenance["inputs"][name] for name in inputs_of(release)}
    found = {name: path.read_bytes() for name, path in _files(release).items() if name.startswith("raw/")}
    sums = sums_of(found)
    for name in sorted(listed.keys() | sums.keys()):
        if listed.get(name) != sums.get(name):
            what = "does not match provenance.json" if name in sums else "is missing, though provenance.json lists it"
            part.problems.append(problem(project, release.folder / name, what))
    record, path = release.record, release.folder / RECORD
    if (record.edition, record.version) != (release.edition, str(release.version)):
        part.problems.append(problem(project, path, f"belongs to {record.edition} {record.version}"))
    for past in _past(project, release):
        named = record.previous_content_sha256 if str(past.version) == record.previous else ""
        if named not in ("", past.content_sha256):
            what = f"has a wrong content hash of {past.version} (it is {past.content_sha256})"
            part.problems.append(problem(project, path, what))
    try:
        draft = remade({name: content for name, content in found.items() if name != RECORD}, release.edition)
    except DataError as error:
        what = f"can't be computed: {error}"
        if maker.code:
            part.unchecked.append(f"{maker.other_code('errors')}: raw/ {what}")
        else:
            part.problems.append(problem(project, release.folder / "raw", what))
        return None
    again = inputs_again(Project(release.folder), release.edition, draft.compared_with)
    if RECORD in found:
        again[RECORD] = record.encoded
    different = sorted(name for name in found | again if found.get(name) != again.get(name))
    # An earlier release can have been compared with one that was withdrawn since.
    unused = [name for name in different if name.startswith("raw/methodologies/") and name not in again]
    if different and maker.code:
        part.unchecked.append(maker.other_code(f"different files: {shortened(different, 20)}"))
    else:
        if unused:
            part.unchecked.append(f"methodologies that no edition here is compared by: {shortened(unused, 20)}")
        wrong = (name for name in different if name not in unused)
        part.problems += [problem(project, release.folder / name, _how(name, found, again)) for name in wrong]
    for row in draft.compared_with:
        for past in past_releases(project, row["edition"]):
            if str(past.version) == row["version"] and not check_sums(project, past):
                part.problems += _of_earlier_edition(project, release, past, row["sums_sha256"])
    return draft


def _how(name, found, again):
    if name not in again:
        return "is not used by the release (remove it)"
    return "is not as this code writes the public part of a raw file" if name in found else "is missing"


def _of_earlier_edition(project, release, past, sums):
    """Return a problem for each raw file of an earlier edition that differs from the one in that edition's release."""
    if past.sums_sha256 != sums:
        what = f"has a wrong sum of {past.edition} {past.version} (it is {past.sums_sha256})"
        return [problem(project, release.folder / "raw/releases.csv", what)]
    taken, theirs, own = earlier_inputs([past]), _files(past), _files(release)
    return [
        problem(project, path, f"differs from the file in {past.edition} {past.version}")
        for name, path in own.items()
        if name.startswith(f"raw/editions/{past.edition}/")
        # An earlier version of this code copied the file unchanged.
        and path.read_bytes() not in (taken.get(name), theirs[name].read_bytes() if name in theirs else None)
    ]


def _documents(project, release, maker, draft, made, part):
    """Compare the documents of a release with those that this code makes from its raw files and tables."""
    files = {name: path.read_bytes() for name, path in _files(release).items()}
    content = {name: files[name] for name in files if name.startswith(("raw/", *(f"{f}/" for f in FORMS)))}
    own = {t: release.tables[t] for t in [*PUBLIC, *release.tables] if t in release.tables}
    if maker.code:
        # Tables and columns that the code of the release did not have are empty.
        own = {t: now.clear() for t, now in draft.frames.items()} | {t: _filled(f, draft, t) for t, f in own.items()}
    earlier = _past(project, release)
    draft = replace(draft, frames=own)
    changes = draft.changes_since(earlier[0]) if earlier else None
    wanted = draft.documents(release.record, made | content, earlier, changes)
    facts = read_json(wanted["provenance.json"])
    # The part `origin` compares these two.
    wanted["provenance.json"] = to_json(facts | {name: release.provenance[name] for name in ("code", "libraries")})
    listed = {name: content for name, content in files.items() if name != SUMS}
    if files[SUMS] != sums_file(listed):
        part.problems.append(problem(project, release.folder / SUMS, "its lines are not sorted by path"))
    documents = listed.keys() - content.keys()
    away = _away(release, earlier)
    unproven = {"code": [], "away": [], "libraries": []}
    for name in sorted(documents | wanted.keys()):
        if name in documents and listed[name] == wanted.get(name):
            continue
        writer = next((library for start, library in WRITERS.items() if name.startswith(start)), None)
        if away and name.startswith(OF_EARLIER):
            unproven["away"].append(name)
        elif name not in wanted:
            part.problems.append(problem(project, release.folder / name, "is not a file of a release (remove it)"))
        elif maker.code:
            unproven["code"].append(name)
        elif name in documents and writer in maker.libraries:
            unproven["libraries"].append(name)
        else:
            what = "differs from the one made again from raw/" if name in documents else "is missing"
            part.problems.append(problem(project, release.folder / name, what))
    if maker.code and (words := other_words(release)):
        unproven["code"].append(f"the descriptions of columns in {len(words)} Parquet files")
    reasons = {
        "code": maker.other_code("different files: {}"),
        "away": f"made with earlier versions that are missing or damaged ({', '.join(away)}): {{}}",
        "libraries": "written by a different version of a library: {}",
    }
    part.unchecked += [reasons[why].format(shortened(names, 20)) for why, names in unproven.items() if names]


def _filled(frame, draft, table):
    """Return a table with the columns that were added since, without values."""
    now = draft.frames.get(table, frame)
    return frame.with_columns(pl.lit(None, now.schema[c]).alias(c) for c in now.columns if c not in frame.columns)


def _past(project, release):
    """Return the undamaged earlier versions, newest first; their own verification reports damaged ones."""
    return [
        r for r in past_releases(project, release.edition) if r.version < release.version and not check_sums(project, r)
    ]


def _away(release, earlier):
    """Return the earlier versions that the release was compared with, and that are missing or damaged."""
    needed = {p.stem for p in (release.folder / "changes_since").glob("*.csv")} | {release.record.previous}
    return sorted(needed - {""} - {str(r.version) for r in earlier})


def _files(release):
    """Return path in the release -> path of its files."""
    return {p.relative_to(release.folder).as_posix(): p for p in sorted(release.folder.rglob("*")) if p.is_file()}


def check_scores(project, release):
    """Return a problem for each score that does not follow from the release's own answers and weights."""
    with duckdb.connect(":memory:") as con:
        for name in ("answers", "level_scores", "answer_weights", "company_scores", "indicator_scores", "family_scores",
                     "service_scores"):  # fmt: skip
            con.sql(f"from {rows_in(release.folder / 'parquet' / f'{name}.parquet')}").create_view(name)
        rows = con.execute(RECOMPUTED).fetchall()
    path = release.folder / "parquet"
    return [
        problem(project, path, f"{'/'.join(row)} is not the sum of weight times points of its answers") for row in rows
    ]


def check_written(project, release):
    """Return the problems of tables that do not match: CSV and Parquet, and both and provenance.json."""
    facts, tables = release.provenance, release.tables
    files = {f"{folder}/{table}.{end}": (write, frame) for table, frame in tables.items()
             for folder, (end, write) in FORMS.items()}  # fmt: skip
    on_disk = {
        p.relative_to(release.folder).as_posix() for f in FORMS for p in (release.folder / f).rglob("*") if p.is_file()
    }
    problems = [_problem(project, release, name, "is not a file of a release (remove it)")
                for name in sorted(on_disk - files.keys())]  # fmt: skip
    for name, (write, frame) in files.items():
        if name not in on_disk:
            problems.append(_problem(project, release, name, "is missing, though its Parquet file exists"))
        elif write and (release.folder / name).read_bytes() != write(frame):
            problems.append(_problem(project, release, name, "does not match the cells of its Parquet file"))
    if facts["tables"] != {table: frame.height for table, frame in tables.items()}:
        problems.append(_problem(project, release, "provenance.json", "lists different tables or numbers of rows"))
    if not exists_or_link(release.folder / RECORD) and facts["content_sha256"] != _hash_of_tables(release):
        problems.append(_problem(project, release, "provenance.json", "has a different hash of the tables"))
    return problems


def _hash_of_tables(release):
    """Return `content_sha256` as it was before it covered the raw files."""
    whole = hashlib.sha256()
    for table in sorted(release.tables):
        content = (release.folder / "csv" / f"{table}.csv").read_bytes()
        whole.update(f"{table} {hashlib.sha256(content).hexdigest()}\n".encode())
    return whole.hexdigest()


def check_tables(project, release, maker, draft, made):
    """Compare a release's tables with those of the `Draft` from its raw/. `made`: their files (path -> bytes). Returns
    (problems, reasons why some of it could not be checked)."""
    then, now = release.tables, draft.frames
    certain, different = [], []
    for table in sorted(then.keys() ^ now.keys()):
        path = f"parquet/{table}.parquet"
        if table in then:
            different.append((table, "", _problem(project, release, path, "is a table that raw/ does not give")))
        elif not maker.code:
            certain.append(_problem(project, release, path, "is missing"))
    unequal = [t for t in then if t in now and made[f"parquet/{t}.parquet"] != _bytes(release, t)]
    before = {t: then[t] for t in unequal}
    changes = compare(before, {t: now[t].select(c for c in now[t].columns if c in then[t].columns) for t in unequal})
    for table, column, what, _ in changes.schema:
        path = f"parquet/{table}.parquet"
        different.append((table, column, _problem(project, release, path, f"{column}: {what} when made from raw/")))
    # A different version of a library can sum in a different order.
    small = 0 if maker.is_here else 1e-9
    cells = changes.cells.filter(pl.col("difference").is_null() | (pl.col("difference").abs() > small))
    for row in cells.head(100).iter_rows(named=True):
        what = f"{row['row']}: {row['kind']}"
        if row["column"]:
            what = f"{row['row']}: {row['column']} is {row['old'] or 'empty'}, but {row['new'] or 'empty'}"
        path = f"parquet/{row['table']}.parquet"
        different.append((row["table"], row["column"], _problem(project, release, path, f"{what} when made from raw/")))
    reported = {table for table, *_ in different}
    for table in (t for t in unequal if t not in reported):
        path = f"parquet/{table}.parquet"
        if not _same_order(table, then[table], now[table]):
            different.append((table, "", _problem(project, release, path, "its rows are in a different order")))
        elif maker.is_here or not (maker.code or _same_words(release, table)):
            what = "has the same cells as when made from raw/, but different bytes"
            different.append((table, "", _problem(project, release, path, what)))
    if not maker.code:
        return certain + [found for *_, found in different], []
    columns = dict.fromkeys(f"{table}.{column}" if column else table for table, column, _ in different)
    return certain, [maker.other_code(f"different cells in {shortened(columns)}")] if columns else []


def other_words(release):
    """Return the paths of the Parquet files whose descriptions of columns differ from this code's."""
    return [f"parquet/{t}.parquet" for t in release.tables if t in data.PUBLIC and not _same_words(release, t)]


def _same_words(release, table):
    path = release.folder / "parquet" / f"{table}.parquet"
    return pq.ParquetFile(path).schema_arrow.equals(data.arrow_schema(table), check_metadata=True)


def _same_order(table, then, now):
    names = [c for c in key(SCHEMAS[f"public.{table}"]) if c in then.columns]
    columns = [c for c in now.columns if c in then.columns]
    return then.columns == columns and then.select(names).equals(now.select(names))


def _bytes(release, table):
    return (release.folder / "parquet" / f"{table}.parquet").read_bytes()


def _problem(project, release, name, what):
    return problem(project, release.folder / name, what)


def shortened(names, most=8):
    """Return the first names as text, with the number of further ones."""

    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"
