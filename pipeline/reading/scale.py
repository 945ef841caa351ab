"""The answer scale of a methodology: the points of each answer, and the spellings that mean it."""

import re
from functools import cached_property

from pipeline.core.lookalikes import composed, lookalike, named, slips, unmixed
from pipeline.core.problems import quoted

POINTS = r"[0-9]+(\.[0-9]+)?"


class Scale:
    """An answer scale. `answers` maps an answer to its row in methodology.yaml; `find` ignores case."""

    def __init__(self, rows):
        self.answers = {row["answer"]: row for row in rows}
        self._rows = rows
        self._points = {
            (row["answer"], name != "points"): float(text) if re.fullmatch(POINTS, text, re.ASCII) else None
            for row in rows
            for name in ("points", "reversed_points")
            for text in [row.get(name, "")]
        }
        self._spellings = {}
        for row in rows:
            for spelling in _spelled(row):
                self._spellings.setdefault(_fold(spelling), row["answer"])
        self._spellings |= {s: self._spellings[_fold(s)] for s in self.spellings()}

    def ambiguous(self):
        """Yield (index of the row, spelling, index of the earlier row) for each spelling that two rows have."""
        first = {}
        for i, row in enumerate(self._rows):
            for spelling in _spelled(row):
                owner = first.setdefault(_fold(spelling), i)
                if self._rows[owner]["answer"] != row["answer"]:
                    yield i, spelling, owner

    @cached_property
    def sound(self):
        """True if there are answers, and all their points are numbers."""
        texts = [row.get(name, "") for row in self._rows for name in ("points", "reversed_points")]
        return any(texts) and all(re.fullmatch(POINTS, text, re.ASCII) for text in texts if text)

    @property
    def reaches_full_points(self):
        """True if the best answer gives 100 points, also in reverse, because bounds assume points from 0 to 100."""
        return all(max(self.points(a, r) or 0 for a in self.answers) >= 100 for r in (False, True))

    def find(self, text):
        """Return the answer that a spelling means, or None."""
        return self._spellings.get(text) or self._spellings.get(_fold(text))

    def spellings(self):
        """Return every spelling of every answer, as written in the file."""
        return [spelling for row in self._rows for spelling in _spelled(row)]

    def label(self, answer, language):
        """Return an answer's label in a language, else in English, else the given text itself."""
        label = self.answers.get(answer, {}).get("label", {})
        return label.get(language) or label.get("en") or answer

    def unknown(self, text, language=""):
        """Return the message for a text that is not a spelling: its look-alike letters, the spelling that was probably
        meant, or all answers. With a language, suggestions are only in that language."""
        if wrong := lookalike(_tidy(text), self.spellings()):
            return f"{quoted(text)} {wrong}"
        plain, strange = unmixed(_tidy(text))
        close = slips(plain, self.in_language(language))
        if len({self.find(spelling) for spelling in close}) == 1:
            todo = f"did you mean {quoted(close[0])}?"
        else:
            known = [self.label(answer, language) if language else answer for answer in self.answers]
            todo = f"write one of: {', '.join(known)}"
        mixed = f", and mixes scripts: it has {named(strange)}" if strange else ""
        return f"{quoted(text)} is not in the scale{mixed} ({todo})"

    def in_language(self, language):
        """Return the labels and spellings in a language; without a language, every spelling."""
        if not language:
            return self.spellings()
        own = [row.get("spellings", {}).get(language, []) for row in self._rows]
        return [self.label(answer, language) for answer in self.answers] + [word for words in own for word in words]

    @cached_property
    def not_applicable(self):
        """The answer without points, or None."""
        return next((answer for answer in self.answers if self.points(answer) is None), None)

    def points(self, answer, reversed_=False):
        """Return the points of an answer; None if it has none and is left out of means, or they are not a number."""
        return self._points[answer, reversed_]


def _spelled(row):
    words = [row["answer"], *row.get("label", {}).values()]
    for spellings in row.get("spellings", {}).values():
        words += spellings
    return filter(None, words)


def _fold(text):
    return _tidy(text).casefold()


def _tidy(text):
    return re.sub(r"\s+", " ", composed(text)).strip()
