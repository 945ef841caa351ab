"""The words and codes of research sheets: what a label means, in any of the languages of `sheet_labels.csv`."""

import csv
import difflib
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from pipeline.core.lookalikes import ascii_of
from pipeline.importers.cells import letters

ROWS = ("answer", "comment", "source", "points", "level", "averages", "indicator")
"""What a row of a block is, or a column of a service with several columns."""

UNITS = ("group", "operating_company", "service")
STRANDS = ("freedom-of-expression", "privacy")
TYPES = ("digital_platform", "telecom")
DOCUMENT = ("number", "title", "url", "archived", "document_date", "accessed_date")
SCOPES = {"total": "total", "governance": "G", "freedom-of-expression": "F", "privacy": "P"}
"""Label of a printed score -> its scope."""

CODE = re.compile(
    r"(?<![^\W_])([A-Za-z])[ _-]?0*([1-9][0-9]{0,2})([A-Za-z]?)"  # G1, F05a
    r"(?:[._(-] ?(?:element )?0*([1-9][0-9]{0,2})\)?)?(?![^\W_])"  # .1, (1)
)
LONG = 1_000
"""Letters of a label or a name that are compared."""

LIKE = 0.86
"""How similar a label must be to a known one that it misspells, from 0 to 1."""


@cache
def labels() -> dict[str, set[str]]:
    """Return {kind: {letters of a label}}."""
    found = defaultdict(set)
    with Path(__file__).with_name("sheet_labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["kind"]].add(letters(row["label"]) or row["label"])
    return found


@cache
def exactly(text, kinds):
    """Return which of the kinds a text is a label of, without regard to case and punctuation; or None."""
    plain = letters(text) or text
    return next((kind for kind in kinds if plain in labels()[kind]), None)


@cache
def meaning(text, kinds=ROWS):
    """Return which of the kinds a label begins with, even if it is misspelt; or None. Codes and what is in brackets
    are ignored."""
    said = letters(CODE.sub(" ", plain(text)))
    known = [(label, kind) for kind in kinds for label in labels()[kind] if len(label) > 3 or label == said]
    begun = [(len(label), kind) for label, kind in known if said.startswith(label)]
    if begun:
        return max(begun, key=lambda found: found[0])[1]
    for label, kind in sorted(known, key=lambda pair: -len(pair[0])):
        if len(label) > 4 and difflib.SequenceMatcher(None, said[: len(label)], label).ratio() >= LIKE:
            return kind
    return None


class Codes:
    """The codes of indicators and elements in a text. `known`: indicators of the methodology, or None for any; `own`:
    what a team writes -> the code of the methodology, in full or as its beginning (`GOV-` -> `G`)."""

    def __init__(self, known=None, own=None):
        self.known = known
        self.own = sorted((own or {}).items(), key=lambda pair: -len(pair[0]))
        self.found = cache(self._found)

    def _found(self, text):
        """Return (indicator, number of the element or None, text before, text after) of the first code in a text,
        preferably a known one; or None."""
        plain = ascii_of(text)
        for theirs, ours in self.own:
            plain = re.sub(rf"(?<![^\W_]){re.escape(ascii_of(theirs))}", ours, plain)
        found = [
            (
                f"{match[1].upper()}{match[2]}{match[3].lower()}",
                int(match[4]) if match[4] else None,
                plain[: match.start()],
                plain[match.end() :],
            )
            for match in CODE.finditer(plain)
        ]
        return next(
            (code for code in found if self.known is None or code[0] in self.known), found[0] if found else None
        )

    def heading(self, text):
        """Return the indicator that a block's first cell names, such as `G1` or `G1. Policy commitment`; or None."""
        found = self.found(text)
        if not found or found[1] is not None:
            return None
        _, _, before, after = found
        return found[0] if letters(before) in _INDICATOR and not re.match(r"[\w%]", after) else None

    def element(self, text):
        """Return (indicator, number or None) of a row's label; or None."""
        found = self.found(text)
        return found[:2] if found else None


_INDICATOR = {"", "indicator", "индикатор", "показатель", "көрсеткіш"}


def pieces(text):
    """Return the parts of a text that are separated by dashes: `MTN - - Privacy` becomes MTN, Privacy."""
    parts = re.split(r"\s+[-–—]+(?=\s|$)|(?<=\))\s*[-–—]", text)
    return [part for part in (part.strip(" -–—\t\n") for part in parts) if part]


def plain(text):
    """Return the beginning of a text without what is in brackets."""
    return " ".join(re.sub(r"\([^)]*\)", " ", text[:LONG]).split())


def stem(name):
    """Return the name of a sheet or file without words such as `Outcome`, `Sources`, `RDR2017`, `Step 7`."""
    words = "|".join(re.escape(label) for label in sorted(labels()["file"], key=len, reverse=True))
    ends = rf"(?:[\s_–—-]*(?:{words})[\s_-]*\d*|\d+)$"
    short = re.sub(r"^\w*\d{4}\w*[\s_–—-]*|^\d+[\s_–—.-]+", "", name.strip())
    while (shorter := re.sub(ends, "", short, flags=re.IGNORECASE).strip(" _–—-")) != short:
        short = shorter
    return short


def name_letters(name):
    """Return the letters of a name without what is in brackets, to compare names that are spelt in several ways."""
    return letters(plain(name)) or letters(name)
