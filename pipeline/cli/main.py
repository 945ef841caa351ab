"""The `rating` command: its groups, and how errors become messages and exit codes.

Commands import heavy libraries when they run, so that `rating --help` and `rating check` start fast.
"""

import errno
import gc
import os
import sys

import click
from click.shell_completion import shell_complete

from pipeline.cli import data, desk, page, rdr, releases, scores, sheets
from pipeline.cli.commands import Group
from pipeline.cli.extras import lacking
from pipeline.cli.streams import drop, full, open_streams
from pipeline.core.problems import DataError, no_room, say
from pipeline.core.project import Project, UsageError
from pipeline.core.writing import error_number

EXIT_DONE, EXIT_ERRORS, EXIT_USAGE = 0, 1, 2
COMPLETE = "_RATING_COMPLETE"

NOT_WRITTEN = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF}

SOURCES = Group(
    "import",
    {"Sources": [desk.import_workbook, desk.import_answers, sheets.import_sheets, rdr.import_rdr]},
    help="Import data from workbooks, CSV files, research sheets or RDR's zip files.",
)
RATING = Group(
    "rating",
    {
        "Start": [desk.init, desk.new],
        "Collect answers": [desk.workbook, sheets.map_sheets, SOURCES, rdr.fetch, desk.progress, desk.undo],
        "Check and compute": [data.check, data.build, page.ui],
        "Look at results": [
            scores.show, scores.explain, scores.roadmap, scores.findings, scores.compare, scores.lineage,
        ],
        "Publish": [
            releases.release, releases.verify, releases.diff, releases.list_releases, releases.withdraw,
            releases.report, releases.chart,
        ],
    },
    help="The data pipeline of a digital-rights rating.",
    epilog="Start with `rating check` and `rating build`. `rating COMMAND --help` has examples; docs/commands.md "
    "lists all options.",
)  # fmt: skip
click.version_option(package_name="digital-rating", prog_name="rating")(RATING)


def main(argv=None):
    # Reading allocates many rows, which the garbage collector would look through again and again.
    gc.set_threshold(100_000)
    open_streams()
    if instruction := os.environ.get(COMPLETE):
        return shell_complete(RATING, {}, "rating", COMPLETE, instruction)
    try:
        code, command = _run([*(sys.argv[1:] if argv is None else argv)])
        error = full()
    except BrokenPipeError:
        # The reader has closed the pipe, as `head` does.
        drop()
        return EXIT_DONE
    return _say_full(command, error) if error else code


def _say_full(command, error):
    what = f"standard output can't be written: {error.strerror} (check its destination and the free space there)"
    say(f"{command}: {what}")
    return EXIT_ERRORS


def _run(argv):
    """Return the exit code, and the command's name for messages."""
    try:
        with RATING.make_context("rating", argv) as ctx:
            return _invoke(ctx), _name(ctx)
    except click.exceptions.Exit as done:
        return done.exit_code, "rating"
    except click.exceptions.NoArgsIsHelpError as error:
        print(error.format_message(), file=sys.stderr)
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "rating"
        say(f"{path}: {error.format_message()} (see {path} --help)")
    return EXIT_USAGE, "rating"


def _name(ctx):
    return f"rating {ctx.invoked_subcommand}"


def _invoke(ctx):
    try:
        return EXIT_ERRORS if RATING.invoke(ctx) else EXIT_DONE
    except DataError as error:
        for problem in error.problems:
            say(problem)
        return EXIT_ERRORS
    except UsageError as error:
        say(f"{_name(ctx)}: {error}")
        return EXIT_USAGE
    except KeyboardInterrupt:
        say("rating: stopped; no incomplete files were left behind")
        return 130
    except (BrokenPipeError, SystemExit, click.UsageError, click.exceptions.Exit):
        raise
    except OSError as error:
        if not error.filename and error.errno in NOT_WRITTEN:
            # Errors of files have a file name (core/writing.py), so this one is of standard output.
            drop()
            return _say_full(_name(ctx), error)
        say(no_room(ctx.obj or Project(), error))
        return EXIT_ERRORS
    except BaseException as error:  # a Rust panic is not an Exception
        if missing := lacking(error):
            say(f"{_name(ctx)}: {missing}")
            return EXIT_USAGE
        if os.environ.get("RATING_DEBUG"):
            raise
        if error_number(error) == errno.ENOMEM:
            say(no_room(ctx.obj or Project(), OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))))
            return EXIT_ERRORS
        what = " ".join(str(error).split())[:500]
        say(
            f"{_name(ctx)}: an error in the program, not in the data: {type(error).__name__}: {what} "
            "(please report it; RATING_DEBUG=1 shows the traceback)"
        )
        return EXIT_ERRORS
