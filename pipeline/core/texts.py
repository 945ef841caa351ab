"""The catalogue of texts: every sentence of workbooks, reports, codebooks and data, by key and language.

`translations/texts.pot` has the English texts, and `<language>.po` their translations, as gettext does it: the key is
the `msgctxt`, plural forms follow the rules of the language. What is not translated is said in English. Babel is
imported where a file is read, since most commands read none.
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
    """Key -> the English text as (text,), or (singular, plural) where it depends on a number."""
    from babel.messages.pofile import read_po

    found = {}
    with (FOLDER / "texts.pot").open("rb") as file:
        for message in read_po(file):
            if message.id:
                found[message.context] = message.id if message.pluralizable else (message.id,)
    return found


@cache
def translations(language):
    """The gettext translations of a language. Raises FileNotFoundError for one without a file."""
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
    """A text with its {places} unfilled, in the plural form of `n` if it has any. Raises KeyError for no such key."""
    singular, *plural = english()[key]
    if plural:
        return translations(language).npgettext(key, singular, plural[0], n)
    return translations(language).pgettext(key, singular)


def published(n_most):
    """The texts that tables are published with, as rows (code, language, n, text): those with plural forms for each `n`
    up to the greatest number that the tables count, with that number filled in; the others for 0."""
    return [
        (key.removeprefix("data."), language, n, template(key, language, n).replace("{n}", str(n)))
        for key, forms in english().items()
        if key.startswith("data.")
        for language in LANGUAGES
        for n in range(n_most + 1 if len(forms) > 1 else 1)
    ]


def text(key, language, **values):
    """A text with its {places} filled. Where it has plural forms, they depend on the value `n`."""
    return template(key, language, values.get("n")).format(**values)
