"""Compare the scoring with polars, pandas and one bare pass over the answers: `make bench`.

The engines run in turn, each in its own process, with the same number of threads. Prints the results, and writes them
to a file with the machine and the versions. Exits with an error if totals differ.
"""

import argparse
import contextlib
import hashlib
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import date
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

HOME = Path(__file__).resolve().parents[1]
TOOLS = HOME / ".venv-tools/bin/python"
GIB = 2**30
ENGINES = {
    "scores": "the pipeline: levels, indicators, families, categories, totals of companies and services",
    "ranks": "the same, ranks, and the public tables of scores, with names",
    "all": "the pipeline: all tables, with every variant",
    "scan": "DuckDB reads the required columns",
    "group": "DuckDB sums the answers by level, in one pass",
    "polars": "the same rules in polars, streaming",
    "pandas": "the same rules in pandas",
}
EDITIONS = ("rdr-2022", "example-2024")
AT_MOST = {"all": 1_000_000, "pandas": 10_000_000}
"""The largest size at which an engine is measured."""
LARGE = 1_000_000
"""The smallest size for ratios: below it, the start-up of an engine dominates."""
ONCE = 10_000_000
"""Larger sizes are measured once."""


def made(said, size):
    """Return the folder of a generated project of about `size` answers; it is kept until the edition changes."""
    answers = said.source / "build/staged/answers.parquet"
    folder = said.folder / f"{said.edition}-{size}"
    stamp = hashlib.sha256(answers.read_bytes()).hexdigest()
    if not (folder / "stamp").exists() or (folder / "stamp").read_text() != stamp:
        words = ["-m", "benchmarks.generate", said.source, said.edition, size, folder]
        subprocess.run([sys.executable, *map(str, words)], cwd=HOME, check=True)
        (folder / "stamp").write_text(stamp)
    return folder


@contextlib.contextmanager
def scratch(folder):
    """A temporary project with the tables of a generated one, in which an engine writes."""
    with tempfile.TemporaryDirectory(dir=folder) as new:
        for table in (folder / "build").glob("*/*.parquet"):
            link = Path(new) / table.relative_to(folder)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(table)
        yield Path(new)


def measured(engine, folder, said):
    """Return wall and CPU time, peak memory, and the maximum size of the spill folder."""
    threads = str(said.threads)
    settings = {"RATING_THREADS": threads, "POLARS_MAX_THREADS": threads, "OMP_NUM_THREADS": threads}
    if said.memory_limit:
        settings["RATING_MEMORY_LIMIT"] = said.memory_limit
    python = TOOLS if engine == "pandas" else sys.executable
    with scratch(folder) as new:
        # This process must stay small: on Linux, a new process inherits the peak memory of its parent.
        child = subprocess.Popen(
            [python, "-m", "benchmarks.one", engine, new, folder / "totals.parquet"],
            cwd=HOME,
            env=os.environ | settings,
            stdout=subprocess.PIPE,
        )
        spilled = 0
        while child.poll() is None:
            spilled = max(spilled, _size(new / "build/spill"))
            time.sleep(0.05)
        if child.returncode:
            sys.exit(f"{engine} ended with {child.returncode}")
        return json.load(child.stdout) | {"spilled": spilled}


def _size(folder):
    """Return the bytes that the files of a folder use on disk; files can vanish at any moment."""
    total = 0
    for file in folder.glob("*"):
        with contextlib.suppress(FileNotFoundError):
            total += file.stat().st_blocks * 512
    return total


def run(said):
    """Return all measurements: (size, engine) -> dict of medians and the number of runs."""
    result = {}
    for size in said.sizes:
        folder = made(said, size)
        (folder / "totals.parquet").unlink(missing_ok=True)
        engines = [name for name in said.engines if size <= AT_MOST.get(name, size)]
        times = said.repeats if size <= ONCE else 1
        runs = {name: [] for name in engines}
        for turn in range(times):
            for name in engines:
                print(f"{size:,}: {name}, {turn + 1} of {times}", file=sys.stderr)
                runs[name].append(measured(name, folder, said))
        for name, found in runs.items():
            result[size, name] = {key: median(one[key] for one in found) for key in found[0]} | {"runs": times}
    return result


