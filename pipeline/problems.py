"""Faults and warnings in the data: where they stand, what is wrong, what to do."""

from collections import Counter
from dataclasses import asdict, dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault or warning. `file` is a path as the user wrote its root; `line` counts from 1."""

    file: str
    line: int
    column: str
    message: str
    level: str = "fault"
    kind: str = ""
    edition: str = ""

    def __str__(self):
        mark = "warning: " if self.level == "warning" else ""
        return f"{self.file}:{self.line}: {self.column}: {mark}{self.message}"

    def as_dict(self):
        return asdict(self)


class DataError(Exception):
    """Faults that stop what was asked for. `problems` lists them all; exit code 1."""

    def __init__(self, problems):
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


def faults(problems):
    return [p for p in problems if p.level == "fault"]


def summary(problems):
    n = Counter(p.level for p in problems)
    return f"{_count(n['fault'], 'fault')}, {_count(n['warning'], 'warning')}"


def folded(problems):
    """The lines to print where the full list would bury the faults: each fault, and of the warnings of one kind in
    one file the first, with the number of the others."""
    rest = Counter((p.file, p.kind) for p in problems if p.level == "warning")
    shown = set()
    for p in sorted(problems):
        if p.level == "fault":
            yield str(p)
        elif (p.file, p.kind) not in shown:
            shown.add((p.file, p.kind))
            more = rest[p.file, p.kind] - 1
            yield f"{p} [and {more} more like it: rating check {p.edition}]" if more else str(p)


def _count(n, noun):
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
