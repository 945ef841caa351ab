"""Escaping for Markdown files: texts from raw files can't add HTML, links, images or structure. Bare web addresses
remain, because a viewer that turns them into links shows their targets."""

import re
from dataclasses import fields, replace

from pipeline.reading.files import STRANGE


def plain(value):
    """Return a text on one line, escaped for any position in a Markdown file, including cells of tables. Viewers differ
    in which characters a backslash escapes; all of them support HTML entities."""
    line = " ".join(str(value).split())
    line = re.sub(STRANGE, lambda match: f"<U+{ord(match[0]):04X}>", line)
    line = re.sub(r"&(?=#?\w+;)", "&amp;", line).replace("<", "&lt;").replace(">", "&gt;")
    line = re.sub(r"[\\`*_\[\]|~]", r"\\\g<0>", line)
    return re.sub(r"^([0-9]{1,9}(?=[.)](\s|$))|(?=[-#+=]))", r"\1\\", line)


def code_cell(value):
    """Return a text as code for a cell of a table, which shows it unchanged."""
    line = " ".join(str(value).split())
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}".replace("|", "\\|")


def plain_fields(record):
    """Return a copy of a dataclass whose texts are `plain`."""
    texts = {f.name: getattr(record, f.name) for f in fields(record)}
    return replace(record, **{name: plain(text) for name, text in texts.items() if type(text) is str})


def tamed(text):
    """Return a part of a Markdown file of an earlier release with HTML and links escaped: such a file can have
    unescaped texts, and has neither of its own."""
    return text.replace("<", "&lt;").replace("](", "]\\(")
