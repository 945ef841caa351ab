"""The languages in which people read: workbooks, reports, labels."""

LANGUAGES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
"""Language -> its own name. The first is the one that a reader of a report meets first."""


def named(row, language, what="name"):
    """A row's name, label, title or text in a language; in English where that one is missing, else empty."""
    return row.get(f"{what}_{language}") or row.get(f"{what}_en") or ""
