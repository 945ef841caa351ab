"""What readers see of a release: `report` and `chart`."""

from contextlib import nullcontext
from pathlib import Path

from pipeline.cli import printing
from pipeline.core.lock import only_one
from pipeline.core.problems import say, visible
from pipeline.core.writing import replacing


def report(project, args):
    from pipeline.reporting.report import report

    with only_one(project):
        folder = report(project, args.edition, args.version, say)
    printing.show(args.format, {"report": [{"open": str(folder / "index.html")}]})


def chart(project, args):
    from pipeline.reporting.chart_export import chart

    picture = chart(project, args.edition, args.version, args.name, args.format, args.language)
    path = Path(args.out or project.build / "charts" / args.edition / f"{args.name}-{args.language}.{args.format}")
    # What lies elsewhere is not swept, and the project itself may be read-only.
    with nullcontext() if args.out else only_one(project), replacing(path) as temporary:
        temporary.write_bytes(picture)
    print(visible(str(path)))
