"""Merging of the answers of several files with those in raw/: nothing is lost, and differences are conflicts.

Each cell has three values: the one in raw/, the one in the file and, for a workbook, the prefilled one. A cell that is
blank, or unchanged since it was prefilled, is ignored.
"""

import hashlib
from dataclasses import dataclass, field

from pipeline.core.problems import quoted
from pipeline.reading.files import BLANKS, listed
from pipeline.reading.raw_text import one_line_end
from pipeline.reading.steps import KEYS

HELD = ("answer", "reason", "sources", "comment", "printed_points", "reviewer", "internal_comment")
"""Columns of an answer that a file can set; the import sets `role`."""

TEXTS = ("answer", "sources", "comment", "internal_comment")
"""The columns of a workbook; `reason` is its comment."""

THERE, FILES = "raw", "files"
"""Values of --prefer other than a file: the value in raw/, or that of the files if they agree."""


@dataclass
class Said:
    """The answers of a file. `rows`: key (KEYS) -> its cells, as text; `where`: (key, column) -> the cell or line;
    `begun`: key -> column -> `mark` of the prefilled text. `form`: the file is a workbook, in which the comment on an
    answer N/A is the reason. `sum`: SHA-256 of standard input, which can't be read again."""

    file: str
    rows: dict
    where: dict = field(default_factory=dict)
    begun: dict = field(default_factory=dict)
    form: bool = False
    sum: str = ""


@dataclass
class Conflict:
    """A cell with different values. `there`: the value in raw/, or empty; `found`: (file, cell or line, text) of each
    file."""

    place: tuple
    column: str
    there: str
    found: list

    def as_dict(self):
        found = "; ".join(f"{file}:{where} {quoted(text)}" for file, where, text in self.found)
        return {"place": "/".join(p for p in self.place if p not in ("", "all")), "column": self.column,
                "there": self.there, "found": found}  # fmt: skip


@dataclass
class Merged:
    """`rows`: all rows of the merged file (key -> row). Sets of keys: `added`, which have an answer and had none;
    `removed`, which had one and have none; `changed`, all other rows that differ. `conflicts`: those of the rows that
    are left unchanged."""

    rows: dict
    added: set = field(default_factory=set)
    changed: set = field(default_factory=set)
    removed: set = field(default_factory=set)
    conflicts: list = field(default_factory=list)


def mark(column, text):
    """Return a short hash of a cell's text, which shows later whether the cell was changed; for sources, their ids."""
    if column == "sources":
        return ";".join(sorted(set(listed(text))))
    text = _plain(text)
    return hashlib.sha256(text.encode()).hexdigest()[:12] if text else ""


def merge(there, said, prefer, scale, replace=frozenset()):
    """Merge the current rows (key -> row of text) with those of files (a list of `Said`). Returns `Merged`.

    If values differ, the first of `prefer` (THERE, FILES, or a file's name) that has a value wins; if none has one, the
    row is left unchanged. For the companies in `replace`, answers that no file has are removed.
    """
    rows = dict(there)
    merged = Merged(rows)
    places = {place for s in said for place in s.rows} | {place for place in there if place[0] in replace}
    for place in sorted(places):
        row = dict(there.get(place) or dict(zip(KEYS, place, strict=True)))
        before = dict(row)
        own = [s for s in said if place in s.rows]
        if place[0] in replace:
            row |= {column: "" for column in TEXTS if row.get(column)}
        conflicts, late = [], []
        for column in HELD:
            value, conflict = _cell(row, column, place, own, prefer, scale, late)
            row[column] = value
            conflicts += conflict
            if column == "answer" and value and not conflict:
                # A comment belongs to the answer beside it: drop comments on an answer that was overruled, and
                # report those on an answer that changed in raw/ after the workbook was written.
                over = [s for s in own if _overruled(s, place, value, scale)]
                late = [
                    s for s in over if s.begun.get(place, {}).get("answer") == mark("answer", s.rows[place]["answer"])
                ]
                own = [s for s in own if s not in over or s in late]
        if conflicts:
            merged.conflicts += conflicts
            continue
        own = [s for s in said if place in s.rows]
        _reason(row, before, scale, any(s.form for s in own))
        row["role"] = row.get("role") or next((s.rows[place]["role"] for s in own if s.rows[place].get("role")), "")
        if all(row[column] == (before.get(column) or "") for column in HELD):
            continue
        had, has = before.get("answer"), row["answer"]
        kind = merged.added if has and not had else merged.removed if had and not has else merged.changed
        kind.add(place)
        if any(row[column] for column in HELD):
            rows[place] = row
        else:
            del rows[place]
    return merged


def came_from(said, before, after, columns, scale):
    """True if one of the columns of a row changed, and its new value is that of `said`."""
    for column in columns:
        own, was, now = (_same(column, row.get(column) or "", scale) for row in (said, before, after))
        if own == now != was:
            return True
    return False


def _overruled(said, place, answer, scale):
    """True if the merged answer differs from that of a file."""
    own = said.rows[place].get("answer")
    return bool(own) and _same("answer", own, scale) != _same("answer", answer, scale)


def _cell(row, column, place, own, prefer, scale, late):
    """Return (merged value of a cell, [Conflict]). Values of files in `late` are used only if `prefer` selects them."""
    now = row.get(column) or ""
    found, begun = [], []
    for s in own:
        text = s.rows[place].get(column) or ""
        if not text or (column == "reason" and s.form):
            continue
        as_begun = s.begun.get(place, {}).get(column)
        (begun if as_begun == mark(column, text) else found).append((s, text, as_begun))
    # A workbook shows the reason as the comment if there is no other comment.
    shown = now or (row.get("reason") or "" if column == "comment" and any(s.form for s in own) else "")
    found = found or ([] if shown else begun)
    others = {_same(column, text, scale): text for _, text, _ in found}
    if not found or set(others) == {_same(column, shown, scale)}:
        return now, []
    written_for = mark(column, _canonical(column, shown, scale))
    free = not shown or all(as_begun == written_for for *_, as_begun in found)
    if len(others) == 1 and free and not any(s in late for s, *_ in found):
        return next(iter(others.values())), []
    for one in prefer:
        if one == THERE and shown:
            return now, []
        if one == FILES and len(others) == 1:
            return next(iter(others.values())), []
        if texts := [text for s, text, _ in found if s.file == one]:
            return texts[0], []
    where = [(s.file, s.where.get((place, column), ""), text) for s, text, _ in found]
    return now, [Conflict(place, column, shown, where)]


def _reason(row, before, scale, form):
    """Set the reason of a row: only an answer N/A has one, and a workbook has it in the comment."""
    if scale.find(row["answer"]) != scale.not_applicable or not row["answer"]:
        if row["answer"] != (before.get("answer") or ""):
            row["reason"] = ""
    elif form and (not row["reason"] or row["reason"] == before.get("comment")):
        row["reason"] = row["comment"]


def _canonical(column, text, scale):
    return (scale.find(text) or text) if column == "answer" else text


def _same(column, text, scale):
    """Return a text in the form in which it is compared."""
    if column == "sources":
        return tuple(sorted(set(listed(text))))
    return _plain(_canonical(column, text, scale))


def _plain(text):
    return one_line_end(text).strip(BLANKS)
