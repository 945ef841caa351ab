"""The other tables of research sheets: lists of source documents, and overviews of printed scores."""

from dataclasses import dataclass, field

from pipeline.importers.cells import NO_VALUE, letters, number
from pipeline.importers.sheet_words import DOCUMENT, SCOPES, TYPES, exactly, labels, meaning, plain

FEWEST = 3
"""Rows or columns with scopes that make a table of scores."""


@dataclass(frozen=True)
class SourceList:
    """A list of documents: the row of its header, the rows below, and column -> one of DOCUMENT or `company`."""

    grid: object
    header: int
    rows: tuple
    columns: dict


@dataclass
class ScoreTable:
    """An overview of scores. `figures`: (row, column, company, unit, scope), where company and unit are as written,
    and empty if the table does not name them; `types`: company as written -> its type."""

    grid: object
    figures: list = field(default_factory=list)
    types: dict = field(default_factory=dict)


def find_sources(grid):
    """Return the lists of documents of a grid."""
    found = []
    for row, texts in enumerate(grid.rows):
        if any((row, column) in grid.placed for column in range(len(texts))):
            continue
        columns, sure = {}, 0
        for column, text in enumerate(texts):
            known = exactly(plain(text), ("company", *DOCUMENT)) if text else None
            kind = known or (meaning(text, DOCUMENT) if 0 < len(text) < 60 else None)
            if kind and kind not in columns.values():
                columns[column], sure = kind, sure + bool(known)
        if not {"title", "url"} & set(columns.values()) or (sure < 2 and len(columns) < FEWEST):
            continue
        first = min(columns)
        if "number" not in columns.values():
            # A first column whose header was lost.
            first = max(first - 1, 0) if first and _numbered(grid, row, first - 1) else None
            if first is not None:
                columns[first] = "number"
        found.append((row, columns))
    ends = [*(row for row, _ in found[1:]), len(grid.rows)][: len(found)]
    return [
        SourceList(grid, row, tuple(_until(grid, row + 1, end)), columns)
        for (row, columns), end in zip(found, ends, strict=True)
    ]


def _until(grid, start, end):
    """Yield the rows of a list: those before cells that were read as something else."""
    for row in range(start, end):
        if any((row, column) in grid.placed for column in range(len(grid.rows[row]))):
            return
        yield row


def _numbered(grid, row, column):
    texts = [grid.at(r, column) for r in range(row + 1, len(grid.rows))]
    texts = [text for text in texts if text]
    return bool(texts) and sum(text[0].isdigit() for text in texts) * 2 > len(texts)


def find_scores(grid, codes):
    """Return the overview of scores in a grid, with scopes in rows or in columns; or None."""
    table = ScoreTable(grid)
    for row, texts in enumerate(grid.rows):
        scopes = {c: SCOPES[k] for c, text in enumerate(texts) if (k := exactly(text, tuple(SCOPES)))}
        if len(set(scopes.values())) >= FEWEST and not any((row, c) in grid.placed for c in scopes):
            _rows_of_companies(table, row, scopes)
    if not table.figures:
        _columns_of_units(table, codes)
    return table if table.figures else None


def _figure(text):
    """Return True for a number, a spelling of an empty value, or an error value of a spreadsheet."""
    return number(text) or text in NO_VALUE or text.startswith("#")


def _rows_of_companies(table, header, scopes):
    grid = table.grid
    left = min(scopes)
    for row in range(header + 1, len(grid.rows)):
        names = [(c, grid.at(row, c)) for c in range(left) if grid.at(row, c)]
        if not names or not all(_figure(grid.at(row, c)) for c in scopes):
            continue
        company = names[0][1]
        for column, text in names:
            grid.place(row, column, "heading")
            if kind := exactly(text, TYPES):
                table.types[company] = kind
        table.figures += [(row, c, company, "", scope) for c, scope in scopes.items() if grid.at(row, c)]
    if table.figures:
        grid.place_row(header, "heading")


def _columns_of_units(table, codes):
    """Read a table with a row for each scope. Its header names units, and in a row above them their companies."""
    grid = table.grid
    found = []
    for row, texts in enumerate(grid.rows):
        column = next((c for c, text in enumerate(texts) if text), None)
        if column is None or (row, column) in grid.placed:
            continue
        kind = exactly(texts[column], tuple(SCOPES))
        scope = codes.heading(texts[column]) or (SCOPES[kind] if kind else None)
        rest = [text for text in texts[column + 1 :] if text]
        if scope and rest and all(map(_figure, rest)):
            found.append((row, column, scope))
    if len(found) < FEWEST:
        return
    first, label, _ = found[0]
    above = [row for row in range(first) if any(grid.rows[row])]
    above = [row for row in above if not any((row, c) in grid.placed for c in range(len(grid.rows[row])))][-2:]
    units = above[-1] if above else None
    companies = _companies(table, above[0], units, label) if len(above) > 1 else {}
    for row in above:
        grid.place_row(row, "heading")
    for row, _, scope in found:
        grid.place(row, label, "heading")
        for column in range(label + 1, len(grid.rows[row])):
            if grid.at(row, column) and not grid.at(row, column).startswith("#"):
                unit = grid.at(units, column) if units is not None else ""
                table.figures.append((row, column, companies.get(column, ""), unit, scope))


def _companies(table, row, units, label):
    """Return column -> company, from the names above those of the units. A company begins above a total, and other
    texts beside its name are its type or describe a service."""
    grid = table.grid
    starts = [c for c in range(label + 1, len(grid.rows[units])) if letters(grid.at(units, c)) in labels()["total"]]
    found, company = {}, ""
    for column in range(label + 1, len(grid.rows[units])):
        text = grid.at(row, column)
        kind = exactly(text, TYPES) if text else None
        if kind:
            table.types[company] = kind
        elif text and (column in starts or not starts or not company):
            company = text
        found[column] = company
    return found
