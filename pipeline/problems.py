"""Faults and warnings in the data: where they stand, what is wrong, what to do."""

from collections import Counter
from dataclasses import asdict, dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault or warning. `file` is a path as the user wrote its root; `line` counts from 1. An accepted warning is
    named by `kind` and `place`: ids and codes with `/` between."""

    file: str
    line: int
    column: str
    message: str
    level: str = "fault"
    kind: str = ""
    edition: str = ""
    place: str = ""

    def __str__(self):
        mark = "warning: " if self.level == "warning" else ""
        return visible(f"{self.file}:{self.line}: {self.column[:200]}: {mark}{self.message}")

    def as_dict(self):
        return asdict(self)


class DataError(Exception):
    """Faults that stop what was asked for. `problems` lists them all; exit code 1."""

    def __init__(self, problems):
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


def visible(text):
    """Text on one line: what would move the cursor or not be seen is shown by code point."""
    return text if text.isprintable() else "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)


def quoted(value):
    """A value from outside in quotes, as it is seen, and not without end."""
    return f'"{visible(value[:200])}{"..." if len(value) > 200 else ""}"'


def faults(problems):
    return [p for p in problems if p.level == "fault"]


def summary(problems):
    n = Counter(p.level for p in problems)
    return f"{_count(n['fault'], 'fault')}, {_count(n['warning'], 'warning')}"


def _count(n, noun):
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