def targets(result, said):
    """Return the targets: (what, measured, at most, measured by CPU time). Seconds and ratios are of wall time."""

    def ratio(one, other, unit="wall"):
        return result[one][unit] / result[other][unit]

    found = []
    for size in said.sizes:
        for other, most in (("polars", 0.8), ("pandas", 0.4), ("group", 3.0)):
            pair = (size, "scores"), (size, other)
            if size >= LARGE and result.keys() >= set(pair):
                found.append((f"{size:,}: scores / {other}", ratio(*pair), most, ratio(*pair, "cpu")))
        most = {10_000_000: 0.6, 100_000_000: 6.0}.get(size)
        if most and (size, "scores") in result:
            memory = result[size, "scores"]["memory"] / GIB
            found.append((f"{size:,}: scores, GiB of memory", memory, most, None))
        if size < 100_000 and (size, "all") in result:
            found.append((f"{size:,}: all tables, s", result[size, "all"]["wall"], 1.0, result[size, "all"]["cpu"]))
    large = [size for size in said.sizes if size >= LARGE and (size, "scores") in result]
    steps = [*pairwise(large), *([(large[0], large[-1])] if len(large) > 2 else [])]
    for smaller, larger in steps:
        wall, cpu = (
            math.log(ratio((larger, "scores"), (smaller, "scores"), unit)) / math.log(larger / smaller)
            for unit in ("wall", "cpu")
        )
        found.append((f"{smaller:,} to {larger:,}: exponent of growth", wall, 1.0, cpu))
    return found


def tables(result, said):
    """Yield the two tables of results: (title, header, rows of text)."""
    rows = [
        (f"{size:,}", name, f"{one['wall']:.2f}", f"{one['cpu']:.2f}", f"{one['memory'] / GIB:.2f}",
         f"{one['spilled'] / GIB:.2f}", str(one["runs"]))
        for (size, name), one in result.items()
    ]  # fmt: skip
    yield "Medians", ("answers", "what", "wall s", "CPU s", "memory GiB", "spilled GiB", "runs"), rows
    rows = [
        (what, f"{value:.2f}", f"{most:g}", "yes" if value <= most else "no", "" if cpu is None else f"{cpu:.2f}")
        for what, value, most, cpu in targets(result, said)
    ]
    yield "Targets", ("what", "measured", "at most", "reached", "by CPU"), rows


def machine(said):
    """Return lines about the machine, the versions and the settings."""
    pandas = subprocess.run(
        [TOOLS, "-c", "import pandas; print(pandas.__version__)"], capture_output=True, text=True, check=True
    ).stdout.strip()
    model = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    versions = [f"{name} {version(name)}" for name in ("duckdb", "polars", "pyarrow")]
    return [
        f"{date.today()}, {platform.system()}, {model[0].split(': ')[1] if model else platform.machine()}, "
        f"{os.cpu_count()} cores, {memory:.0f} GiB",
        f"Python {platform.python_version()}, {', '.join(versions)}, pandas {pandas}",
        f"{said.edition}, {said.threads} threads, memory limit {said.memory_limit or 'default'}",
    ]


def show(result, said):
    """Print the results, and write them as Markdown."""
    lines = ["# Results of the benchmarks", "", "Written by `make bench`; `docs/benchmarks.md` explains the lines.", ""]
    lines += [f"- {line}" for line in machine(said)]
    for title, header, rows in tables(result, said):
        table = Table(*header, title=title)
        for row in rows:
            table.add_row(*row)
        Console().print(table)
        lines += ["", f"## {title}", "", f"| {' | '.join(header)} |", f"|{'---|' * len(header)}"]
        lines += [f"| {' | '.join(row)} |" for row in rows]
    said.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def path(text):
    return Path(text).resolve()


def main():
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--source", type=path, default=HOME, help="a built project (default: this one)")
    words.add_argument("--edition", help=f"default: the first in raw/ of {', '.join(EDITIONS)}")
    words.add_argument("--folder", type=path, default=HOME / "build/benchmarks", help="folder for generated projects")
    words.add_argument("--sizes", type=int, nargs="+", default=[16_000, 1_000_000, 10_000_000], metavar="ANSWERS")
    words.add_argument("--engines", nargs="+", default=list(ENGINES), choices=ENGINES)
    words.add_argument("--repeats", type=int, default=5)
    words.add_argument("--threads", type=int, default=2)
    words.add_argument("--memory-limit", help="memory limit of DuckDB, such as 3GiB")
    words.add_argument("--out", type=path, default=HOME / "benchmarks/results.md")
    said = words.parse_args()
    said.edition = said.edition or next(e for e in EDITIONS if (said.source / "raw/editions" / e).is_dir())
    show(run(said), said)


if __name__ == "__main__":
    main()
