"""The README of a release: what it is, how to load it in each tool, how to recompute a score, how to cite it."""


def readme(about, frames):
    """Markdown; every line of code in it has paths that are right from the folder of the release."""
    rows = "\n".join(f"| `{table}` | {frame.height:,} |" for table, frame in frames.items())
    fictional = "\n> **Fictional.** Companies, documents and answers are made up.\n" if about.fictional else ""
    partial = (
        "\n> **Partial.** Answers are missing. Scores that they leave open are ranges: `score` is empty, `score_low` "
        "and `score_high` are what it would be at no and at full points.\n"
        if about.status == "partial"
        else ""
    )
    return TEXT.format(
        about=about, rows=rows, fictional=fictional, partial=partial, **CODE,
        notes=about.notes or "None.", cite=f"{about.citation} Version {about.version}.",
    ).encode()  # fmt: skip


CODE = {
    "duckdb": "select * from 'parquet/company_scores.parquet' where scope = 'total' order by rank",
    "pandas": 'scores = pd.read_parquet("parquet/company_scores.parquet")',
    "pandas_csv": 'answers = pd.read_csv("csv/answers.csv", keep_default_na=False, na_values={"points": [""]})',
    "polars": 'scores = pl.read_parquet("parquet/company_scores.parquet")',
    "r": 'scores <- read.csv("csv/company_scores.csv", na.strings = "", encoding = "UTF-8")',
    "python": 'scores = list(csv.DictReader(open("csv/company_scores.csv", encoding="utf-8", newline="")))',
    "recompute": """select w.company, sum(w.weight * coalesce(a.points, l.score)) as score
from 'parquet/answer_weights.parquet' w
left join 'parquet/answers.parquet' a using (company, service, strand, element)
left join 'parquet/level_scores.parquet' l
    on w.element = '' and l.company = w.company and l.service = w.service and l.strand = w.strand
    and l.indicator = w.indicator
where w.target = 'company' and w.scope = 'total'
group by w.company
having count(*) = count(coalesce(a.points, l.score))""",
}
"""The code that a release's README shows, by tool."""

TEXT = """\
# {about.title}

Edition `{about.edition}`, version {about.version}, data of {about.date}. Licence {about.licence}.
{fictional}{partial}
Method: {about.methodology}. Notes: {notes}

## What is in it

| table | rows |
|---|---|
{rows}

`parquet/` and `csv/` hold the same cells; `csv-excel/` is for spreadsheets (byte-order mark, and an apostrophe before
text that a spreadsheet would run as a formula). `codebook.md` says what each column means, `raw/` is what all of it was
computed from, `CHANGELOG.md` what changed since earlier versions, `SHA256SUMS` the sum of each file.

A score is 0 to 100. `status` says whether all that it rests on is known; `n_scored` of `n_expected` answers are. Where
a score is open, `score` is empty and lies from `score_low` to `score_high`; places likewise from `rank_low` to
`rank_high`.

## Load it

DuckDB, from this folder:

```sql
{duckdb}
```

pandas (`import pandas as pd`):

```python
{pandas}
```

From CSV, with `N/A` (does not apply) and an empty cell (no answer) kept apart:

```python
{pandas_csv}
```

polars (`import polars as pl`):

```python
{polars}
```

R:

```r
{r}
```

Plain Python (`import csv`):

```python
{python}
```

## Recompute a score

The sum of weight times points is the score. In DuckDB, every total that is certain:

```sql
{recompute}
```

Everything can be made again from `raw/` with the pipeline: `rating verify {about.edition} {about.version}`.

## Cite it

{cite} See `CITATION.cff`.
"""
