"""`rating release`, `rating withdraw` and `rating list`: releases as they stand in `releases/`, and their index."""

import csv
import hashlib
import io
import json

import polars as pl

from pipeline.problems import DataError, Problem
from pipeline.project import UsageError
from pipeline.releasing.release import SUMS, draft, past_releases
from pipeline.releasing.versions import Version
from pipeline.store import replacing, write_folder

WITHDRAWN = "withdrawn.csv"
EXPLAINED = {
    "answers": ["answer", "sources"],
    "services": None,
    "companies": None,
    "reconciliation": ["published"],
}
"""Tables whose cells come from the edition's files -> the columns that a correction must explain (None: all facts)."""


def release(project, edition, wanted="", note=""):
    """Make the next release of an edition. Returns (version, folder); (newest version, None) where nothing differs.

    Raises UsageError for a version that is no version, is there already, or is too low for what changed; DataError for
    faults in the edition and for changed cells without a reason.
    """
    past = past_releases(project, edition)
    made = draft(project, edition)
    proposed = made.proposed(past)
    version = _version(wanted, proposed, past)
    if version is None:
        return past[0].version, None
    if past:
        _no_silent_revision(project, made, past[0], note)
    folder = project.releases / edition / str(version)
    write_folder(folder, made.files(version, note, past))
    write_index(project)
    return version, folder


def _version(wanted, proposed, past):
    if not wanted:
        return proposed
    try:
        version = Version.parse(wanted)
    except ValueError as error:
        raise UsageError(str(error)) from None
    there = {r.version for r in past}
    if version in there:
        raise UsageError(f"{version} is there already; a release is never written over (leave the version out)")
    if proposed is None:
        raise UsageError(f"nothing has changed since {past[0].version}; there is nothing to release as {version}")
    if version < proposed:
        since = f"what changed since {past[0].version} asks" if past else "a first release asks"
        raise UsageError(f"{version} is too low: {since} for {proposed} or more")
    return version


def _no_silent_revision(project, made, previous, note):
    """Each cell that was published and is another one now needs a correction; a row that went away needs a note."""
    file = project.shown(project.edition(made.edition) / "corrections.csv")
    cells = made.changes_since(previous).cells
    reasons = {
        (r["company"], r["service"], r["strand"], r["element"], r["column"]): r["new"]
        for r in made.frames["corrections"].iter_rows(named=True)
    }
    problems = []
    for table, wanted in EXPLAINED.items():
        own = cells.filter(pl.col("table") == table)
        for r in own.iter_rows(named=True):
            if r["kind"] == "changed" and r["old"] is not None and _is_fact(made, table, r["column"], wanted):
                company, service, strand, element, column = _place(table, r)
                new = reasons.get((company, service, strand, element, column))
                if new is None or _same(made, column, new, r["new"]) is False:
                    where = "/".join(filter(None, (company, service, strand, element)))
                    problems.append(
                        f'{column}: {where} was "{r["old"]}" in release {previous.version}, and is "{r["new"] or ""}" '
                        "without a reason (leave the source as it was, and add a line here)"
                    )
        gone = own.filter(pl.col("kind") == "row went away")["row"].to_list()
        if gone and not note and table in ("services", "companies"):
            problems.append(f"{table}: {', '.join(gone)} went away since {previous.version} (say why with --note)")
    if problems:
        raise DataError(Problem(file, 1, *text.split(": ", 1)) for text in problems)


def _is_fact(made, table, column, wanted):
    from pipeline.schemas import SCHEMAS, columns

    facts = [c.name for c in columns(SCHEMAS[f"public.{table}"]) if not c.words]
    return column in (wanted if wanted is not None else facts)


def _place(table, r):
    """The key of the correction that a changed cell needs."""
    parts = r["row"].split("/")
    if table == "reconciliation":
        return (*parts[:4], "score")
    return (*parts, *[""] * (4 - len(parts)), r["column"])


def _same(made, column, corrected, published):
    spelled = made.scale.find(corrected) if column == "answer" and corrected else corrected
    try:
        return float(spelled) == float(published)
    except (TypeError, ValueError):
        return (spelled or "") == (published or "")


def withdraw(project, edition, version, reason):
    """Mark a release as withdrawn; its files stay as they are. Raises UsageError where there is no such release."""
    if version not in [str(r.version) for r in past_releases(project, edition)]:
        raise UsageError(f"there is no release {version} of {edition}")
    if not reason.strip():
        raise UsageError("--reason is empty (say why)")
    rows = withdrawn(project)
    if (edition, version) in rows:
        raise UsageError(f"{edition} {version} is withdrawn already: {rows[edition, version]}")
    rows[edition, version] = " ".join(reason.split())
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(
        [("edition", "version", "reason"), *((*k, v) for k, v in rows.items())]
    )
    _write(project.releases / WITHDRAWN, out.getvalue())
    write_index(project)


def withdrawn(project):
    """(edition, version) -> reason."""
    path = project.releases / WITHDRAWN
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {(r["edition"], r["version"]): r["reason"] for r in csv.DictReader(file)}


def listing(project):
    """All releases, by edition, newest first: dicts for `rating list` and the index."""
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
            facts = release.provenance
            found.append(
                {
                    "edition": edition,
                    "version": version,
                    "status": state,
                    "date": facts["date"],
                    "title": facts["title"],
                    "data": "fictional" if facts["fictional"] else facts["status"],
                    "reason": reason,
                    "content_sha256": facts["content_sha256"],
                    "sums_sha256": hashlib.sha256((release.folder / SUMS).read_bytes()).hexdigest(),
                }
            )
    return found


def write_index(project):
    """`releases/index.json` and `releases/README.md`."""
    rows = listing(project)
    _write(project.releases / "index.json", json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    lines = ["# Releases", "", "Made by `rating release`; each folder is written once and never edited.", ""]
    lines += ["| edition | version | status | data of | title | sum of its sums |", "|---|---|---|---|---|---|"]
    for r in rows:
        state = f"withdrawn: {r['reason']}" if r["reason"] else r["status"]
        link = f"[{r['version']}]({r['edition']}/{r['version']}/README.md)"
        title = r["title"] + (" (partial)" if r["data"] == "partial" else "")
        lines.append(f"| {r['edition']} | {link} | {state} | {r['date']} | {title} | `{r['sums_sha256'][:16]}` |")
    _write(project.releases / "README.md", "\n".join(lines) + "\n")


def _write(path, text):
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
