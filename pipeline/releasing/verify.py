"""`rating verify`: a release's sums, its scores from its own answers, and all of it made again from its `raw/`."""

import duckdb

from pipeline.problems import DataError, Problem
from pipeline.releasing import data
from pipeline.releasing.changes import compare
from pipeline.releasing.release import SUMS, Draft, code_version, libraries, past_releases

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
    problems, remarks = _sums(project, release), []
    if not problems:
        problems += _scores(project, release)
        wrong, remarks = _made_again(project, release)
        problems += wrong
    return problems, remarks


def _problem(project, path, message):
    return Problem(project.shown(path), 1, "file", message)


def _sums(project, release):
    """Files that are missing, too many, replaced by a link, or not what SHA256SUMS says."""
    import hashlib

    path = release.folder / SUMS
    if not path.is_file() or path.is_symlink():
        return [_problem(project, path, "is missing (take the release from where it was published)")]
    problems, listed = [], {}
    for number, line in enumerate(path.read_bytes().split(b"\n")[:-1], 1):
        digest, _, name = line.decode("utf-8", "replace").partition("  ")
        if not name or len(digest) != 64:
            problems.append(Problem(project.shown(path), number, "file", "is not a line of a sum and a path"))
        listed[name] = digest
    if not path.read_bytes().endswith(b"\n"):
        problems.append(_problem(project, path, "does not end with a line end (it was changed)"))
    found = {p.relative_to(release.folder).as_posix(): p for p in release.folder.rglob("*") if not _folder(p)}
    for name in sorted(found.keys() - listed.keys() - {SUMS}):
        problems.append(_problem(project, found[name], f"is not in {SUMS} (remove it)"))
    for name in sorted(listed.keys() - found.keys()):
        problems.append(_problem(project, release.folder / name, f"is missing, though {SUMS} lists it"))
    for name in sorted(listed.keys() & found.keys()):
        if found[name].is_symlink():
            problems.append(_problem(project, found[name], "is a link, not a file (put the file there)"))
        elif hashlib.sha256(found[name].read_bytes()).hexdigest() != listed[name]:
            problems.append(_problem(project, found[name], f"is not what {SUMS} says (it was changed)"))
    return problems


def _folder(path):
    return path.is_dir() and not path.is_symlink()


def _scores(project, release):
    """Scores that the release's own answers and weights do not give."""
    with duckdb.connect(":memory:") as con:
        for name in ("answers", "level_scores", "answer_weights", "company_scores", "indicator_scores", "family_scores",
                     "service_scores"):  # fmt: skip
            con.read_parquet(str(release.folder / "parquet" / f"{name}.parquet")).create_view(name)
        rows = con.execute(RECOMPUTED).fetchall()
    path = release.folder / "parquet"
    return [
        _problem(project, path, f"{'/'.join(row)} is not the sum of its answers' weight times points") for row in rows
    ]


def _made_again(project, release):
    """The release made again from its own raw/: (problems, remarks)."""
    facts = release.provenance
    inputs = {}
    for name in facts["inputs"]:
        path = release.folder / name
        if not path.is_file():
            return [_problem(project, path, "is missing, though provenance.json lists it")], []
        inputs[name] = path.read_bytes()
    try:
        draft = Draft(inputs, release.edition)
    except DataError as error:
        return [_problem(project, release.folder / "raw", f"can't be computed: {error}")], []
    used = {"code": facts["code"]["version"], **facts["libraries"]}
    now = {"code": code_version(), **libraries()}
    others = [f"{name} {used[name]} then, {now.get(name)} now" for name in used if used[name] != now.get(name)]
    if others:
        return _contents(project, release, draft), [f"contents compared, not bytes: {'; '.join(others)}"]
    past = [r for r in past_releases(project, release.edition) if r.version < release.version]
    needed = {p.stem for p in (release.folder / "changes_since").glob("*.csv")}
    if needed != {str(r.version) for r in past}:
        missing = ", ".join(sorted(needed - {str(r.version) for r in past})) or "none"
        return _contents(project, release, draft), [
            f"contents compared, not bytes: it was made beside other earlier releases (not here: {missing})"
        ]
    files = draft.files(release.version, facts["note"], past)
    problems = []
    for name, content in files.items():
        path = release.folder / name
        if not path.is_file() or path.read_bytes() != content:
            problems.append(_problem(project, path, "is not what raw/ gives when it is made again"))
    return problems, []


def _contents(project, release, draft):
    """Cells that differ between the release and what its raw/ gives now; tables that are new now do not count."""
    then = release.tables
    now = {table: frame for table, frame in draft.frames.items() if table in then}
    changes = compare(then, {t: f.select(c for c in f.columns if c in then[t].columns) for t, f in now.items()})
    problems = [
        _problem(project, release.folder / "parquet" / f"{table}.parquet", f"{column}: {what}")
        for table, column, what, _ in changes.schema
    ]
    for row in changes.cells.head(100).iter_rows(named=True):
        path = release.folder / "parquet" / f"{row['table']}.parquet"
        what = f"{row['row']}: {row['kind']} {row['column']} {row['old'] or ''} {row['new'] or ''}".strip()
        problems.append(_problem(project, path, f"{what} is not what raw/ gives"))
    if not problems and data.content_hash(then) != release.provenance["content_sha256"]:
        problems.append(_problem(project, release.folder / "provenance.json", "its content hash is another"))
    return problems
