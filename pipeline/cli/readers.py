"""Publications for readers: `report` and `chart`."""

from contextlib import nullcontext
from pathlib import Path

import click

from pipeline.cli.commands import argument, command, in_project, language, listing
from pipeline.core.lock import only_one
from pipeline.core.problems import say, visible
from pipeline.core.writing import replacing


@command("report", "rating report example-2024")
@argument("edition")
@argument("version", "Version of the release (default: the current one).", required=False)
@listing
def report(project, out, edition, version):
    """Write the site of a release to build/report/EDITION/. It is in three languages and can be opened from disk."""
    from pipeline.reporting.report import report

    with only_one(project):
        folder = report(project, edition, version, say)
    out.show({"report": [{"open": str(folder / "index.html")}]})


@command("chart", "rating chart companies example-2024 --format png --language en")
@argument("name", "Name of the chart; an unknown name lists all charts.")
@argument("edition")
@argument("version", "Version of the release (default: the current one).", required=False)
@click.option("--format", type=click.Choice(["svg", "png"]), default="svg", show_default=True, help="Image format.")
@language("kk")
@click.option("--out", metavar="FILE", help="Default: build/charts/EDITION/NAME-LANGUAGE.FORMAT.")
@in_project
def chart(project, name, edition, version, format, language, out):
    """Draw one chart of a release as an image."""
    from pipeline.reporting.chart_export import chart

    picture = chart(project, edition, version, name, format, language)
    path = Path(out or project.build / "charts" / edition / f"{name}-{language}.{format}")
    # Only files in the project are swept and need the lock; with --out, the project can be read-only.
    with nullcontext() if out else only_one(project), replacing(path) as temporary:
        temporary.write_bytes(picture)
    print(visible(str(path)))
