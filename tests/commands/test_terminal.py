"""Listings on terminals of several widths, with the shipped editions: important columns stay complete, and no line is
wider than the terminal. Without a terminal, nothing is cut off or padded."""

import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import threading

import pytest
from rich.cells import cell_len

from pipeline.asking import explain, findings, proposals, roadmap, scores
from pipeline.asking.compare import compare
from pipeline.cli.printing import BREAKS, Listings
from pipeline.core.project import Project
from pipeline.desk.progress import progress
from pipeline.releasing.register import listing
from support.running import HERE

WIDTHS = [80, 100, 200]

KEYS = {
    "show": ["rank", "company", "service", "total"],
    "show, ranges": ["rank", "company", "service", "total", "F", "G", "P"],
    "show, a company": ["indicator", "label", "score", "status"],
    "explain": ["what", "answer", "points", "weight", "adds"],
    "roadmap": ["code", "label", "service", "gain"],
    "findings": ["finding", "verdict", "the report", "the data"],
    "compare": ["company", "service", "answers", "change", "before", "now"],
    "compare, a company": ["scope", "answers", "change", "before", "now", "comparable"],
    "lineage": ["what", "company", "before", "now", "kind"],
    "progress": ["company", "step", "answered", "expected", "share", "missing"],
    "list": ["edition", "version", "status", "date_released"],
}
"""Listing -> the columns that must be complete on the narrowest terminal."""

RANGE = re.compile(r"-?[\d.]+ (to|of) -?[\d.]+")


@pytest.fixture(scope="session")
def printed(shipped):
    """Name of a listing -> the output of its command."""
    project, pair = Project(shipped), ("example-2023", "example-2024")
    return {
        "show": scores.edition(project, "example-2024", False),
        "show, ranges": scores.edition(project, "kz-2023", False),
        "show, a company": scores.company(project, "kz-2023", "kaspi", False),
        "explain": explain.listing(project, "kz-2023", "kaspi", "", "F"),
        "roadmap": roadmap.roadmap(project, "example-2024", "meadow"),
        "findings": findings.findings(project, "kz-2023", "kk", False),
        "compare": compare(project, *pair, "", False),
        "compare, a company": compare(project, *pair, "meadow", False),
        "lineage": {k: v for k, v in proposals.lineage(project, *pair).items() if k != "proposals"},
        "progress": progress(project, "kz-2023"),
        "list": {"releases": listing(Project(HERE))},
    }


@contextlib.contextmanager
def terminal(width):
    """Make standard output a terminal. Yield a function that returns what was printed there, without styles."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    parts = []

    def read():
        with contextlib.suppress(OSError):
            while part := os.read(master, 65536):
                parts.append(part)

    reader = threading.Thread(target=read)
    reader.start()

    def seen():
        stdout.flush()
        os.close(slave)
        os.dup2(kept, 1)
        reader.join()
        return re.sub(r"\x1b\[[\d;]*m", "", b"".join(parts).decode()).replace("\r\n", "\n")

    kept = os.dup(1)
    os.dup2(slave, 1)
    try:
        with open(1, "w", encoding="utf-8", closefd=False) as stdout, contextlib.redirect_stdout(stdout):
            yield seen
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(master)


def tables(text):
    """Return the listings of an output as lines: name, head, rows."""
    return [part.split("\n") for part in text.removesuffix("\n").split("\n\n")]


@pytest.fixture(autouse=True)
def no_width_from_outside(monkeypatch):
    """pytest-xdist sets COLUMNS for its workers."""
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("LINES", raising=False)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", KEYS)
def test_a_listing_fits_the_terminal_and_its_columns_are_whole(name, width, printed):
    with terminal(width) as seen:
        Listings().show(printed[name])
        text = seen()
    assert "…" not in text
    assert max(map(cell_len, text.split("\n"))) <= width
    listings = {title: rows for title, rows in printed[name].items() if rows}
    shown = tables(text)
    assert [lines[0] for lines in shown] == [title.replace("_", " ") for title in listings]
    for (_, *lines), rows in zip(shown, listings.values(), strict=True):
        table = "\n".join(lines)
        left_out = re.sub(r"\s+", " ", table.partition("\nnot shown: ")[2])
        for column in rows[0]:
            head, values = column.replace("_", " "), [str(row[column] or "") for row in rows]
            if width == 80 and column in KEYS[name]:
                assert head not in left_out.split(", ")
            if not re.search(rf"(, |^){re.escape(head)}(,| \()", left_out):
                # Numbers, ids and codes are not wrapped; a range may be, before its second half.
                codes = all(" " not in value or RANGE.fullmatch(value) for value in values)
                pieces = {piece for value in values if codes for piece in BREAKS.split(value)}
                assert [piece for piece in pieces if piece not in table] == []


@pytest.mark.parametrize("width", [10, 30])
@pytest.mark.parametrize("name", KEYS)
def test_no_terminal_is_too_narrow(name, width, printed):
    with terminal(width) as seen:
        Listings().show(printed[name])
        text = seen()
    assert max(map(cell_len, text.split("\n"))) <= width


def test_at_80_columns_ranges_continue_in_the_next_line(printed):
    with terminal(80) as seen:
        Listings().show(printed["show, ranges"])
        lines = seen().split("\n")
    assert lines[:4] == [
        "kz-2023: companies",
        "  rank  company          total           F           G           P         known",
        "1 to 5  aitu           0.00 to     0.00 to     0.00 to     0.00 to      0 of 889",
        "                        100.00      100.00      100.00      100.00",
    ]


def test_wrapped_lines_keep_their_indentation(printed):
    with terminal(80) as seen:
        Listings().show(printed["explain"])
        text = seen()
    assert "\n    F1a Access to terms   " in text and "\n    of service\n" in text


@pytest.mark.parametrize("name", KEYS)
def test_elsewhere_lines_have_no_limit_and_no_padding(name, printed, capsys):
    """The output is the same as on a terminal with `--wide`, except for the padding of heads."""
    Listings().show(printed[name])
    text = capsys.readouterr().out
    assert not [line for line in text.split("\n") if line != line.rstrip()]
    for (_, _, *lines), rows in zip(tables(text), filter(None, printed[name].values()), strict=True):
        assert len(lines) == len(rows)
        for line, row in zip(lines, rows, strict=True):
            assert all(str(value) in line for value in row.values() if value is not None)
    with terminal(80) as seen:
        Listings(wide=True).show(printed[name])
        wide = seen()
    assert [line.rstrip() for line in wide.split("\n")] == text.split("\n")


def test_a_command_on_a_terminal_is_as_wide_as_that(shipped):
    """This runs the whole command in its own process."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 60, 0, 0))
    command = [sys.executable, "-m", "pipeline.cli", "show", "example-2024", "meadow", "--root", str(shipped)]
    subprocess.run(
        command,
        cwd=HERE,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        check=True,
        timeout=120,
        env=os.environ | {"TERM": "xterm", "PYTHONPATH": str(HERE)},
    )
    text = os.read(master, 65536).decode()
    os.close(master)
    os.close(slave)
    assert "\x1b[1m" in text
    lines = re.sub(r"\x1b\[[\d;]*m", "", text).split("\r\n")
    assert max(map(len, lines)) <= 60 and "G1         Policy commitment                 50.00  complete" in lines
