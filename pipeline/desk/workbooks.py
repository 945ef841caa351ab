"""`rating workbook` and `rating import workbook`: what is filled in at writing, and where it goes when it is read."""

from pathlib import Path

from pipeline.desk.importing import KEY, Saving, edition_of
from pipeline.desk.read_workbook import read_workbook
from pipeline.desk.write_workbook import write_workbooks
from pipeline.kinds import is_open, lock_of
from pipeline.problems import DataError, Problem, faults, quoted
from pipeline.project import UsageError
from pipeline.steps import FINAL


def write(project, name, company="", step="", language="kk", out=None):
    """Write the workbooks of an edition's companies, or of one, for a step. Returns their paths.

    What the step has answered already is filled in; where it has nothing, the state before it, unless it is a rater's,
    who grades on their own. Raises UsageError for unknown words, DataError for faults in the edition.
    """
    edition = edition_of(project, name, step or FINAL)
    step = step or next(iter(edition.methodology.steps), FINAL)
    companies = [r["company"] for r in edition.tables["staged.companies"].to_dicts()]
    if company and company not in companies:
        raise UsageError(f'no company "{company}" in {name} (there are: {", ".join(companies)})')
    found = []
    for one in [company] if company else companies:
        found += write_workbooks(project, name, one, step, language, out, _filled_in(edition, one, step))
    return found


def _filled_in(edition, company, step):
    """(service, strand, element) -> what a workbook of the step begins with."""
    order = [*(s for s in edition.methodology.steps if s != FINAL), FINAL]
    final = edition.tables["staged.given_answers"]
    rows = [] if final is None else [r | {"step": FINAL} for r in final.to_dicts()]
    rows += edition.tables["staged.step_answers"].to_dicts()
    rows = [_of_step(r, step) for r in rows if r["company"] == company and r["answer"]]
    if not any(r["step"] == step for r in rows):
        before = [] if step in edition.methodology.raters else order[: order.index(step)]
        rows = [r for r in rows if r["step"] in before]
        rows.sort(key=lambda r: order.index(r["step"]))
    else:
        rows = [r for r in rows if r["step"] == step]
    # Of several steps the last that says something stands.
    return {(r["service"], r["strand"], r["element"]): {k: v or "" for k, v in r.items()} for r in rows}


def _of_step(row, step):
    """A row of answers as the workbook of a step begins with it: what was said at another step is private there, until
    somebody writes it where the public reads."""
    if row["step"] == step:
        return row
    said = dict.fromkeys(text for text in (row["comment"], row["reason"]) if text)
    notes = [row["internal_comment"], *(f"{row['step']}: {text}" for text in said)]
    private = {"internal_comment": "\n".join(filter(None, notes)), "comment": "", "reason": ""}
    return row | private | {"from": row["step"]}


def bring_in(project, paths, partial):
    """Import filled-in workbooks. Returns (rows of a listing, problems that were left out or are warnings).

    Raises DataError, and imports nothing at all, where a workbook has faults, unless `partial`; two workbooks of one
    company and step are a fault of both in any case.
    """
    workbooks = [path for path in paths if not lock_of(Path(path))]
    found = [(path, read_workbook(project, path)) for path in workbooks]
    problems = [*_open_elsewhere(paths, workbooks), *(p for _, filled in found for p in filled.problems)]
    first = {}
    for path, filled in found:
        place = filled.edition, filled.company, filled.step
        if filled.edition and place in first:
            what = f"is of {', '.join(place)}, as {first[place]} is (import one of the two)"
            raise DataError([*problems, Problem(str(path), 1, "file", what)])
        first[place] = path
    if faults(problems) and not partial:
        raise DataError(problems)
    rows, saving = [], Saving()
    for path, filled in found:
        wrong = faults(filled.problems)
        if not filled.edition:
            rows.append({"file": str(path), "answers": 0, "left out": len(wrong), "written to": ""})
            continue
        edition = edition_of(project, filled.edition, filled.step)
        # A whole workbook is all that the step says of the company; a part of one leaves the rest as it was.
        whole = () if wrong else (filled.company,)
        answers = [r | {"role": filled.step} for r in filled.answers if r["answer"]]
        kept = _kept(edition, filled.step, answers)
        file = saving.add(edition, filled.step, kept, filled.sources, whole)
        rows.append({"file": str(path), "answers": len(answers), "left out": len(wrong),
                     "written to": project.shown(file)})  # fmt: skip
    saving.write()
    return rows, problems


def _open_elsewhere(paths, workbooks):
    """Warnings of workbooks that another program has open, by the lock files beside them or in their place."""
    open_ = {Path(path): Path(path) for path in workbooks if is_open(Path(path))}
    open_ |= {lock.with_name(lock_of(lock)): lock for lock in map(Path, paths) if lock_of(lock)}
    for path, file in open_.items():
        if file == path:
            what = "is open in Excel or LibreOffice: what is not saved is not imported (save it, and import it again)"
        else:
            what = f"is a lock file, which says that {quoted(path.name)} is open in Excel or LibreOffice (passed over)"
        yield Problem(str(file), 1, "file", what, "warning" if workbooks else "fault", "workbook")


def _kept(edition, step, rows):
    """The rows with what their places have in columns that a workbook does not show, such as printed points."""
    raw = edition.raw.get("given_answers") if step == FINAL else edition.steps.get(step)
    there = {} if raw is None else {tuple(r[k] for k in KEY): r for r in raw.frame.to_dicts()}
    return [there.get(tuple(r[k] for k in KEY), {}) | r for r in rows]
