"""`rating verify`: a verdict on each part of a release. A part that could not be checked is not called verified."""

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.computing.sql import rows_in
from pipeline.core.limits import read_json, there
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
"""The parts, which docs/publishing.md explains."""

FORMS = {
    "parquet": ("parquet", None),
    "csv": ("csv", data.csv),
    "csv-excel": ("csv", data.csv_for_spreadsheets),
}
"""Folder of a release's tables -> ending of their files, and what writes them from the cells of the Parquet files."""

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
"""Documents that use earlier versions."""

WRITERS = {"CITATION.cff": "pyyaml", "changes_since/": "polars"}
"""Documents whose bytes a library decides."""

DAMAGED = (OSError, ValueError, KeyError, TypeError, AttributeError, duckdb.Error, pa.ArrowException,
           pl.exceptions.PolarsError)  # fmt: skip
"""What reading a file raises that is not what its name says."""


@dataclass
class Part:
    """A part of a release with what differs in it (Problems), and why something of it could not be checked (texts)."""

    name: str
    problems: list = field(default_factory=list)
    unchecked: list = field(default_factory=list)

    @property
    def verdict(self):
        return DIFFERS if self.problems else NOT_CHECKED if self.unchecked else VERIFIED


def verify(project, release, against=""):
    """The parts of a release, each a `Part` with its verdict. `against`: a content hash from elsewhere."""
    files, register = Part(FILES), Part(REGISTER)
    with _reading(project, release, files):
        files.problems = check_sums(project, release)
    parts = [files, *(Part(name) for name in (RAW, TABLES, DOCUMENTS, ORIGIN)), register]
    if files.problems:
        for part in parts[1:-1]:
            part.unchecked.append(f"the files are not those that {SUMS} lists")
    else:
        _make_again(project, release, *parts[1:-1])
    with _reading(project, release, register):
        found = check_register(project, release)
        register.problems = found or []
        if found is None:
            register.unchecked.append("index.json and README.md of releases/ are not here")
    if against:
        parts.append(Part(AGAINST))
        found = content_of(release.folder)
        if found != against:
            parts[-1].problems.append(problem(project, release.folder, f"its content hash is {found}, not {against}"))
    return parts


@contextmanager
def _reading(project, release, part):
    """What can't be read is a problem of the part."""
    try:
        yield
    except DataError as error:
        part.problems += error.problems
    except DAMAGED as error:
        what = " ".join(str(error).split())[:200]
        part.problems.append(problem(project, release.folder, f"can't be read: {type(error).__name__}: {what}"))


def _make_again(project, release, raw, tables, documents, origin):
    """The release made again from its own raw/, whatever code it says that it was made by."""
    maker = draft = None
    with _reading(project, release, origin):
        maker = Maker.of(release)
        origin.unchecked += maker.differs
    if maker:
        with _reading(project, release, raw):
            draft = _raw(project, release, maker, raw)
    with _reading(project, release, tables):
        tables.problems += check_scores(project, release) + check_written(project, release)
    if draft is None:
        for part in (tables, documents):
            part.unchecked.append("the release can't be made again: see raw and origin")
        return
    made = draft.content(release.record)
    with _reading(project, release, tables):
        wrong, unproven = check_tables(project, release, maker, draft, made)
        tables.problems, tables.unchecked = tables.problems + wrong, unproven
    with _reading(project, release, documents):
        _documents(project, release, maker, draft, made, documents)


@dataclass(frozen=True)
class Maker:
    """What a release says that it was made by, where that is not what is installed. `code` is empty where it is this
    code; `libraries` are the names of those of another version."""

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
        """True where the installed code and libraries should give the same bytes."""
        return not self.differs

    def other_code(self, what):
        """The reason why a difference can't be judged: the release was made by other code."""
        return f"made by other code ({self.code}); the installed code gives {what}"


def _named(code):
    return f"{code['version']} ({code['sha256'][:8]})"


