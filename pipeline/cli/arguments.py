"""Look up the editions, companies, services and tables that the user names; raise UsageError if one does not exist."""

from pathlib import Path

from pipeline.core.project import UsageError, among, meant


def known(project, names=()):
    """Raise UsageError if a named edition is not in raw/, or if raw/ has no editions."""
    existing = project.editions()
    if not existing:
        raise UsageError(f"no edition in {project.shown(project.raw / 'editions')} (is --root the right folder?)")
    for name in names:
        among(name, existing, f'edition "{name}"')


def built(project, edition, company=""):
    """Return the services of a built company or, without one, the companies of a built edition.

    Raises UsageError if the edition or the company is not built.
    """
    from pipeline.asking.scores import names

    existing = names(project)
    if edition not in existing:
        todo = meant(edition, existing, "built are", "none; run rating build")
        raise UsageError(f'edition "{edition}" is not built ({todo})')
    companies = existing[edition]
    if not company:
        return list(companies)
    among(company, companies, f'company "{company}" in {edition}')
    return companies[company]


def service(word, existing, edition, company):
    """Raise UsageError if a named service does not belong to the company."""
    if word:
        among(word, existing, f'service "{word}" of {company} in {edition}')


def tables_folder(project, name):
    """Return the folder with the tables of a release (EDITION/VERSION) or of a path."""
    for folder in (project.releases / name, Path(name)):
        if any(folder.glob("parquet/*.parquet")) or any(folder.glob("*.parquet")):
            return folder
    raise UsageError(f'"{name}" is neither a release (EDITION/VERSION) nor a folder with Parquet files')
