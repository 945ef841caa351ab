"""Results: `show`, `explain`, `roadmap` and `findings` read built tables; `compare` and `lineage` read raw files."""

import re
from contextlib import nullcontext
from itertools import groupby

import click

from pipeline.cli import arguments
from pipeline.cli.commands import argument, command, language, listing
from pipeline.core.lock import only_one
from pipeline.core.problems import say, visible


@command("show", "rating show example-2024", "rating show example-2024 meadow")
@argument("edition")
@argument("company", required=False)
@listing
def show(project, out, edition, company):
    """Print the scores of an edition, or of one of its companies."""
    from pipeline.asking import scores

    arguments.built(project, edition, company)
    if company:
        out.show(scores.company(project, edition, company, out.json), edition=edition, company=company)
    else:
        out.show(scores.edition(project, edition, out.json), edition=edition)


@command("explain", "rating explain example-2024 meadow", "rating explain example-2024 meadow meadow-ads F1a")
@argument("edition")
@argument("company")
@argument("service", required=False)
@argument("scope", "An indicator, a family, a category or the total (default: total).", required=False)
@listing
def explain(project, out, edition, company, service, scope):
    """Break a score down to its answers. Each answer has its weight, its points and its contribution."""
    from pipeline.asking import explain
    from pipeline.schemas.fields import SCOPE

    services = arguments.built(project, edition, company)
    if not scope and service not in services and re.fullmatch(SCOPE, service):
        service, scope = "", service
    arguments.service(service, services, edition, company)
    found = explain.listing(project, edition, company, service, scope or "total", out.json)
    out.show(found, edition=edition, company=company, service=service, scope=scope or "total")


@command("roadmap", "rating roadmap example-2024 meadow")
@argument("edition")
@argument("company")
@argument("service", required=False)
@listing
def roadmap(project, out, edition, company, service):
    """List the answers that would raise a company's or a service's score most."""
    from pipeline.asking.roadmap import roadmap

    arguments.service(service, arguments.built(project, edition, company), edition, company)
    found = roadmap(project, edition, company, service, out.json)
    out.show(found, edition=edition, company=company, service=service)


@command("findings", "rating findings example-2024 --language kk")
@argument("edition")
@language("en")
@listing
def findings(project, out, edition, language):
    """Check the conclusions of the report against the data. Each is confirmed, denied, or unknown as long as answers
    are missing."""
    from pipeline.asking.findings import findings

    arguments.built(project, edition)
    out.show(findings(project, edition, language, out.json), edition=edition)


@command("compare", "rating compare example-2023 example-2024", "rating compare example-2023 example-2024 meadow")
@argument("before", metavar="FROM")
@argument("later", metavar="TO")
@argument("company", required=False)
@listing
def compare(project, out, before, later, company):
    """Show what changed between two editions of a series, and why."""
    from pipeline.asking.compare import compare

    arguments.known(project, [before, later])
    say(f"comparing {before} and {later}")
    out.show(compare(project, before, later, company, out.json), before=before, later=later, company=company)


@command("lineage", "rating lineage example-2023 example-2024")
@argument("before", metavar="FROM")
@argument("later", metavar="TO")
@click.option("--write", is_flag=True, help="Add the proposed lines to raw/lineage/.")
@listing
def lineage(project, out, before, later, write):
    """Match the companies, services and elements of two editions. Proposes lines for raw/lineage/ for those that are in
    one edition only."""
    from pipeline.asking.proposals import lineage

    arguments.known(project, [before, later])
    with only_one(project) if write else nullcontext():
        found = lineage(project, before, later, write)
    if out.json:
        out.show(found, before=before, later=later)
        return
    lines = found.pop("written", None) or found.pop("proposals", [])
    out.show(found)
    # These lines are meant to be copied, so they are not a table.
    for file, own in groupby(lines, key=lambda row: row["file"]):
        print(f"\n{'added to' if write else 'proposed for (--write adds them)'} {visible(file)}:")
        print(*(visible(row["line"]) for row in own), sep="\n")
    if write and not lines:
        say("nothing to add")
