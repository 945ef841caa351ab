"""`rating workbook` and `rating import workbook`: prefill workbooks, and merge filled-in ones into the edition."""

from pathlib import Path

from pipeline.core.problems import DataError, Problem, errors, quoted
from pipeline.core.project import among
from pipeline.desk.documents import Listed
from pipeline.desk.importing import edition_of
from pipeline.desk.merging import Said
from pipeline.desk.read_workbook import read_workbook
from pipeline.desk.saving import Saving, step_file
from pipeline.desk.write_workbook import write_workbooks
from pipeline.reading.files import is_open, listed, lock_of
from pipeline.reading.steps import FINAL, KEYS, drafted


def write(project, name, company="", step="", language="kk", out=None):
    """Write the workbooks of an edition's companies, or of one, for a step. Returns their paths.

    A workbook is prefilled with the step's answers; if it has none, with those of the steps before it, unless it is a
    rater's step, because raters grade independently. Raises UsageError for unknown names, DataError for errors in the
    edition.
    """
    edition = edition_of(project, name, step or FINAL)
    step = step or next(iter(edition.methodology.steps), FINAL)
    companies = [r["company"] for r in edition.tables["staged.companies"].to_dicts()]
    if company:
        among(company, companies, f'company "{company}" in {name}')
    found = []
    for one in [company] if company else companies:
        found += write_workbooks(project, name, one, step, language, out, _filled_in(edition, one, step))
    return found


def _filled_in(edition, company, step):
    """Return (service, strand, element) -> the prefilled row of a workbook of the step."""
    order = [*(s for s in edition.methodology.steps if s != FINAL), FINAL]
    final = edition.tables["staged.given_answers"]
    rows = [] if final is None else [r | {"step": FINAL} for r in final.to_dicts()]
    rows += edition.tables["staged.step_answers"].to_dicts()
    rows = [_of_step(r, step) for r in rows if r["company"] == company]
    drafts = [r for r in rows if r["step"] == step and drafted(r)]
    rows = [r for r in rows if r["answer"]]
    if not any(r["step"] == step for r in rows):
        before = [] if step in edition.methodology.raters else order[: order.index(step)]
        rows = [r for r in rows if r["step"] in before]
        rows.sort(key=lambda r: order.index(r["step"]))
    else:
        rows = [r for r in rows if r["step"] == step]
    # The last of several steps with an answer counts; drafts of this step are added to it.
    found = {}
    for r in [*rows, *drafts]:
        place = r["service"], r["strand"], r["element"]
        found[place] = {**found.get(place, {}), **{k: v or "" for k, v in r.items() if v or r["answer"]}}
    return found


def _of_step(row, step):
    """Return a row of answers as it prefills the workbook of a step: comments of other steps become private, until
    somebody copies them into the public comment."""
    if row["step"] == step:
        return row
    said = dict.fromkeys(text for text in (row["comment"], row["reason"]) if text)
    notes = [row["internal_comment"], *(f"{row['step']}: {text}" for text in said)]
    private = {"internal_comment": "\n".join(filter(None, notes)), "comment": "", "reason": ""}
    return row | private | {"from": row["step"]}


def bring_in(project, paths, partial, prefer=(), replace=False):
    """Read filled-in workbooks, and merge them; copies of one workbook are merged too. Returns a `Saving` that is not
    written yet, the rows of a listing, and the problems: warnings, and errors if `partial`.

    Raises DataError if a workbook has errors, unless `partial`.
    """
    workbooks = [path for path in paths if not lock_of(Path(path))]
    found = [(path, read_workbook(project, path)) for path in workbooks]
    problems = [*_open_elsewhere(paths, workbooks), *(p for _, filled in found for p in filled.problems)]
    if errors(problems) and not partial:
        raise DataError(problems)
    saving, taken, editions = Saving(project, "import workbook", prefer, replace), [], {}
    for path, filled in found:
        edition = said = None
        if filled.edition:
            edition = editions.get(filled.edition) or edition_of(project, filled.edition, filled.step)
            editions[filled.edition] = edition
            said = _said(path, filled)
            problems += _blanked(path, filled, said)
            saving.add(edition, filled.step, said, _listed(path, filled, said))
        taken.append((path, filled, edition, said))
    saving.merge()
    return saving, [_account(project, saving, *one) for one in taken], problems


def _open_elsewhere(paths, workbooks):
    """Yield a problem for each workbook that is open in another program, as its lock file shows."""
    open_ = {Path(path): Path(path) for path in workbooks if is_open(Path(path))}
    open_ |= {lock.with_name(lock_of(lock)): lock for lock in map(Path, paths) if lock_of(lock)}
    for path, file in open_.items():
        if file == path:
            what = "is open in Excel or LibreOffice: unsaved changes are not imported (save it, and import it again)"
        else:
            what = f"is a lock file: {quoted(path.name)} is open in Excel or LibreOffice (skipped)"
        yield Problem(str(file), 1, "file", what, "warning" if workbooks else "error", "workbook")


def _blanked(path, filled, said):
    """Return a warning about prefilled cells that are now blank, in a list, or no warning."""
    blank = [c for place, begun in said.begun.items() for c in begun if not said.rows.get(place, {}).get(c)]
    if not blank or errors(filled.problems):
        return []
    what = f"has {len(blank)} blank cells that were prefilled"
    message = f"{what} (raw/ keeps their values; --replace removes them)"
    return [Problem(str(path), 1, "file", message, "warning", "workbook", filled.edition)]


def _said(path, filled):
    rows = {tuple(r[k] for k in KEYS): r | {"role": filled.step if r["answer"] else ""} for r in filled.answers}
    begun = {(filled.company, *place): columns for place, columns in filled.begun.items()}
    where = {((filled.company, *place), column): cell for (place, column), cell in filled.where.items()}
    return Said(str(path), rows, where, begun, form=True)


def _listed(path, filled, said):
    """Return the documents of a workbook, with the answers that cite them."""
    cited = {}
    for place, row in said.rows.items():
        for source in listed(row["sources"]):
            cited.setdefault(source, set()).add((filled.step, *place))
    known = {source for columns in said.begun.values() for source in listed(columns.get("sources"))}
    return Listed(str(path), filled.company, filled.sources, filled.source_cells, filled.begun_sources, cited, known)


def _account(project, saving, path, filled, edition, said):
    """Return a row of the listing: the counts of a file's answers."""

    answers = {(r["service"], r["strand"], r["element"]) for r in filled.answers if r["answer"]}
    row = {"file": str(path), "answers": len(answers), "left_out": len(filled.held - answers), "written_to": ""}
    counts = {"added": 0, "changed": 0, "conflicts": 0}
    if edition is not None:
        row["written_to"] = project.shown(step_file(edition, filled.step))
        counts = saving.counts(edition, filled.step, said)
    return row | counts | {"drafts": len(filled.answers) - len(answers)}
