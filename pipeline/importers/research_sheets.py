"""`rating import sheets`: research sheets become answers, documents and printed scores, and each cell is accounted for.

Whatever can't be placed becomes a problem with file, sheet and cell, and the import goes on.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell as cell_name

from pipeline.core.problems import Problem, quoted
from pipeline.importers import cells
from pipeline.importers.blocks import LONGEST, find_blocks
from pipeline.importers.cells import letters
from pipeline.importers.collect import Collected
from pipeline.importers.implied import Implied
from pipeline.importers.references import Documents
from pipeline.importers.sheet_tables import find_scores, find_sources
from pipeline.importers.sheet_words import (
    STRANDS,
    TYPES,
    UNITS,
    Codes,
    exactly,
    labels,
    meaning,
    name_letters,
    pieces,
    plain,
    stem,
)
from pipeline.schemas.fields import ELEMENT, UNIT_IDS

KEY = ("company", "service", "strand", "element")
ANSWER = (*KEY, "answer", "reason", "sources", "comment", "printed_points")

COMPUTE = "open the file in a spreadsheet program, let it compute, and save it"

OTHER_CODE = re.compile(r"(?<!\w)([^\W\d_]{2,12}[-_. ]?|[^\W\d_][-_. ])\d+[.]\d+")
"""The code of an element in the form of another methodology, such as `GOV-2.1`."""

DAY = r"(\d{1,2})([/.])(\d{1,2})[/.](\d{4})"

PREPAID = re.compile(
    r"^(?:pre|post)[ -]?paid\b[ -]*|\b(?:пред|пост)оплат\w*|\b(?:алдын ала|кейін) төле\w*", re.IGNORECASE
)
"""What tells services apart that count as one, prepaid and postpaid mobile."""

SAME = 0.0101
"""How far two prints of one score can be apart, of which one is rounded to two decimals."""


@dataclass
class Known:
    """What the sheets may name. `methodology`: a sound methodology, or None if the sheets imply it; `companies` and
    `services`: the rows of an edition, or None if the sheets make them; `scale`: the answers; `words`: a scale with
    further spellings of them; `own`: what a team writes for a code, name or answer -> what it means."""

    scale: Any
    words: Any
    methodology: Any = None
    companies: list | None = None
    services: list | None = None
    own: dict | None = None

    def codes(self, name):
        """Return the `indicators` or `elements` of the methodology; None if it is not known."""
        return self.methodology and {row[name[:-1]] for row in self.methodology.rows_of(name)}


class ResearchSheets:
    """The content of sheets. `collected`: rows of raw files; `records`: the answers that count, with their cells;
    `documents`: company -> its rows of sources.csv; `problems`; `implied`: their methodology, or None; `unknown`: key
    of a map -> the texts that are not known; `columns`: what each column of units was read as, as dicts."""

    def __init__(self, grids, known, year, methodology):
        self.grids, self.known = grids, known
        own = known.own or {}
        self.names = {
            letters(k): v for kind in ("companies", "services", "answers") for k, v in own.get(kind, {}).items()
        }
        self.codes, self.elements = Codes(known.codes("indicators"), own.get("codes")), known.codes("elements")
        self.collected = Collected(year, methodology)
        self.problems, self.records, self.unplaced, self.columns = [], [], [], {}
        self.unknown = defaultdict(dict)
        self.levels, self.scores, self.documents = {}, {}, defaultdict(Documents)
        self.because, self.where, self.implied, self.composites = {}, {}, None, {}
        self._find()
        self._sources()
        for block in self.blocks:
            self._block(block)
        self._count()
        self._printed()
        self._unknown_codes()
        self._account()

    # What the cells are

    def _find(self):
        known = {letters(n) for r in self.known.companies or () for n in _names(r, "company")}
        self.blocks, self.lists, self.tables = [], [], []
        for grid in self.grids:
            found = find_blocks(grid, self.codes, lambda text: self._answer(text) is not None, known)
            self.blocks += found
            self.lists += find_sources(grid)
            if table := find_scores(grid, self.codes):
                self.tables.append(table)
        self.types = {letters(name): kind for table in self.tables for name, kind in table.types.items()}
        self.owner, self.titles = {}, {}
        for grid in self.grids:
            if own := [block for block in self.blocks if block.grid is grid]:
                self.owner[id(grid)] = self._company_of(grid, own)
        self._check_owners()
        # Units whose company only some headers of a sheet name.
        self.told = defaultdict(set)
        for block in self.blocks:
            for unit in block.units.values():
                if unit.company:
                    self.told[id(block.grid), unit.kind, name_letters(unit.name)].add(unit.company)
        self.spellings = defaultdict(Counter)
        for block in self.blocks:
            for unit in block.units.values():
                company = self._owner(block, unit)
                if unit.kind == "service":
                    self.spellings[company, name_letters(unit.name)][unit.name] += 1
        if not self.blocks:
            for file in dict.fromkeys(grid.file for grid in self.grids):
                first = next(grid for grid in self.grids if grid.file == file)
                self._problem(
                    first,
                    0,
                    0,
                    "has no block of an indicator: no cell such as G1 above labels such as G1.1 "
                    "(is it the research sheet?)",
                )

    def _check_owners(self):
        """Take no company from a sheet whose name is that of another one."""
        owners = {name for name in self.owner.values() if name}
        for grid in self.grids:
            own = self.owner.get(id(grid))
            named = letters(_ascii(stem(grid.name)))
            known = {r["company"] for r in self.known.companies or ()} or owners
            other = next((c for c in known if _alike(c, stem(grid.name), self._all_names(c))), None)
            if own and named and other and other != own:
                self._problem(
                    grid,
                    0,
                    0,
                    f"is about {own}, but the sheet's name is that of {other} (is it the right "
                    "sheet? correct one of the two)",
                )
                self.owner[id(grid)] = None

    def _owner(self, block, unit):
        """Return the company of a unit: as its header, the same unit elsewhere in the sheet, or the sheet names it."""
        told = self.told.get((id(block.grid), unit.kind, name_letters(unit.name)), ())
        if unit.company or len(told) == 1:
            return self._company(unit.company or next(iter(told)))
        return self.owner[id(block.grid)]

    def _company_of(self, grid, blocks):
        """Return the company of a grid without one in its headers: as its title, its group's column, its sheet or its
        file names it."""
        found = [(text, row, column) for text, row, column in self._candidates(grid, blocks) if letters(text)]
        self.titles[id(grid)] = found[0][0] if found else grid.name
        if self.known.companies is not None:
            ids = [(company, row, column) for text, row, column in found if (company := self._company(text))]
            return ids[0][0] if ids else None
        said = [letters(text) for text, *_ in found]
        agreeing = (
            text
            for i, (text, *_) in enumerate(found)
            if any(said[i] in other or other in said[i] for j, other in enumerate(said) if j != i)
        )
        return next(agreeing, found[0][0] if found else None)

    def _candidates(self, grid, blocks):
        """Yield (text, row, column) of what may be the name of a grid's company."""
        for block in sorted(blocks, key=lambda b: b.rows[0])[:1]:
            for row in range(block.rows[0]):
                column = next((c for c, text in enumerate(grid.rows[row]) if text), None)
                if column is not None and len(grid.at(row, column)) < 80 and (row, column) not in grid.placed:
                    grid.place_row(row, "heading")
                    yield grid.at(row, column), row, column
                    break
        for block in blocks:
            for column, unit in block.units.items():
                if unit.kind == "group" and unit.name:
                    yield unit.name, block.rows[0], column
                    break
            else:
                continue
            break
        for name in (grid.name, re.split(r"[/\\]", grid.file)[-1].rpartition(".")[0]):
            yield stem(name), None, None

    def _company(self, text):
        """Return the id of a company in an edition, or the name itself if the sheets make the edition."""
        text = self.names.get(letters(text), text)
        if self.known.companies is None:
            return text
        wanted = {letters(text), name_letters(text)}
        return next(
            (r["company"] for r in self.known.companies if wanted & {letters(n) for n in _names(r, "company")}), None
        )

    def _answer(self, text):
        text = self.names.get(letters(text), text)
        for said in (text, text.rstrip(" .,:;")):
            for scale in (self.known.scale, self.known.words):
                if (answer := scale.find(said)) in self.known.scale.answers:
                    return answer
        return None

    def _problem(self, grid, row, column, message, level="error"):
        where = grid.where(row, column) if grid.rows else grid.sheet or "file"
        if level == "error":
            self.because.setdefault((id(grid), row, column), message)
        self.problems.append(Problem(grid.file, row + 1, where, message, level, "workbook"))

    # Companies and services

    def _made_company(self, name):
        """Return the id of a company, which is added if the sheets make the edition."""
        if self.known.companies is not None:
            return name
        company = cells.slug(name)
        if (company,) not in self.collected.rows["staged.companies"]:
            units = {
                name_letters(u.name) for b in self.blocks if self.owner[id(b.grid)] == name for u in b.units.values()
            }
            guess = TYPES[any(PREPAID.search(unit) or "broadband" in unit for unit in units)]
            self.collected.company(name, self.types.get(letters(name), guess), name)
        return company

    def _service(self, block, column, unit):
        """Return (company, service) of a column, or None with a problem if the edition does not have it."""
        grid = block.grid
        company, owner = self._owner(block, unit), self.owner[id(grid)]
        if self.known.companies is None and unit.kind == "group" and unit.name:
            others = {letters(name) for name in self.owner.values() if name} - {letters(owner or "")}
            other = unit.name if letters(unit.name) in others else None
        else:
            other = unit.company if company and owner and self.known.companies and company != owner else None
        if other:
            self._once(
                grid,
                block.rows[0],
                column,
                f"{quoted(other)} is not the company of this sheet, {owner} "
                "(is it the right sheet? correct the header or the sheet's title)",
            )
            return None
        if company is None:
            self.unknown["companies"][unit.company or self.titles[id(grid)]] = None
            what = f"{quoted(unit.company)} is" if unit.company else "the title, the headers and the sheet's name are"
            self._once(
                grid,
                block.rows[0],
                column,
                f"{what} not a company of the edition (correct it, or add the company to companies.csv)",
            )
            return None
        company = self._made_company(company)
        if unit.kind != "service":
            service = UNIT_IDS[unit.kind]
            if self.known.services is None:
                words = unit.kind.replace("_", " ").title()
                self.collected.service(company, unit.kind, words, "", "")
            elif not any((r["company"], r["service"]) == (company, service) for r in self.known.services):
                self._once(grid, block.rows[0], column, f"{company} has no row {service} in services.csv (add it)")
                return None
            return company, service
        if self.known.services is None:
            owner = unit.company or self.owner[id(grid)]
            name = self.spellings[owner, name_letters(unit.name)].most_common(1)[0][0]
            rest = PREPAID.sub("", name_letters(unit.name) and re.sub(r"\([^)]*\)", "", name)).strip()
            composite = cells.slug(rest) if PREPAID.search(name) else ""
            service = self.collected.service(company, "service", name, "", composite)
            return company, service
        text = self.names.get(letters(unit.name), unit.name)
        own = [r for r in self.known.services if r["company"] == company and r["unit"] == "service"]
        exact = [r for r in own if letters(text) in {letters(n) for n in _names(r, "service")}]
        close = [r for r in own if name_letters(text) in {name_letters(n) for n in _names(r, "service")}]
        if len(exact or close) == 1:
            return company, (exact or close)[0]["service"]
        self.unknown["services"][unit.name] = None
        what = "could be several services" if close else "is not a service"
        names = ", ".join(r["service"] for r in own)
        self._once(
            grid,
            block.rows[0],
            column,
            f"{quoted(unit.name)} {what} of {company} in services.csv, which has "
            f"{names} (correct the header, or add the service)",
        )
        return None

    def _once(self, grid, row, column, message):
        if not any(p.file == grid.file and p.message == message for p in self.problems):
            self._problem(grid, row, column, message)

    # Documents

    def _sources(self):
        """Add the documents of all lists to their companies."""
        for found in self.lists:
            grid = found.grid
            own = self._companies_of(grid)
            if not own:
                self._problem(
                    grid,
                    found.header,
                    min(found.columns),
                    "is a list of sources of no company with "
                    f"answers (name the sheet like its company, such as {quoted(self._example())})",
                )
                continue
            grid.place_row(found.header, "heading")
            months = _month_first(found)
            for row in found.rows:
                cells_ = {kind: grid.at(row, column) for column, kind in found.columns.items()}
                if not any(cells_.values()):
                    continue
                for column in found.columns:
                    grid.place(row, column, "source")
                named = self._company(cells_["company"]) if cells_.get("company") else None
                links = [grid.links[row, c] for c in found.columns if (row, c) in grid.links]
                self._document([named] if named else own, cells_, row - found.header, links, months)

    def _document(self, companies, texts, index, links, months):
        """Add a row of a list. In a list of several companies, the first has it, and whoever else cites it."""
        company, *others = map(self._made_company, companies)
        self.collected.rows_in["sources"] += 1
        row = {
            kind: texts.get(kind, "")
            for kind in ("number", "title", "url", "archived", "document_date", "accessed_date")
        }
        if not row["url"] and links:
            row["url"] = links[0]
        for name in ("document_date", "accessed_date"):
            match = re.fullmatch(DAY, row[name])
            if match and (name in months or match[2] == "."):
                # With points, the day always comes first.
                month, day = match.group(1, 3) if months.get(name) and match[2] == "/" else match.group(3, 1)
                row[name] = f"{match[4]}-{int(month):02}-{int(day):02}"
        before = set(self.collected.rows["staged.sources"])
        self.collected.source(company, row, index)
        for key in self.collected.rows["staged.sources"].keys() - before:
            added = {name: text or "" for name, text in self.collected.rows["staged.sources"][key].items()}
            self.documents[company].add(added)
            for other in others:
                self.documents[other].add({k: v for k, v in added.items() if k != "company"})

    def _companies_of(self, grid):
        """Return the companies that a list of sources or scores belongs to: named by its sheet or file, or the ones
        with answers in the same sheet or file."""
        answered = {company: own for own, company in self.owner.items() if company}
        for name in (grid.name, re.split(r"[/\\]", grid.file)[-1].rpartition(".")[0]):
            named = letters(_ascii(stem(name)))
            if not named:
                continue
            known = {
                company: [letters(_ascii(text)) for text in (company, self._sheet_stem(own), *self._all_names(company))]
                for company, own in answered.items()
            }
            # Names of sheets are cut to 31 letters.
            same = [c for c, texts in known.items() if any(sorted(text) == sorted(named) for text in texts)]
            begun = [c for c, texts in known.items() if any(text.startswith(named) for text in texts)]
            if len(same or begun) == 1:
                return same or begun
        for same in (lambda g: g is grid, lambda g: g.file == grid.file and not stem(grid.name)):
            found = [self.owner[id(g)] for g in self.grids if same(g) and self.owner.get(id(g))]
            if found:
                return list(dict.fromkeys(found))
        return list(answered) if len(answered) == 1 else []

    def _sheet_stem(self, own):
        return stem(next(grid.name for grid in self.grids if id(grid) == own))

    def _all_names(self, company):
        return [n for r in self.known.companies or () if r["company"] == company for n in _names(r, "company")]

    def _example(self):
        return next((f"{company} Sources" for company in self.owner.values() if company), "Sources")

    # Answers

    def _block(self, block):
        grid, taken = block.grid, {}
        if block.remark:
            self._problem(grid, block.rows[0], block.column, block.remark, "warning")
        numbers = self._numbers(block)
        lines = [line for line in block.lines if line.kind == "answer" and line.row in numbers]
        partner = {
            kind: {numbers[line.row]: line.row for line in block.lines if line.kind == kind and line.row in numbers}
            for kind in ("comment", "points", "source")
        }
        whole = [line.row for line in block.lines if line.kind == "source" and line.number is None]
        for column, unit in block.units.items():
            if unit.role not in ("", "answer"):
                continue
            found = self._service(block, column, unit)
            if found is None:
                continue
            roles = {
                u.role: c
                for c, u in block.units.items()
                if u.role and (u.company, u.kind, u.name, u.strand) == (unit.company, unit.kind, unit.name, unit.strand)
            }
            head = grid.at(block.rows[0], column) or unit.name
            self.columns.setdefault(
                (id(grid), column, found, unit.strand, head),
                {
                    "sheet": grid.name,
                    "column": cell_name(0, column).rstrip("1"),
                    "header": head,
                    "company": found[0],
                    "service": found[1],
                    "strand": unit.strand or "all",
                },
            )
            key = (*found, unit.strand)
            if key in taken:
                self._twice(block, taken[key], column, lines)
                continue
            taken[key] = column
            for line in lines:
                at = {}
                element = numbers[line.row]
                for kind, rows in partner.items():
                    own = [(rows[element], column)] if element in rows and not unit.role else []
                    own += [(line.row, roles[kind])] if kind in roles else []
                    own += [(row, column) for row in whole] if kind == "source" and not own else []
                    at[kind] = [place for place in own if grid.at(*place) or place in grid.links]
                self._record(grid, found, unit, element, (line.row, column), at)
            self._figures(block, column, found, unit)
        for line in block.lines:
            if line.kind in ("averages", "level", "indicator", "points"):
                for column in block.units:
                    grid.place(line.row, column, "printed figure")
            if line.kind == "indicator" and block.code:
                self._indicator(block, line)

    def _numbers(self, block):
        """Return {row: element} of a block's rows about one element. Of rows with the same or a wrong label, the order
        tells, if the rows of points or comments have the same number and labels of their own."""
        own = [line for line in block.lines if line.kind in ("answer", "comment", "points") or line.number]
        moved = [line for line in own if block.code and line.indicator and line.indicator != block.code]
        for line in moved:
            self.because[id(block.grid), line.row] = f"is in a row of {line.indicator} in the block of {block.code}"
            self._problem(
                block.grid,
                line.row,
                block.column,
                f"is a row of {line.indicator} in the block of "
                f"{block.code} (move it below a cell with {line.indicator} and the units)",
            )
        labels_ = {
            kind: [line for line in own if line.kind == kind and line not in moved]
            for kind in ("answer", "comment", "points", "source")
        }
        sound = {
            kind: [(line.indicator, line.number) for line in lines]
            for kind, lines in labels_.items()
            if lines
            and all(line.number for line in lines)
            and len({(x.indicator, x.number) for x in lines}) == len(lines)
        }
        found = {}
        for kind, lines in labels_.items():
            order = sound.get(kind) or next(
                (sound[o] for o in ("points", "comment", "answer") if o in sound and len(sound[o]) == len(lines)), None
            )
            seen, wrong = set(), []
            for i, line in enumerate(lines):
                said = (line.indicator, line.number)
                meant = order[i] if order else said
                if meant[1] is None and kind == "source":
                    continue
                element = f"{meant[0]}.{meant[1]}"
                if meant[1] is None or meant in seen:
                    what = "has no number of an element" if meant[1] is None else f"is a second row of {element}"
                    self._problem(block.grid, line.row, block.column, f"{what} (correct its label)")
                    continue
                seen.add(meant)
                if meant != said:
                    wrong.append((line, element))
                if not re.fullmatch(ELEMENT, element):
                    self._problem(block.grid, line.row, block.column, f"{quoted(element)} is not a code of an element")
                elif self.elements is not None and element not in self.elements:
                    self.unknown["codes"][meant[0]] = None
                    self.because[id(block.grid), line.row] = f"{element} is not an element of the methodology"
                    self._problem(
                        block.grid,
                        line.row,
                        block.column,
                        f"{element} is not an element of "
                        f"{self.known.methodology.name} (correct it, or describe it there)",
                    )
                else:
                    found[line.row] = element
            if wrong:
                first, last = wrong[0][0], wrong[-1][0]
                shown = ", ".join(element for _, element in wrong)
                label = quoted(block.grid.at(first.row, block.column))
                self._problem(
                    block.grid,
                    first.row,
                    block.column,
                    f"rows {first.row + 1} to {last.row + 1} are labelled "
                    f"{label} or wrongly; by their order and the rows below, they are read as {shown} "
                    "(correct their labels)",
                    "warning",
                )
        return found

    def _twice(self, block, first, column, lines):
        """Account for a second column with the name of another: nothing is lost if both have the same answers."""
        grid = block.grid
        pairs = [(grid.at(line.row, first), grid.at(line.row, column)) for line in lines]
        name = f"has the same header as column {re.sub('[0-9]', '', cell_name(0, first))}"
        if all(second in ("", one) for one, second in pairs):
            for row in range(*block.rows):
                grid.placed.pop((row, column), None)
                grid.place(row, column, "duplicate column")
            self._problem(grid, block.rows[0], column, f"{name} and the same answers; it is left out", "warning")
        else:
            self._problem(grid, block.rows[0], column, f"{name}, and other answers (correct one of the two)")

    def _record(self, grid, found, unit, element, place, at):
        """Add the answer of a cell with its comment, sources and points, or a problem."""
        (company, service), indicator = found, element.split(".")[0]
        strand, allowed = unit.strand or "all", self._strands(indicator)
        if allowed is not None and strand not in allowed:
            if allowed != ["all"]:
                self._problem(
                    grid,
                    *place,
                    f"{quoted(strand)} is not a strand of {indicator} (the header should name {' or '.join(allowed)})",
                )
                return
            strand = "all"
        text, printed = grid.at(*place), next((grid.at(*p) for p in at["points"]), "")
        for p in at["points"]:
            if p in grid.faults:
                self._problem(grid, *p, f"has {grid.faults[p]} ({COMPUTE})", "warning")
        answer, wrong = self._read_answer(grid, place, text)
        if wrong:
            # Its comment and sources are kept without an answer.
            self._problem(grid, *place, f"{element}: {wrong}")
            text, printed = "", ""
        comments = [grid.at(*p) for p in at["comment"]]
        ids, remarks = self._cited(company, grid, [place, *at["comment"]], at["source"])
        if not (answer or cells.number(printed) or any(comments) or ids):
            return
        key = (company, service, strand, element)
        if key in self.where:
            other, where = self.where[key]
            if other["answer"] != answer:
                self._problem(
                    grid, *place, f"{element} of {company}/{service} has another answer in {where} (correct one)"
                )
                return
            grid.place(*place, "duplicate")
            self._place(grid, at)
            return
        if not wrong:
            grid.place(*place, "answer")
        self._place(grid, at)
        record = self._row(answer, text, "\n".join(filter(None, comments)), printed, remarks)
        record |= dict(zip(("company", "service", "strand", "element"), key, strict=True), sources=";".join(ids))
        unit_type = self.collected.rows["staged.companies"].get((company,), {}).get("type", "")
        record |= {
            "indicator": indicator,
            "unit": unit.kind,
            "type": unit_type,
            "points": record["printed_points"],
            "place": (grid, place),
        }
        where = f"{grid.file}, {grid.where(*place)}" if grid.file != self.grids[0].file else grid.where(*place)
        self.where[key] = record, where
        self.records.append(record)

    def _read_answer(self, grid, place, text):
        """Return (answer, what is wrong with the cell) of a cell; the answer is empty if there is none."""
        if fault := grid.faults.get(place):
            return "", f"has {fault} instead of an answer ({COMPUTE if 'formula' in fault else 'correct the cell'})"
        if not text or text in ("exclude", "NA"):
            return "", ""
        answer = self._answer(text)
        if answer is None:
            self.unknown["answers"][text] = None
        if answer is None and cells.number(text):
            known = ", ".join(self.known.scale.answers)
            return (
                "",
                f"{quoted(text)} is a number, not an answer (write one of: {known}; points have rows of their own)",
            )
        return (answer, "") if answer else ("", self.known.scale.unknown(text))

    def _place(self, grid, at):
        for what, places in at.items():
            for p in places:
                grid.place(*p, "printed figure" if what == "points" else what)

    def _row(self, answer, text, comment, printed, remarks):
        """Return answer, reason, comment and printed points, as the importers of RDR's tables read them."""
        comment = "" if comment in cells.NO_VALUE else comment
        points, reason = printed if cells.number(printed) else "", ""
        if answer == self.known.scale.not_applicable or (not answer and (printed == "exclude" or text == "exclude")):
            answer = self.known.scale.not_applicable
            reason = cells.reason(comment)
            comment, reason = ("" if reason else comment), reason or cells.NO_REASON
        if remarks:
            comment = "\n".join(filter(None, [comment, *(f"[Sources as written: {remark}]" for remark in remarks)]))
        return {"answer": answer, "reason": reason, "comment": comment, "printed_points": points}

    def _cited(self, company, grid, beside, places):
        """Return (ids of documents, remarks) of the cells that cite sources, and of links on the cells beside them."""
        ids, remarks = [], []
        for p in places:
            links = [grid.links[p]] if p in grid.links else []
            found, remark = self._documents(company).cited(grid.at(*p), links)
            ids += found
            remarks += [remark] if remark else []
        for p in beside:
            if p in grid.links:
                ids += self._documents(company).cited("", [grid.links[p]])[0]
        return list(dict.fromkeys(ids)), remarks

    def _documents(self, company):
        return self.documents[company]

    def _strands(self, indicator):
        return None if self.known.methodology is None else self.known.methodology.strands.get(indicator, ["all"])

    def _figures(self, block, column, found, unit):
        for line in block.lines:
            text = block.grid.at(line.row, column)
            if line.kind == "level" and block.code:
                if (line.row, column) in block.grid.faults:
                    self._problem(
                        block.grid,
                        line.row,
                        column,
                        f"has {block.grid.faults[line.row, column]} ({COMPUTE})",
                        "warning",
                    )
                if cells.number(text):
                    self.levels[(*found, unit.strand or "all", block.code)] = text
                elif text:
                    self.collected.no_value["level score", text, "not printed: no row"] += 1

    def _indicator(self, block, line):
        """Note the printed score of an indicator, if the block is about one company."""
        companies = {unit.company for unit in block.units.values()}
        company = self.owner[id(block.grid)] if companies == {""} else None
        text = next((text for column in block.units if (text := block.grid.at(line.row, column))), "")
        if company and cells.number(text):
            self.scores[self._made_company(company), block.code] = text
        elif text:
            self.collected.no_value["indicator score", text, "not printed: no row"] += 1

    # What counts

    def _count(self):
        """Let the sheets' own scores tell which answers count, if they imply the methodology; leave out the rest."""
        if self.known.methodology is None and self.records:
            services = self.collected.rows["staged.services"]
            self.composites = {
                key: row["composite"] or row["service"] for key, row in services.items() if row["unit"] == "service"
            }
            levels = {key: float(text) for key, text in self.levels.items()}
            scores = {key: float(text) for key, text in self.scores.items()}
            self.implied = Implied(self.records, levels, scores, self.composites)
        counted = []
        for record in self.records:
            why = self.implied and self.implied.why_not(record)
            grid, place = record.pop("place")
            record["file"], record["cell"] = grid.file, grid.where(*place)
            record["key"] = tuple(record[name] for name in KEY)
            if why:
                grid.placed[place] = f"answer that does not count: {why}"
                self.collected.odd[f"answers left out: {why}"] += 1
                continue
            counted.append(record)
            self.collected.add("given_answers", **{name: record[name] for name in ANSWER})
        self.records = counted
        cited = {(r["company"], source) for r in counted for source in r["sources"].split(";") if source}
        listed = self.collected.rows["staged.sources"]
        for company, documents in self.documents.items():
            for source, row in documents.rows.items():
                if (company, source) in cited and (company, source) not in listed:
                    self.collected.add("sources", **row | {"company": company})

    # Printed scores

    def _printed(self):
        rows = self.collected.rows["staged.given_answers"]
        answered = {(r["company"], r["service"], r["strand"], r["element"].split(".")[0]) for r in rows.values()}
        for (company, service, strand, indicator), text in self.levels.items():
            if (company, service, strand, indicator) in answered:
                self.collected.score(company, service, strand, indicator, text, "level score")
            else:
                self.collected.not_imported["level scores of units that do not count in the indicator"] += 1
        for (company, indicator), text in self.scores.items():
            self.collected.score(company, "", "all", indicator, text, "indicator score")
        # Overviews of several companies first: the results of one company repeat them.
        for table in sorted(self.tables, key=lambda t: -len({figure[2] for figure in t.figures})):
            for figure in table.figures:
                self._overview(table.grid, *figure)

    def _overview(self, grid, row, column, name, unit, scope):
        text = grid.at(row, column)
        grid.place(row, column, "printed figure")
        if name:
            found = next((c for c in self.owner.values() if c and _alike(c, name, self._all_names(c))), None)
        else:
            found = (self._companies_of(grid) or [None])[0]
        if not found:
            self.collected.not_imported["means of all companies, and of companies without answers"] += cells.number(
                text
            )
            return
        company = self._made_company(found)
        service = self._like(company, unit) if unit and letters(unit) not in labels()["total"] else ""
        if service is None:
            self.collected.not_imported["scores of a group, an operating company, a strand or several services"] += (
                cells.number(text)
            )
            return
        if not cells.number(text):
            return
        if service and len(scope) > 1 and scope != "total":
            self.collected.not_imported["scores of a service on an indicator, which repeat its levels"] += 1
            return
        key, rows = (company, service, "all", scope), self.collected.rows["staged.published_scores"]
        if key in rows:
            if abs(float(rows[key]["score"]) - float(text)) < SAME:
                self.collected.not_imported["scores that repeat another sheet"] += 1
            else:
                what = f"{text} differs from {rows[key]['score']}, which another sheet prints for {scope} of"
                self._problem(
                    grid,
                    row,
                    column,
                    f"{what} {company}{service and '/'}{service} and which is imported (check which is right)",
                    "warning",
                )
            return
        self.collected.score(company, service, "all", scope, text, "company or service score")

    def _like(self, company, unit):
        """Return the service that a header of an overview means: by its letters, its beginning or its end; or None."""
        bracketed = re.findall(r"\(([^)]*)\)", unit)
        if any(exactly(b, UNITS[:2]) for b in bracketed) or any(exactly(plain(p), STRANDS) for p in pieces(unit)):
            return None
        wanted = name_letters(unit)
        services = self.known.services or self.collected.rows["staged.services"].values()
        own = [r for r in services if r["company"] == company and r["unit"] == "service"]
        for alike in (str.__eq__, str.startswith, str.endswith, lambda one, other: other.startswith(one)):
            found = [r["service"] for r in own if any(alike(name_letters(n), wanted) for n in _names(r, "service"))]
            if found:
                return found[0] if len(found) == 1 and not exactly(unit, ("group", "operating_company")) else None
        return None

    # The account

    def _unknown_codes(self):
        """Name labels of rows, such as `Answer GOV-2.1`, whose codes are in none of the forms that are known."""
        for grid in self.grids:
            found = {}
            for row, column, text in grid.cells():
                match = OTHER_CODE.search(text) if len(text) < LONGEST and (row, column) not in grid.placed else None
                if match and (text.startswith(match[0]) or meaning(text)):
                    found.setdefault(match[1], []).append((row, column, text))
            for prefix, places in found.items():
                if len(places) > 1:
                    self.unknown["codes"][prefix] = None
                    row, column, text = places[0]
                    what = f"{quoted(text)} and {len(places) - 1} more labels have a code that is not known"
                    self._problem(grid, row, column, f"{what} (say with --map what {quoted(prefix)} means)")

    def _account(self):
        """List every cell that is not an answer, comment, source, printed figure or heading."""
        self.kinds = Counter()
        for grid in self.grids:
            for row, column, text in grid.cells():
                kind = grid.placed.get((row, column), "not placed")
                if kind.startswith("answer that"):
                    kind, why = "answer that does not count", kind.partition(": ")[2]
                else:
                    why = ""
                self.kinds[kind] += 1
                if kind in LISTED:
                    own = self.because.get((id(grid), row, column)) or self.because.get((id(grid), row))
                    why = why or own or grid.faults.get((row, column), "")
                    self.unplaced.append(
                        {
                            "file": grid.file,
                            "sheet": grid.sheet,
                            "cell": cell_name(row, column),
                            "kind": kind,
                            "text": text,
                            "why": why,
                        }
                    )


LISTED = ("not placed", "answer that does not count", "note beside a block", "duplicate", "duplicate column")
"""What a cell was read as that is listed with its location, because no raw file has it."""


def _names(row, what):
    """Return every name of a row of companies.csv or services.csv."""
    names = (row.get(n) for n in (what, "name_en", "name_ru", "name_kk", "source_code"))
    return [name for name in names if name]


def _alike(company, name, names):
    return any(letters(_ascii(text)) == letters(_ascii(name)) for text in (company, *names))


def _ascii(name):
    return cells.slug(name) or name


def _month_first(found):
    """Return {column of dates: True if its dates begin with the month, False if with the day}, where dates show it."""
    shown = {}
    for column, kind in found.columns.items():
        if kind.endswith("_date"):
            dates = [re.fullmatch(DAY, found.grid.at(row, column)) for row in found.rows]
            first = any(int(d[1]) > 12 for d in dates if d and d[2] == "/")
            second = any(int(d[3]) > 12 for d in dates if d and d[2] == "/")
            if first != second:
                shown[kind] = second
    return shown
