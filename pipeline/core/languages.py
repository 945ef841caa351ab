"""The languages of workbooks, reports and labels."""

LANGUAGES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
"""Language -> its own name. The first is the default language of a report."""


def named(row, language, what="name"):
    """Return a row's name, label, title or text in a language, else in English, else an empty text."""
    return row.get(f"{what}_{language}") or row.get(f"{what}_en") or ""
