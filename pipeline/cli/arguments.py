"""What the user named: UsageError for editions, companies, services and tables that are not there."""

from pathlib import Path

from pipeline.core.project import UsageError


def known(project, names=()):
    """Complain of editions that are not in raw/, or of a root without any."""
    there = project.editions()
    if not there:
        raise UsageError(f"no edition in {project.shown(project.raw / 'editions')} (is --root the right folder?)")
    for name in names:
        if name not in there:
            raise UsageError(f'no edition "{name}" (there are: {", ".join(there)})')


def built(project, edition, company=""):
    """The services of a company, or the companies of an edition, that is built. Complains of one that is not."""
    from pipeline.asking.scores import names

    there = names(project)
    if edition not in there:
        raise UsageError(
            f'edition "{edition}" is not built (built are: {", ".join(there) or "none; run rating build"})'
        )
    companies = there[edition]
    if not company:
        return list(companies)
    _among(company, companies, f'company "{company}" in {edition}')
    return companies[company]


def service(word, there, args):
    """Complain of a service that is not among those of the company that was asked for."""
    if word:
        _among(word, there, f'service "{word}" of {args.company} in {args.edition}')


def _among(word, there, what):
    if word not in there:
        raise UsageError(f"no {what} (there are: {', '.join(there)})")


def tables_folder(project, name):
    """The folder that EDITION/VERSION or a path names."""
    for folder in (project.releases / name, Path(name)):
        if any(folder.glob("parquet/*.parquet")) or any(folder.glob("*.parquet")):
            return folder
    raise UsageError(f'"{name}" is neither a release (EDITION/VERSION) nor a folder with Parquet files')
