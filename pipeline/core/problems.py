"""Errors and warnings in the data: where they stand, what is wrong, what to do."""

import errno
import json
import re
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

ERRORS = {
    "missing file": "A file that an edition or a methodology has to have is not there",
    "unreadable file": "A file can't be read: its permissions, or the disk",
    "too big": "A file, or one of its cells, is larger than what is read",
    "too many": "A file has so many errors that no more of them are listed",
    "encoding": "A file is not UTF-8, or has bytes that no text has",
    "yaml": "A YAML file is not YAML, has keys that it may not have, or values that do not fit",
    "missing column": "A CSV file lacks a column, or its header",
    "unknown column": "A CSV file has a column that is none of its own, or has one twice",
    "ragged row": "A row has more or fewer cells than the header",
    "value": "A cell is empty that may not be, or is not of its column's type, form or allowed values",
    "letters": "An id or a code has letters that are not ASCII, such as a Cyrillic one that looks like a Latin one; or "
    "a text, or the name of a file, has a control character",
    "private": "A published column has an address with a password or another secret, or the name of a person from a "
    "private column",
    "duplicate key": "A row stands twice",
    "relation": "A cell does not fit what stands elsewhere: an id or a code that is not there, an answer that is not "
    "in the scale, a reason that is missing",
    "not final": "The edition is final, but answers that are asked for are missing. It is built, but not released",
    "correction": "A correction names a cell that is not there, or its old value is not what stands there",
    "workbook": "A workbook is not as it was written, or a cell of it can't be read; in lesser cases a warning",
}
"""Kind of an error -> what is wrong."""

WARNINGS = {
    "perhaps private": "A published column has an address with a parameter that may be a secret, such as `token`, or a "
    "single word that is a person's name in a private column",
    "blanks": "Blanks around values; they are taken off",
    "unseen sign": "A sign in a text that is not seen, such as one that turns its direction",
    "unknown file": "A file that nothing is read from: its name may be misspelt. Among the steps it is an error",
    "no class": "A service without a class, so that no element is excluded for it",
    "no group": "A company without a row for its group, which indicators are asked of",
    "unlisted source": "An answer cites a source that is not in sources.csv",
    "no source": "An answer with points cites no source",
    "uncited source": "A source that no answer cites",
    "no address": "An address of a source is not a web address",
    "odd date": "A date in the future, or after the day when the document was read or the company answered",
    "no archived copy": "A web page without an archived copy",
    "excluded": "An answer, or printed points, where the methodology excludes the element; they count",
    "idle reason": "A reason where the answer is not the one that needs it; it is left out",
    "contradiction": "Printed points that are not those of the answer; the answer counts",
    "idle figure": "A printed score that has no place in the edition, or can't stand in for answers",
    "answered beneath N/A": "An answer beneath an element that does not apply",
    "comment of another answer": "A comment that begins with another answer than the one given: a spelling of the "
    "scale before `.`, `,`, `:` or `;`",
    "same comment": "The same comment with different answers",
    "services differ": "Services that differ on an element of the whole group",
    "changed without a comment": "An answer that changed from the edition before, without a comment",
    "draft": "Comments or sources without an answer, which no release holds",
    "idle acceptance": "A line of accepted_warnings.csv that no warning matches",
    "unlisted": "A company or service that is in one edition of a series only, without a line in raw/lineage/; also "
    "elements of another methodology",
    "idle lineage": "A line of the lineage, or a `based_on`, that names something that does not exist",
}
"""Kind of a warning -> what is odd."""


@dataclass(frozen=True, order=True)
class Problem:
    """One error or warning. `file` is a path as the user wrote its root; `line` counts from 1. An accepted warning is
    named by `kind` and `place`: ids and codes with `/` between."""

    file: str
    line: int
    column: str
    message: str
    level: str = "error"
    kind: str = ""
    edition: str = ""
    place: str = ""

    def __post_init__(self):
        if self.kind and self.kind not in ERRORS and self.kind not in WARNINGS:
            raise ValueError(f'"{self.kind}" is no kind of problem (add it to pipeline/core/problems.py)')

    def __str__(self):
        mark = "warning: " if self.level == "warning" else ""
        return visible(f"{self.file}:{self.line}: {self.column[:200]}: {mark}{self.message}")

    def as_dict(self):
        return asdict(self)


class DataError(Exception):
    """Errors that stop what was asked for. `problems` lists them all; exit code 1."""

    def __init__(self, problems):
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


def visible(text):
    """Text on one line: what would move the cursor or not be seen is shown by code point."""
    return text if text.isprintable() else "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)


def say(text, end="\n"):
    """A line on standard error. Whatever stands in it, such as the name of a folder, is `visible`."""
    print(visible(str(text)), end=end, file=sys.stderr, flush=True)


def json_text(value):
    """JSON for people: control characters and invisible characters are escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    if text.replace("\n", "").isprintable():
        return text
    return re.sub(r"[^\n -~]", lambda c: c[0] if c[0].isprintable() else json.dumps(c[0])[1:-1], text)


def no_room(project, error):
    """The line for an error of the system, with the file's path as the user would write it."""
    path = Path(error.filename or project.root)
    shown = project.shown(path) if path.is_relative_to(project.root) else str(path)
    what = error.strerror or " ".join(str(error).split())
    todo = "see its permissions and the space left"
    if error.errno == errno.ENOMEM:
        todo = "set RATING_MEMORY_LIMIT to more, or RATING_THREADS to less"
    return Problem(shown, 1, "file", f"{what} ({todo})")


def quoted(value):
    """A value from outside in quotes, as it is seen, and not without end."""
    return f'"{visible(value[:200])}{"..." if len(value) > 200 else ""}"'


def errors(problems):
    return [p for p in problems if p.level == "error"]


def summary(problems):
    n = Counter(p.level for p in problems)
    return f"{_count(n['error'], 'error')}, {_count(n['warning'], 'warning')}"


def _count(n, noun):
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
