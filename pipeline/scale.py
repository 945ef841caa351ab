"""The answer scale of a methodology: which spellings mean which answer."""

import difflib
import re
from functools import cache, cached_property

from pipeline.problems import quoted

POINTS = r"[0-9]+(\.[0-9]+)?"


class Scale:
    """`answers` maps an answer to its row in methodology.yaml; `find` knows every spelling, in any case."""

    def __init__(self, rows):
        self.answers = {row["answer"]: row for row in rows}
        self._rows = rows
        self._spellings = {}
        for row in rows:
            for spelling in _spelled(row):
                self._spellings.setdefault(_fold(spelling), row["answer"])

    def ambiguous(self):
        """(index of the row, spelling, index of the earlier row) for each spelling that stands in two rows."""
        first = {}
        for i, row in enumerate(self._rows):
            for spelling in _spelled(row):
                owner = first.setdefault(_fold(spelling), i)
                if self._rows[owner]["answer"] != row["answer"]:
                    yield i, spelling, owner

    @cached_property
    def sound(self):
        """True where there are answers, and all their points can be read."""
        texts = [row.get(name, "") for row in self._rows for name in ("points", "reversed_points")]
        return any(texts) and all(re.fullmatch(POINTS, text, re.ASCII) for text in texts if text)

    @property
    def reaches_full_points(self):
        """True where the best answer gives 100, straight and in reverse: bounds are taken from 0 and 100."""
        return all(max(self.points(a, r) or 0 for a in self.answers) >= 100 for r in (False, True))

    def find(self, text):
        """The answer that a spelling means, or None."""
        return self._spellings.get(_fold(text))

    def spellings(self):
        """Every spelling of every answer, as the file has them."""
        return [spelling for row in self._rows for spelling in _spelled(row)]

    def unknown(self, text):
        """What to say of a text that no spelling means: the answer whose spelling is closest, or all of them."""
        close = difflib.get_close_matches(_fold(text), self._spellings, n=1, cutoff=0.6)
        # A word that differs by a look-alike letter is not told from its suggestion by eye: the answer itself is shown.
        todo = f'did you mean "{self._spellings[close[0]]}"?' if close else f"write one of: {', '.join(self.answers)}"
        return f"{quoted(text)} is not in the scale ({todo})"

    @cached_property
    def not_applicable(self):
        """The answer without points, or None."""
        return next((answer for answer in self.answers if self.points(answer) is None), None)

    @cache  # noqa: B019 - a process reads a few scales, and asks them for the points of every answer
    def points(self, answer, reversed_=False):
        """Points of an answer; None where it is left out of every mean, or the file's figure is none."""
        text = self.answers[answer].get("reversed_points" if reversed_ else "points", "")
        return float(text) if re.fullmatch(POINTS, text, re.ASCII) else None


def _spelled(row):
    words = [row["answer"], *row.get("label", {}).values()]
    for spellings in row.get("spellings", {}).values():
        words += spellings
    return filter(None, words)


@cache
def _fold(text):
    return re.sub(r"\s+", " ", text).strip().casefold()
