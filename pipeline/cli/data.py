"""From raw files to tables: `check` and `build`."""

import click

from pipeline.cli import arguments, printing
from pipeline.cli.commands import argument, command, listing
from pipeline.core.lock import only_one
from pipeline.core.problems import ERRORS, WARNINGS, errors, say, summary
from pipeline.core.project import UsageError


@command("check", "rating check", 'rating check example-2024 --kind "no archived copy"', "rating check --level error")
@argument("editions", "Editions to check (default: all).", required=False, nargs=-1, metavar="[EDITION]...")
@click.option("--level", type=click.Choice(["error", "warning"]), default="warning", show_default=True,
              help="Lowest level to list.")  # fmt: skip
@click.option("--kind", "kinds", type=click.Choice([*ERRORS, *WARNINGS]), multiple=True, metavar="KIND",
              help="List all errors and warnings of this kind only; can be repeated. docs/checks.md lists the "
              "kinds.")  # fmt: skip
@click.option("--all", "every", is_flag=True, help="List every warning, not just the first three of each kind.")
@listing
def check(project, out, editions, level, kinds, every):
    """List errors and warnings in the raw files. Lists every error, the first three warnings of each kind, and the
    number of the remaining ones; JSON has them all."""
    from pipeline.reading.editions import all_problems, inspect

    arguments.known(project, editions)
    editions = inspect(project, editions)
    problems = all_problems(editions)
    if level == "error":
        problems = errors(problems)
    shown = [p for p in problems if not kinds or p.kind in kinds]
    if out.json:
        out.show({"problems": [p.as_dict() for p in shown]})
    else:
        printing.problems(shown, every or kinds)
    say(f"{summary(problems)} in {', '.join(e.name for e in editions)}")
    return bool(errors(problems))


@command("build", "rating build", "rating build --force --format json")
@click.option("--force", is_flag=True, help="Compute everything, even if nothing has changed.")
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True,
              help="Engine that runs the SQL.")  # fmt: skip
@click.option("--master", metavar="URL", help="Spark's master, or sc://... (default: local[*]).")
@click.option("--tables", metavar="URL",
              help="Where the tables are (default: build/): s3://bucket/folder, or a folder by its absolute path. "
              "Other commands read only build/, and a release computes its own tables.")  # fmt: skip
@click.option("--no-staging", is_flag=True, help="With --tables: use the staged tables that are already there.")
@click.option("-v", "--verbose", is_flag=True, help="Print the name of each table and audit when it is done.")
@listing
def build(project, out, force, engine, master, tables, no_staging, verbose):
    """Check all editions and compute all tables. Leaves out editions with errors. Does nothing if nothing has changed
    since the last build."""
    from pipeline.asking.scores import built
    from pipeline.computing import sql
    from pipeline.computing.build import build, steps
    from pipeline.computing.freshness import is_fresh
    from pipeline.reading.editions import all_problems

    if engine == "duckdb" and master:
        raise UsageError("--master needs --engine spark")
    if tables == "":
        raise UsageError("--tables is empty (name an address, or leave the option out)")
    if no_staging and not tables:
        raise UsageError("--no-staging needs --tables, the location of the staged tables")
    if not no_staging:
        arguments.known(project)
    if not force and not tables and is_fresh(project):
        say("nothing has changed since the last build (rating check lists warnings, --force builds)")
        out.show(built(project), left_out=[])
        return False
    # Lock before reading: another run could change raw files between two reads.
    with _engine(project, engine, master, tables) as runs, only_one(project):
        done = steps(runs, {}, sql.models()) if no_staging else build(project, runs)
        editions = [] if no_staging else next(done)
        if not no_staging:
            problems = all_problems(editions)
            printing.problems(problems)
            say(summary(problems))
        _follow(done, verbose)
    left_out = [e.name for e in editions if not e.sound]
    if left_out:
        say(f"left out because of errors: {', '.join(left_out)}")
    out.show(
        {"built": [{"tables": sum(map(sql.is_kept, sql.models())), "in": tables}]} if tables else built(project),
        left_out=left_out,
    )
    return bool(left_out)


def _follow(done, verbose):
    """Run the steps of a build. Show progress (a bar on a terminal), and print what non-blocking audits find."""
    from rich.console import Console
    from rich.progress import track

    from pipeline.computing import sql
    from pipeline.computing.build import Audit

    console = Console(stderr=True)
    hidden = verbose or not console.is_terminal
    for step in track(done, "building", console=console, transient=True, disable=hidden):
        if verbose:
            say(step.name)
        # A blocking audit with findings raises DataError.
        for row in step.rows if isinstance(step, Audit) and not sql.is_blocking(step.name) else ():
            what = ", ".join(f"{k} {v}" for k, v in row.items() if v != "")
            say(f"warning: {step.name.replace('_', ' ')}: violated by {what}")


def _engine(project, name, master, tables):
    """Return the engine that runs the SQL."""
    if name == "duckdb":
        from pipeline.computing.sql import DuckDB

        if not tables:
            return DuckDB(project)
        from pipeline.computing.address import AtAddress

        return AtAddress(project, tables)
    from pipeline.computing.spark import Spark

    return Spark(project, master or "local[*]", tables or "")
