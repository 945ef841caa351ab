"""`rating report`: the site of a release as a folder that a browser opens from disk."""

import io
import zipfile

from pipeline.core.languages import LANGUAGES
from pipeline.core.problems import DataError
from pipeline.core.writing import write_folder
from pipeline.releasing.data import PUBLIC
from pipeline.releasing.release import check_sums
from pipeline.reporting import changes, companies, indicators, overview, reference, services, site
from pipeline.reporting.charts.palette import css_variables
from pipeline.reporting.release_data import released
from pipeline.reporting.words import HERE

AREAS = (overview, changes, companies, services, indicators, reference)
STYLES = ("site", "front", "company", "reference")
NO_DATE = (1980, 1, 1, 0, 0, 0)


def report(project, edition, version="", said=lambda text: None):
    """Write the site of a release to build/report/<edition>/, replacing a previous one. Returns its folder.

    `said` is called with texts about the progress. Raises UsageError if the release does not exist, DataError if its
    files do not match its SHA256SUMS.
    """
    found = released(project, edition, version)
    wrong = check_sums(project, found.past)
    if wrong:
        raise DataError(wrong)
    folder = project.build / "report" / edition
    write_folder(folder, _files(found, said), replace=True)
    return folder


def _files(found, said):
    """Return path -> text or bytes of the whole site."""
    files = {
        "index.html": site.front_door(found),
        "site.css": css_variables() + "".join(_static(f"{name}.css") for name in STYLES),
        "site.js": _static("site.js"),
    }
    pages = [page for area in AREAS for page in area.pages(found)]
    env = site.environment()
    for language in LANGUAGES:
        for number, page in enumerate(pages, 1):
            files[f"{language}/{page.name}.html"] = site.render(env, found, page, language)
            if number % 50 == 0 or number == len(pages):
                said(f"{language}: {number} of {len(pages)} pages")
    return files | _data(found)


def _static(name):
    return (HERE / "static" / name).read_text(encoding="utf-8")


def _data(found):
    """Return the data files of the site: each table as Parquet and as CSV in a zip, and the codebook."""
    files = {"data/codebook.csv": (found.past.folder / "codebook.csv").read_bytes()}
    for table in PUBLIC:
        files[f"data/{table}.parquet"] = found.table(table).read_bytes()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            entry = zipfile.ZipInfo(f"{table}.csv", NO_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (found.past.folder / "csv" / f"{table}.csv").read_bytes(), compresslevel=9)
        files[f"data/{table}.csv.zip"] = out.getvalue()
    return files
