"""The answer scale of a methodology: which spellings mean which answer."""

import re
from functools import cached_property

from pipeline.core.lookalikes import composed, lookalike, named, slips, unmixed
from pipeline.core.problems import quoted

POINTS = r"[0-9]+(\.[0-9]+)?"


class Scale:
    """`answers` maps an answer to its row in methodology.yaml; `find` knows every spelling, in any case."""

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
        return self._spellings.get(text) or self._spellings.get(_fold(text))

    def spellings(self):
        """Every spelling of every answer, as the file has them."""
        return [spelling for row in self._rows for spelling in _spelled(row)]

    def label(self, answer, language):
        """An answer's label in a language, else in English, else the answer itself; of what is no answer, itself."""
        label = self.answers.get(answer, {}).get("label", {})
        return label.get(language) or label.get("en") or answer

    def unknown(self, text, language=""):
        """What to say of a text that no spelling means: which letters only look right, the spelling that it is a slip
        away from, or all answers. With a language, suggestions are in it alone."""
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
        """What is suggested where a language is asked for: labels and spellings in it; without one, every spelling."""
        if not language:
            return self.spellings()
        own = [row.get("spellings", {}).get(language, []) for row in self._rows]
        return [self.label(answer, language) for answer in self.answers] + [word for words in own for word in words]

    @cached_property
    def not_applicable(self):
        """The answer without points, or None."""
        return next((answer for answer in self.answers if self.points(answer) is None), None)

    def points(self, answer, reversed_=False):
        """Points of an answer; None where it is left out of every mean, or the file's figure is none."""
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
