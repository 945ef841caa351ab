"""What a build computed, as short tables: `rating show`, and the end of `rating build`."""

import duckdb
import polars as pl

from pipeline.computing import sql
from pipeline.core.figures import known, natural, place, rounded
from pipeline.core.project import UsageError
from pipeline.schemas import SCHEMAS, columns

BUILT = """
select
    e.edition,
    count(distinct s.company) as companies,
    count(distinct case when s.unit = 'service' then s.company || '/' || s.service end) as services,
    coalesce(max(l.n_scored), 0) as known,
    coalesce(max(l.n_printed), 0) as only_printed,
    coalesce(max(l.n_missing), 0) as missing,
    coalesce(max(a.not_applicable), 0) as not_applicable
from staged.editions e
join staged.services s on s.edition = e.edition
left join (
    select
        edition,
        sum(n_scored) as n_scored,
        sum(n_printed) as n_printed,
        sum(n_expected - n_scored - n_printed) as n_missing
    from public.level_scores
    group by edition
) l on l.edition = e.edition
left join (
    select edition, count(*) as not_applicable
    from public.answers
    where status = 'not_applicable'
    group by edition
) a on a.edition = e.edition
group by e.edition, e.series, e.year
order by e.series, e.year
"""

AGREEMENT = """
with figures as (
    select
        r.edition,
        case
            when r.scope = 'total' then '5 total'
            when c.category is not null then '4 category'
            when i.indicator is null then '3 family'
            when r.service = '' then '2 indicator'
            else '1 level'
        end as figure,
        case when r.service = '' then 'companies' else 'services' end as of,
        r.agrees
    from public.reconciliation r
    left join staged.indicators i on i.edition = r.edition and i.indicator = r.scope
    left join staged.categories c on c.edition = r.edition and c.category = r.scope
    where $1 = '' or r.edition = $1
)
select edition, of, substr(figure, 3) as figure, count(*) as printed, count(agrees) as computed,
    count(*) filter (where agrees) as agree
from (
    select * from figures
    union all
    select edition, '6 rank' as figure, case when service = '' then 'companies' else 'services' end as of, agrees
    from public.rank_reconciliation
    where $1 = '' or edition = $1
) figures
group by edition, of, figure
order by edition, of, figures.figure
"""

DISAGREEING = """
select company, service, strand, scope, published, computed, difference
from public.reconciliation
where edition = $1 and not agrees
order by company, service, strand, scope
"""

RANKS = """
select company, service, scope, published, rank_low, rank_high, agrees, among
from public.rank_reconciliation
where edition = $1 and agrees is not true
order by company, service, scope
"""

COMPANIES = """
select s.rank, s.rank_low, s.rank_high, s.company, s.scope, s.score, s.score_low, s.score_high, s.status, s.n_scored,
    s.n_expected, s.n_printed
from public.company_scores s
where s.edition = $1
"""

SERVICES = """
select s.rank, s.rank_low, s.rank_high, s.company, s.service, s.scope, s.score, s.score_low, s.score_high, s.status,
    s.n_scored, s.n_expected, s.n_printed
from public.service_scores s
where s.edition = $1 and (s.scope = 'total' or s.scope in (select category from public.categories where edition = $1))
"""

INDICATORS = """
select s.indicator, i.label_en as label, s.score, s.score_low, s.score_high, s.status, s.n_scored, s.n_expected,
    s.n_printed
from public.indicator_scores s
join public.indicators i on i.edition = s.edition and i.indicator = s.indicator
join public.categories c on c.edition = i.edition and c.category = i.category
where s.edition = $1 and s.company = $2
"""


