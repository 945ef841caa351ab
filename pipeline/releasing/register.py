"""`rating list` and `rating withdraw`: the register of all releases, `releases/index.json` and README.md."""

import csv
import io
import json
import re

from pipeline.core.limits import Unread, exists_or_link, read_file, read_json
from pipeline.core.problems import DataError, quoted
from pipeline.core.project import UsageError
from pipeline.core.writing import csv_of, replacing
from pipeline.reading.files import STRANGE
from pipeline.reading.privacy import secret_in
from pipeline.releasing.disclosure import check_note
from pipeline.releasing.markdown import plain
from pipeline.releasing.release import FACTS, SUMS, past_releases, problem

INDEX = "index.json"
WITHDRAWN = "withdrawn.csv"
REWRITE = "if the release is right, remove this file; the next rating release writes it again"


def withdraw(project, edition, version, reason):
    """Mark a release as withdrawn; its files do not change. Raises UsageError if the release does not exist, is
    withdrawn already, or the reason can't be published."""
    if version not in [str(r.version) for r in past_releases(project, edition)]:
        raise UsageError(f"release {version} of {edition} does not exist (run rating list)")
    if not reason.strip():
        raise UsageError("--reason is empty (state why)")
    check_words(reason, "--reason")
    check_note(project, reason, "--reason")
    rows = withdrawn(project)
    if (edition, version) in rows:
        write_index(project)
        raise UsageError(f"{edition} {version} is already withdrawn: {rows[edition, version]}")
    rows[edition, version] = " ".join(reason.split())
    listed = [("edition", "version", "reason"), *((*release, why) for release, why in rows.items())]
    _write(project.releases / WITHDRAWN, csv_of(listed))
    write_index(project)


def check_words(text, option):
    """Raise UsageError for control characters, invisible characters and secrets in a text that is published."""
    found = secret_in(text)
    if found and found[0] == "error":
        raise UsageError(f"{option} {found[1]}")
    if invisible := re.search(f"{STRANGE}|[\ud800-\udfff]", text):
        raise UsageError(f"{option} has the invisible character U+{ord(invisible[0]):04X} (remove it)")


def withdrawn(project):
    """Return (edition, version) -> reason for all withdrawn releases."""
    path = project.releases / WITHDRAWN
    if not exists_or_link(path):
        return {}
    try:
        rows = csv.DictReader(io.StringIO(read_file(path).decode(), newline=""), strict=True)
        return {(r["edition"], r["version"]): r["reason"] for r in rows}
    except (ValueError, KeyError, csv.Error, Unread) as error:
        what = f"can't be read: {error} (correct it; its columns are edition,version,reason)"
        raise DataError([problem(project, path, what)]) from None


def listing(project):
    """Return all releases, by edition, newest first: dicts for `rating list` and the index."""
    reasons = withdrawn(project)
    editions = sorted(p.name for p in project.releases.iterdir() if p.is_dir()) if project.releases.is_dir() else []
    found = []
    for edition in editions:
        current = None
        for release in past_releases(project, edition):
            version = str(release.version)
            reason = reasons.get((edition, version), "")
            if not reason and current is None:
                current = version
            state = "withdrawn" if reason else "current" if version == current else "superseded"
            try:
                facts = release.provenance
                known = release.content_sha256, release.sums_sha256, release.record.date_released, release.data_as_of
            except (DataError, OSError, ValueError, Unread):
                # A damaged release is listed as such, so that it does not hide the others.
                facts, known, state = dict.fromkeys(FACTS, ""), ("", "", "", ""), "damaged"
            content, sums, released, data_as_of = known
            found.append(
                {
                    "edition": edition,
                    "version": version,
                    "status": state,
                    "date_released": released,
                    "data_as_of": data_as_of,
                    "title": facts["title"],
                    "data": "fictional" if facts["fictional"] else facts["status"],
                    "reason": reason,
                    "content_sha256": content,
                    "sums_sha256": sums,
                }
            )
    return found


