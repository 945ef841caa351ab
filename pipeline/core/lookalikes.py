"""Texts that are meant to be equal: look-alike letters and typing errors."""

import re
import unicodedata

_CYRILLIC = "АВЕКМНОРСТУҮХІЈЅҺаекорсуүхіјѕһ"
_LATIN = "ABEKMHOPCTYYXIJSHaekopcyyxijsh"
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
# If two Cyrillic letters look like one Latin letter, the more common one.
_TO_CYRILLIC = str.maketrans(dict(zip(reversed(_LATIN), reversed(_CYRILLIC), strict=True)))
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
MOST_NAMED = 3


def composed(text):
    """Return the text in Unicode's composed form (NFC), so that canonically equivalent texts are equal."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def ascii_of(text):
    """Return the text with ASCII in place of look-alike letters and dashes; other characters stay."""
    return text.translate(_TO_LATIN).translate(_DASHES)


def named(letters):
    """Return code points and names of the first MOST_NAMED different letters, as text."""
    once = list(dict.fromkeys(letters))
    shown = [f"U+{ord(c):04X} {unicodedata.name(c, 'A CHARACTER WITHOUT A NAME')}" for c in once[:MOST_NAMED]]
    return ", ".join(shown) + (", ..." if len(once) > MOST_NAMED else "")


def foreign(text):
    """Return the message for an id or code that is not ASCII, to follow the quoted text."""
    strange = next(c for c in text if not c.isascii())
    plain = ascii_of("".join(c for c in text[:200] if c.isprintable()))
    todo = f'write "{plain}"' if plain.isascii() else "use ASCII letters"
    return f"has {named(strange)} where only ASCII is allowed ({todo})"


def lookalike_letters(text, spelling):
    """Return the letters of a text that differ from a spelling that looks the same; empty if it looks different."""
    if len(text) != len(spelling):
        return ""
    strange = ""
    for ours, theirs in zip(text, spelling, strict=True):
        if ours.casefold() == theirs.casefold():
            continue
        looks = {form.translate(_TO_LATIN) for form in (theirs.upper(), theirs.lower())}
        if ours.translate(_TO_LATIN) not in looks:
            return ""
        strange += ours
    return strange


def lookalike(text, spellings):
    """Return the message for a text that only looks like one of the spellings, to follow the text; else ""."""
    for spelling in spellings:
        if strange := lookalike_letters(text, spelling):
            return f'has {named(strange)}, which only looks right (write "{spelling}")'
    return ""


def unmixed(text):
    """Return the text with each word in one script, if look-alike letters mix two, and the replaced letters."""
    strange = ""

    def one(match):
        nonlocal strange
        word = match[0]
        scripts = {_script(c) for c in word}
        if {"LATIN", "CYRILLIC"} <= scripts:
            for other, table in (("LATIN", _TO_CYRILLIC), ("CYRILLIC", _TO_LATIN)):
                whole = word.translate(table)
                if other not in {_script(c) for c in whole}:
                    strange += "".join(a for a, b in zip(word, whole, strict=True) if a != b)
                    return whole
        return word

    return re.sub(r"\w+", one, text), strange


def _script(letter):
    return unicodedata.name(letter, "").split(" ")[0]


def slips(text, spellings):
    """Return the spellings that differ from a text only by a typing error: case, punctuation, blanks, and in each word
    at most one letter that is wrong, missing, extra or exchanged with the next, never the first letter or a digit.
    Texts with a different meaning, such as an answer with and without "not" or two consecutive codes, do not match."""
    words = _words(text)
    same = [s for s in spellings if _words(s) == words]
    return same or [s for s in spellings if _slipped(words, _words(s))]


def slip(text, spellings):
    """Return the only spelling that `slips` finds; None if it finds none or several."""
    found = slips(text, spellings)
    return found[0] if len(found) == 1 else None


def _words(text):
    words = re.findall(r"[^\W\d_]+|[0-9]+", text.casefold())
    return [word.lstrip("0") or "0" if word[0].isdigit() else word for word in words]


def _slipped(words, others):
    same = bool(words) and len(words) == len(others)
    return same and all(a == b or _one_slip(a, b) for a, b in zip(words, others, strict=True))


def _one_slip(a, b):
    if a[0] != b[0] or a[0].isdigit() or max(len(a), len(b)) < 3:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    a, b = a[start:], b[start:]
    exchanged = a[:2] == b[1::-1] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or exchanged