def _raw(project, release, maker, part):
    """The `Draft` of its raw files, or None where they can't be computed."""
    listed = {name: release.provenance["inputs"][name] for name in inputs_of(release)}
    there = {name: path.read_bytes() for name, path in _files(release).items() if name.startswith("raw/")}
    sums = sums_of(there)
    for name in sorted(listed.keys() | sums.keys()):
        if listed.get(name) != sums.get(name):
            what = "is not what" if name in sums else "is missing, though"
            what = f"{what} provenance.json lists{'' if name in sums else ' it'}"
            part.problems.append(problem(project, release.folder / name, what))
    record, path = release.record, release.folder / RECORD
    if (record.edition, record.version) != (release.edition, str(release.version)):
        part.problems.append(problem(project, path, f"is that of {record.edition} {record.version}"))
    for past in _past(project, release):
        named = record.previous_content_sha256 if str(past.version) == record.previous else ""
        if named not in ("", past.content_sha256):
            what = f"names {past.version} by another content hash than it has ({past.content_sha256})"
            part.problems.append(problem(project, path, what))
    try:
        draft = remade({name: content for name, content in there.items() if name != RECORD}, release.edition)
    except DataError as error:
        what = f"can't be computed: {error}"
        if maker.code:
            part.unchecked.append(f"{maker.other_code('errors')}: it {what}")
        else:
            part.problems.append(problem(project, release.folder / "raw", what))
        return None
    again = inputs_again(Project(release.folder), release.edition, draft.compared_with)
    if RECORD in there:
        again[RECORD] = record.encoded
    otherwise = sorted(name for name in there | again if there.get(name) != again.get(name))
    # An earlier release may have been compared with one that has been withdrawn since.
    spare = [name for name in otherwise if name.startswith("raw/methodologies/") and name not in again]
    if otherwise and maker.code:
        part.unchecked.append(maker.other_code(f"other files: {shortened(otherwise, 20)}"))
    else:
        if spare:
            part.unchecked.append(f"methodologies that no edition here is compared by: {shortened(spare, 20)}")
        wrong = (name for name in otherwise if name not in spare)
        part.problems += [problem(project, release.folder / name, _how(name, there, again)) for name in wrong]
    for row in draft.compared_with:
        for past in past_releases(project, row["edition"]):
            if str(past.version) == row["version"] and not check_sums(project, past):
                part.problems += _of_earlier_edition(project, release, past, row["sums_sha256"])
    return draft


def _how(name, there, again):
    if name not in again:
        return "is a file that nothing in a release rests on (remove it)"
    return "is not as this code writes the public part of a raw file" if name in there else "is missing"


def _of_earlier_edition(project, release, past, sums):
    """Raw files of the release of an earlier edition that are not those which it has itself."""
    if past.sums_sha256 != sums:
        what = f"names {past.edition} {past.version} by another sum than it has ({past.sums_sha256})"
        return [problem(project, release.folder / "raw/releases.csv", what)]
    taken, theirs, own = earlier_inputs([past]), _files(past), _files(release)
    return [
        problem(project, path, f"is not that of {past.edition} {past.version}")
        for name, path in own.items()
        if name.startswith(f"raw/editions/{past.edition}/")
        # An earlier version of this code took the file over as it was.
        and path.read_bytes() not in (taken.get(name), theirs[name].read_bytes() if name in theirs else None)
    ]


def _documents(project, release, maker, draft, made, part):
    """What the release says of itself, compared with what this code says of its own raw files and tables."""
    files = {name: path.read_bytes() for name, path in _files(release).items()}
    content = {name: files[name] for name in files if name.startswith(("raw/", *(f"{f}/" for f in FORMS)))}
    own = {t: release.tables[t] for t in [*PUBLIC, *release.tables] if t in release.tables}
    if maker.code:
        # What this code looks for, and the code that made the release did not have, is there and empty.
        own = {t: now.clear() for t, now in draft.frames.items()} | {t: _filled(f, draft, t) for t, f in own.items()}
    earlier = _past(project, release)
    draft = replace(draft, frames=own)
    changes = draft.changes_since(earlier[0]) if earlier else None
    wanted = draft.documents(release.record, made | content, earlier, changes)
    facts = read_json(wanted["provenance.json"])
    # These two are the part `origin`.
    wanted["provenance.json"] = to_json(facts | {name: release.provenance[name] for name in ("code", "libraries")})
    listed = {name: content for name, content in files.items() if name != SUMS}
    if files[SUMS] != sums_file(listed):
        part.problems.append(problem(project, release.folder / SUMS, "its lines are not in the order of their paths"))
    there = listed.keys() - content.keys()
    away = _away(release, earlier)
    unproven = {"code": [], "away": [], "libraries": []}
    for name in sorted(there | wanted.keys()):
        if name in there and listed[name] == wanted.get(name):
            continue
        writer = next((library for start, library in WRITERS.items() if name.startswith(start)), None)
        if away and name.startswith(OF_EARLIER):
            unproven["away"].append(name)
        elif name not in wanted:
            part.problems.append(problem(project, release.folder / name, "is not a file of a release (remove it)"))
        elif maker.code:
            unproven["code"].append(name)
        elif name in there and writer in maker.libraries:
            unproven["libraries"].append(name)
        else:
            what = "is not what raw/ gives when it is made again" if name in there else "is missing"
            part.problems.append(problem(project, release.folder / name, what))
    if maker.code and (words := other_words(release)):
        unproven["code"].append(f"the descriptions of columns in {len(words)} Parquet files")
    reasons = {
        "code": maker.other_code("other files: {}"),
        "away": f"made with earlier versions that are missing or damaged ({', '.join(away)}): {{}}",
        "libraries": "written by another version of a library: {}",
    }
    part.unchecked += [reasons[why].format(shortened(names, 20)) for why, names in unproven.items() if names]


def _filled(frame, draft, table):
    """A table with the columns that it has now, and had not then, without a value."""
    now = draft.frames.get(table, frame)
    return frame.with_columns(pl.lit(None, now.schema[c]).alias(c) for c in now.columns if c not in frame.columns)


