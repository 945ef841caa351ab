"""A release as the report reads it: only its own tables, codebook and raw files."""

import csv
from functools import cached_property

import polars as pl
import yaml

from pipeline.asking.scores import rows_of
from pipeline.computing.sql import DuckDB
from pipeline.core.figures import natural, numbered
from pipeline.core.project import Project, UsageError
from pipeline.releasing.data import PUBLIC
from pipeline.releasing.register import withdrawn
from pipeline.releasing.release import past_releases
from pipeline.reporting.charts.palette import CATEGORIES
from pipeline.schemas import SCHEMAS, columns

NAMED = 5
"""The most missing tables and columns that a message names."""


class Released(Project):
    """One release (a `Past`), as a project whose public tables are those of the release. Rows are dicts."""

    def __init__(self, past, others=(), withdrawn=None):
        super().__init__(past.folder.parents[2])
        self.past, self.edition, self.version = past, past.edition, str(past.version)
        self.others = others
        """The edition's other releases (`Past`s), newest first."""
        self.withdrawn = withdrawn or {}
        """Version -> why it was withdrawn."""

    def table(self, name):
        """Return the Parquet file of `public.<name>`."""
        return self.past.folder / "parquet" / f"{name.removeprefix('public.')}.parquet"

    @cached_property
    def database(self):
        """The tables, open for all queries of a report."""
        return DuckDB(self)

    def rows(self, query, **values):
        """Return the rows of `dbt_like_sql/queries/<query>.sql`, as dicts."""
        return rows_of(self.database, query, **values)

    def whole(self, name):
        """Return all rows of `public.<name>` as dicts, in the order of its key."""
        return pl.read_parquet(self.table(name), glob=False, hive_partitioning=False).to_dicts()

    def lacks(self):
        """Return the tables (`name`) and columns (`name.column`) of this version of the program that the release
        lacks."""
        found = []
        for table in PUBLIC:
            path = self.table(table)
            if path.is_file():
                there = pl.scan_parquet(path, glob=False).collect_schema()
                found += [f"{table}.{c.name}" for c in columns(SCHEMAS[f"public.{table}"]) if c.name not in there]
            else:
                found.append(table)
        return found

    @cached_property
    def about(self):
        """The row of `editions`."""
        (row,) = (r for r in self.whole("editions") if r["edition"] == self.edition)
        return row

    @cached_property
    def companies(self):
        """Company -> its row."""
        return {r["company"]: r for r in self.whole("companies")}

    @cached_property
    def services(self):
        """(company, service) -> its row; group and operating company are among them."""
        return {(r["company"], r["service"]): r for r in self.whole("services")}

    def services_of(self, company):
        """Return the ids of the company's services, without group and operating company."""
        return [s for (c, s), r in self.services.items() if c == company and r["unit"] == "service"]

    @cached_property
    def methodology(self):
        """The folder of the methodology's raw files, which a release carries."""
        return self.past.folder / "raw/methodologies" / self.about["methodology"]

    @cached_property
    def categories(self):
        """Category -> its row, in the order of the methodology's file; tables are sorted by code."""
        rows = {r["category"]: r for r in self.whole("categories")}
        with (self.methodology / "categories.csv").open(encoding="utf-8-sig", newline="") as file:
            order = [row["category"] for row in csv.DictReader(file)]
        return {category: rows[category] for category in sorted(rows, key=order.index)}

    @cached_property
    def settings(self):
        """methodology.yaml with all values as text, because yes and no are answers, not booleans; empty if missing."""
        path = self.methodology / "methodology.yaml"
        return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) or {} if path.is_file() else {}

    @cached_property
    def positions(self):
        """Category -> the number of its colour."""
        return {category: i % CATEGORIES + 1 for i, category in enumerate(self.categories)}

    @cached_property
    def recommendations(self):
        """Recommendation -> its row, in the order of the report."""
        rows = {r["recommendation"]: r for r in self.whole("recommendations")}
        return {name: rows[name] for name in sorted(rows, key=numbered)}

    @cached_property
    def indicators(self):
        """Selected indicators -> their rows, in the methodology's order: G2 before G10a."""
        selected = {r["indicator"] for r in self.whole("selection")}
        rows = [r for r in self.whole("indicators") if r["indicator"] in selected]
        order = list(self.categories)
        rows.sort(key=lambda r: (order.index(r["category"]), natural(r["indicator"])))
        return {r["indicator"]: r for r in rows}

    @cached_property
    def elements(self):
        rows = self.whole("elements")
        rows.sort(key=lambda r: (natural(r["indicator"]), int(r["element"].rsplit(".", 1)[1])))
        return {r["element"]: r for r in rows}

    @cached_property
    def labels(self):
        """(column, value) -> row of the release's codebook with label_en, label_ru, label_kk. The key of a column's own
        label is (column, ""), that of a table's own ("", table)."""
        found = {}
        for row in self.past.codebook:
            key = (row["column"], row["value"]) if row["column"] else ("", row["table"])
            found.setdefault(key, row)
        return found


def released(project, edition, version=""):
    """Return the `Released` of an edition: the given version, else the newest that is not withdrawn.

    Raises UsageError if there is none, or if it lacks tables or columns that the report reads.
    """
    past = past_releases(project, edition)
    reasons = {v: reason for (name, v), reason in withdrawn(project).items() if name == edition}
    wanted = [p for p in past if str(p.version) == version or (not version and str(p.version) not in reasons)]
    if not wanted:
        what = f"{edition} {version}".strip()
        raise UsageError(f"no release of {what} exists (run rating release {edition} first; rating list shows all)")
    found = Released(wanted[0], [p for p in past if p is not wanted[0]], reasons)
    lacks = found.lacks()
    if lacks:
        raise UsageError(
            f"{edition} {found.version} was released by an earlier version of this program and lacks "
            f"{', '.join(lacks[:NAMED])}{', ...' * (len(lacks) > NAMED)} "
            f"(run rating release {edition} first)"
        )
    return found
