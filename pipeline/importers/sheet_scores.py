"""Printed scores in overviews of research sheets: those of companies and services that no block prints."""

import re

from pipeline.importers import cells
from pipeline.importers.cells import letters
from pipeline.importers.sheet_units import every_name
from pipeline.importers.sheet_words import STRANDS, UNITS, exactly, labels, name_letters, pieces, plain

SAME = 0.0101
"""How far two prints of one score can be apart, of which one is rounded to two decimals."""


class Overviews:
    """Adds the scores of `ScoreTable`s to a `Collected`, in which those of blocks are already."""

    def __init__(self, account, units, collected, tables):
        self.account, self.units, self.collected = account, units, collected
        # Overviews of several companies first: the results of one company repeat them.
        for table in sorted(tables, key=lambda table: -len({figure[2] for figure in table.figures})):
            for figure in table.figures:
                self._figure(table.grid, *figure)

    def _figure(self, grid, row, column, name, unit, scope):
        text = grid.at(row, column)
        grid.place(row, column, "printed figure")
        found = self.units.named(name) if name else next(iter(self.units.companies_of(grid)), None)
        if not found:
            self.collected.not_imported["means of all companies, and of companies without answers"] += cells.number(
                text
            )
            return
        company = self.units.made(found)
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
                self.account.problem(
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
        services = self.units.known.services or self.collected.rows["staged.services"].values()
        own = [r for r in services if r["company"] == company and r["unit"] == "service"]
        for alike in (str.__eq__, str.startswith, str.endswith, lambda one, other: other.startswith(one)):
            found = [r["service"] for r in own if any(alike(name_letters(n), wanted) for n in every_name(r, "service"))]
            if found:
                return found[0] if len(found) == 1 and not exactly(unit, ("group", "operating_company")) else None
        return None
