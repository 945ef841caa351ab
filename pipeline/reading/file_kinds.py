"""What kind of file it is, if not the expected text: one message with the cause."""

import csv

DELIMITERS = ",;\t"
NAMES = {",": "commas", ";": "semicolons", "\t": "tabs"}
UTF_16 = b"\xff\xfe", b"\xfe\xff"
LOCKS = {"~$": "", ".~lock.": "#"}
"""How the names of the lock files of Excel and LibreOffice begin and end, around that of the open file."""


def other_kind(data):
    """What bytes are that are neither UTF-8 nor another text, or an empty text."""
    if data.startswith(b"PK\x03\x04"):
        return "an Excel workbook, or another zip"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "an Excel workbook in the format before 2007"
    return ""


def is_utf_16(data):
    """True for text in UTF-16, with its mark or, where it is ASCII at the beginning, without."""
    return data[:2] in UTF_16 or (len(data) > 3 and (data[1] == data[3] == 0 or data[0] == data[2] == 0))


def separator(line):
    """The delimiter that Excel's first line `sep=;` names, or None where a line is another."""
    plain = line.strip('\r\n"').lower()
    return plain[4] if len(plain) == 5 and plain.startswith("sep=") else None


def separated_otherwise(header, names):
    """What is wrong with a header in which other delimiters than commas stand between names that are known."""
    for delimiter in DELIMITERS[1:]:
        cells = [cell.strip() for cell in next(csv.reader([header], delimiter=delimiter), [])]
        if len(cells) > 1 and len(set(cells) & set(names)) > 1:
            return f"has {NAMES[delimiter]} between its cells (save it with commas)"
    return ""


def lock_of(path):
    """The name of the file that a lock file says is open, or an empty text."""
    for begin, end in LOCKS.items():
        if path.name.startswith(begin) and path.name.endswith(end):
            return path.name.removeprefix(begin).removesuffix(end)
    return ""


def is_open(path):
    """True where another program has left a lock file beside a file."""
    return any(path.with_name(f"{begin}{path.name}{end}").exists() for begin, end in LOCKS.items())
