"""Generate a project of any size by repeating the companies of a built edition, with ids such as `name-000012`.

The methodology and the edition do not change. Every table with companies is repeated, including printed scores and
ranks, so that each copy has the scores of its original. Comparisons with other editions are left out.
"""

import argparse

import duckdb
import polars as pl

from benchmarks.ours import only_published
from pipeline.core.project import Project
from pipeline.core.writing import replacing
from pipeline.schemas import SCHEMAS, key

ROWS = 200_000
"""Approximate number of rows in memory at a time."""


def generate(source, edition, copies, target):
    """Write the staged tables of the project `target` from those of `source`, and select the published scenario.

    Returns the number of answers.
    """
    for path in sorted((source.build / "staged").glob("*.parquet")):
        table = f"staged.{path.stem}"
        frame = pl.read_parquet(path, glob=False)
        if "edition" in frame.columns:
            frame = frame.filter(pl.col("edition") == edition)
        if "edition_before" in frame.columns:
            frame = frame.clear()
        with replacing(target.table(table)) as out:
            if "company" in frame.columns and not frame.is_empty():
                _write(_repeated(frame, key(SCHEMAS[table]), copies), out)
            else:
                frame.write_parquet(out)
    only_published(target)
    return answers(target, edition)


def answers(project, edition):
    """Return the number of answers of an edition."""
    frame = pl.scan_parquet(project.table("staged.answers"), glob=False).filter(pl.col("edition") == edition)
    return frame.select(pl.len()).collect().item()


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
    copies = max(1, round(said.answers / answers(said.source, said.edition)))
    print(f"{generate(said.source, said.edition, copies, said.target):,} answers in {copies:,} copies")


if __name__ == "__main__":
    main()
