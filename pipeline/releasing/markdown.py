"""Escaping for Markdown files: texts from raw files can't add HTML, links, pictures or structure. Bare web addresses
stay: a viewer that makes links of them shows their targets."""

import re
from dataclasses import fields, replace

from pipeline.reading.files import STRANGE


def plain(value):
    """A text on one line, to be put anywhere in a Markdown file, into a cell of a table too. Viewers differ in which
    signs a backslash takes their meaning from; of HTML, all know the entities."""
    line = " ".join(str(value).split())
    line = re.sub(STRANGE, lambda sign: f"<U+{ord(sign[0]):04X}>", line)
    line = re.sub(r"&(?=#?\w+;)", "&amp;", line).replace("<", "&lt;").replace(">", "&gt;")
    line = re.sub(r"[\\`*_\[\]|~]", r"\\\g<0>", line)
    return re.sub(r"^([0-9]{1,9}(?=[.)](\s|$))|(?=[-#+=]))", r"\1\\", line)


def code_cell(value):
    """The same as code, in a cell of a table: it is shown as it is."""
    line = " ".join(str(value).split())
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}".replace("|", "\\|")


def plain_fields(record):
    """A copy of a dataclass whose texts are `plain`."""
    texts = {f.name: getattr(record, f.name) for f in fields(record)}
    return replace(record, **{name: plain(text) for name, text in texts.items() if type(text) is str})


def tamed(text):
    """A part of a Markdown file of an earlier release, in which a text may stand as it came. The file itself has
    neither HTML nor links."""
    return text.replace("<", "&lt;").replace("](", "]\\(")
