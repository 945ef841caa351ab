"""Publishing: `release`, `diff`, `withdraw`, `list`, `verify`, `report`, `chart`."""

import re
import sys
from collections import Counter
from contextlib import nullcontext
from pathlib import Path

import click

from pipeline.cli import arguments
from pipeline.cli.commands import argument, command, in_project, language, listing
from pipeline.core.lock import only_one
from pipeline.core.problems import DataError, say, visible
from pipeline.core.project import UsageError
from pipeline.core.writing import replacing

LISTED = ("edition", "version", "status", "date_released", "data_as_of", "data", "reason", "title", "content_sha256")
"""Columns of `rating list`; the first ones must be visible in a narrow terminal."""


@command(
    "release",
    "rating release example-2024 --dry-run",
    'rating release example-2024 --note "The first complete edition."',
)
@argument("edition")
@argument("version", "Version (default: the one that the changes require).", required=False)
@click.option("--note", default="", metavar="TEXT", help="A sentence for the changelog.")
@click.option(
    "--date", default="", metavar="DATE", help="Date of the release, such as 2024-05-21 (default: today in UTC)."
)
@click.option("--texts", "every", is_flag=True, help="List all texts that become public for the first time.")
@click.option("--dry-run", is_flag=True, help="Check and compute everything without writing anything.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation before texts become public.")
@listing
def release(project, out, edition, version, note, date, every, dry_run, yes):
    """Publish the next version of an edition. The changes determine the version: major, minor or patch. Counts and
    shows the comments, notes, reasons and titles that become public for the first time; on a terminal, asks for
    confirmation."""
    from pipeline.releasing import disclosure
    from pipeline.releasing.publish import release as publish
    from pipeline.releasing.register import withdrawn
    from pipeline.releasing.release import Past

    arguments.known(project, [edition])
    seen = []

    def agreed(version, found):
        seen.append(version)
        for line in disclosure.shown(found, every):
            say(line)
        if dry_run or yes or not found or not (sys.stdin.isatty() and sys.stderr.isatty()):
            return not dry_run
        say(f"publish them with {edition} {version}? [y/N] ", end="")
        return sys.stdin.readline().strip().casefold() in ("y", "yes")

    with only_one(project):
        version, folder = publish(project, edition, version, note, date, agreed)
    if folder is None and seen:
        why = "no errors, but this is a dry run: " if dry_run else ""
        say(f"{why}{edition} {version} was not written")
        return
    if folder is None:
        gone = ", which is withdrawn" if (edition, str(version)) in withdrawn(project) else ""
        say(f"nothing has changed since {edition} {version}{gone}: no release made")
        return
    made = Past(folder)
    row = {"edition": edition, "version": str(version), "date_released": made.record.date_released,
           "content_sha256": made.content_sha256, "folder": project.shown(folder)}  # fmt: skip
    out.show({"released": [row]})


@command("diff", "rating diff example-2024/1.2.0 example-2024/2.0.0")
@argument("before", "EDITION/VERSION, or a folder.", metavar="A")
@argument("after", "EDITION/VERSION, or a folder.", metavar="B")
@listing
def diff(project, out, before, after):
    """Compare two releases or folders of tables. Lists every change of schema, row and cell."""
    from pyarrow import ArrowException

    from pipeline.releasing.changes import compare, read_tables

    was, now = {}, {}
    for name, found in ((before, was), (after, now)):
        try:
            found |= read_tables(arguments.tables_folder(project, name))
        except (OSError, ArrowException) as error:
            raise UsageError(f"{name}: a Parquet file can't be read: {error} (is it damaged?)") from None
    changes = compare(was, now)
    schema = [{"table": t, "column": c, "what": what, "asks_for": kind} for t, c, what, kind in changes.schema]
    cells = changes.cells.sort("table", "row", "column").to_dicts()
    say(f"{len(schema)} changes of schema, {len(cells)} of rows and cells")
    out.show({"schema": schema, "rows_and_cells": cells})


@command("withdraw", 'rating withdraw example-2024 1.2.0 --reason "Answers of one company were mixed up."')
@argument("edition")
@argument("version")
@click.option("--reason", required=True, metavar="TEXT", help="The reason, shown to readers of the release.")
@in_project
def withdraw(project, edition, version, reason):
    """Mark a release as withdrawn; its files stay."""
    from pipeline.releasing.register import withdraw

    with only_one(project):
        withdraw(project, edition, version, reason)
    say(f"{edition} {version} is marked as withdrawn; its files stay")


