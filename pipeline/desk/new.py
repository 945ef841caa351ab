"""`rating new` and `rating init`: the next edition of a series, and a new project."""

import datetime
import re

import yaml

from pipeline.core.problems import DataError, errors
from pipeline.core.project import HOME, Project, UsageError
from pipeline.core.writing import write_folder
from pipeline.reading.editions import load
from pipeline.reading.lineage import series_of, year_of
from pipeline.reading.methodologies import read_methodology
from pipeline.reading.raw_text import csv_text, yaml_text
from pipeline.reading.validation import FILES
from pipeline.schemas.fields import ID

METHODOLOGY = "rdr-2020"
"""The methodology of a new project."""

README = """\
# A rating of companies on digital rights

Made by `rating init`. The data are in `raw/`:

1. `raw/editions/{edition}/edition.yaml`: title, licence, authors. `fictional: true` until the data are real.
2. `companies.csv` and `services.csv` in the same folder: the companies and services to rate. Replace the example.
   `unit` is `group`, `operating_company` or `service`; `raw/methodologies/{methodology}/methodology.yaml` lists the
   values of `class`.
3. `rating workbook {edition} --language en` writes an XLSX for each company, in English (`en`), Russian (`ru`) or
   Kazakh (`kk`); `rating import workbook FILE` imports them, step by step; `rating progress {edition}` counts the given
   and the missing answers.
4. `rating check {edition}` lists errors and warnings, `rating build` computes the scores, `rating show {edition}`
   prints them, and `rating release {edition}` publishes them.

The methodology is that of Ranking Digital Rights of 2020. To apply only some of its indicators, list them in
`selection.csv` (indicator, evidence, note) in the edition's folder; `evidence` is `printed`, `text` or `assumed`.
"""


ATTRIBUTES = """\
# Checksums cover bytes, so git must not change line ends.
raw/** -text
releases/** -text
"""


def new(project, name, source):
    """Set up the edition `name` from an earlier one: companies, services and selection, no answers. Returns its folder.

    Raises UsageError if the name is invalid, exists or is not of a later year, DataError if the earlier edition has
    errors.
    """
    _checked(name)
    if series_of(name) != series_of(source) or year_of(name) <= year_of(source):
        raise UsageError(f"{name} is not a later edition of the series of {source}")
    folder = project.edition(name)
    if folder.exists():
        raise UsageError(f"{project.shown(folder)} already exists (choose another name, or move it away)")
    (before,) = load(project, [source])
    wrong = errors(before.problems)
    if wrong:
        raise DataError(sorted(wrong))
    # Engagement is recorded anew in each edition.
    companies = [row | {"engagement": ""} for row in before.raw["companies"].frame.to_dicts()]
    files = {
        "edition.yaml": _next_edition(before.folder / "edition.yaml", source, name),
        FILES["staged.companies"]: csv_text("staged.companies", companies),
        FILES["staged.services"]: csv_text("staged.services", before.raw["services"].frame.to_dicts()),
        **_empty_files(before.methodology),
    }
    if before.selects:
        files[FILES["staged.selection"]] = (before.folder / FILES["staged.selection"]).read_bytes()
    write_folder(folder, files)
    return folder


def init(project, edition=""):
    """Set up a new project in a new or empty folder. Returns the name of its edition."""
    root = project.root
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UsageError(f"{project.given} is not empty (name a new folder)")
    name = edition or f"rating-{datetime.date.today().year}"
    _checked(name)
    methodology = read_methodology(Project(HOME), METHODOLOGY)
    keys = {
        "id": name,
        "series": series_of(name),
        "year": year_of(name),
        "methodology": METHODOLOGY,
        "title": {"en": f"Rating {year_of(name)} (fictional until its data are real)"},
        "status": "draft",
        "fictional": True,
        "licence": "CC-BY-4.0",
    }
    company = {"company": "company-1", "name_en": "First company (fictional, replace it)"}
    service = {"company": "company-1", "service": "service-1", "name_en": "First service (fictional, replace it)"}
    group = {"company": "company-1", "service": "group", "name_en": "Group", "unit": "group"}
    service |= {"unit": "service", "class": methodology.service_classes[0]}
    files = {
        "edition.yaml": yaml_text(keys),
        "companies.csv": csv_text("staged.companies", [company | {"type": methodology.company_types[0]}]),
        "services.csv": csv_text("staged.services", [group, service]),
        **_empty_files(methodology),
    }
    whole = {f"raw/editions/{name}/{file}": text for file, text in files.items()}
    for path in sorted(methodology.folder.iterdir()):
        whole[f"raw/methodologies/{METHODOLOGY}/{path.name}"] = path.read_bytes()
    whole["README.md"] = README.format(edition=name, methodology=METHODOLOGY)
    whole[".gitignore"] = "build/\n"
    whole[".gitattributes"] = ATTRIBUTES
    write_folder(root, whole)
    return name


def _checked(name):
    if not re.fullmatch(ID, name) or not 1990 <= year_of(name) <= 2200 or not series_of(name):
        raise UsageError(f'"{name}" is not <series>-<year> (use a-z, 0-9 and -, and a four-digit year)')


def _empty_files(methodology):
    """Return the files of a new edition that have no rows: sources, printed scores, and answers of the first step."""
    files = {FILES[t]: csv_text(t, []) for t in ("staged.sources", "staged.published_scores", "staged.published_ranks")}
    if methodology.steps:
        return files | {f"answers/{methodology.steps[0]}.csv": csv_text("staged.step_answers", [])}
    return files | {FILES["staged.given_answers"]: csv_text("staged.given_answers", [])}


def _next_edition(path, source, name):
    """Return the earlier edition.yaml for a new edition, without the keys that describe that year's data."""
    was, now = str(year_of(source)), str(year_of(name))
    # As in the check of the file, every value is text.
    keys = yaml.load(path.read_text(encoding="utf-8-sig"), yaml.BaseLoader)
    keys |= {"id": name, "year": now, "status": "draft"}
    keys["title"] = {language: text.replace(was, now) for language, text in keys["title"].items()}
    # Each edition decides again whether to publish preliminary answers.
    for key in ("notes", "citation", "source", "publish_steps"):
        keys.pop(key, None)
    return yaml_text(keys)
