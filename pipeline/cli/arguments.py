"""What the user named: UsageError for editions, companies, services and tables that are not there."""

from pathlib import Path

from pipeline.core.project import UsageError, among, meant


def known(project, names=()):
    """Complain of editions that are not in raw/, or of a root without any."""
    there = project.editions()
    if not there:
        raise UsageError(f"no edition in {project.shown(project.raw / 'editions')} (is --root the right folder?)")
    for name in names:
        among(name, there, f'edition "{name}"')


def built(project, edition, company=""):
    """The services of a company, or the companies of an edition, that is built. Complains of one that is not."""
    from pipeline.asking.scores import names

    there = names(project)
    if edition not in there:
        todo = meant(edition, there, "built are", "none; run rating build")
        raise UsageError(f'edition "{edition}" is not built ({todo})')
    companies = there[edition]
    if not company:
        return list(companies)
    among(company, companies, f'company "{company}" in {edition}')
    return companies[company]


def service(word, there, edition, company):
    """Complain of a service that is not among those of the company that was asked for."""
    if word:
        among(word, there, f'service "{word}" of {company} in {edition}')


def tables_folder(project, name):
    """The folder that EDITION/VERSION or a path names."""
    for folder in (project.releases / name, Path(name)):
        if any(folder.glob("parquet/*.parquet")) or any(folder.glob("*.parquet")):
            return folder
    raise UsageError(f'"{name}" is neither a release (EDITION/VERSION) nor a folder with Parquet files')
