"""What is published: `release`, `diff`, `withdraw`, `list`, `verify`."""

import sys

from pipeline import tables
from pipeline.commands import asked
from pipeline.project import UsageError
from pipeline.store import only_one


def release(project, args):
    from pipeline.releasing import texts
    from pipeline.releasing.publish import release

    asked.known(project, [args.edition])
    seen = []

    def agreed(version, found):
        seen.append(version)
        sys.stderr.writelines(f"{line}\n" for line in texts.shown(found, args.texts))
        if args.dry_run or args.yes or not found or not (sys.stdin.isatty() and sys.stderr.isatty()):
            return not args.dry_run
        print(f"publish them with {args.edition} {version}? [y/N] ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().casefold() in ("y", "yes")

    with only_one(project):
        version, folder = release(project, args.edition, args.version, args.note, agreed)
    if folder is None and seen:
        print(f"{args.edition} {version} was not written", file=sys.stderr)
        return
    if folder is None:
        print(f"nothing has changed since {args.edition} {version}: no release made", file=sys.stderr)
        return
    row = {"edition": args.edition, "version": str(version), "folder": project.shown(folder)}
    tables.show(args.format, {"released": [row]})


def diff(project, args):
    from pipeline.releasing.changes import compare, read_tables

    before, after = (read_tables(asked.tables_folder(project, name)) for name in (args.before, args.after))
    changes = compare(before, after)
    schema = [{"table": t, "column": c, "what": what, "asks_for": kind} for t, c, what, kind in changes.schema]
    cells = changes.cells.sort("table", "row", "column").to_dicts()
    print(f"{len(schema)} changes of schema, {len(cells)} of rows and cells", file=sys.stderr)
    tables.show(args.format, {"schema": schema, "rows and cells": cells})


def withdraw(project, args):
    from pipeline.releasing.publish import withdraw

    with only_one(project):
        withdraw(project, args.edition, args.version, args.reason)
    print(f"{args.edition} {args.version} is marked as withdrawn; its files stay", file=sys.stderr)


def list_releases(project, args):
    from pipeline.releasing.publish import listing

    rows = listing(project)
    if args.format != "json":
        rows = [{k: v[:16] if k.endswith("sha256") else v for k, v in row.items()} for row in rows]
    tables.show(args.format, {"releases": rows})


def verify(project, args):
    from pipeline.releasing.release import past_releases
    from pipeline.releasing.verify import verify

    editions = [args.edition] if args.edition else sorted(p.name for p in project.releases.glob("*") if p.is_dir())
    releases = [r for e in editions for r in past_releases(project, e) if args.version in (None, str(r.version))]
    if not releases:
        what = " ".join(filter(None, (args.edition, args.version))) or "any edition"
        raise UsageError(f"there is no release of {what} in {project.shown(project.releases)}")
    rows, wrong = [], False
    for release in sorted(releases, key=lambda r: (r.edition, r.version)):
        print(f"verifying {release.edition} {release.version}", file=sys.stderr)
        problems, remarks = verify(project, release)
        for problem in problems:
            print(problem, file=sys.stderr)
        wrong |= bool(problems)
        state = f"{len(problems)} faults" if problems else "verified"
        rows.append({"edition": release.edition, "version": str(release.version), "result": state,
                     "remark": "; ".join(remarks)})  # fmt: skip
    tables.show(args.format, {"verified": rows})
    return wrong
