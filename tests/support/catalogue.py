"""Catalogues of errors: cases as text, each with its edits of the small project and all lines that must come of them.

    name-of-the-case
    answers.csv | old => new
      8: answer: what is said of line 8 of the file that is edited first
        (a line that is indented further goes on with the one before)
      services.csv:5: unit: what is said of another file

`file | old => new` replaces what stands once in the file, `file | + row` adds rows at the end, `file | = text` is the
whole file; ⏎ is a line break. Without expected lines the edit is accepted.
"""

import pytest

from support.small import METHODOLOGY


def cases(catalogue):
    """Return the text of a catalogue as parameters of a test: the edits, and the expected lines."""
    params = []
    for block in catalogue.strip().split("\n\n"):
        name, *lines = block.splitlines()
        edits, expected = [], []
        for line in lines:
            if line.startswith("    "):
                expected[-1] += line[3:]
            elif line.startswith("  "):
                expected.append(line[2:])
            else:
                file, change = line.replace("⏎", "\n").split(" | ", 1)
                edits.append((file, change))
        params.append(pytest.param(edits, [shown(line, edits[0][0]) for line in expected], id=name))
    return params


def shown(line, name):
    """Return a problem as it is printed, with the folder of its file."""
    if not line[0].isdigit():
        name, line = line.split(":", 1)
    folder = "methodologies/small" if name in METHODOLOGY else "editions/small-2023"
    return f"raw/{folder}/{name}:{line}"


def make(small, edits):
    """Change the small project as a case says."""
    for name, change in edits:
        if change.startswith("+ "):
            with small.file(name).open("a", encoding="utf-8") as file:
                file.write(change[2:] + "\n")
        elif change.startswith("= "):
            folder = small.methodology if name in METHODOLOGY else small.edition
            (folder / name).write_text(change[2:], encoding="utf-8")
        else:
            small.change(name, *change.split(" => "))
