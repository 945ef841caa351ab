"""The `rating` command. Each command imports what it needs and no more."""

import argparse
import gc
import json
import os
import re
import sys

EXIT_DONE, EXIT_FAULTS, EXIT_USAGE = 0, 1, 2
LANGUAGES = ["kk", "ru", "en"]


def main(argv=None):
    args = _parser().parse_args(argv)
    from pipeline.problems import DataError
    from pipeline.project import Project, UsageError

    try:
        return args.run(Project(args.root), args)
    except DataError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return EXIT_FAULTS
    except UsageError as error:
        print(f"rating {args.command}: {error}", file=sys.stderr)
        return EXIT_USAGE
    except KeyboardInterrupt:
        print("rating: stopped; nothing half-written was left behind", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    except OSError as error:
        print(
            f"{error.filename or args.root}:1: file: {error.strerror} (see its permissions and the space left)",
            file=sys.stderr,
        )
        return EXIT_FAULTS
    except Exception as error:
        if os.environ.get("RATING_DEBUG"):
            raise
        what = " ".join(str(error).split())[:500]
        print(
            f"rating {args.command}: a fault of the program, not of the data: {type(error).__name__}: {what} "
            "(please report it; RATING_DEBUG=1 shows where)",
            file=sys.stderr,
        )
        return EXIT_FAULTS


def _parser():
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--root", default=".", metavar="DIR", help="folder with raw/, build/ and releases/ (default: the current one)"
    )
    listing = argparse.ArgumentParser(add_help=False)
    listing.add_argument("--format", choices=["text", "json"], default="text", help="how listings are printed")

    parser = argparse.ArgumentParser(prog="rating", description="The data pipeline of a digital-rights rating.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name, run, text, *parents, to=commands):
        sub = to.add_parser(name, help=text, description=text, parents=[common, *parents])
        sub.set_defaults(run=run)
        return sub

    build = command("build", _build, "check all editions and compute all tables", listing)
    build.add_argument("--force", action="store_true", help="compute everything, even where nothing has changed")
    build.add_argument("-v", "--verbose", action="store_true", help="show Dagster's own log")
    check = command("check", _check, "list every fault and warning in the raw files", listing)
    check.add_argument("--level", choices=["fault", "warning"], default="warning", help="the least that is listed")
    check.add_argument("editions", nargs="*", metavar="EDITION", help="default: all")
    show = command("show", _show, "print the scores of an edition, or of one of its companies", listing)
    show.add_argument("edition", metavar="EDITION")
    show.add_argument("company", nargs="?", metavar="COMPANY")
    new = command("new", _new, "set up the next edition from an earlier one, without its answers")
    new.add_argument("edition", metavar="EDITION")
    new.add_argument("--from", dest="source", required=True, metavar="EDITION", help="the earlier edition")
    init = command("init", _init, "start a rating from nothing in a new folder")
    init.add_argument("folder", metavar="DIR")
    init.add_argument("--edition", default="", metavar="EDITION", help="default: rating-<this year>")
    workbook = command("workbook", _workbook, "write XLSX workbooks for researchers to fill in", listing)
    workbook.add_argument("edition", metavar="EDITION")
    workbook.add_argument("company", nargs="?", default="", metavar="COMPANY", help="default: a workbook for each")
    workbook.add_argument("--step", default="", metavar="STEP", help="default: the first of the methodology")
    workbook.add_argument("--language", choices=LANGUAGES, default="kk")
    workbook.add_argument("--out", metavar="DIR", help="default: build/workbooks/EDITION")
    progress = command("progress", _progress, "show how many answers are there, by company and step", listing)
    progress.add_argument("edition", metavar="EDITION")
    progress.add_argument("company", nargs="?", default="", metavar="COMPANY")
    compare = command("compare", _compare, "show what changed between two editions of a series, and why", listing)
    compare.add_argument("before", metavar="FROM")
    compare.add_argument("later", metavar="TO")
    compare.add_argument("company", nargs="?", default="", metavar="COMPANY")
    lineage = command("lineage", _lineage, "show which company, service and element is which in two editions", listing)
    lineage.add_argument("before", metavar="FROM")
    lineage.add_argument("later", metavar="TO")
    explain = command("explain", _explain, "take a score apart, down to the answers", listing)
    explain.add_argument("edition", metavar="EDITION")
    explain.add_argument("company", metavar="COMPANY")
    explain.add_argument("service", nargs="?", default="", metavar="SERVICE")
    explain.add_argument("scope", nargs="?", default="", metavar="SCOPE", help="default: total")
    roadmap = command("roadmap", _roadmap, "show what would lift a company's or a service's score most", listing)
    roadmap.add_argument("edition", metavar="EDITION")
    roadmap.add_argument("company", metavar="COMPANY")
    roadmap.add_argument("service", nargs="?", default="", metavar="SERVICE")
    findings = command("findings", _findings, "show what the report concludes, and what the data say of it", listing)
    findings.add_argument("edition", metavar="EDITION")
    findings.add_argument("--language", choices=LANGUAGES, default="en")
    report = command("report", _report, "make the site of a release, to be opened from disk", listing)
    report.add_argument("edition", metavar="EDITION")
    report.add_argument("version", nargs="?", default="", metavar="VERSION", help="default: the current release")
    chart = command("chart", _chart, "draw one chart of a release, for the press")
    chart.add_argument("name", metavar="NAME", help="one that is not there lists all")
    chart.add_argument("edition", metavar="EDITION")
    chart.add_argument("version", nargs="?", default="", metavar="VERSION", help="default: the current release")
    chart.add_argument("--format", choices=["svg", "png"], default="svg")
    chart.add_argument("--language", choices=LANGUAGES, default="kk")
    chart.add_argument("--out", metavar="FILE", help="default: build/charts/EDITION/NAME-LANGUAGE.FORMAT")
    fetch = command("fetch", _fetch, "download RDR's public data, check its sum, and import it", listing)
    fetch.add_argument("name", metavar="EDITION")
    release = command("release", _release, "publish the next version of an edition", listing)
    release.add_argument("edition", metavar="EDITION")
    release.add_argument("version", nargs="?", default="", metavar="VERSION", help="default: what the changes ask for")
    release.add_argument("--note", default="", metavar="TEXT", help="a sentence for the changelog")
    diff = command("diff", _diff, "show what differs between two releases or folders of tables", listing)
    diff.add_argument("before", metavar="A", help="EDITION/VERSION, or a folder")
    diff.add_argument("after", metavar="B", help="EDITION/VERSION, or a folder")
    withdraw = command("withdraw", _withdraw, "mark a release as withdrawn; its files stay")
    withdraw.add_argument("edition", metavar="EDITION")
    withdraw.add_argument("version", metavar="VERSION")
    withdraw.add_argument("--reason", required=True, metavar="TEXT")
    command("list", _list, "show all releases, and which is current", listing)
    verify = command("verify", _verify, "check releases: sums, scores, and the whole made again", listing)
    verify.add_argument("edition", nargs="?", metavar="EDITION")
    verify.add_argument("version", nargs="?", metavar="VERSION")
    sources = commands.add_parser("import", help="bring in data from elsewhere").add_subparsers(
        dest="source", required=True, metavar="SOURCE"
    )
    workbooks = command("workbook", _import_workbook, "read filled-in workbooks back", listing, to=sources)
    workbooks.add_argument("files", nargs="+", metavar="FILE")
    workbooks.add_argument("--partial", action="store_true", help="import what has no fault, and say what was left out")
    answers = command("answers", _import_answers, "bring in CSV files of answers, long or wide", listing, to=sources)
    answers.add_argument("files", nargs="+", metavar="FILE")
    answers.add_argument("--edition", required=True, metavar="EDITION")
    answers.add_argument("--step", default="final", metavar="STEP", help="step of the research (default: final)")
    answers.add_argument("--partial", action="store_true", help="import what has no fault, and say what was left out")
    rdr = command("rdr", _import_rdr, "bring in zips of Ranking Digital Rights' public data", listing, to=sources)
    rdr.add_argument("zips", nargs="+", metavar="ZIP")
    return parser


def _editions(project, names=()):
    """Read the editions that are asked for."""
    from pipeline import editions

    _known(project, names)
    return editions.load(project, names)


def _known(project, names):
    """Complain of editions that are not there."""
    from pipeline.project import UsageError

    known = project.editions()
    if not known:
        raise UsageError(f"no edition in {project.shown(project.raw / 'editions')} (is --root the right folder?)")
    for name in names:
        if name not in known:
            raise UsageError(f'no edition "{name}" (there are: {", ".join(known)})')


def _problems(editions):
    """All problems, each once: editions of one methodology share its files."""
    unique = {(p.file, p.line, p.column, p.message): p for e in editions for p in e.problems}
    return sorted(unique.values())


def _check(project, args):
    from pipeline.editions import inspect
    from pipeline.problems import faults, summary

    _known(project, args.editions)
    editions = inspect(project, args.editions)
    problems = _problems(editions)
    if args.level == "fault":
        problems = faults(problems)
    if args.format == "json":
        json.dump([p.as_dict() for p in problems], sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        sys.stderr.writelines(f"{p}\n" for p in problems)
    print(f"{summary(problems)} in {', '.join(e.name for e in editions)}", file=sys.stderr)
    return EXIT_FAULTS if faults(problems) else EXIT_DONE


def _build(project, args):
    from pipeline.freshness import fingerprint, is_fresh, remember
    from pipeline.problems import faults, summary
    from pipeline.show import built
    from pipeline.tables import show

    _known(project, ())
    if not args.force and is_fresh(project):
        print("nothing has changed since the last build (rating check lists warnings, --force builds)", file=sys.stderr)
        show(args.format, built(project))
        return EXIT_DONE
    from pipeline.build import BuildFailed, build

    inputs = fingerprint(project)
    # Millions of small objects, none of them in a circle: looking for circles takes a tenth of a build's time.
    gc.disable()
    editions = _editions(project)
    problems = _problems(editions)
    sys.stderr.writelines(f"{p}\n" for p in problems)
    print(summary(problems), file=sys.stderr)
    try:
        audits = build(project, editions, args.verbose)
    except BuildFailed as failed:
        print("\n".join(failed.lines), file=sys.stderr)
        return EXIT_FAULTS
    for name, blocking, rows in audits:
        for row in rows:
            what = ", ".join(f"{k} {v}" for k, v in row.items() if v != "")
            print(f"{'fault' if blocking else 'warning'}: {name.replace('_', ' ')}: not so for {what}", file=sys.stderr)
    skipped = [e.name for e in editions if not e.sound]
    if skipped:
        print(f"left out because of their faults: {', '.join(skipped)}", file=sys.stderr)
    show(args.format, built(project))
    if faults(problems) or any(blocking for _, blocking, _ in audits):
        return EXIT_FAULTS
    remember(project, inputs)
    return EXIT_DONE


def _built(project, edition, company=""):
    """The services of a company, or the companies of an edition, that is built. Complains of one that is not."""
    from pipeline.project import UsageError
    from pipeline.show import names

    known = names(project)
    if edition not in known:
        raise UsageError(
            f'edition "{edition}" is not built (built are: {", ".join(known) or "none; run rating build"})'
        )
    _among(company, known[edition], f'company "{company}" in {edition}')
    return known[edition][company] if company else list(known[edition])


def _among(word, there, what):
    """Complain of a word that is given and is not there."""
    from pipeline.project import UsageError

    if word and word not in there:
        raise UsageError(f"no {what} (there are: {', '.join(there)})")


def _show(project, args):
    from pipeline.show import company, edition
    from pipeline.tables import show

    _built(project, args.edition, args.company)
    if args.company:
        show(args.format, company(project, args.edition, args.company, args.format))
    else:
        show(args.format, edition(project, args.edition, args.format))
    return EXIT_DONE


def _explain(project, args):
    from pipeline.explain import listing
    from pipeline.schemas.fields import SCOPE
    from pipeline.tables import show

    services = _built(project, args.edition, args.company)
    if not args.scope and args.service not in services and re.fullmatch(SCOPE, args.service):
        args.service, args.scope = "", args.service
    _among(args.service, services, f'service "{args.service}" of {args.company} in {args.edition}')
    found = listing(project, args.edition, args.company, args.service, args.scope or "total", args.format)
    show(args.format, found)
    return EXIT_DONE


def _roadmap(project, args):
    from pipeline.roadmap import roadmap
    from pipeline.tables import show

    services = _built(project, args.edition, args.company)
    _among(args.service, services, f'service "{args.service}" of {args.company} in {args.edition}')
    found, checked = roadmap(project, args.edition, args.company, args.service, args.format)
    show(args.format, found)
    print(f"{checked['confirmed']} of {checked['gains']} gains of {args.company} and its services confirmed by scoring "
          "anew", file=sys.stderr)  # fmt: skip
    return EXIT_DONE


def _findings(project, args):
    from pipeline.findings import findings
    from pipeline.tables import show

    _built(project, args.edition)
    show(args.format, findings(project, args.edition, args.language, args.format))
    return EXIT_DONE


def _report(project, args):
    from pipeline.reporting.report import report
    from pipeline.store import only_one
    from pipeline.tables import show

    with only_one(project):
        folder = report(project, args.edition, args.version, lambda text: print(text, file=sys.stderr))
    show(args.format, {"report": [{"open": str(folder / "index.html")}]})
    return EXIT_DONE


def _chart(project, args):
    from pathlib import Path

    from pipeline.reporting.press import chart
    from pipeline.store import replacing

    picture = chart(project, args.edition, args.version, args.name, args.format, args.language)
    path = Path(args.out or project.build / "charts" / args.edition / f"{args.name}-{args.language}.{args.format}")
    with replacing(path) as temporary:
        temporary.write_bytes(picture)
    print(path)
    return EXIT_DONE


def _compare(project, args):
    from pipeline.compare import compare
    from pipeline.tables import show

    _known(project, [args.before, args.later])
    print(f"comparing {args.before} and {args.later}", file=sys.stderr)
    show(args.format, compare(project, args.before, args.later, args.company, args.format))
    return EXIT_DONE


def _lineage(project, args):
    from pipeline.compare import lineage
    from pipeline.tables import show

    _known(project, [args.before, args.later])
    show(args.format, lineage(project, args.before, args.later))
    return EXIT_DONE


def _release(project, args):
    from pipeline.releasing.publish import release
    from pipeline.store import only_one
    from pipeline.tables import show

    _known(project, [args.edition])
    with only_one(project):
        version, folder = release(project, args.edition, args.version, args.note)
    if folder is None:
        print(f"nothing has changed since {args.edition} {version}: no release made", file=sys.stderr)
        return EXIT_DONE
    row = {"edition": args.edition, "version": str(version), "folder": project.shown(folder)}
    show(args.format, {"released": [row]})
    return EXIT_DONE


def _diff(project, args):
    from pipeline.releasing.changes import compare, read_tables
    from pipeline.tables import show

    before, after = (read_tables(_tables_folder(project, name)) for name in (args.before, args.after))
    changes = compare(before, after)
    schema = [{"table": t, "column": c, "what": what, "asks_for": kind} for t, c, what, kind in changes.schema]
    cells = changes.cells.sort("table", "row", "column").to_dicts()
    print(f"{len(schema)} changes of schema, {len(cells)} of rows and cells", file=sys.stderr)
    show(args.format, {"schema": schema, "rows and cells": cells})
    return EXIT_DONE


def _tables_folder(project, name):
    """The folder that EDITION/VERSION or a path names."""
    from pathlib import Path

    from pipeline.project import UsageError

    for folder in (project.releases / name, Path(name)):
        if any(folder.glob("parquet/*.parquet")) or any(folder.glob("*.parquet")):
            return folder
    raise UsageError(f'"{name}" is neither a release (EDITION/VERSION) nor a folder with Parquet files')


def _withdraw(project, args):
    from pipeline.releasing.publish import withdraw
    from pipeline.store import only_one

    with only_one(project):
        withdraw(project, args.edition, args.version, args.reason)
    print(f"{args.edition} {args.version} is marked as withdrawn; its files stay", file=sys.stderr)
    return EXIT_DONE


def _list(project, args):
    from pipeline.releasing.publish import listing
    from pipeline.tables import show

    rows = listing(project)
    if args.format != "json":
        rows = [{k: v[:16] if k.endswith("sha256") else v for k, v in row.items()} for row in rows]
    show(args.format, {"releases": rows})
    return EXIT_DONE


def _verify(project, args):
    from pipeline.project import UsageError
    from pipeline.releasing.release import past_releases
    from pipeline.releasing.verify import verify
    from pipeline.tables import show

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
    show(args.format, {"verified": rows})
    return EXIT_FAULTS if wrong else EXIT_DONE


def _fetch(project, args):
    from pipeline.importers.download import downloads, fetch
    from pipeline.project import UsageError

    if args.name not in downloads():
        raise UsageError(f'no address is known of "{args.name}" (known are: {", ".join(downloads())})')
    print(f"fetching {downloads()[args.name][0]}", file=sys.stderr)
    args.zips = [fetch(project, args.name)]
    return _import_rdr(project, args)


def _workbook(project, args):
    from pipeline.desk.workbooks import write
    from pipeline.tables import show

    _known(project, [args.edition])
    found = write(project, args.edition, args.company, args.step, args.language, args.out)
    show(args.format, {"workbooks": [{"file": str(path)} for path in found]})
    return EXIT_DONE


def _import_workbook(project, args):
    from pipeline.desk.workbooks import bring_in
    from pipeline.store import only_one
    from pipeline.tables import show

    with only_one(project):
        rows, problems = bring_in(project, args.files, args.partial)
    sys.stderr.writelines(f"{'' if p.level == 'warning' else 'left out: '}{p}\n" for p in problems)
    show(args.format, {"imported": rows})
    return EXIT_DONE


def _import_answers(project, args):
    from pathlib import Path

    from pipeline.desk.importing import edition_of, read_answers, save
    from pipeline.problems import DataError
    from pipeline.store import only_one
    from pipeline.tables import show

    _known(project, [args.edition])
    with only_one(project):
        edition = edition_of(project, args.edition, args.step)
        found = [read_answers(Path(path), edition) for path in args.files]
        problems = [p for taken in found for p in taken.problems]
        if problems and not args.partial:
            raise DataError(problems)
        rows = []
        for path, taken in zip(args.files, found, strict=True):
            file = save(edition, args.step, taken.answers) if taken.answers else None
            rows.append({"file": path, "answers": len(taken.answers), "left out": len(taken.problems),
                         "written to": project.shown(file) if file else ""})  # fmt: skip
    sys.stderr.writelines(f"left out: {p}\n" for p in problems)
    show(args.format, {"imported": rows})
    return EXIT_DONE


def _new(project, args):
    from pipeline.desk.new import new

    _known(project, [args.source])
    folder = new(project, args.edition, args.source)
    print(f"{project.shown(folder)} is there, without answers; next: rating workbook {args.edition}", file=sys.stderr)
    return EXIT_DONE


def _init(_project, args):
    from pipeline.desk.new import init
    from pipeline.project import Project

    name = init(Project(args.folder), args.edition)
    print(f"{args.folder} is there, with the edition {name}; its README.md says how to go on", file=sys.stderr)
    return EXIT_DONE


def _progress(project, args):
    from pipeline.desk.progress import progress
    from pipeline.tables import show

    _known(project, [args.edition])
    show(args.format, progress(project, args.edition, args.company))
    return EXIT_DONE


def _import_rdr(project, args):
    from pipeline.importers.rdr import import_zip, summary
    from pipeline.problems import DataError
    from pipeline.store import only_one
    from pipeline.tables import show

    rows, problems = [], []
    for path in args.zips:
        print(f"importing {path}", file=sys.stderr)
        try:
            with only_one(project):
                collected = import_zip(project, path)
        except DataError as error:
            problems += error.problems
            continue
        rows += [{"edition": f"rdr-{collected.year}", "what": what, "number": n} for what, n in summary(collected)]
    show(args.format, {"imported": rows})
    if problems:
        raise DataError(problems)
    return EXIT_DONE


if __name__ == "__main__":
    sys.exit(main())
