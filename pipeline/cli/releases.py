"""What is published: `release`, `diff`, `withdraw`, `list`, `verify`."""

import re
import sys
from collections import Counter

from pipeline.cli import arguments, printing
from pipeline.core.lock import only_one
from pipeline.core.problems import DataError, say
from pipeline.core.project import UsageError


def release(project, args):
    from pipeline.releasing import texts
    from pipeline.releasing.publish import release
    from pipeline.releasing.register import withdrawn
    from pipeline.releasing.release import Past

    arguments.known(project, [args.edition])
    seen = []

    def agreed(version, found):
        seen.append(version)
        for line in texts.shown(found, args.texts):
            say(line)
        if args.dry_run or args.yes or not found or not (sys.stdin.isatty() and sys.stderr.isatty()):
            return not args.dry_run
        say(f"publish them with {args.edition} {version}? [y/N] ", end="")
        return sys.stdin.readline().strip().casefold() in ("y", "yes")

    with only_one(project):
        version, folder = release(project, args.edition, args.version, args.note, args.date, agreed)
    if folder is None and seen:
        why = "all is well, but this is a dry run: " if args.dry_run else ""
        say(f"{why}{args.edition} {version} was not written")
        return
    if folder is None:
        gone = ", which is withdrawn" if (args.edition, str(version)) in withdrawn(project) else ""
        say(f"nothing has changed since {args.edition} {version}{gone}: no release made")
        return
    made = Past(folder)
    row = {"edition": args.edition, "version": str(version), "date_released": made.record.date_released,
           "content_sha256": made.content_sha256, "folder": project.shown(folder)}  # fmt: skip
    printing.show(args.format, {"released": [row]})


def diff(project, args):
    from pipeline.releasing.changes import compare, read_tables

    before, after = (read_tables(arguments.tables_folder(project, name)) for name in (args.before, args.after))
    changes = compare(before, after)
    schema = [{"table": t, "column": c, "what": what, "asks_for": kind} for t, c, what, kind in changes.schema]
    cells = changes.cells.sort("table", "row", "column").to_dicts()
    say(f"{len(schema)} changes of schema, {len(cells)} of rows and cells")
    printing.show(args.format, {"schema": schema, "rows and cells": cells})


def withdraw(project, args):
    from pipeline.releasing.register import withdraw

    with only_one(project):
        withdraw(project, args.edition, args.version, args.reason)
    say(f"{args.edition} {args.version} is marked as withdrawn; its files stay")


def list_releases(project, args):
    from pipeline.releasing.register import listing

    rows = listing(project)
    if args.format != "json":
        rows = [{k: v for k, v in row.items() if k != "sums_sha256"} for row in rows]
    printing.show(args.format, {"releases": rows})


def verify(project, args):
    from pipeline.releasing.register import known_sums
    from pipeline.releasing.release import past_releases
    from pipeline.releasing.verify import DIFFERS, NOT_CHECKED, VERIFIED, verify

    against = args.against.strip().lower().removeprefix("sha256:")
    if args.against and not (args.version and re.fullmatch("[0-9a-f]{64}", against)):
        raise UsageError("--against needs EDITION and VERSION, and the 64 hexadecimal digits of a content hash")
    editions = [args.edition] if args.edition else sorted(p.name for p in project.releases.glob("*") if p.is_dir())
    releases = [r for e in editions for r in past_releases(project, e) if args.version in (None, str(r.version))]
    if not releases:
        what = " ".join(filter(None, (args.edition, args.version))) or "any edition"
        raise UsageError(f"there is no release of {what} in {project.shown(project.releases)}")
    rows = []
    for release in sorted(releases, key=lambda r: (r.edition, r.version)):
        place = {"edition": release.edition, "version": str(release.version)}
        say(f"verifying {release.edition} {release.version}")
        for part in verify(project, release, against):
            for found in part.problems:
                say(found)
            told = {"verdict": part.verdict, "reason": "; ".join(part.unchecked), "differences": len(part.problems)}
            rows.append(place | {"part": part.name} | told)
    here = {(r.edition, str(r.version)) for r in releases}
    try:
        known = known_sums(project) if args.version is None else {}
    except DataError:
        # Each release's part `register` has told so.
        known = {}
    for edition, version in known:
        if (edition, version) not in here and args.edition in (None, edition):
            away = {"verdict": NOT_CHECKED, "reason": "is missing, though index.json lists it", "differences": 0}
            rows.append({"edition": edition, "version": version, "part": "files"} | away)
    counts = Counter(row["verdict"] for row in rows)
    told = ", ".join(f"{counts[name]} {name.replace('_', ' ')}" for name in (VERIFIED, DIFFERS, NOT_CHECKED))
    say(f"{len(rows)} parts: {told}")
    if args.format != "json":
        rows = [row | {"verdict": str(row["verdict"]).replace("_", " ")} for row in rows]
    printing.show(args.format, {"verdicts": rows})
    return counts[DIFFERS] or (counts[NOT_CHECKED] and not args.allow_unchecked)
