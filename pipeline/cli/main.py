"""The `rating` command: its words, what runs for them, and its exit codes."""

import argparse
import errno
import os
from importlib import import_module

from pipeline.cli.extras import lacking
from pipeline.cli.streams import drop, full, open_streams
from pipeline.core.languages import LANGUAGES

try:
    import resource
except ImportError:  # Windows sets no limits
    resource = None

PREFER = (
    "where files differ from each other or from raw/, take the value of this FILE, of `files` (if they agree) or of "
    "`raw`; may be repeated, the first that has a value wins (default: conflicts are listed, and not written)"
)
EXIT_DONE, EXIT_FAULTS, EXIT_USAGE = 0, 1, 2

MEMORY = 2 * 10**9
"""Bytes of address space that the process needs: with less, libraries abort without a message."""

NOT_WRITTEN = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}


def main(argv=None):
    open_streams()
    args = parser().parse_args(argv)
    try:
        code = _run(args)
        error = full()
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does.
        drop()
        return EXIT_DONE
    return _say_full(args, error) if error else code


def _say_full(args, error):
    from pipeline.core.problems import say

    what = f"standard output can't be written: {error.strerror} (check where it goes, and the free space there)"
    say(f"rating {args.command}: {what}")
    return EXIT_FAULTS


def _run(args):
    from pipeline.core.problems import DataError, no_room, say
    from pipeline.core.project import Project, UsageError

    # Without a limit it is less than zero, or huge.
    limit = resource.getrlimit(resource.RLIMIT_AS)[0] if resource else -1
    if 0 <= limit < MEMORY:
        what = f"may take {limit // 10**6:,} MB of address space, and needs {MEMORY // 10**6:,} (ulimit -v sets it)"
        say(f"rating {args.command}: {what}")
        return EXIT_USAGE
    try:
        project = Project(args.root)
    except (OSError, RuntimeError) as error:
        what = f"--root {args.root}: {getattr(error, 'strerror', error)} (do it and the current folder still exist?)"
        say(f"rating {args.command}: {what}")
        return EXIT_USAGE
    try:
        module, function = args.run.split(".")
        run = getattr(import_module(f"pipeline.cli.{module}"), function)
        return EXIT_FAULTS if run(project, args) else EXIT_DONE
    except DataError as error:
        for problem in error.problems:
            say(problem)
        return EXIT_FAULTS
    except UsageError as error:
        say(f"rating {args.command}: {error}")
        return EXIT_USAGE
    except KeyboardInterrupt:
        say("rating: stopped; nothing half-written was left behind")
        return 130
    except (BrokenPipeError, SystemExit):
        raise
    except OSError as error:
        if not error.filename and error.errno in NOT_WRITTEN:
            # All files that are written have a name (core/writing.py): this is what was printed.
            drop()
            return _say_full(args, error)
        say(no_room(project, error))
        return EXIT_FAULTS
    except BaseException as error:  # a panic of Rust is no Exception
        if missing := lacking(error):
            say(f"rating {args.command}: {missing}")
            return EXIT_USAGE
        if os.environ.get("RATING_DEBUG"):
            raise
        from pipeline.core.writing import error_number

        if error_number(error) == errno.ENOMEM:
            say(no_room(project, OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))))
            return EXIT_FAULTS
        what = " ".join(str(error).split())[:500]
        say(
            f"rating {args.command}: a fault of the program, not of the data: {type(error).__name__}: {what} "
            "(please report it; RATING_DEBUG=1 shows where)"
        )
        return EXIT_FAULTS


class Parser(argparse.ArgumentParser):
    """A wrong word may be the name of a file, with any characters in it."""

    def error(self, message):
        from pipeline.core.problems import visible

        super().error(visible(message))


