"""Merging several files' answers with those in raw/: nothing is lost, and differences are reported as conflicts.

Each cell has three values: that in raw/, that of the file and, for a workbook, the one that it was prefilled with. A
cell that is blank, or unchanged since it was prefilled, is ignored.
"""

import hashlib
from dataclasses import dataclass, field

from pipeline.core.problems import quoted
from pipeline.reading.files import BLANKS, listed
from pipeline.reading.steps import KEYS

HELD = ("answer", "reason", "sources", "comment", "printed_points", "reviewer", "internal_comment")
"""Columns of an answer that a file may give a value for; `role` is set by the import."""

TEXTS = ("answer", "sources", "comment", "internal_comment")
"""Those of a workbook; `reason` follows from its comment."""

THERE, FILES = "raw", "files"
"""Values of --prefer besides a file: the value in raw/, or that of the files if they agree."""


@dataclass
class Said:
    """What a file says: `rows`: place (KEYS) -> its cells, as text; `where`: (place, column) -> the cell or line;
    `begun`: place -> column -> `mark` of what the workbook was filled in with. `form`: it is a workbook, whose comment
    on an answer that does not apply is the reason. `sum`: SHA-256 of standard input, which can't be read again."""

    file: str
    rows: dict
    where: dict = field(default_factory=dict)
    begun: dict = field(default_factory=dict)
    form: bool = False
    sum: str = ""


@dataclass
class Conflict:
    """A cell of which there are several opinions. `there`: what stands there now, or empty; `found`: (file, cell or
    line, text) of each file."""

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
    """`rows`: all rows of the file (place -> row). Places: `added`, where there is an answer now; `removed`, where
    there is none any more; `changed`, other rows that differ. `conflicts`: of rows that stay as they were."""

    rows: dict
    added: set = field(default_factory=set)
    changed: set = field(default_factory=set)
    removed: set = field(default_factory=set)
    conflicts: list = field(default_factory=list)


def mark(column, text):
    """A short hash of a cell's text, which shows later whether the cell was changed; of sources, their ids."""
    if column == "sources":
        return ";".join(sorted(set(listed(text))))
    text = _plain(text)
    return hashlib.sha256(text.encode()).hexdigest()[:12] if text else ""


def merge(there, said, prefer, scale, replace=frozenset()):
    """What is there (place -> row of text) with what files say of it (a list of `Said`).

    Where they differ, the first of `prefer` that says something counts (THERE, FILES, or a file's name), and without
    one nothing of that row is written. Of the companies in `replace`, what no file holds is removed.
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
                # What is said besides belongs to the answer that it is said with: to one that was decided against, or
                # to one that somebody else has changed since the workbook was written.
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
    """True where one of the columns of a row has another value than before, and it is the one of `said`."""
    for column in columns:
        own, was, now = (_same(column, row.get(column) or "", scale) for row in (said, before, after))
        if own == now != was:
            return True
    return False


def _overruled(said, place, answer, scale):
    """True if the answer that is kept differs from that of a file."""
    own = said.rows[place].get("answer")
    return bool(own) and _same("answer", own, scale) != _same("answer", answer, scale)


def _cell(row, column, place, own, prefer, scale, late):
    """(what is to stand in a cell, [Conflict]). What files in `late` say is never taken without being asked."""
    now = row.get(column) or ""
    found, begun = [], []
    for s in own:
        text = s.rows[place].get(column) or ""
        if not text or (column == "reason" and s.form):
            continue
        as_begun = s.begun.get(place, {}).get(column)
        (begun if as_begun == mark(column, text) else found).append((s, text, as_begun))
    # What a comment was filled in with is the reason, where there is no other.
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
    """Only an answer that does not apply has a reason; a workbook has it in the comment."""
    if scale.find(row["answer"]) != scale.not_applicable or not row["answer"]:
        if row["answer"] != (before.get("answer") or ""):
            row["reason"] = ""
    elif form and (not row["reason"] or row["reason"] == before.get("comment")):
        row["reason"] = row["comment"]


def _canonical(column, text, scale):
    return (scale.find(text) or text) if column == "answer" else text


def _same(column, text, scale):
    """The form in which two texts are compared."""
    if column == "sources":
        return tuple(sorted(set(listed(text))))
    return _plain(_canonical(column, text, scale))


def _plain(text):
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(BLANKS)
