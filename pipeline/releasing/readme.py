"""The README of a release: what it is, how to load it in each tool, how to recompute a score, how to cite it."""

from pipeline.releasing.markdown import plain_fields


def readme(about, frames, compared_with, lacks):
    """Return the README as Markdown; paths in its code are relative to the folder of the release. `compared_with`: the
    releases of earlier editions, as dicts; `lacks`: counts of what the answers lack."""

    about = plain_fields(about)
    rows = "\n".join(f"| `{table}` | {frame.height:,} |" for table, frame in frames.items())
    fictional = "\n> **Fictional.** Companies, documents and answers are made up.\n" if about.fictional else ""
    partial = (
        "\n> **Partial.** Answers are missing. Scores that they leave open are ranges: `score` is empty, `score_low` "
        "and `score_high` are what it would be at no and at full points.\n"
        if about.status == "partial"
        else ""
    )
    levels = frames["level_scores"]
    known = KNOWN.format(**{name: levels[name].sum() for name in ("n_scored", "n_printed", "n_expected")})
    compared = COMPARED.format(names=", ".join(f"{r['edition']} {r['version']}" for r in compared_with))
    return TEXT.format(
        about=about, rows=rows, known=known, lacks=LACKS.format(**lacks), fictional=fictional, partial=partial, **CODE,
        compared=compared if compared_with else "Nothing: no earlier edition of the series has a release.",
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
Of the {n_expected:,} answers that this edition expects, {n_scored:,} are known, and {n_printed:,} are replaced by
printed figures."""

LACKS = """\
- Citations of a source that `sources` does not list: {unlisted_sources:,}
- Answers with points that cite no source: {positive_answers_without_source:,}
- Scored answers that the methodology does not ask of that company or service: {excluded_but_scored:,}"""

COMPARED = """\
Compared with the releases {names}, whose raw files are in `raw/` too. `company_changes` and `service_changes` take each
change apart: `answers` (what changed in the answers that both editions scored: this alone is the company's own doing,
so read it before `change`), `applicability` (what only one did, as it did not apply in the other), `methodology`
(elements that are not the same), `services` (those in one edition only, or moved to another company), `rule` (the
earlier answers by this edition's rule, less by their own). The parts add up to `change`; if answers are missing, they
can add from `unknown_low` to `unknown_high`. The order of the parts is a convention: each one is what the next larger
set of answers adds. `answer_changes` and `indicator_changes` say what each answer and indicator adds to `answers`;
`series_scores` has each edition's score by this edition's rule over the answers that both scored, or `why` it is
missing. `comparisons` lists all comparisons; `neighbour` is true for that with the previous edition."""

TEXT = """\
# {about.title}

Edition `{about.edition}`, version {about.version}, released on {about.released}. Licence {about.licence}.
{about.data_dates}
{fictional}{partial}
Method: {about.methodology}. Notes: {notes}

## What is in it

| table | rows |
|---|---|
{rows}

`parquet/` and `csv/` hold the same cells; `csv-excel/` is for spreadsheets (byte-order mark, and an apostrophe before
text that a spreadsheet would run as a formula). `codebook.md` says what each column means, `raw/` is what all of it was
computed from, `CHANGELOG.md` what changed since earlier versions, `SHA256SUMS` the sum of each file.

A score is 0 to 100. An answer is *known* if it was given and has points. {known} Of the `n_expected` answers of a
score, `n_scored` are known, and `status` says whether these are all (`complete`), some (`partial`) or none
(`unanswered`). `n_printed` others are replaced by a printed figure (the points of an element, or the score of a level);
if none is known but some are replaced, `status` is `printed`. If answers are missing, `score` is empty: it lies between
`score_low` and `score_high`, and the rank between `rank_low` and `rank_high`.

## What its answers lack

{lacks}

## What changed since the edition before

{compared}

## What would lift a score, how firm is a place, what is concluded

`roadmap` has every answer short of full, with the total and the place that it would lead to if it were full, the others
being as they are; `roadmap_groups` the same for answers that move together (one element in all services, an indicator,
a recommendation), most gained first. `rank_robustness` has the best and the worst place of each company and service
when one element or one category is left out, when the total averages something else, and when every answer between
none and full points counts 25 or 75. `findings` says of each conclusion of the report, and of the questions in
`questions`, whether the data confirm it, deny it, or do not know yet.

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

## Check it

The content hash of this version is

    {about.content_sha256}

It covers `csv/` and `raw/`, from which everything else was made. In the folder of the release,

    sha256sum --check --quiet SHA256SUMS && grep -E '^[0-9a-f]{{64}}  (csv|raw)/' SHA256SUMS | sha256sum

prints it. A hash inside the folder proves only that the folder is consistent: whoever changes the files can change the
hash too. Compare it with a copy from elsewhere, such as the publisher's list, a citation or an archive:
`rating verify {about.edition} {about.version} --against HASH`.
"""
