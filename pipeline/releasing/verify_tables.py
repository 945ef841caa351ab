"""A release's tables compared with those that its raw/ gives, with each other, and its scores with its answers."""

import hashlib

import duckdb
import polars as pl
import pyarrow.parquet as pq

from pipeline.computing.sql import rows_in
from pipeline.core.limits import there
from pipeline.releasing import data
from pipeline.releasing.changes import compare
from pipeline.releasing.content import RECORD
from pipeline.releasing.release import problem
from pipeline.schemas import SCHEMAS, key

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
