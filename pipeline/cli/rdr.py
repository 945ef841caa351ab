"""RDR's public data: `import rdr` and `fetch`."""

from pipeline.cli import printing
from pipeline.core.limits import MAX_BYTES, MAX_SECONDS
from pipeline.core.lock import only_one
from pipeline.core.problems import DataError, say
from pipeline.core.project import UsageError
from pipeline.importers.ranks import RankFile
from pipeline.importers.rdr import import_zip, summary


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
    ranks = [RankFile(path) for path in zips if str(path).endswith(".csv")]
    years = set()
    for path in (path for path in zips if not str(path).endswith(".csv")):
        say(f"importing {path}")
        try:
            with only_one(project):
                collected = import_zip(project, path, ranks)
        except DataError as error:
            problems += error.problems
            continue
        years.add(collected.year)
        rows += [{"edition": f"rdr-{collected.year}", "what": what, "number": n} for what, n in summary(collected)]
    printing.show(fmt, {"imported": rows})
    for file in ranks:
        if file.year not in years and not problems:
            problems += file.error(f"has ranks of {file.year}, but no zip of that year was given (give both)").problems
    if problems:
        raise DataError(problems)