def rows_of(project, query, *values):
    """Rows of a query over built tables, as dicts. Raises UsageError where a table is not built, or by other code."""
    tables = sql.files(query)
    missing = [table for table in tables if not project.table(table).exists()]
    if missing:
        raise UsageError(f"{', '.join(missing)} is not built (run rating build)")
    try:
        return sql.rows_of(project, query, *values)
    except duckdb.BinderException:
        if not (older := [table for table in tables if _lacks_columns(project, table)]):
            raise
        what = "has not all columns, as another version of this program built it"
        raise UsageError(f"{', '.join(older)} {what} (run rating build)") from None


def _lacks_columns(project, table):
    there = pl.read_parquet_schema(project.table(table))
    return any(c.name not in there for c in columns(SCHEMAS[table]))


NAMES = """
select c.edition, c.company, s.service
from public.companies c
left join public.services s on s.edition = c.edition and s.company = c.company and s.unit = 'service'
order by c.edition, c.company, s.service
"""


def names(project):
    """Edition -> company -> its services, of what is built."""
    if not project.table("public.companies").exists():
        return {}
    found = {}
    for row in rows_of(project, NAMES):
        services = found.setdefault(row["edition"], {}).setdefault(row["company"], [])
        services += filter(None, [row["service"]])
    return found


def built(project):
    """Listings of what a build made, and how many of the printed figures the answers give."""
    return {"built": rows_of(project, BUILT), "printed figures": rows_of(project, AGREEMENT, "")}


def edition(project, name, fmt):
    """Listings of an edition: places and scores of companies and services, and the printed figures."""
    companies, services = rows_of(project, COMPANIES, name), rows_of(project, SERVICES, name)
    wrong, ranks = rows_of(project, DISAGREEING, name), rows_of(project, RANKS, name)
    if fmt != "json":
        companies, services = _wide(companies, ["company"]), _wide(services, ["company", "service"])
        wrong = [{k: rounded(v, "0.001") if isinstance(v, float) else v for k, v in row.items()} for row in wrong]
        ranks = list(map(_printed_rank, ranks))
    return {
        f"{name}: companies": companies,
        f"{name}: services": services,
        "printed figures": rows_of(project, AGREEMENT, name),
        "printed figures that the answers do not give": wrong,
        "printed ranks that the answers do not give, or leave open": ranks,
    }


def _printed_rank(row):
    return {
        **{name: row[name] for name in ("company", "service", "scope", "published")},
        "computed": place(row["rank_low"], row["rank_high"]),
        "agrees": "open" if row["agrees"] is None else "no",
        "among": row["among"] or "all",
    }


def company(project, edition_name, name, fmt):
    """Listing of one company's indicators."""
    rows = rows_of(project, INDICATORS, edition_name, name)
    rows.sort(key=lambda r: natural(r["indicator"]))
    if fmt != "json":
        rows = [
            {
                "indicator": r["indicator"],
                "label": r["label"],
                "score": _score(r),
                "status": r["status"],
                "known": known(r),
            }
            for r in rows
        ]
    return {f"{edition_name}: {name}": rows}


def _wide(rows, key):
    """A row a company or service, best first: place, scores of all and of each category, answers known."""
    wide = {}
    for row in rows:
        wide.setdefault(tuple(row[k] for k in key), {})[row["scope"]] = row
    scopes = ["total", *sorted({row["scope"] for row in rows} - {"total"})]
    order = sorted(
        wide.items(),
        key=lambda item: (item[1]["total"]["rank_low"] or 10**6, item[1]["total"]["rank_high"] or 10**6, item[0]),
    )
    return [
        {
            "place": place(row["total"]["rank_low"], row["total"]["rank_high"]),
            **dict(zip(key, ids, strict=True)),
            **{scope: _score(row[scope]) if scope in row else "" for scope in scopes},
            "known": known(row["total"]),
        }
        for ids, row in order
    ]


def _score(row):
    """Rounded half up to two decimals; a range where answers are missing."""
    if row["score_low"] is None:
        return "N/A"
    if row["score"] is not None:
        return rounded(row["score"])
    return f"{rounded(row['score_low'])} to {rounded(row['score_high'])}"
