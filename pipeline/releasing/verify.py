"""`rating verify`: a release's sums, its scores from its own answers, and all of it made again from its `raw/`."""

import duckdb
import polars as pl
import pyarrow as pa

from pipeline.problems import DataError
from pipeline.releasing import data
from pipeline.releasing.changes import compare
from pipeline.releasing.inputs import inputs_of
from pipeline.releasing.release import Draft, check_sums, code_version, libraries, past_releases, problem
from pipeline.sql import rows_in

DAMAGED = (OSError, ValueError, KeyError, TypeError, duckdb.Error, pa.ArrowException, pl.exceptions.PolarsError)
"""What reading a file raises that is not what its name says."""

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


def verify(project, release):
    """What is wrong with a release, as Problems; and remarks on what could not be compared byte by byte."""
    problems, remarks = check_sums(project, release), []
    if problems:
        return problems, remarks
    try:
        wrong, remarks = _made_again(project, release)
        return _scores(project, release) + wrong, remarks
    except DataError as error:
        return error.problems, remarks
    except DAMAGED as error:
        what = " ".join(str(error).split())[:200]
        return [problem(project, release.folder, f"can't be read: {type(error).__name__}: {what}")], remarks


def _scores(project, release):
    """Scores that the release's own answers and weights do not give."""
    with duckdb.connect(":memory:") as con:
        for name in ("answers", "level_scores", "answer_weights", "company_scores", "indicator_scores", "family_scores",
                     "service_scores"):  # fmt: skip
            con.execute(f"create view {name} as from {rows_in(release.folder / 'parquet' / f'{name}.parquet')}")
        rows = con.execute(RECOMPUTED).fetchall()
    path = release.folder / "parquet"
    return [
        problem(project, path, f"{'/'.join(row)} is not the sum of its answers' weight times points") for row in rows
    ]


def _made_again(project, release):
    """The release made again from its own raw/: (problems, remarks)."""
    facts = release.provenance
    inputs = {}
    for name in inputs_of(release):
        path = release.folder / name
        if not path.is_file():
            return [problem(project, path, "is missing, though provenance.json lists it")], []
        inputs[name] = path.read_bytes()
    try:
        draft = Draft(inputs, release.edition)
    except DataError as error:
        return [problem(project, release.folder / "raw", f"can't be computed: {error}")], []
    used = {"code": _named(facts["code"]), **facts["libraries"]}
    now = {"code": _named(code_version()), **libraries()}
    remarks = [f"{name} {used[name]} then, {now.get(name)} now" for name in used if used[name] != now.get(name)]
    # A predecessor that is damaged is as good as not here: its own verification says so.
    past = [
        r for r in past_releases(project, release.edition) if r.version < release.version and not check_sums(project, r)
    ]
    needed = {p.stem for p in (release.folder / "changes_since").glob("*.csv")}
    if missing := sorted(needed - {str(r.version) for r in past}):
        remarks.append(f"made beside releases that are not here whole: {', '.join(missing)}")
    files = draft.files(release.version, facts["note"], past)
    problems = [
        problem(project, release.folder / name, "is a file that no release has (remove it)")
        for name in sorted(_names(release) - files.keys())
        if not name.startswith("changes_since/")
    ]
    if not remarks:
        return problems + [
            problem(project, release.folder / name, "is not what raw/ gives when it is made again")
            for name, content in files.items()
            if not (release.folder / name).is_file() or (release.folder / name).read_bytes() != content
        ], []
    return problems + _contents(project, release, draft), [f"contents compared, not bytes: {'; '.join(remarks)}"]


def _named(code):
    return f"{code['version']} ({code.get('sha256', '')[:8]})"


def _names(release):
    return {p.relative_to(release.folder).as_posix() for p in release.folder.rglob("*") if p.is_file()}


def _contents(project, release, draft):
    """Cells that differ between the release and what its raw/ gives now; tables that are new now do not count."""
    then = release.tables
    now = {table: frame for table, frame in draft.frames.items() if table in then}
    changes = compare(then, {t: f.select(c for c in f.columns if c in then[t].columns) for t, f in now.items()})
    # Another library may add up in another order.
    differs = changes.cells.filter(pl.col("difference").is_null() | (pl.col("difference").abs() > 1e-9))
    problems = [
        problem(project, release.folder / "parquet" / f"{table}.parquet", f"{column}: {what}")
        for table, column, what, _ in changes.schema
    ]
    for row in differs.head(100).iter_rows(named=True):
        path = release.folder / "parquet" / f"{row['table']}.parquet"
        what = f"{row['row']}: {row['kind']} {row['column']} {row['old'] or ''} {row['new'] or ''}".strip()
        problems.append(problem(project, path, f"{what} is not what raw/ gives"))
    for table, frame in then.items():
        for folder, write in (("csv", data.csv), ("csv-excel", data.csv_for_spreadsheets)):
            path = release.folder / folder / f"{table}.csv"
            if not path.is_file() or path.read_bytes() != write(frame):
                problems.append(problem(project, path, "does not hold the cells of its Parquet file"))
    if draft.sums != release.provenance["inputs"]:
        problems.append(problem(project, release.folder / "raw", "is not what provenance.json lists"))
    if data.content_hash(then) != release.provenance["content_sha256"]:
        problems.append(problem(project, release.folder / "provenance.json", "its content hash is another"))
    return problems
