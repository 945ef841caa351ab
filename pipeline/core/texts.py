"""The catalogue of texts: every sentence of workbooks, reports, codebooks and data, by key and language.

`translations/texts.pot` has the English texts, and `<language>.po` their translations, as gettext does it: the key is
the `msgctxt`, and plural forms follow the rules of the language. A text without a translation is in English. Babel is
imported where a file is read, because most commands read none.
"""

import gettext
import io
from functools import cache
from pathlib import Path

from pipeline.core.languages import LANGUAGES

FOLDER = Path(__file__).parent / "translations"
ENGLISH = "en"


@cache
def english():
    """Return {key: English text}, as (text,) or, if it depends on a number, (singular, plural)."""
    from babel.messages.pofile import read_po

    found = {}
    with (FOLDER / "texts.pot").open("rb") as file:
        for message in read_po(file):
            if message.id:
                found[message.context] = message.id if message.pluralizable else (message.id,)
    return found


@cache
def translations(language):
    """Return the gettext translations of a language. Raises FileNotFoundError if it has no file."""
    if language == ENGLISH:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with (FOLDER / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def template(key, language, n=None):
    """Return a text with {placeholders}, in the plural form for `n` if it has any. Raises KeyError for unknown keys."""
    singular, *plural = english()[key]
    if plural:
        return translations(language).npgettext(key, singular, plural[0], n)
    return translations(language).pgettext(key, singular)


def published(n_most):
    """Return the texts of the published tables as rows (code, language, n, text): those with plural forms once for each
    `n` from 0 to `n_most`, the largest number that the tables count; those without only for 0."""
    return [
        (key.removeprefix("data."), language, n, template(key, language, n).replace("{n}", str(n)))
        for key, forms in english().items()
        if key.startswith("data.")
        for language in LANGUAGES
        for n in range(n_most + 1 if len(forms) > 1 else 1)
    ]


def text(key, language, **values):
    """Return a text with its {placeholders} filled in. The value `n` selects the plural form."""
    return template(key, language, values.get("n")).format(**values)
