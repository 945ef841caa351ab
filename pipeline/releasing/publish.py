"""`rating release`, `rating withdraw` and `rating list`: releases as they stand in `releases/`, and their index."""

import csv
import io
import json

import polars as pl

from pipeline.editions import listed
from pipeline.lineage import series_of, year_of
from pipeline.outside import Unread, read_file, there
from pipeline.problems import DataError, Problem
from pipeline.project import UsageError
from pipeline.releasing.release import FACTS, check_sums, draft, known_sums, past_releases, problem
from pipeline.releasing.texts import first_public
from pipeline.releasing.versions import Version
from pipeline.schemas import SCHEMAS, columns
from pipeline.schemas.fields import STATUSES
from pipeline.store import replacing, write_folder

WITHDRAWN = "withdrawn.csv"
FOLLOWS = {"answers": ["status", "points"], "services": [], "companies": [], "sources": [], "reconciliation": None}
"""Tables of what was put in, whose published cells change only by a correction -> the columns that follow from others
(None: all but `published` do)."""

ANSWER_KEY = ["company", "service", "strand", "element"]

NOTED = ["answers", "services", "companies", "sources", "selection", "reconciliation", "published_ranks", "editions"]
"""Tables whose rows may go away, and other facts change, only with a note that says why."""


def release(project, edition, wanted="", note="", agreed=lambda _version, _texts: True):
    """Make the next release of an edition. Returns (version, folder); (newest version, None) where nothing differs.

    `agreed` is asked with the version and the texts that become public with it (as `first_public` has them) once all
    else is well; where it returns false nothing is written, and (version, None) returned.

    Raises UsageError for a version that is no version, is there already, or is too low for what changed; DataError for
    faults in the edition and for changed cells without a reason.
    """
    try:
        wanted = Version.parse(wanted) if wanted else None
    except ValueError as error:
        raise UsageError(str(error)) from None
    past, earlier = past_releases(project, edition), earlier_releases(project, edition)
    _past_is_whole(project, edition, past + earlier)
    if past:
        # A run that was killed may have left the newest one out.
        write_index(project)
    made = draft(project, edition, earlier)
    proposed = made.proposed(past)
    version = _version(wanted, proposed, past)
    if version is None:
        return past[0].version, None
    if past:
        _no_silent_revision(project, made, past[0], note)
    if not agreed(version, first_public(made.frames, past[0].tables if past else {})):
        return version, None
    folder = project.releases / edition / str(version)
    write_folder(folder, made.files(version, note, past))
    write_index(project)
    return version, folder


def earlier_releases(project, edition):
    """The current releases of the earlier editions of its series, in order: what it is compared with."""
    reasons = withdrawn(project)
    found = []
    for name in (p.name for p in project.releases.iterdir() if p.is_dir()) if project.releases.is_dir() else ():
        if series_of(name) == series_of(edition) and year_of(name) < year_of(edition):
            found += [r for r in past_releases(project, name) if (name, str(r.version)) not in reasons][:1]
    return sorted(found, key=lambda r: year_of(r.edition))


def _past_is_whole(project, edition, past):
    """A release is compared with those before it: each that the index knows must be there as it was published."""
    known = {version for name, version in known_sums(project) if name == edition}
    problems = []
    for version in sorted(known - {str(r.version) for r in past if r.edition == edition}):
        folder = project.releases / edition / version
        problems.append(
            Problem(project.shown(folder), 1, "file", "is missing, though index.json lists it (restore it)")
        )
    for one in past:
        problems += check_sums(project, one)
    if problems:
        raise DataError(problems)


