"""From raw files to tables: `check` and `build`."""

import gc

from pipeline.cli import arguments
from pipeline.core.lock import only_one
from pipeline.core.problems import faults, json_text, say, summary
from pipeline.core.project import UsageError


def check(project, args):
    from pipeline.reading.editions import inspect

    arguments.known(project, args.editions)
    editions = inspect(project, args.editions)
    problems = _problems(editions)
    if args.level == "fault":
        problems = faults(problems)
    if args.format == "json":
        print(json_text([p.as_dict() for p in problems]))
    else:
        for p in problems:
            say(p)
    say(f"{summary(problems)} in {', '.join(e.name for e in editions)}")
    return bool(faults(problems))


def build(project, args):
    from pipeline.asking.scores import built
    from pipeline.cli import printing
    from pipeline.computing.freshness import is_fresh

    if args.engine == "duckdb" and (args.master or args.tables):
        raise UsageError("--master and --tables need --engine spark")
    if args.no_staging and not args.tables:
        raise UsageError("--no-staging needs --tables: where else would the staged tables be?")
    if not args.no_staging:
        arguments.known(project)
    if not args.force and not args.tables and is_fresh(project):
        say("nothing has changed since the last build (rating check lists warnings, --force builds)")
        printing.show(args.format, built(project))
        return False
    engine = _engine(args)
    # From the first file that is read on: what another run changes meanwhile would be mixed with what was before.
    with only_one(project):
        return _build(project, args, engine)


def _build(project, args, engine):
    from pipeline.asking.scores import built
    from pipeline.cli import printing
    from pipeline.computing import sql
    from pipeline.computing.freshness import fingerprint, remember
    from pipeline.definitions.run import BuildFailed, build
    from pipeline.reading.editions import load

    inputs = fingerprint(project)
    # Millions of small objects, none of them in a circle: looking for circles takes a tenth of a build's time.
    gc.disable()
    editions = [] if args.no_staging else load(project)
    problems = _problems(editions)
    for p in problems:
        say(p)
    say(summary(problems))
    try:
        audits = build(project, editions, args.verbose, engine, not args.no_staging)
    except BuildFailed as failed:
        for line in failed.lines:
            say(line)
        return True
    for name, blocking, rows in audits:
        for row in rows:
            what = ", ".join(f"{k} {v}" for k, v in row.items() if v != "")
            say(f"{'fault' if blocking else 'warning'}: {name.replace('_', ' ')}: not so for {what}")
    skipped = [e.name for e in editions if not e.sound]
    if skipped:
        say(f"left out because of their faults: {', '.join(skipped)}")
    made = {"built": [{"tables": len(sql.kept()), "in": args.tables}]} if args.tables else built(project)
    printing.show(args.format, made)
    if faults(problems) or any(blocking for _, blocking, _ in audits):
        return True
    if not args.tables:
        remember(project, inputs)
    return False


def _engine(args):
    """What runs the SQL."""
    from pipeline.computing import sql

    if args.engine == "duckdb":
        return sql
    from pipeline.computing.spark import Spark

    return Spark(args.master or "local[*]", args.tables or "")


def _problems(editions):
    """All problems, each once: editions of one methodology share its files."""
    unique = {(p.file, p.line, p.column, p.message): p for e in editions for p in e.problems}
    return sorted(unique.values())
