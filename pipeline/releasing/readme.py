"""The README of a release: its tables, how to load them in each tool, recompute a score, cite and check it."""

from pipeline.releasing.markdown import plain_fields


def readme(about, frames, compared_with, lacks):
    """Return the README as Markdown; paths in its code are relative to the folder of the release. `compared_with`: the
    releases of earlier editions, as dicts; `lacks`: counts of what the answers lack."""

    about = plain_fields(about)
    rows = "\n".join(f"| `{table}` | {frame.height:,} |" for table, frame in frames.items())
    fictional = "\n> **Fictional.** Companies, documents and answers are invented.\n" if about.fictional else ""
    partial = (
        "\n> **Partial.** Answers are missing. If a score depends on them, `score` is empty, and `score_low` and "
        "`score_high` are its bounds: missing answers count as 0 points, and as full points.\n"
        if about.status == "partial"
        else ""
    )
    levels = frames["level_scores"]
    known = KNOWN.format(**{name: levels[name].sum() for name in ("n_scored", "n_printed", "n_expected")})
    compared = COMPARED.format(names=", ".join(f"{r['edition']} {r['version']}" for r in compared_with))
    return TEXT.format(
        about=about, rows=rows, known=known, lacks=LACKS.format(**lacks), fictional=fictional, partial=partial, **CODE,
        compared=compared if compared_with else "No earlier edition of the series has a release.",
        notes=about.notes or "None.", cite=f"{about.citation} Version {about.version}, {about.released}.",
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

KNOWN = """\
Number of answers that this edition asks for: {n_expected:,}; known: {n_scored:,}; replaced by printed scores:
{n_printed:,}."""

LACKS = """\
- Citations of sources that are not in `sources`: {unlisted_sources:,}
- Answers with points and without a source: {positive_answers_without_source:,}
- Scored answers that the methodology does not ask for: {excluded_but_scored:,}"""

COMPARED = """\
Compared with: {names}. The raw files of these releases are in `raw/` too. `company_changes` and `service_changes` split
each `change` into components:

| component | cause |
|---|---|
| `answers` | Answers that both editions scored. Only this one shows what the company did: read it before `change` |
| `applicability` | Answers that only one edition scored, because they were not applicable in the other |
| `methodology` | Elements that are not the same in both editions |
| `services` | Services that are in one edition only, or have moved to another company |
| `rule` | The rule of scoring: the previous edition's answers scored by this edition's rule, minus by their own |

The components add up to `change`. If answers are missing, they add an unknown amount between `unknown_low` and
`unknown_high`. The order of the components is a convention: each shows what the next larger set of answers adds.

`answer_changes` and `indicator_changes` show what each answer and indicator contributes to `answers`. `series_scores`
has the score of each edition by this edition's rule, over the answers that both editions scored; if there is none,
`why` gives the reason. `comparisons` lists all pairs of editions; `neighbour` is true for
an edition and the previous one."""

TEXT = """\
# {about.title}

Edition `{about.edition}`, version {about.version}, released on {about.released}. Licence {about.licence}.
{about.data_dates}
{fictional}{partial}
Method: {about.methodology}. Notes: {notes}

## Contents

| table | rows |
|---|---|
{rows}

`parquet/` and `csv/` contain the same tables. `csv-excel/` is for spreadsheets: it has a byte-order mark, and an
apostrophe before text that a spreadsheet would run as a formula. `codebook.md` describes every column. `raw/` contains
the files that all tables are computed from, `CHANGELOG.md` the changes since earlier versions, and `SHA256SUMS` the
checksum of each file.

A score is between 0 and 100. An answer is *known* if it was given and has points.

{known}

Of the `n_expected` answers of a score, `n_scored` are known, and printed scores replace `n_printed` (the points of an
element, or the score of a level). `status` is `complete` if all answers are known, `partial` if some are, `printed`
if none is known and some are replaced, and `unanswered` otherwise. If answers are missing, `score` is empty: it is
between `score_low` and `score_high`, and the rank between `rank_low` and `rank_high`.

## Known gaps

{lacks}

## Changes since the previous edition

{compared}

## Gains, robustness and findings

`roadmap` lists every answer without full points, with the total and the rank if that answer were full and all other
answers stayed the same. `roadmap_groups` does the same for groups of answers: one element in all services, an
indicator, or a recommendation. The largest gain comes first. `rank_robustness` has the best and the worst rank of
each company and service if one element or one category is left out, if the total is the mean of indicators or
categories, and if answers between none and full points count as 25 or 75. `findings` states for each conclusion of
the report, and for the questions in `questions`, whether the data confirm it, deny it, or leave it unknown.

## Load it

DuckDB, from this folder:

```sql
{duckdb}
```

pandas (`import pandas as pd`):

```python
{pandas}
```

From CSV, with `N/A` (not applicable) distinct from an empty cell (missing answer):

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

A score is the sum of weight times points. In DuckDB, all totals without missing answers:

```sql
{recompute}
```

The pipeline makes everything again from `raw/` and compares: `rating verify {about.edition} {about.version}`.

## Cite it

{cite} See `CITATION.cff`.

## Check it

The content hash of this version is

    {about.content_sha256}

It covers `csv/` and `raw/`; all other files are made from these. In the folder of the release, this command prints it:

    sha256sum --check --quiet SHA256SUMS && grep -E '^[0-9a-f]{{64}}  (csv|raw)/' SHA256SUMS | sha256sum

A hash inside the folder proves only that the folder is consistent: whoever changes the files can change the hash too.
Compare it with a copy from elsewhere, such as the publisher's list, a citation or an archive:
`rating verify {about.edition} {about.version} --against HASH`.
"""
