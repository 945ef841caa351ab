"""Texts that are to be the same: letters that only look alike, and slips of the keyboard."""

import re
import unicodedata

_CYRILLIC = "АВЕКМНОРСТУҮХІЈЅҺаекорсуүхіјѕһ"
_LATIN = "ABEKMHOPCTYYXIJSHaekopcyyxijsh"
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
# Of two Cyrillic letters that look like one Latin letter, the usual one.
_TO_CYRILLIC = str.maketrans(dict(zip(reversed(_LATIN), reversed(_CYRILLIC), strict=True)))
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
MOST_NAMED = 3


def composed(text):
    """The text in Unicode's composed form (NFC): what is canonically the same becomes equal."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def ascii_of(text):
    """The text with ASCII in place of what looks like it; other letters stay."""
    return text.translate(_TO_LATIN).translate(_DASHES)


def named(letters):
    """The letters by code point and name, each once; of many the first ones."""
    once = list(dict.fromkeys(letters))
    shown = [f"U+{ord(c):04X} {unicodedata.name(c, 'A CHARACTER WITHOUT A NAME')}" for c in once[:MOST_NAMED]]
    return ", ".join(shown) + (", ..." if len(once) > MOST_NAMED else "")


def foreign(text):
    """What is wrong with an id or code that is not ASCII, after the text itself."""
    strange = next(c for c in text if not c.isascii())
    plain = ascii_of("".join(c for c in text[:200] if c.isprintable()))
    todo = f'write "{plain}"' if plain.isascii() else "use ASCII letters"
    return f"has {named(strange)} where only ASCII is allowed ({todo})"


def alike(text, spelling):
    """The letters in which a text differs from a spelling that looks the same; none where it looks different."""
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
    """What is wrong with a text that only looks like one of the spellings, after the text; else an empty text."""
    for spelling in spellings:
        if strange := alike(text, spelling):
            return f'has {named(strange)}, which only looks right (write "{spelling}")'
    return ""


def unmixed(text):
    """The text with each word in one script, where look-alike letters mix two; and the letters that were exchanged."""
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
    """Those of the spellings that a text is but a slip away from: other cases, marks and blanks, and in each word at
    most one letter that is wrong, missing, doubled or exchanged with the next, never the first one nor a digit. What
    means something else, such as an answer with and without "not", or a code and the next one, is further away."""
    words = _words(text)
    same = [s for s in spellings if _words(s) == words]
    return same or [s for s in spellings if _slipped(words, _words(s))]


def slip(text, spellings):
    """The one spelling that a text is a slip away from, as `slips` has it; None where there is none, or several."""
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
