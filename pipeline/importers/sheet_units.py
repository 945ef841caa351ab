"""The companies and services that research sheets name: those of an edition, or new ones."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from pipeline.core.problems import quoted
from pipeline.importers import cells
from pipeline.importers.cells import letters
from pipeline.importers.sheet_words import TYPES, name_letters, plain, stem
from pipeline.schemas.fields import UNIT_IDS

PREPAID = re.compile(
    r"^(?:pre|post)[ -]?paid\b[ -]*|\b(?:пред|пост)оплат\w*|\b(?:алдын ала|кейін) төле\w*", re.IGNORECASE
)
"""What tells services apart that count as one, prepaid and postpaid mobile."""


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

    def own_words(self):
        """Return {letters of what a team writes: the name or answer that it means}."""
        kinds = ("companies", "services", "answers")
        return {letters(k): v for kind in kinds for k, v in (self.own or {}).get(kind, {}).items()}


class Units:
    """The companies and services of blocks. `owner`: id of a grid -> its company, or None; a company is its id in the
    edition or, in a new edition, its name. `types`: letters of a company's name -> its type."""

    def __init__(self, account, known, grids, blocks, types, collected):
        self.account, self.known, self.grids, self.blocks, self.types = account, known, grids, blocks, types
        self.collected, self.names = collected, known.own_words()
        self.owner, self.titles = {}, {}
        for grid in grids:
            if own := [block for block in blocks if block.grid is grid]:
                self.owner[id(grid)] = self._company_of(grid, own)
        self._check_owners()
        # Units whose company only some headers of a sheet name.
        self.told = defaultdict(set)
        every = [(block, unit) for block in blocks for unit in block.units.values()]
        for block, unit in every:
            if unit.company:
                self.told[id(block.grid), unit.kind, name_letters(unit.name)].add(unit.company)
        self.spellings = defaultdict(Counter)
        for block, unit in every:
            if unit.kind == "service":
                self.spellings[self.owner_of(block, unit), name_letters(unit.name)][unit.name] += 1

    def owner_of(self, block, unit):
        """Return the company of a unit: as its header, the same unit elsewhere in the sheet, or the sheet names it."""
        told = self.told.get((id(block.grid), unit.kind, name_letters(unit.name)), ())
        if unit.company or len(told) == 1:
            return self.company(unit.company or next(iter(told)))
        return self.owner[id(block.grid)]

    def _company_of(self, grid, blocks):
        """Return the company of a grid without one in its headers: as its title, its group's column, its sheet or its
        file names it."""
        found = [(text, row, column) for text, row, column in self._candidates(grid, blocks) if letters(text)]
        self.titles[id(grid)] = found[0][0] if found else grid.name
        if self.known.companies is not None:
            ids = [(company, row, column) for text, row, column in found if (company := self.company(text))]
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

    def _check_owners(self):
        """Take no company from a sheet whose name is that of another one."""
        owners = {name for name in self.owner.values() if name}
        for grid in self.grids:
            own = self.owner.get(id(grid))
            named = letters(_ascii(stem(grid.name)))
            known = {r["company"] for r in self.known.companies or ()} or owners
            other = next((c for c in known if alike(c, stem(grid.name), self.all_names(c))), None)
            if own and named and other and other != own:
                self.account.problem(
                    grid,
                    0,
                    0,
                    f"is about {own}, but the sheet's name is that of {other} (is it the right "
                    "sheet? correct one of the two)",
                )
                self.owner[id(grid)] = None

    def company(self, text):
        """Return the id of a company in an edition, or the name itself if the sheets make the edition."""
        text = self.names.get(letters(text), text)
        if self.known.companies is None:
            return text
        wanted = {letters(text), name_letters(text)}
        return next(
            (r["company"] for r in self.known.companies if wanted & {letters(n) for n in every_name(r, "company")}),
            None,
        )

    def made(self, name):
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

    def service(self, block, column, unit):
        """Return (company, service) of a column, or None with a problem if the edition does not have it."""
        grid = block.grid
        company, owner = self.owner_of(block, unit), self.owner[id(grid)]
        if self.known.companies is None and unit.kind == "group" and unit.name:
            others = {letters(name) for name in self.owner.values() if name} - {letters(owner or "")}
            other = unit.name if letters(unit.name) in others else None
        else:
            other = unit.company if company and owner and self.known.companies and company != owner else None
        if other:
            self.account.once(
                grid,
                block.rows[0],
                column,
                f"{quoted(other)} is not the company of this sheet, {owner} "
                "(is it the right sheet? correct the header or the sheet's title)",
            )
            return None
        if company is None:
            self.account.unknown["companies"][unit.company or self.titles[id(grid)]] = None
            what = f"{quoted(unit.company)} is" if unit.company else "the title, the headers and the sheet's name are"
            self.account.once(
                grid,
                block.rows[0],
                column,
                f"{what} not a company of the edition (correct it, or add the company to companies.csv)",
            )
            return None
        company = self.made(company)
        if unit.kind != "service":
            service = UNIT_IDS[unit.kind]
            if self.known.services is None:
                words = unit.kind.replace("_", " ").title()
                self.collected.service(company, unit.kind, words, "", "")
            elif not any((r["company"], r["service"]) == (company, service) for r in self.known.services):
                self.account.once(
                    grid, block.rows[0], column, f"{company} has no row {service} in services.csv (add it)"
                )
                return None
            return company, service
        if self.known.services is None:
            owner = unit.company or self.owner[id(grid)]
            name = self.spellings[owner, name_letters(unit.name)].most_common(1)[0][0]
            composite = cells.slug(PREPAID.sub("", plain(name))) if PREPAID.search(name) else ""
            service = self.collected.service(company, "service", name, "", composite)
            return company, service
        text = self.names.get(letters(unit.name), unit.name)
        own = [r for r in self.known.services if r["company"] == company and r["unit"] == "service"]
        exact = [r for r in own if letters(text) in {letters(n) for n in every_name(r, "service")}]
        close = [r for r in own if name_letters(text) in {name_letters(n) for n in every_name(r, "service")}]
        if len(exact or close) == 1:
            return company, (exact or close)[0]["service"]
        self.account.unknown["services"][unit.name] = None
        what = "could be several services" if close else "is not a service"
        names = ", ".join(r["service"] for r in own)
        self.account.once(
            grid,
            block.rows[0],
            column,
            f"{quoted(unit.name)} {what} of {company} in services.csv, which has "
            f"{names} (correct the header, or add the service)",
        )
        return None

    def companies_of(self, grid):
        """Return the companies that a list of sources or scores belongs to: named by its sheet or file, or the ones
        with answers in the same sheet or file."""
        answered = {company: own for own, company in self.owner.items() if company}
        for name in (grid.name, re.split(r"[/\\]", grid.file)[-1].rpartition(".")[0]):
            named = letters(_ascii(stem(name)))
            if not named:
                continue
            known = {
                company: [letters(_ascii(text)) for text in (company, self._sheet_stem(own), *self.all_names(company))]
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

    def all_names(self, company):
        return [n for r in self.known.companies or () if r["company"] == company for n in every_name(r, "company")]

    def named(self, name):
        """Return the company with a name, if it has answers; or None."""
        return next((c for c in self.owner.values() if c and alike(c, name, self.all_names(c))), None)


def every_name(row, what):
    """Return every name of a row of companies.csv or services.csv."""
    names = (row.get(n) for n in (what, "name_en", "name_ru", "name_kk", "source_code"))
    return [name for name in names if name]


def alike(company, name, names):
    return any(letters(_ascii(text)) == letters(_ascii(name)) for text in (company, *names))


def _ascii(name):
    return cells.slug(name) or name
