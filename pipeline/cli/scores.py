"""What the built tables say: `show`, `explain`, `roadmap`, `findings`; and from raw files `compare`, `lineage`."""

import re
from contextlib import nullcontext
from itertools import groupby

from pipeline.cli import arguments, printing
from pipeline.core.lock import only_one
from pipeline.core.problems import say, visible


def show(project, args):
    from pipeline.asking.scores import company, edition

    arguments.built(project, args.edition, args.company)
    if args.company:
        printing.show(args.format, company(project, args.edition, args.company, args.format))
    else:
        printing.show(args.format, edition(project, args.edition, args.format))


def explain(project, args):
    from pipeline.asking.explain import listing
    from pipeline.schemas.fields import SCOPE

    services = arguments.built(project, args.edition, args.company)
    service, scope = args.service, args.scope
    if not scope and service not in services and re.fullmatch(SCOPE, service):
        service, scope = "", service
    arguments.service(service, services, args)
    printing.show(args.format, listing(project, args.edition, args.company, service, scope or "total", args.format))


def roadmap(project, args):
    from pipeline.asking.roadmap import roadmap

    arguments.service(args.service, arguments.built(project, args.edition, args.company), args)
    found, checked = roadmap(project, args.edition, args.company, args.service, args.format)
    printing.show(args.format, found)
    confirmed = f"{checked['confirmed']} of {checked['gains']} gains of {args.company} and its services"
    say(f"{confirmed} confirmed by scoring anew")


def findings(project, args):
    from pipeline.asking.findings import findings

    arguments.built(project, args.edition)
    printing.show(args.format, findings(project, args.edition, args.language, args.format))


def compare(project, args):
    from pipeline.asking.compare import compare

    arguments.known(project, [args.before, args.later])
    say(f"comparing {args.before} and {args.later}")
    printing.show(args.format, compare(project, args.before, args.later, args.company, args.format))


def lineage(project, args):
    from pipeline.asking.proposals import lineage

    arguments.known(project, [args.before, args.later])
    with only_one(project) if args.write else nullcontext():
        found = lineage(project, args.before, args.later, args.write)
    if args.format == "json":
        printing.show(args.format, found)
        return
    lines = found.pop("written", None) or found.pop("proposals", [])
    printing.show(args.format, found)
    # Lines that are to be copied are not set as a table.
    for file, own in groupby(lines, key=lambda row: row["file"]):
        print(f"\n{'added to' if args.write else 'could be added (by --write) to'} {visible(file)}:")
        print(*(visible(row["line"]) for row in own), sep="\n")
    if args.write and not lines:
        say("nothing to add")
