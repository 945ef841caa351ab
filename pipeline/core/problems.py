"""Errors and warnings in the data: where they are, what was found, what to do."""

import errno
import json
import re
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

ERRORS = {
    "missing file": "A required file of an edition or a methodology does not exist",
    "unreadable file": "A file can't be read because of its permissions or the disk",
    "too big": "A file, or one of its cells, exceeds the size limit",
    "too many": "A file has so many errors that the rest are not listed",
    "encoding": "A file is not UTF-8, or has bytes that never occur in text",
    "yaml": "A YAML file is malformed, or has unknown keys, duplicate keys or invalid values",
    "missing column": "A CSV file lacks a column or its header",
    "unknown column": "A CSV file has an unknown column or a duplicate one",
    "ragged row": "A row has more or fewer cells than the header",
    "value": "A required cell is empty, or a cell does not have the type, form or values of its column",
    "letters": "An id or a code has letters that are not ASCII, such as a Cyrillic letter that looks like a Latin one; "
    "or a text or a file name has a control character",
    "private": "A published column has an address with a password or another secret, or the name of a person from a "
    "private column",
    "duplicate key": "A row has the same key as an earlier one",
    "relation": "A cell does not fit other cells or files: an id or a code that does not exist, an answer that is not "
    "in the scale, a missing reason",
    "not final": "The edition is final, but answers that are asked for are missing. It is built, but not released",
    "correction": "A correction names a cell that does not exist, or its old value is not the value of the cell",
    "workbook": "A workbook's structure was changed, or one of its cells can't be read; minor cases are warnings",
}
"""Kind of an error -> its definition."""

WARNINGS = {
    "perhaps private": "A published column has an address with a parameter that may be a secret, such as `token`, or a "
    "single word that is a person's name in a private column",
    "blanks": "Blanks around values; they are removed",
    "invisible character": "An invisible character in a text, such as one that changes its direction",
    "unknown file": "A file that is not read: its name may be misspelt. In the folder `answers/` it is an error",
    "no class": "A service without a class, so that no element is excluded for it",
    "no group": "A company without a row for its group, although indicators are asked of it",
    "unlisted source": "An answer cites a source that is not in sources.csv",
    "no source": "An answer with points cites no source",
    "uncited source": "A source that no answer cites",
    "no address": "An address of a source is not a web address",
    "odd date": "A date in the future, or later than the day when the document was read or the company answered",
    "no archived copy": "A web page without an archived copy",
    "excluded": "An answer or printed points for an element that the methodology excludes; they count",
    "unused reason": "A reason for an answer that needs none; it is left out",
    "contradiction": "Printed points that differ from those of the answer; the answer counts",
    "unused score": "A printed score of an indicator that is not selected, or that can't replace missing answers",
    "answered under N/A": "An answer to an element that depends on an element that does not apply",
    "comment contradicts answer": "A comment that begins with a different answer from the one given: a spelling of the "
    "scale before `.`, `,`, `:` or `;`",
    "same comment": "The same comment with different answers",
    "services differ": "Services with different answers to an element of the whole group",
    "changed without a comment": "An answer that differs from the previous edition, without a comment",
    "draft": "Comments or sources without an answer; they are not released",
    "unused acceptance": "A line of accepted_warnings.csv that no warning matches",
    "unlisted": "A company or service that only one of two consecutive editions has, without a line in raw/lineage/; "
    "also elements that only one of their methodologies has",
    "unused lineage": "A line of the lineage, or a `based_on`, that names something that does not exist",
}
"""Kind of a warning -> its definition."""


@dataclass(frozen=True, order=True)
class Problem:
    """One error or warning. `file` is a path below the root as the user gave it; `line` counts from 1. A line of
    accepted_warnings.csv matches `kind` and `location`, which is ids and codes joined by `/`."""

    file: str
    line: int
    column: str
    message: str
    level: str = "error"
    kind: str = ""
    edition: str = ""
    location: str = ""

    def __post_init__(self):
        if self.kind and self.kind not in ERRORS and self.kind not in WARNINGS:
            raise ValueError(f'"{self.kind}" is not a kind of problem (add it to pipeline/core/problems.py)')

    def __str__(self):
        mark = "warning: " if self.level == "warning" else ""
        return visible(f"{self.file}:{self.line}: {self.column[:200]}: {mark}{self.message}")

    def as_dict(self):
        return asdict(self)


class DataError(Exception):
    """Errors that stop a command with exit code 1. `problems` lists them all."""

    def __init__(self, problems):
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


def visible(text):
    """Return the text with every character that is not printable, line ends included, as its code point."""
    return text if text.isprintable() else "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)


def say(text, end="\n"):
    """Print a line on standard error, made `visible`, as it can contain names of files."""
    print(visible(str(text)), end=end, file=sys.stderr, flush=True)


def json_text(value):
    """Return indented JSON with control characters and invisible characters escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    if text.replace("\n", "").isprintable():
        return text
    return re.sub(r"[^\n -~]", lambda c: c[0] if c[0].isprintable() else json.dumps(c[0])[1:-1], text)


def no_room(project, error):
    """Return the `Problem` for an OSError, with the file's path below the root as the user gave it."""
    path = Path(error.filename or project.root)
    shown = project.shown(path) if path.is_relative_to(project.root) else str(path)
    what = error.strerror or " ".join(str(error).split())
    todo = "check its permissions and the free space"
    if error.errno == errno.ENOMEM:
        todo = "raise RATING_MEMORY_LIMIT, or lower RATING_THREADS"
    return Problem(shown, 1, "file", f"{what} ({todo})")


def quoted(value):
    """Return a value in quotes, made `visible` and cut to 200 characters."""
    return f'"{visible(value[:200])}{"..." if len(value) > 200 else ""}"'


def errors(problems):
    return [p for p in problems if p.level == "error"]


def summary(problems):
    n = Counter(p.level for p in problems)
    return f"{_count(n['error'], 'error')}, {_count(n['warning'], 'warning')}"


def _count(n, noun):
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
