"""Generate a project of any size by repeating the companies of a built edition, with ids such as `name-000012`.

The methodology and the edition do not change. Every table with companies is repeated, including printed scores and
ranks, so that each copy has the scores of its original. Comparisons with other editions are left out.
"""

import argparse

import duckdb
import polars as pl

from benchmarks.ours import only_published
from pipeline.computing import sql
from pipeline.core.project import Project
from pipeline.core.writing import replacing
from pipeline.schemas import SCHEMAS, key

NUMBERED = ("staged.answers", "staged.published_levels")
"""The tables that name services by their numbers."""
ROWS = 200_000
"""Approximate number of rows in memory at a time."""


def generate(source, edition, copies, target):
    """Write the staged tables of the project `target` from those of `source`, and select the published scenario.

    Returns the number of answers.
    """
    units = pl.read_parquet(source.table("staged.units"), glob=False)
    for path in sorted((source.build / "staged").glob("*.parquet")):
        table = f"staged.{path.stem}"
        frame = pl.read_parquet(path, glob=False)
        if table == "staged.units":
            continue
        if "edition" in frame.columns:
            frame = frame.filter(pl.col("edition") == edition)
        if "edition_before" in frame.columns:
            frame = frame.clear()
        with replacing(target.table(table)) as out:
            if table in NUMBERED:
                _write(_renumbered(frame, units.filter(pl.col("edition") == edition), copies), out)
            elif "company" in frame.columns and not frame.is_empty():
                _write(_repeated(frame, key(SCHEMAS[table]), copies), out)
            else:
                frame.write_parquet(out)
    with sql.DuckDB(target) as tables:
        tables.run_model("staged.units")
    only_published(target)
    return answers(target)


def answers(project):
    """Return the number of answers."""
    return pl.scan_parquet(project.table("staged.answers"), glob=False).select(pl.len()).collect().item()


def _renumbered(frame, units, copies):
    """Yield frames with the rows of each company, once for every copy, under the numbers that staged.units has then."""
    first = units["unit"].min()
    for _, rows in units.group_by("company_unit", maintain_order=True):
        unit, size = rows["unit"].min(), rows.height
        own = frame.filter(pl.col("service").is_between(unit, unit + size - 1)).sort("service", maintain_order=True)
        at_once = max(1, ROWS // max(own.height, 1))
        for start in range(0, copies, at_once):
            numbers = range(start, min(start + at_once, copies))
            moved = (
                own.with_columns(pl.col("service") - unit + copies * (unit - first) + size * number + 1)
                for number in numbers
            )
            yield pl.concat([f.cast({"service": pl.Int32}) for f in moved], rechunk=True)


def _repeated(frame, grain, copies):
    """Yield frames with the rows of each company, once for every copy, in the order of the grain."""
    # `-` and digits sort before letters: the copies of a company come before the next company's.
    for _, rows in frame.sort(grain).group_by(grain[: grain.index("company") + 1], maintain_order=True):
        company, at_once = rows["company"][0], max(1, ROWS // rows.height)
        for first in range(1, copies + 1, at_once):
            numbers = range(first, min(first + at_once, copies + 1))
            made = (rows.with_columns(company=pl.lit(f"{company}-{number:06}")) for number in numbers)
            # Without this, DuckDB would get one batch per row from a table with one row per company.
            yield pl.concat(made, rechunk=True)


def _write(frames, path):
    """Write one Parquet file with DuckDB from an iterator of frames."""
    import pyarrow as pa

    first = next(frames).to_arrow()

    def batches():
        yield from first.to_batches()
        for frame in frames:
            yield from frame.to_arrow().cast(first.schema).to_batches()

    # By default, DuckDB spills to the current folder.
    with duckdb.connect(config={"temp_directory": str(path.parents[1] / "spill")}) as con:
        con.register("rows", pa.RecordBatchReader.from_batches(first.schema, batches()))
        con.execute(f"copy rows to '{path}' (format parquet, compression zstd)")


def main():
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("source", type=Project, help="a built project")
    words.add_argument("edition")
    words.add_argument("answers", type=int, help="approximate number of answers")
    words.add_argument("target", type=Project, help="the folder of the new project")
    said = words.parse_args()
    own = pl.col("edition") == said.edition
    given = pl.read_parquet(said.source.table("public.answers"), glob=False, columns=["edition"]).filter(own).height
    copies = max(1, round(said.answers / given))
    print(f"{generate(said.source, said.edition, copies, said.target):,} answers in {copies:,} copies")


if __name__ == "__main__":
    main()
