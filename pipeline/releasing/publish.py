"""`rating release`: the next version of an edition, and the reasons that its changes require."""

import polars as pl

from pipeline.core.problems import DataError, Problem
from pipeline.core.project import UsageError
from pipeline.core.writing import write_folder
from pipeline.reading.files import listed
from pipeline.reading.lineage import series_of, year_of
from pipeline.releasing.content import date_of_release
from pipeline.releasing.disclosure import check_note, first_public
from pipeline.releasing.register import check_known, check_words, known_sums, withdrawn, write_index
from pipeline.releasing.release import check_sums, draft, past_releases, problem
from pipeline.releasing.versions import Version
from pipeline.schemas import SCHEMAS, columns
from pipeline.schemas.fields import STATUSES

FOLLOWS = {
    "answers": ["status", "points", "reason_code", "reason_value"],
    "services": [],
    "companies": [],
    "sources": [],
    "reconciliation": None,
}
"""Tables of input data, whose published cells change only by a correction -> their computed columns (None: all but
`published`)."""

ANSWER_KEY = ["company", "service", "strand", "element"]

NOTED = ["answers", "services", "companies", "sources", "selection", "reconciliation", "published_ranks", "editions"]
"""Tables of which rows can be removed, and other facts changed, only with a note that states why."""


def release(project, edition, wanted="", note="", date="", agreed=lambda _version, _texts: True):
    """Make the next release of an edition. Returns (version, folder), or (newest version, None) if nothing differs.
    `date` is the date of the release, such as 2024-05-21; if empty, today in UTC.

    `agreed` is called after all checks, with the version and the texts that become public with it (see `first_public`);
    if it returns false, nothing is written, and the result is (version, None).

    Raises UsageError for a version that is invalid, exists, or is too low for the changes, and for a date that is
    invalid, in the future or before that of the previous version; DataError for errors in the edition and for changed
    cells without a reason.
    """
    try:
        wanted = Version.parse(wanted) if wanted else None
    except ValueError as error:
        raise UsageError(str(error)) from None
    check_words(note, "--note")
    check_note(project, note, "--note")
    past, earlier = past_releases(project, edition), earlier_releases(project, edition)
    _past_is_whole(project, edition, past + earlier)
    date = date_of_release(date, past[0].record.date_released if past else "")
    if past:
        # A killed run can have left the newest release out.
        write_index(project)
    made = draft(project, edition, earlier)
    changes = made.changes_since(past[0]) if past else None
    proposed = made.proposed(past, changes)
    version = _version(wanted, proposed, past)
    if version is None:
        return past[0].version, None
    if changes is not None:
        _no_silent_revision(project, made, past[0], changes.cells, note)
    if not agreed(version, first_public(made.frames, past[0].tables if past else {})):
        return version, None
    folder = project.releases / edition / str(version)
    write_folder(folder, made.files(version, note, date, past, changes))
    write_index(project)
    return version, folder


def earlier_releases(project, edition):
    """Return the current releases of the earlier editions of a series, in order; an edition is compared with them."""
    reasons = withdrawn(project)
    found = []
    for name in (p.name for p in project.releases.iterdir() if p.is_dir()) if project.releases.is_dir() else ():
        if series_of(name) == series_of(edition) and year_of(name) < year_of(edition):
            found += [r for r in past_releases(project, name) if (name, str(r.version)) not in reasons][:1]
    return sorted(found, key=lambda r: year_of(r.edition))


def _past_is_whole(project, edition, past):
    """Raise DataError unless each earlier release in the index exists as published, because a release is compared with
    them."""
    folder = project.releases / edition
    known = known_sums(project)
    problems = []
    for version in sorted(v for name, v in known if name == edition and not (folder / v).is_dir()):
        what = "is missing, though index.json lists it (restore it)"
        problems.append(problem(project, folder / version, what))
    for one in past:
        problems += check_sums(project, one) or check_known(project, one, known)
    if problems:
        raise DataError(problems)


def _version(version, proposed, past):
    """Return the version to make: the given one, or the proposed one; None if nothing has changed."""
    if version is None:
        return proposed
    if version in {r.version for r in past}:
        raise UsageError(f"{version} already exists, and releases are never overwritten (leave the version out)")
    if proposed is None:
        raise UsageError(f"nothing has changed since {past[0].version}; there is nothing to release as {version}")
    if version < proposed:
        since = f"the changes since {past[0].version} require" if past else "a first release requires"
        raise UsageError(f"{version} is too low: {since} {proposed} or higher")
    return version


def _no_silent_revision(project, made, previous, cells, note):
    """Raise DataError unless each changed cell that was published has a new correction, and removed rows and changed
    facts of the edition itself have a note."""
    file = project.shown(project.edition(made.edition) / "corrections.csv")
    reasons = {}
    for r in made.new_corrections(previous):
        cell = r["company"], r["service"], r["strand"], r["element"], r["column"]
        # In a chain of corrections the first `old` was published, and the last `new` will be.
        reasons[cell] = (reasons.get(cell, (r["old"],))[0], r["new"])
    answered = set(cells.filter(table="answers", column="answer")["row"])
    printed = {"/".join(row) for row in previous.tables["answers"].filter(status="printed").select(ANSWER_KEY).rows()}
    problems, noted = [], []
    for r in cells.filter(pl.col("table").is_in(NOTED)).iter_rows(named=True):
        table, column = r["table"], r["column"]
        if r["kind"] == "row removed":
            noted.append(f"{table}: {r['row']} was removed")
            continue
        if (table, column) == ("answers", "points") and r["row"] in printed - answered:
            r["column"] = column = "printed_points"
        if r["kind"] == "changed" and r["old"] is not None and _is_fact(table, column):
            if table not in FOLLOWS:
                # A partial edition can become final without a note, but not the other way round.
                if column != "status" or STATUSES.index(r["new"]) < STATUSES.index(r["old"]):
                    noted.append(f'{table}: {column} was "{r["old"]}", is "{r["new"] or ""}"')
                continue
            cell = _corrected_cell(table, r)
            old, new = reasons.get(cell, (None, None))
            if not (_same(made, column, old, r["old"]) and _same(made, column, new, r["new"])):
                where = "/".join(filter(None, cell[:-1]))
                problems.append(
                    f'{cell[-1]}: {where} was "{r["old"]}" in release {previous.version}, and is "{r["new"] or ""}" '
                    "without a reason (restore the raw file, and add a correction here)"
                )
    if noted and not note.strip():
        more = f" and {len(noted) - 5} more" if len(noted) > 5 else ""
        problems.append(f"note: since {previous.version} {'; '.join(noted[:5])}{more} (state why with --note)")
    if problems:
        raise DataError(Problem(file, 1, *text.split(": ", 1)) for text in problems)


def _is_fact(table, column):
    """True for a column that is not computed from other published ones, and is more than words."""
    words = {c.name for c in columns(SCHEMAS[f"public.{table}"]) if c.words}
    follows = FOLLOWS.get(table, [])
    return column == "published" if follows is None else column not in words and column not in follows


def _corrected_cell(table, r):
    """Return the key of the correction that a changed cell needs: company, service, strand, element, column."""
    parts = r["row"].split("/")
    if table == "reconciliation":
        return (*parts[:4], "score")
    if table == "sources":
        return (parts[0], "", "", parts[1], r["column"])
    return (*parts, *[""] * (4 - len(parts)), r["column"])


def _same(made, column, corrected, published):
    """True if a correction's value is the published one, possibly spelled differently."""
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