def write_index(project):
    """Write `releases/index.json` and `releases/README.md`."""
    rows = listing(project)
    _write(project.releases / INDEX, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    _write(project.releases / "README.md", _readme(rows))


def _readme(rows):
    head = ["# Releases", "", "Made by `rating release`. A release is never changed after it is written.", ""]
    names = ["edition", "version", "status", "released", "data as of", "title", "content hash (SHA-256)"]
    return "\n".join([*head, _line(names), _line(["---"] * len(names)), *map(_row, rows)]) + "\n"


def _row(row):
    """Return the line of a release in the README."""
    r = {name: plain(cell) for name, cell in row.items()}
    state = f"withdrawn: {r['reason']}" if r["reason"] else r["status"]
    link = f"[{r['version']}]({r['edition']}/{r['version']}/README.md)"
    title = r["title"] + (" (partial)" if r["data"] == "partial" else "")
    cells = [r["edition"], link, state, r["date_released"] or "not recorded", r["data_as_of"] or "not known", title]
    return _line([*cells, f"`{r['content_sha256']}`"])


def _line(cells):
    return f"| {' | '.join(cells)} |"


def _index(project):
    """Return the entries of index.json; none if it does not exist."""
    path = project.releases / INDEX
    try:
        rows = read_json(read_file(path)) if exists_or_link(path) else []
        named = ("edition", "version", "sums_sha256")
        if type(rows) is not list or not all(
            isinstance(r, dict) and isinstance(r.get(n), str) for r in rows for n in named
        ):
            raise ValueError("an entry has no edition, version or sums_sha256")
        return rows
    except (OSError, ValueError, TypeError, Unread) as error:
        what = f"can't be read: {error} (restore or remove it; the next release writes it again)"
        raise DataError([problem(project, path, what)]) from None


def known_sums(project):
    """Return (edition, version) -> the sum of its SHA256SUMS in `releases/index.json`; empty if there is no index."""
    return {(r["edition"], r["version"]): r["sums_sha256"] for r in _index(project)}


def check_known(project, release, known):
    """Return a problem if a release's SHA256SUMS is not the one in `known`, which `known_sums` returns."""
    if known.get((release.edition, str(release.version)), release.sums_sha256) == release.sums_sha256:
        return []
    return [problem(project, release.folder / SUMS, "is not the one that index.json lists (it was changed)")]


def check_register(project, release):
    """Return the problems with a release's entries in index.json and README.md of `releases/`, compared with its own
    files; None if there is no register."""
    index, page = project.releases / INDEX, project.releases / "README.md"
    if not exists_or_link(index) and not exists_or_link(page):
        return None
    try:
        rows = _index(project)
    except DataError as error:
        return error.problems
    name_of = release.edition, str(release.version)
    (own,) = [r for r in listing(project) if (r["edition"], r["version"]) == name_of]
    listed = [r for r in rows if (r["edition"], r["version"]) == name_of]
    problems = check_known(project, release, known_sums(project))
    if len(listed) != 1:
        what = f"has {len(listed)} entries for {' '.join(name_of)} instead of one"
        problems.append(problem(project, index, f"{what} ({REWRITE})"))
    different = {name for r in listed for name in own.keys() | r.keys() if r.get(name, "") != own.get(name, "")}
    for name in sorted(different):
        was, now = (quoted(str(r.get(name, ""))) for r in (listed[0], own))
        what = f"{' '.join(name_of)}: {name} is {was}, but {now} in its own files"
        problems.append(problem(project, index, f"{what} ({REWRITE})"))
    try:
        shown = read_file(page).decode() if exists_or_link(page) else ""
    except (OSError, ValueError, Unread) as error:
        return [*problems, problem(project, page, f"can't be read: {error}")]
    if _row(own) not in shown.splitlines():
        problems.append(problem(project, page, f"lacks the line of {' '.join(name_of)} ({REWRITE})"))
    elif not problems and shown != _readme(rows):
        problems.append(problem(project, page, f"differs from index.json ({REWRITE})"))
    return problems


def _write(path, text):
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        with replacing(path) as temporary:
            temporary.write_text(text, encoding="utf-8")
