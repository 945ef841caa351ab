"""RDR's public data: `import rdr` and `fetch`."""

from pipeline import tables
from pipeline.importers.rdr import import_zip, summary
from pipeline.outside import MAX_BYTES, MAX_SECONDS
from pipeline.problems import DataError, say
from pipeline.project import UsageError
from pipeline.store import only_one


def import_rdr(project, args):
    _import(project, args.zips, args.format)


def fetch(project, args):
    from pipeline.importers.download import downloads, fetch

    if args.name not in downloads():
        raise UsageError(f'no address is known of "{args.name}" (known are: {", ".join(downloads())})')
    most = f"at most {MAX_BYTES // 10**6} MB, {MAX_SECONDS:,} seconds"
    say(f"fetching {downloads()[args.name][0]} ({most})")
    _import(project, [fetch(project, args.name)], args.format)


def _import(project, zips, fmt):
    rows, problems = [], []
    for path in zips:
        say(f"importing {path}")
        try:
            with only_one(project):
                collected = import_zip(project, path)
        except DataError as error:
            problems += error.problems
            continue
        rows += [{"edition": f"rdr-{collected.year}", "what": what, "number": n} for what, n in summary(collected)]
    tables.show(fmt, {"imported": rows})
    if problems:
        raise DataError(problems)
