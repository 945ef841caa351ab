"""The answer scale of a methodology: which spellings mean which answer."""

import difflib
import re
from functools import cache


class Scale:
    """`answers` maps an answer to its row in methodology.yaml; `find` knows every spelling, in any case."""

    def __init__(self, rows):
        self.answers = {row["answer"]: row for row in rows}
        self._spellings = {}
        for row in rows:
            spelled = [row["answer"], *(row.get(f"label_{lang}", "") for lang in ("en", "ru", "kk"))]
            for words in (row.get("spellings") or {}).values():
                spelled += words
            for spelling in filter(None, spelled):
                self._spellings.setdefault(_fold(spelling), row["answer"])

    def find(self, text):
        """The answer that a spelling means, or None."""
        return self._spellings.get(_fold(text))

    def nearest(self, text):
        """The answer whose spelling is closest to what was written, or None."""
        close = difflib.get_close_matches(_fold(text), self._spellings, n=1, cutoff=0.5)
        return self._spellings[close[0]] if close else None

    def points(self, answer, reversed_=False):
        """Points of an answer as the file writes them: text, empty where the answer is left out of every mean."""
        return self.answers[answer]["reversed_points" if reversed_ else "points"]


@cache
def _fold(text):
    return re.sub(r"\s+", " ", text).strip().casefold()
