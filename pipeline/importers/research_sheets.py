"""`rating import sheets`: research sheets become answers, documents and printed scores, and each cell is accounted for.

Whatever can't be placed becomes a problem with file, sheet and cell, and the import goes on.
"""

import re
from collections import defaultdict

from xlsxwriter.utility import xl_rowcol_to_cell as cell_name

from pipeline.core.problems import quoted
from pipeline.importers import cells
from pipeline.importers.blocks import find_blocks
from pipeline.importers.cells import letters
from pipeline.importers.collect import Collected
from pipeline.importers.implied import Implied
from pipeline.importers.references import Documents
from pipeline.importers.sheet_account import Account
from pipeline.importers.sheet_scores import Overviews
from pipeline.importers.sheet_tables import find_scores, find_sources
from pipeline.importers.sheet_units import Units, every_name
from pipeline.importers.sheet_words import (
    Codes,
)
from pipeline.schemas.fields import ELEMENT

KEY = ("company", "service", "strand", "element")
ANSWER = (*KEY, "answer", "reason", "sources", "comment", "printed_points")

COMPUTE = "open the file in a spreadsheet program, let it compute, and save it"

DAY = r"(\d{1,2})([/.])(\d{1,2})[/.](\d{4})"


class ResearchSheets:
    """The content of sheets. `collected`: rows of raw files; `records`: the answers that count, with their cells;
    `documents`: company -> its rows of sources.csv; `account`: problems, and cells that no raw file has;
    `implied`: their methodology, or None; `columns`: what each column of units was read as, as dicts."""

    def __init__(self, grids, known, year, methodology):
        self.grids, self.known = grids, known
        self.account, self.collected = Account(grids), Collected(year, methodology)
        self.names, self.elements = known.own_words(), known.codes("elements")
        self.records, self.where, self.columns, self.implied = [], {}, {}, None
        self.levels, self.scores, self.documents = {}, {}, defaultdict(lambda: Documents(int(year)))
        self._find()
        self._sources()
        for block in self.blocks:
            self._block(block)
        self._count()
        self._printed()
        Overviews(self.account, self.units, self.collected, self.tables)
        self.account.close()

    def _find(self):
        """Find the blocks, lists of sources and overviews of all grids."""
        codes = Codes(self.known.codes("indicators"), (self.known.own or {}).get("codes"))
        companies = {letters(n) for r in self.known.companies or () for n in every_name(r, "company")}
        self.blocks, self.lists, self.tables = [], [], []
        for grid in self.grids:
            self.blocks += find_blocks(grid, codes, lambda text: self._answer(text) is not None, companies)
            self.lists += find_sources(grid)
            if table := find_scores(grid, codes):
                self.tables.append(table)
        types = {letters(name): kind for table in self.tables for name, kind in table.types.items()}
        self.units = Units(self.account, self.known, self.grids, self.blocks, types, self.collected)
        used = {found.grid.file for found in (*self.blocks, *self.lists, *self.tables)}
        what = "has no block of an indicator: no cell such as G1 above labels such as G1.1"
        for grid in {grid.file: grid for grid in reversed(self.grids) if grid.file not in used}.values():
            level = "warning" if self.blocks else "error"
            self.account.problem(grid, 0, 0, f"{what} (is it the research sheet?)", level)

    def _answer(self, text):
        text = self.names.get(letters(text), text)
        for said in (text, text.rstrip(" .,:;")):
            for scale in (self.known.scale, self.known.words):
                if (answer := scale.find(said)) in self.known.scale.answers:
                    return answer
        return None

    def _sources(self):
        """Add the documents of all lists to their companies."""
        for found in self.lists:
            grid = found.grid
            own = self.units.companies_of(grid)
            if not own:
                example = next((f"{company} Sources" for company in self.units.owner.values() if company), "Sources")
                self.account.problem(
                    grid,
                    found.header,
                    min(found.columns),
                    "is a list of sources of no company with "
                    f"answers (name the sheet like its company, such as {quoted(example)})",
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
                named = self.units.company(cells_["company"]) if cells_.get("company") else None
                links = [grid.links[row, c] for c in found.columns if (row, c) in grid.links]
                self._document([named] if named else own, cells_, row - found.header, links, months)

    def _document(self, companies, texts, index, links, months):
        """Add a row of a list. In a list of several companies, the first has it, and whoever else cites it."""
        company, *others = map(self.units.made, companies)
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

    def _block(self, block):
        grid, taken = block.grid, {}
        if block.remark:
            self.account.problem(grid, block.rows[0], block.column, block.remark, "warning")
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
            found = self.units.service(block, column, unit)
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
            self.account.row(block.grid, line.row, f"is in a row of {line.indicator} in the block of {block.code}")
            self.account.problem(
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
                    self.account.problem(block.grid, line.row, block.column, f"{what} (correct its label)")
                    continue
                seen.add(meant)
                if meant != said:
                    wrong.append((line, element))
                if not re.fullmatch(ELEMENT, element):
                    self.account.problem(
                        block.grid, line.row, block.column, f"{quoted(element)} is not a code of an element"
                    )
                elif self.elements is not None and element not in self.elements:
                    self.account.unknown["codes"][meant[0]] = None
                    self.account.row(block.grid, line.row, f"{element} is not an element of the methodology")
                    self.account.problem(
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
                self.account.problem(
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
            self.account.problem(grid, block.rows[0], column, f"{name} and the same answers; it is left out", "warning")
        else:
            self.account.problem(grid, block.rows[0], column, f"{name}, and other answers (correct one of the two)")

    def _record(self, grid, found, unit, element, place, at):
        """Add the answer of a cell with its comment, sources and points, or a problem."""
        (company, service), indicator = found, element.split(".")[0]
        strand, allowed = unit.strand or "all", self._strands(indicator)
        if allowed is not None and strand not in allowed:
            if allowed != ["all"]:
                self.account.problem(
                    grid,
                    *place,
                    f"{quoted(strand)} is not a strand of {indicator} (the header should name {' or '.join(allowed)})",
                )
                return
            strand = "all"
        text, printed = grid.at(*place), next((grid.at(*p) for p in at["points"]), "")
        for p in at["points"]:
            if p in grid.unreadable:
                self.account.problem(grid, *p, f"has {grid.unreadable[p]} ({COMPUTE})", "warning")
        answer, wrong = self._read_answer(grid, place, text)
        if wrong:
            # Its comment and sources are kept without an answer.
            self.account.problem(grid, *place, f"{element}: {wrong}")
            text, printed = "", ""
        comments = [grid.at(*p) for p in at["comment"]]
        ids, remarks = self._cited(company, grid, [place, *at["comment"]], at["source"])
        if not (answer or cells.number(printed) or "exclude" in (text, printed) or any(comments) or ids):
            return
        key = (company, service, strand, element)
        if key in self.where:
            other, where = self.where[key]
            if other["answer"] != answer:
                self.account.problem(
                    grid, *place, f"{element} of {company}/{service} has another answer in {where} (correct one)"
                )
                return
            for one in (place, *(p for places in at.values() for p in places)):
                grid.place(*one, "duplicate")
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
            "place": (grid, place, at["comment"]),
        }
        where = f"{grid.file}, {grid.where(*place)}" if grid.file != self.grids[0].file else grid.where(*place)
        self.where[key] = record, where
        self.records.append(record)

    def _read_answer(self, grid, place, text):
        """Return (answer, what is wrong with the cell) of a cell; the answer is empty if there is none."""
        if fault := grid.unreadable.get(place):
            return "", f"has {fault} instead of an answer ({COMPUTE if 'formula' in fault else 'correct the cell'})"
        if not text or text in ("exclude", "NA"):
            return "", ""
        answer = self._answer(text)
        if answer is None:
            self.account.unknown["answers"][text] = None
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
            if dated := self.documents[company].numbers_of_date(grid.at(*p)):
                what = f"the date {dated[1]}, which a spreadsheet made of numbers; read as {', '.join(dated[0])}"
                self.account.once(grid, *p, f"has {what} (correct the cell)", "warning")
            found, remark = self.documents[company].cited(grid.at(*p), links)
            ids += found
            remarks += [remark] if remark else []
        for p in beside:
            if p in grid.links:
                ids += self.documents[company].cited("", [grid.links[p]])[0]
        return list(dict.fromkeys(ids)), remarks

    def _strands(self, indicator):
        return None if self.known.methodology is None else self.known.methodology.strands.get(indicator, ["all"])

    def _figures(self, block, column, found, unit):
        for line in block.lines:
            text = block.grid.at(line.row, column)
            if line.kind == "level" and block.code:
                if (line.row, column) in block.grid.unreadable:
                    self.account.problem(
                        block.grid,
                        line.row,
                        column,
                        f"has {block.grid.unreadable[line.row, column]} ({COMPUTE})",
                        "warning",
                    )
                if cells.number(text):
                    self.levels[(*found, unit.strand or "all", block.code)] = text
                elif text:
                    self.collected.no_value["level score", text, "not printed: no row"] += 1

    def _indicator(self, block, line):
        """Note the printed score of an indicator, if the block is about one company."""
        companies = {unit.company for unit in block.units.values()}
        company = self.units.owner[id(block.grid)] if companies == {""} else None
        text = next((text for column in block.units if (text := block.grid.at(line.row, column))), "")
        if company and cells.number(text):
            self.scores[self.units.made(company), block.code] = text
        elif cells.number(text):
            self.collected.not_imported["indicator scores of blocks about several companies"] += 1
        elif text:
            self.collected.no_value["indicator score", text, "not printed: no row"] += 1

    def _count(self):
        """Let the sheets' own scores tell which answers count, if they imply the methodology; leave out the rest."""
        if self.known.methodology is None and self.records:
            services = self.collected.rows["staged.services"]
            composites = {
                key: row["composite"] or row["service"] for key, row in services.items() if row["unit"] == "service"
            }
            levels = {key: float(text) for key, text in self.levels.items()}
            scores = {key: float(text) for key, text in self.scores.items()}
            self.implied = Implied(self.records, levels, scores, composites)
        counted = []
        for record in self.records:
            why = self.implied and self.implied.why_not(record)
            grid, place, comments = record.pop("place")
            record["file"], record["cell"] = grid.file, grid.where(*place)
            record["key"] = tuple(record[name] for name in KEY)
            if why:
                self.account.uncounted(grid, place, comments, why)
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

    def _printed(self):
        """Add the printed scores of the blocks."""
        rows = self.collected.rows["staged.given_answers"]
        answered = {(r["company"], r["service"], r["strand"], r["element"].split(".")[0]) for r in rows.values()}
        for (company, service, strand, indicator), text in self.levels.items():
            if (company, service, strand, indicator) in answered:
                self.collected.score(company, service, strand, indicator, text, "level score")
            else:
                self.collected.not_imported["level scores of units that do not count in the indicator"] += 1
        for (company, indicator), text in self.scores.items():
            self.collected.score(company, "", "all", indicator, text, "indicator score")


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