def _version(version, proposed, past):
    """The version to make: the one that is asked for, or the proposed one; None where nothing has changed."""
    if version is None:
        return proposed
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
    """Each cell that was published and is another one now needs a correction that is new; a row that went away, and a
    changed fact of the edition itself, need a note."""
    file = project.shown(project.edition(made.edition) / "corrections.csv")
    cells = made.changes_since(previous).cells
    reasons = {}
    for r in made.new_corrections(previous):
        place = r["company"], r["service"], r["strand"], r["element"], r["column"]
        # Of a chain of corrections the first `old` was published, and the last `new` is.
        reasons[place] = (reasons.get(place, (r["old"],))[0], r["new"])
    answered = set(cells.filter(table="answers", column="answer")["row"])
    printed = {"/".join(row) for row in previous.tables["answers"].filter(status="printed").select(ANSWER_KEY).rows()}
    problems, noted = [], []
    for r in cells.filter(pl.col("table").is_in(NOTED)).iter_rows(named=True):
        table, column = r["table"], r["column"]
        if r["kind"] == "row went away":
            noted.append(f"{table}: {r['row']} went away")
            continue
        if (table, column) == ("answers", "points") and r["row"] in printed - answered:
            r["column"] = column = "printed_points"
        if r["kind"] == "changed" and r["old"] is not None and _is_fact(table, column):
            if table not in FOLLOWS:
                # A partial edition becomes a final one without a word, but not the other way round.
                if column != "status" or STATUSES.index(r["new"]) < STATUSES.index(r["old"]):
                    noted.append(f'{table}: {column} was "{r["old"]}", is "{r["new"] or ""}"')
                continue
            place = _place(table, r)
            old, new = reasons.get(place, (None, None))
            if not (_same(made, column, old, r["old"]) and _same(made, column, new, r["new"])):
                where = "/".join(filter(None, place[:-1]))
                problems.append(
                    f'{place[-1]}: {where} was "{r["old"]}" in release {previous.version}, and is "{r["new"] or ""}" '
                    "without a reason (leave the source as it was, and add a line here)"
                )
    if noted and not note.strip():
        more = f" and {len(noted) - 5} more" if len(noted) > 5 else ""
        problems.append(f"note: since {previous.version} {'; '.join(noted[:5])}{more} (say why with --note)")
    if problems:
        raise DataError(Problem(file, 1, *text.split(": ", 1)) for text in problems)


def _is_fact(table, column):
    """True for a column that no other published one decides, and that is more than words."""
    words = {c.name for c in columns(SCHEMAS[f"public.{table}"]) if c.words}
    follows = FOLLOWS.get(table, [])
    return column == "published" if follows is None else column not in words and column not in follows


def _place(table, r):
    """The key of the correction that a changed cell needs: company, service, strand, element, column."""
    parts = r["row"].split("/")
    if table == "reconciliation":
        return (*parts[:4], "score")
    if table == "sources":
        return (parts[0], "", "", parts[1], r["column"])
    return (*parts, *[""] * (4 - len(parts)), r["column"])


def _same(made, column, corrected, published):
    """True where a correction's cell is what was published, however it is spelled."""
    if corrected is None:
        return False
    if column == "answer":
        corrected = made.scale.find(corrected) or corrected
    if column == "sources":
        corrected = listed(corrected)
    try:
        return float(corrected) == float(published)
    except (TypeError, ValueError):
        return (corrected or "") == (published or "")


def withdraw(project, edition, version, reason):
    """Mark a release as withdrawn; its files stay as they are. Raises UsageError where there is no such release."""
    if version not in [str(r.version) for r in past_releases(project, edition)]:
        raise UsageError(f"there is no release {version} of {edition}")
    if not reason.strip():
        raise UsageError("--reason is empty (say why)")
    rows = withdrawn(project)
    if (edition, version) in rows:
        write_index(project)
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
    if not there(path):
        return {}
    try:
        rows = csv.DictReader(io.StringIO(read_file(path).decode(), newline=""), strict=True)
        return {(r["edition"], r["version"]): r["reason"] for r in rows}
    except (ValueError, KeyError, csv.Error, Unread) as error:
        what = f"can't be read: {error} (its columns are edition,version,reason; correct it)"
        raise DataError([problem(project, path, what)]) from None


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
            try:
                facts = release.provenance
                sums = release.sums_sha256
            except (DataError, OSError, Unread):
                # One that is damaged is listed as such, and does not hide the others.
                facts, sums, state = dict.fromkeys(FACTS, ""), "", "damaged"
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
                    "sums_sha256": sums,
                }
            )
    return found


def write_index(project):
    """`releases/index.json` and `releases/README.md`."""
    rows = listing(project)
    _write(project.releases / "index.json", json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    lines = ["# Releases", "", "Made by `rating release`; each folder is written once and never edited.", ""]
    lines += ["| edition | version | status | data of | title | sum of its sums |", "|---|---|---|---|---|---|"]
    for r in ({k: str(v).replace("|", "\\|") for k, v in row.items()} for row in rows):
        state = f"withdrawn: {r['reason']}" if r["reason"] else r["status"]
        link = f"[{r['version']}]({r['edition']}/{r['version']}/README.md)"
        title = r["title"] + (" (partial)" if r["data"] == "partial" else "")
        lines.append(f"| {r['edition']} | {link} | {state} | {r['date']} | {title} | `{r['sums_sha256'][:16]}` |")
    _write(project.releases / "README.md", "\n".join(lines) + "\n")


def _write(path, text):
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        with replacing(path) as temporary:
            temporary.write_text(text, encoding="utf-8")
