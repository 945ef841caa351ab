"""RDR's public data: `import rdr` and `fetch`."""

from pipeline.cli.commands import argument, command, listing
from pipeline.core.limits import MAX_BYTES, MAX_SECONDS
from pipeline.core.lock import only_one
from pipeline.core.problems import DataError, say
from pipeline.core.project import UsageError


@command("rdr", "rating import rdr 2022RDRIndexCSV.zip")
@argument("zips", "Zip files as published and, if you have them, the ranks on RDR's site: `2022-rankings.csv`, "
          "`2022-service-rankings.csv`.", nargs=-1, metavar="ZIP...")  # fmt: skip
@listing
def import_rdr(project, out, zips):
    """Import zip files of Ranking Digital Rights' public data."""
    _import(project, out, zips)


@command("fetch", "rating fetch rdr-2022")
@argument("edition", metavar="EDITION")
@listing
def fetch(project, out, edition):
    """Download RDR's public data, verify its checksum, and import it."""
    from pipeline.importers.download import downloads, fetch

    if edition not in downloads():
        raise UsageError(f'no download address is known for "{edition}" (known editions: {", ".join(downloads())})')
    most = f"at most {MAX_BYTES // 10**6} MB, {MAX_SECONDS:,} seconds"
    say(f"fetching {downloads()[edition][0]} ({most})")
    _import(project, out, [fetch(project, edition)])


def _import(project, out, zips):
    from pipeline.importers.ranks import RankFile
    from pipeline.importers.rdr import import_zip, summary

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
    out.show({"imported": rows})
    for file in ranks:
        if file.year not in years and not problems:
            problems += file.error(
                f"has ranks of {file.year}, but no zip file of that year was given (give both)"
            ).problems
    if problems:
        raise DataError(problems)
