"""The report's texts in each language, and numbers as the language writes them."""

from pathlib import Path

from babel.numbers import get_decimal_symbol

from pipeline.core import texts
from pipeline.core.figures import rounded

HERE = Path(__file__).parent


def has_text(key):
    """True if the report has a text with that key."""
    return f"report.{key}" in texts.english()


class Words:
    """One language: its texts and formats of numbers."""

    def __init__(self, language):
        self.language = language
        self.decimal_symbol = get_decimal_symbol(language)

    def __call__(self, key, **values):
        """Return the text of a key, with its {placeholders} filled in. Raises KeyError for an unknown key."""
        return texts.text(f"report.{key}", self.language, **values)

    def published(self, key, **values):
        """Return the text of a code in the data, which the data have in English only."""
        return texts.text(f"data.{key}", self.language, **values)

    def value(self, column, value):
        """Return the text of a value that a methodology defines, such as a service class; without a text, the value."""
        key = f"value_{column}_{value}"
        return self(key) if has_text(key) else value

    def decimal(self, figure):
        """Return a number given as text with the decimal separator of the language."""
        return figure.replace(".", self.decimal_symbol)

    def number(self, value, digit="0.01"):
        """Return a number rounded half up."""
        return self.decimal(rounded(value, digit).replace("-", "−"))

    def signed(self, value, digit="0.01"):
        """Return a change with its sign; zero after rounding has none."""
        text = self.number(value, digit)
        if not any(c in text for c in "123456789"):
            return text.removeprefix("−")
        return text if text.startswith("−") else f"+{text}"

    def span(self, low, high, digit="0.01"):
        """Return a range, or one number if both ends are equal."""
        ends = [self.number(end, digit) for end in ((low,) if low == high else (low, high))]
        return "–".join(dict.fromkeys(ends))

    def score(self, row, digit="0.01"):
        """Return the score of a row: a number, a range if answers are missing, or the text for not applicable."""
        if row["score_low"] is None:
            return self("not_applicable")
        if row["score"] is not None:
            return self.number(row["score"], digit)
        return "–".join(self.number(row[end], digit) for end in ("score_low", "score_high"))

    def rank(self, row, low="rank_low", high="rank_high"):
        """Return a rank, or a range of ranks; empty if there is none."""
        if row[low] is None:
            return ""
        return str(row[low]) if row[low] == row[high] else f"{row[low]}–{row[high]}"

    def count(self, value):
        """Return a whole number with narrow spaces between thousands."""

        return f"{value:,}".replace(",", "\u202f")