@command("list", "rating list", "rating list --format json")
@listing
def list_releases(project, out):
    """List all releases, and mark the current ones."""
    from pipeline.releasing.register import listing

    rows = listing(project)
    if not rows:
        say(f"there is no release in {project.shown(project.releases)}")
    if not out.json:
        rows = [{name: row[name] for name in LISTED} for row in rows]
    out.show({"releases": rows})


@command("verify", "rating verify", "rating verify example-2024 2.0.0")
@argument("edition", required=False)
@argument("version", required=False)
@click.option("--against", default="", metavar="HASH", help="Compare with this content hash, obtained elsewhere.")
@click.option("--allow-unchecked", is_flag=True, help="Exit with 1 only if something differs.")
@listing
def verify(project, out, edition, version, against, allow_unchecked):
    """Verify releases part by part: make each again from its own raw files and compare. The exit code is 0 if every
    part is verified, else 1."""
    from pipeline.releasing.register import known_sums
    from pipeline.releasing.release import past_releases
    from pipeline.releasing.verify import DIFFERS, NOT_CHECKED, VERIFIED, verify

    wanted = against.strip().lower().removeprefix("sha256:")
    if against and not (version and re.fullmatch("[0-9a-f]{64}", wanted)):
        raise UsageError("--against needs EDITION and VERSION, and the 64 hexadecimal digits of a content hash")
    editions = [edition] if edition else sorted(p.name for p in project.releases.glob("*") if p.is_dir())
    releases = [r for e in editions for r in past_releases(project, e) if version in ("", str(r.version))]
    if not releases:
        what = " ".join(filter(None, (edition, version))) or "any edition"
        raise UsageError(f"there is no release of {what} in {project.shown(project.releases)}")
    rows = []
    for release in sorted(releases, key=lambda r: (r.edition, r.version)):
        which = {"edition": release.edition, "version": str(release.version)}
        say(f"verifying {release.edition} {release.version}")
        for part in verify(project, release, wanted):
            for found in part.problems:
                say(found)
            reason = "; ".join(part.unchecked) or part.note
            result = {"verdict": part.verdict, "differences": len(part.problems), "reason": reason}
            rows.append(which | {"part": part.name} | result)
    here = {(r.edition, str(r.version)) for r in releases}
    try:
        known = known_sums(project) if not version else {}
    except DataError:
        # The part `register` of each release reports this error.
        known = {}
    for name, number in known:
        if (name, number) not in here and edition in ("", name):
            missing = {"verdict": NOT_CHECKED, "differences": 0, "reason": "is missing, though index.json lists it"}
            rows.append({"edition": name, "version": number, "part": "files"} | missing)
    counts = Counter(row["verdict"] for row in rows)
    total = ", ".join(f"{counts[name]} {name.replace('_', ' ')}" for name in (VERIFIED, DIFFERS, NOT_CHECKED))
    say(f"{len(rows)} parts: {total}")
    if not out.json:
        rows = [row | {"verdict": str(row["verdict"]).replace("_", " ")} for row in rows]
    out.show({"verdicts": rows})
    return counts[DIFFERS] or (counts[NOT_CHECKED] and not allow_unchecked)


@command("report", "rating report example-2024")
@argument("edition")
@argument("version", "Version of the release (default: the current one).", required=False)
@listing
def report(project, out, edition, version):
    """Write the site of a release to build/report/EDITION/. It is in three languages and can be opened from disk."""
    from pipeline.reporting.report import report

    with only_one(project):
        folder = report(project, edition, version, say)
    out.show({"report": [{"open": str(folder / "index.html")}]})


@command("chart", "rating chart companies example-2024 --format png --language en")
@argument("name", "Name of the chart; an unknown name lists all charts.")
@argument("edition")
@argument("version", "Version of the release (default: the current one).", required=False)
@click.option("--format", type=click.Choice(["svg", "png"]), default="svg", show_default=True, help="Image format.")
@language("kk")
@click.option("--out", metavar="FILE", help="Default: build/charts/EDITION/NAME-LANGUAGE.FORMAT.")
@in_project
def chart(project, name, edition, version, format, language, out):
    """Draw one chart of a release as an image."""
    from pipeline.reporting.chart_export import chart

    picture = chart(project, edition, version, name, format, language)
    path = Path(out or project.build / "charts" / edition / f"{name}-{language}.{format}")
    # Only files in the project are swept and need the lock; with --out, the project can be read-only.
    with nullcontext() if out else only_one(project), replacing(path) as temporary:
        temporary.write_bytes(picture)
    print(visible(str(path)))
