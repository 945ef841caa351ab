"""The history of imports: `raw/history/<edition>/<number>/` keeps the files from before each import, so that the import
can be undone. It is private like `raw/`, and no other module reads it."""

import contextlib
import csv
import datetime
import hashlib
import re
import shutil
from dataclasses import dataclass, field

from pipeline.core.limits import leads_outside
from pipeline.core.problems import DataError, Problem, quoted
from pipeline.core.project import UsageError
from pipeline.core.writing import beside, csv_of, replacing, to_disk, write_folder

ABOUT, CHANGED = "about.csv", "changed.csv"
PENDING = re.compile(r"\.(\d{4,})\.pending")
"""Name of the folder of an import while its files are being replaced; the folder is renamed when they are."""

COLUMNS = ("date", "command", "step", "files", "sums", "added", "changed", "removed", "undoes")
FILE_COLUMNS = ("file", "before", "after")


@dataclass
class Import:
    """One import or undo. `about`: COLUMNS -> text; `sums`: path below the edition's folder -> the file's SHA-256
    before and after, each empty if the file did not exist."""

    number: int
    about: dict
    sums: dict = field(default_factory=dict)


def recorded(project):
    """Return the names of the editions that have imports, sorted."""
    folder = project.raw / "history"
    return sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []


def imports(project, name):
    """Return the imports of an edition in order: [Import]."""
    folder = _folder(project, name)
    found = [p for p in folder.iterdir() if re.fullmatch(r"\d{4,}", p.name)] if name in recorded(project) else []
    return [
        Import(int(p.name), dict.fromkeys(COLUMNS, "") | _rows(p / ABOUT)[0], _sums(p))
        for p in sorted(found, key=lambda p: int(p.name))
    ]


def undone(entries):
    """Return {number of an import: number of the undo}, without undos that were themselves undone."""
    found = {}
    for entry in reversed(entries):
        if entry.about["undoes"] and entry.number not in found:
            found[int(entry.about["undoes"])] = entry.number
    return found


def record(project, name, data, /, **about):
    """Replace files of an edition (path below its folder -> bytes, or None to remove it), and keep the old files.

    Return the number of the import. If the process is killed or the disk is full, either all files are replaced or
    none, once `settle` has run.
    """
    folder, home = project.edition(name), _folder(project, name)
    entries = imports(project, name)
    number = entries[-1].number + 1 if entries else 1
    before = {file: _bytes(folder / file) for file in data}
    rows = [(file, _sum(before[file]), _sum(after)) for file, after in data.items()]
    kept = {file: content for file, content in before.items() if content is not None}
    about["date"] = datetime.date.today().isoformat()
    table = [COLUMNS, [str(about.get(name, "")) for name in COLUMNS]]
    pending, done = home / f".{number:04}.pending", home / f"{number:04}"
    write_folder(pending, {ABOUT: csv_of(table), CHANGED: csv_of([FILE_COLUMNS, *rows]), **kept})
    try:
        if folder.exists():
            _put(folder, data)
        else:
            write_folder(folder, data)
        pending.rename(done)
        to_disk(home)
    except BaseException:
        settle(project)
        raise
    return number


def settle(project):
    """Restore the files that a killed import replaced, unless it had replaced all of them."""
    for pending in sorted((project.raw / "history").glob("*/.*.pending")):
        if not PENDING.fullmatch(pending.name):
            continue
        folder = project.edition(pending.parent.name)
        back = {
            file: _bytes(pending / file) if before else None
            for file, (before, after) in _sums(pending).items()
            if before != after == _sum(_bytes(folder / file))
        }
        _put(folder, back)
        left = beside(pending)
        pending.rename(left)
        shutil.rmtree(left)


def undo(project, name, number=None, force=False):
    """Restore the files from before an import: the one with `number`, which can be an undo, or the last one that is
    not undone. Return (the `Import` that was undone, number of the undo). The current files are kept as well.

    Raises UsageError if there is nothing to undo, and DataError if files have changed since, unless `force`.
    """
    entries = imports(project, name)
    over = undone(entries)
    if number is None:
        eligible = [e for e in entries if not e.about["undoes"] and e.number not in over]
    else:
        eligible = [e for e in entries if e.number == number]
        if number in over:
            todo = f"rating undo {name} {over[number]} restores it"
            raise UsageError(f"import {number} of {name} has already been undone ({todo})")
    if not eligible:
        what = f"no import {number} of {name}" if number else f"no import of {name} left to undo"
        raise UsageError(f"{what} (--list shows all)")
    target = eligible[-1]
    folder = project.edition(name)
    changed = [
        Problem(project.shown(folder / file), 1, "file", _who(entries, target, file, _sum(_bytes(folder / file))))
        for file, (_, after) in target.sums.items()
        if _sum(_bytes(folder / file)) != after
    ]
    if changed and not force:
        raise DataError(changed)
    kept = _folder(project, name) / f"{target.number:04}"
    files = {file: _bytes(kept / file) if before else None for file, (before, _) in target.sums.items()}
    about = target.about
    swapped = {"added": about["removed"], "changed": about["changed"], "removed": about["added"]}
    return target, record(project, name, files, command="undo", step=about["step"], undoes=target.number, **swapped)


def _who(entries, target, file, now):
    """Return why a file differs from what an import wrote, and what to do."""
    since = [e.number for e in entries if e.number > target.number and file in e.sums]
    if since and next(e for e in entries if e.number == since[-1]).sums[file][1] == now:
        return f"was changed by import {since[-1]} (undo that import first, or add --force)"
    what = "was changed by hand" if now else "was removed"
    return f"{what} since import {target.number} (check it; --force restores the file from before the import)"


def _folder(project, name):
    return project.raw / "history" / name


def _put(folder, files):
    """Replace and remove files once all new ones are written to temporary files."""
    with contextlib.ExitStack() as stack:
        for file in (f for f, data in files.items() if data is not None):
            stack.enter_context(replacing(folder / file)).write_bytes(files[file])
    gone = [file for file, data in files.items() if data is None]
    for file in gone:
        (folder / file).unlink(missing_ok=True)
    for parent in (folder / "answers", folder) if gone else ():
        # Fails, as it should, for a folder that is not empty.
        with contextlib.suppress(OSError):
            parent.rmdir()


def _sums(folder):
    found = {r["file"]: (r["before"], r["after"]) for r in _rows(folder / CHANGED)}
    for file in found:
        if leads_outside(file):
            message = f"{quoted(file)} is not a file of the edition (restore this folder from your backup)"
            raise DataError([Problem(str(folder / CHANGED), 1, "file", message)])
    return found


def _rows(path):
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if rows and None not in rows[0].values() and None not in rows[0]:
            return rows
    except (OSError, UnicodeDecodeError, csv.Error):
        pass
    what = "was changed since an import wrote it (restore it from your backup)"
    raise DataError([Problem(str(path), 1, "file", what)])


def _bytes(path):
    return path.read_bytes() if path.exists() else None


def _sum(data):
    return "" if data is None else hashlib.sha256(data).hexdigest()
