"""Approximate widths of texts in px, and line breaks."""

import unicodedata
from functools import cache

LEADING = 1.25


@cache
def clean(text):
    """Return a text on one line, without the characters that XML does not allow."""
    text = "".join(" " if c.isspace() else c for c in str(text))
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs") and ord(c) & 0xFFFE != 0xFFFE)
    return " ".join(text.split(" ")).strip()


@cache
def _em(character):
    """Return the width of a character in em, in the widest of the usual fonts (DejaVu Sans, Verdana)."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.3 if unicodedata.category(character) == "So" else 1.04
    if character in "ijlftr|!'.,:;()[]{}/\\IJіїІЇӀ· ‐-":
        return 0.37
    if character in "mwMW@%—…+−=<>ЖШЩЮФМДҒӘжшщюфыОӨOQG":
        return 0.9
    return 0.74 if character.isupper() else 0.64


def text_width(text, size, bold=False):
    """Return the approximate width of a text in px, rather too large than too small."""
    return sum(map(_em, text)) * size * (1.12 if bold else 1)


def widest(texts, size, bold=False):
    return max((text_width(clean(text), size, bold) for text in texts), default=0)


def wrapped(text, width, size, bold=False):
    """Return the lines of a text that fit a width; a word that does not fit is broken. No text is left out."""

    lines = [""]
    for word in clean(text).split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size, bold) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for character in word:
            if lines[-1] and text_width(lines[-1] + character, size, bold) > width:
                lines.append("")
            lines[-1] += character
    return lines


def line_height(size):
    return size * LEADING
