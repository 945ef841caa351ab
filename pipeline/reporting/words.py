"""The report's own words in every language, and figures as people read them in each."""

from pathlib import Path

from babel.numbers import get_decimal_symbol

from pipeline.core import texts
from pipeline.core.figures import rounded

HERE = Path(__file__).parent


def has_text(key):
    """True where the report has a text of that key."""
    return f"report.{key}" in texts.english()


class Words:
    """One language: its texts, and how it writes figures."""

    def __init__(self, language):
        self.language = language

    def __call__(self, key, **values):
        """The text of a key, with its {places} filled. Raises KeyError for a key that is not there."""
        return texts.text(f"report.{key}", self.language, **values)

    def value(self, column, value):
        """What a value of a methodology's own is called, such as a service class; the value where it has no text."""
        key = f"value_{column}_{value}"
        return self(key) if has_text(key) else value

    def decimal(self, figure):
        """A figure that is a text, with a comma or a point as the language writes it."""
        return figure.replace(".", get_decimal_symbol(self.language))

    def number(self, value, digit="0.01"):
        """A figure rounded half up."""
        return self.decimal(rounded(value, digit).replace("-", "−"))

    def signed(self, value, digit="0.01"):
        """A change, with its sign; what rounds to nothing has none."""
        text = self.number(value, digit)
        if not any(c in text for c in "123456789"):
            return text.removeprefix("−")
        return text if text.startswith("−") else f"+{text}"

    def span(self, low, high, digit="0.01"):
        """A range, or one figure where both ends are the same."""
        ends = [self.number(low, digit), self.number(high, digit)]
        return ends[0] if ends[0] == ends[1] else "–".join(ends)

    def score(self, row, digit="0.01"):
        """The score of a row of figures: a figure, a range where answers are missing, or that it does not apply."""
        if row["score_low"] is None:
            return self("not_applicable")
        if row["score"] is not None:
            return self.number(row["score"], digit)
        ends = [self.number(row[end], digit) for end in ("score_low", "score_high")]
        return "–".join(ends)

    def place(self, row, low="rank_low", high="rank_high"):
        """A place, or a range of places; empty where there is none."""
        if row[low] is None:
            return ""
        return str(row[low]) if row[low] == row[high] else f"{row[low]}–{row[high]}"

    def count(self, value):
        """A whole number with thin spaces between thousands."""
        return f"{value:,}".replace(",", "\u202f")