def parser():
    common = Parser(add_help=False)
    common.add_argument(
        "--root", default=".", metavar="DIR", help="folder with raw/, build/ and releases/ (default: the current one)"
    )
    listing = Parser(add_help=False)
    listing.add_argument("--format", choices=["text", "json"], default="text", help="how listings are printed")

    whole = Parser(prog="rating", description="The data pipeline of a digital-rights rating.")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name, run, text, *parents, to=commands, more=""):
        whole_text = f"{text}. {more}" if more else text
        sub = to.add_parser(name, help=text, description=whole_text, parents=[common, *parents])
        sub.set_defaults(run=run)
        return sub

    build = command(
        "build",
        "data.build",
        "check all editions and compute all tables",
        listing,
        more="An edition with faults is left out; the others are built. Where nothing has changed it does nothing",
    )
    build.add_argument("--force", action="store_true", help="compute everything, even where nothing has changed")
    build.add_argument(
        "--engine", choices=["duckdb", "spark"], default="duckdb", help="what computes (default: duckdb)"
    )
    build.add_argument("--master", metavar="URL", help="Spark's master, or sc://... (default: local[*])")
    build.add_argument("--tables", metavar="URL", help="where Spark keeps the tables (default: build/)")
    build.add_argument("--no-staging", action="store_true", help="with --tables: what raw/ would give is there already")
    build.add_argument("-v", "--verbose", action="store_true", help="show Dagster's own log")
    check = command("check", "data.check", "list every fault and warning in the raw files", listing)
    check.add_argument("--level", choices=["fault", "warning"], default="warning", help="the least that is listed")
    check.add_argument("editions", nargs="*", metavar="EDITION", help="default: all")
    show = command("show", "scores.show", "print the scores of an edition, or of one of its companies", listing)
    show.add_argument("edition", metavar="EDITION")
    show.add_argument("company", nargs="?", metavar="COMPANY")
    new = command("new", "desk.new", "set up the next edition from an earlier one, without its answers")
    new.add_argument("edition", metavar="EDITION")
    new.add_argument("--from", dest="source", required=True, metavar="EDITION", help="the earlier edition")
    init = command("init", "desk.init", "start a rating from nothing in a new folder")
    init.add_argument("folder", metavar="DIR")
    init.add_argument("--edition", default="", metavar="EDITION", help="default: rating-<this year>")
    workbook = command("workbook", "desk.workbook", "write XLSX workbooks for researchers to fill in", listing)
    workbook.add_argument("edition", metavar="EDITION")
    workbook.add_argument("company", nargs="?", default="", metavar="COMPANY", help="default: a workbook for each")
    workbook.add_argument("--step", default="", metavar="STEP", help="default: the first of the methodology")
    workbook.add_argument("--language", choices=LANGUAGES, default="kk")
    workbook.add_argument("--out", metavar="DIR", help="default: build/workbooks/EDITION")
    undo = command(
        "undo",
        "desk.undo",
        "undo the last import into an edition",
        listing,
        more="Repeat it to undo the one before. An undo can be undone too: raw/history/ keeps the replaced files",
    )
    undo.add_argument("edition", metavar="EDITION")
    undo.add_argument("number", nargs="?", type=int, metavar="NUMBER", help="number of an import or an "
                      "undo (default: the last import that has not been undone)")  # fmt: skip
    undo.add_argument("--list", action="store_true", help="list all imports and undos, and change nothing")
    undo.add_argument("--force", action="store_true", help="undo even if files have changed since the import")
    progress = command("progress", "desk.progress", "show how many answers are there, by company and step", listing)
    progress.add_argument("edition", metavar="EDITION")
    progress.add_argument("company", nargs="?", default="", metavar="COMPANY")
    compare = command(
        "compare", "scores.compare", "show what changed between two editions of a series, and why", listing
    )
    compare.add_argument("before", metavar="FROM")
    compare.add_argument("later", metavar="TO")
    compare.add_argument("company", nargs="?", default="", metavar="COMPANY")
    lineage = command(
        "lineage",
        "scores.lineage",
        "show which company, service and element is which in two editions",
        listing,
        more="Lines for raw/lineage/ are proposed for what is in one of them only",
    )
    lineage.add_argument("before", metavar="FROM")
    lineage.add_argument("later", metavar="TO")
    lineage.add_argument("--write", action="store_true", help="add the proposed lines to raw/lineage/")
    explain = command(
        "explain",
        "scores.explain",
        "take a score apart, down to the answers",
        listing,
        more="Each answer stands with its weight, its points and what it adds",
    )
    explain.add_argument("edition", metavar="EDITION")
    explain.add_argument("company", metavar="COMPANY")
    explain.add_argument("service", nargs="?", default="", metavar="SERVICE")
    explain.add_argument("scope", nargs="?", default="", metavar="SCOPE", help="default: total")
    roadmap = command(
        "roadmap",
        "scores.roadmap",
        "show what would lift a company's or a service's score most",
        listing,
        more="Each gain is checked by scoring anew",
    )
    roadmap.add_argument("edition", metavar="EDITION")
    roadmap.add_argument("company", metavar="COMPANY")
    roadmap.add_argument("service", nargs="?", default="", metavar="SERVICE")
    findings = command(
        "findings",
        "scores.findings",
        "show what the report concludes, and what the data say of it",
        listing,
        more="Each conclusion is confirmed, denied, or not known yet",
    )
    findings.add_argument("edition", metavar="EDITION")
    findings.add_argument("--language", choices=LANGUAGES, default="en")
    report = command(
        "report",
        "readers.report",
        "make the site of a release, to be opened from disk",
        listing,
        more="It is in three languages, in build/report/EDITION/",
    )
    report.add_argument("edition", metavar="EDITION")
    report.add_argument("version", nargs="?", default="", metavar="VERSION", help="default: the current release")
    chart = command("chart", "readers.chart", "draw one chart of a release, for the press")
    chart.add_argument("name", metavar="NAME", help="one that is not there lists all")
    chart.add_argument("edition", metavar="EDITION")
    chart.add_argument("version", nargs="?", default="", metavar="VERSION", help="default: the current release")
    chart.add_argument("--format", choices=["svg", "png"], default="svg")
    chart.add_argument("--language", choices=LANGUAGES, default="kk")
    chart.add_argument("--out", metavar="FILE", help="default: build/charts/EDITION/NAME-LANGUAGE.FORMAT")
    fetch = command("fetch", "rdr.fetch", "download RDR's public data, check its sum, and import it", listing)
    fetch.add_argument("name", metavar="EDITION")
    release = command(
        "release",
        "releases.release",
        "publish the next version of an edition",
        listing,
        more="The version is the one that the changes ask for: major, minor or patch. Comments, notes, reasons and "
        "titles that become public for the first time are counted and shown; on a terminal it asks for confirmation",
    )
    release.add_argument("edition", metavar="EDITION")
    release.add_argument("version", nargs="?", default="", metavar="VERSION", help="default: what the changes ask for")
    release.add_argument("--note", default="", metavar="TEXT", help="a sentence for the changelog")
    release.add_argument(
        "--date", default="", metavar="DATE", help="day of the release, as 2024-05-21 (default: today)"
    )
    release.add_argument("--texts", action="store_true", help="list all texts that become public for the first time")
    release.add_argument("--dry-run", action="store_true", help="check and compute everything, but write nothing")
    release.add_argument("--yes", action="store_true", help="do not ask before texts become public")
    diff = command(
        "diff",
        "releases.diff",
        "show what differs between two releases or folders of tables",
        listing,
        more="Every change of schema, row and cell is listed",
    )
    diff.add_argument("before", metavar="A", help="EDITION/VERSION, or a folder")
    diff.add_argument("after", metavar="B", help="EDITION/VERSION, or a folder")
    withdraw = command("withdraw", "releases.withdraw", "mark a release as withdrawn; its files stay")
    withdraw.add_argument("edition", metavar="EDITION")
    withdraw.add_argument("version", metavar="VERSION")
    withdraw.add_argument("--reason", required=True, metavar="TEXT")
    command("list", "releases.list_releases", "show all releases, and which is current", listing)
    verify = command(
        "verify",
        "releases.verify",
        "check releases, part by part: each is made again from its own raw files",
        listing,
        more="The exit code is 0 if every part is verified, else 1",
    )
    verify.add_argument("edition", nargs="?", metavar="EDITION")
    verify.add_argument("version", nargs="?", metavar="VERSION")
    verify.add_argument(
        "--against", default="", metavar="HASH", help="compare with this content hash, obtained elsewhere"
    )
    verify.add_argument("--allow-unchecked", action="store_true", help="exit with 1 only if something differs")
    ui = command(
        "ui",
        "page.ui",
        "serve Dagster's web page of the project, on this machine only",
        more="It builds when raw/ changes. Ctrl-C ends it",
    )
    ui.add_argument("--port", type=int, default=3000, metavar="PORT", help="default: 3000; 0: any free port")
    ui.add_argument(
        "--origin", default="", metavar="URL", help="address of a reverse proxy: https://rating.example.org"
    )
    sources = commands.add_parser("import", help="bring in data from elsewhere").add_subparsers(
        dest="source", required=True, metavar="SOURCE"
    )
    workbooks = command(
        "workbook",
        "desk.import_workbook",
        "read filled-in workbooks back",
        listing,
        to=sources,
        more="They are read by their codes, whatever was sorted, inserted or hidden",
    )
    workbooks.add_argument("files", nargs="+", metavar="FILE")
    workbooks.add_argument("--prefer", action="append", default=[], metavar="WHAT", help=PREFER)
    workbooks.add_argument("--replace", action="store_true", help="remove answers of a company and "
                           "step that its file does not hold; says how many, and asks")  # fmt: skip
    workbooks.add_argument("--yes", action="store_true", help="with --replace: do not ask")
    workbooks.add_argument("--partial", action="store_true", help="import what has no fault, and say what was left out")
    answers = command(
        "answers",
        "desk.import_answers",
        "bring in CSV files of answers, long or wide",
        listing,
        to=sources,
        more="A row an answer, or a row an element and a column a service; comma, ; or tab; UTF-8 or UTF-16",
    )
    answers.add_argument("files", nargs="+", metavar="FILE")
    answers.add_argument("--prefer", action="append", default=[], metavar="WHAT", help=PREFER)
    answers.add_argument("--edition", required=True, metavar="EDITION")
    answers.add_argument("--step", default="final", metavar="STEP", help="step of the research (default: final)")
    answers.add_argument("--partial", action="store_true", help="import what has no fault, and say what was left out")
    rdr = command("rdr", "rdr.import_rdr", "bring in zips of Ranking Digital Rights' public data", listing, to=sources)
    rdr.add_argument("zips", nargs="+", metavar="ZIP")
    return whole