def _past(project, release):
    """The earlier versions that are here whole, newest first. One that is damaged is as good as not here: its own
    verification says so."""
    return [
        r for r in past_releases(project, release.edition) if r.version < release.version and not check_sums(project, r)
    ]


def _away(release, earlier):
    """Earlier versions that the release was made beside, and that are not here whole."""
    needed = {p.stem for p in (release.folder / "changes_since").glob("*.csv")} | {release.record.previous}
    return sorted(needed - {""} - {str(r.version) for r in earlier})


def _files(release):
    """Path below the release -> path, of its files."""
    return {p.relative_to(release.folder).as_posix(): p for p in sorted(release.folder.rglob("*")) if p.is_file()}


def check_scores(project, release):
    """Scores that the release's own answers and weights do not give."""
    with duckdb.connect(":memory:") as con:
        for name in ("answers", "level_scores", "answer_weights", "company_scores", "indicator_scores", "family_scores",
                     "service_scores"):  # fmt: skip
            con.sql(f"from {rows_in(release.folder / 'parquet' / f'{name}.parquet')}").create_view(name)
        rows = con.execute(RECOMPUTED).fetchall()
    path = release.folder / "parquet"
    return [
        problem(project, path, f"{'/'.join(row)} is not the sum of its answers' weight times points") for row in rows
    ]


def check_written(project, release):
    """Problems with tables that do not agree with each other: CSV with Parquet, and both with provenance.json."""
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
            problems.append(_problem(project, release, name, "is missing, though its Parquet file is there"))
        elif write and (release.folder / name).read_bytes() != write(frame):
            problems.append(_problem(project, release, name, "does not match the cells of its Parquet file"))
    if facts["tables"] != {table: frame.height for table, frame in tables.items()}:
        problems.append(_problem(project, release, "provenance.json", "lists other tables or numbers of rows"))
    if not there(release.folder / RECORD) and facts["content_sha256"] != _hash_of_tables(release):
        problems.append(_problem(project, release, "provenance.json", "has another hash of the tables"))
    return problems


def _hash_of_tables(release):
    """What `content_sha256` in provenance.json was before it covered the raw files."""
    whole = hashlib.sha256()
    for table in sorted(release.tables):
        content = (release.folder / "csv" / f"{table}.csv").read_bytes()
        whole.update(f"{table} {hashlib.sha256(content).hexdigest()}\n".encode())
    return whole.hexdigest()


def check_tables(project, release, maker, draft, made):
    """(problems, reasons why something is not proven) of a release's tables beside those of a `Draft` from its raw/;
    `made` are their files (path -> bytes)."""
    then, now = release.tables, draft.frames
    by_hand, otherwise = [], []
    for table in sorted(then.keys() ^ now.keys()):
        path = f"parquet/{table}.parquet"
        if table in then:
            otherwise.append((table, "", _problem(project, release, path, "is not a table that raw/ gives")))
        elif not maker.code:
            by_hand.append(_problem(project, release, path, "is missing"))
    unequal = [t for t in then if t in now and made[f"parquet/{t}.parquet"] != _bytes(release, t)]
    before = {t: then[t] for t in unequal}
    changes = compare(before, {t: now[t].select(c for c in now[t].columns if c in then[t].columns) for t in unequal})
    for table, column, what, _ in changes.schema:
        path = f"parquet/{table}.parquet"
        otherwise.append((table, column, _problem(project, release, path, f"{column}: {what} of what raw/ gives")))
    # Another library may add up in another order.
    small = 0 if maker.is_here else 1e-9
    cells = changes.cells.filter(pl.col("difference").is_null() | (pl.col("difference").abs() > small))
    for row in cells.head(100).iter_rows(named=True):
        what = f"{row['row']}: {row['kind']} {row['column']} {row['old'] or ''} {row['new'] or ''}".strip()
        path = f"parquet/{row['table']}.parquet"
        otherwise.append(
            (row["table"], row["column"], _problem(project, release, path, f"{what} is not what raw/ gives"))
        )
    told = {table for table, *_ in otherwise}
    for table in (t for t in unequal if t not in told):
        path = f"parquet/{table}.parquet"
        if not _same_order(table, then[table], now[table]):
            otherwise.append((table, "", _problem(project, release, path, "its rows are in another order")))
        elif maker.is_here or not (maker.code or _same_words(release, table)):
            what = "has the same cells as raw/ gives, but other bytes"
            otherwise.append((table, "", _problem(project, release, path, what)))
    if not maker.code:
        return by_hand + [found for *_, found in otherwise], []
    places = dict.fromkeys(f"{table}.{column}" if column else table for table, column, _ in otherwise)
    return by_hand, [maker.other_code(f"other cells in {shortened(places)}")] if places else []


def other_words(release):
    """Paths of the Parquet files whose columns are described otherwise than by this code."""
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
    """The first few names as text, with the number of the others."""
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"
