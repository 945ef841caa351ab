"""Measure one engine in its own process: `python -m benchmarks.one ENGINE PROJECT TOTALS`.

Prints JSON: wall and CPU time (user and system) in seconds, from the end of the imports to the end of writing, and the
peak memory of the whole process in bytes. The totals of all companies and services must equal those in the file TOTALS,
to 1e-6 point; if it does not exist, it is written.
"""

import json
import resource
import sys
import time
from pathlib import Path

import duckdb

TOLERANCE = 1e-6
TOTALS = """
    select s.target, s.{low} as low, s.{high} as high, s.n_scored, s.n_expected
    from read_parquet('{scores}') s
    join read_parquet('{codes}') k on k.number = s.scope and k.code = 'total'"""
OURS = {"low": "score_low / 1e12", "high": "score_high / 1e12"}
RIVALS = {"low": "low", "high": "high"}
DIFFERENT = """
    select count(*) from ({found}) f full join totals t using (target)
    where f.n_expected is distinct from t.n_expected or f.n_scored is distinct from t.n_scored
        or (f.low is null) <> (t.low is null)
        or greatest(abs(f.low - t.low), abs(f.high - t.high)) > {tolerance}"""


def engine(name):
    """Return the function of an engine; it takes the folder of a project."""
    if name == "polars":
        from benchmarks import in_polars

        return in_polars.run
    if name == "pandas":
        from benchmarks import in_pandas

        return in_pandas.run
    from benchmarks import ours
    from pipeline.core.project import Project

    work = ours.pass_over if name in ours.LIMITS else ours.score
    return lambda folder: work(Project(folder), name)


def measure(run, folder):
    """Return wall and CPU seconds of a run, and the peak memory of the process in bytes."""
    wall, cpu = time.perf_counter(), time.process_time()
    run(folder)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {"wall": wall, "cpu": cpu, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def differing(folder, totals, names=RIVALS):
    """Return how many companies and services have totals that differ from a file, which is written if missing. `names`:
    what the bounds are called."""
    found = TOTALS.format(scores=folder / "scores.parquet", codes=folder / "build/staged/codes.parquet", **names)
    with duckdb.connect() as con:
        if not totals.exists():
            con.sql(found).write_parquet(str(totals))
        con.execute(f"create view totals as from read_parquet('{totals}')")
        return con.execute(DIFFERENT.format(found=found, tolerance=TOLERANCE)).fetchone()[0]


def main(name, folder, totals):
    result = measure(engine(name), Path(folder))
    names = OURS if name == "scores" else RIVALS
    if name in ("scores", "polars", "pandas") and (wrong := differing(Path(folder), Path(totals), names)):
        sys.exit(f"{name}: the totals of {wrong:,} companies and services differ from the pipeline's")
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
