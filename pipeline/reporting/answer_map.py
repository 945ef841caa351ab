"""A company's answers as a heat map: a row for each element, a column for each unit, each cell a link to its answer."""

from collections import defaultdict

from pipeline.core.figures import natural
from pipeline.reporting.indicators import SIGNS


def heat_maps(rated, company):
    """Return category -> (units, blocks). `units` are those that the category is asked of; a block is its indicator,
    its strand, and (element's row, its cells) for each row.

    A cell is (class, points or symbol, address, number of rows that it spans), or None if a cell above spans it. A
    block that does not apply to a unit, or is not asked of it, is one cell. Empty if all answers are missing, because
    the map would show only question marks.
    """
    released, given = rated.released, defaultdict(dict)
    for unit in rated.units(company):
        for row in rated.answers[company, unit["service"]]:
            given[row["indicator"], row["strand"]][row["element"], row["service"]] = row
    if not any(row["points"] is not None for block in given.values() for row in block.values()):
        return {}
    maps = {}
    for category in released.categories:
        blocks = [key for key in given if released.indicators[key[0]]["category"] == category]
        asked = {service for key in blocks for _, service in given[key]}
        units = [unit for unit in rated.units(company) if unit["service"] in asked]
        if units:
            blocks.sort(key=lambda key: (natural(key[0]), key[1]))
            maps[category] = units, [(*key, _rows(released, units, given[key], rated.order)) for key in blocks]
    return maps


def _rows(released, units, block, order):
    elements = sorted({element for element, _ in block}, key=order.get)
    columns = [_column([block.get((element, unit["service"])) for element in elements]) for unit in units]
    return [(released.elements[element], [column[i] for column in columns]) for i, element in enumerate(elements)]


def _column(answers):
    """Return the cells of one unit in one block."""
    if not any(answers):
        return [("", "", None, len(answers)), *[None] * (len(answers) - 1)]
    cells = [("", "", None, 1) if a is None else _cell(a) for a in answers]
    if all(a and a["status"] == "not_applicable" for a in answers) and len({a["reason"] for a in answers}) == 1:
        return [(*cells[0][:3], len(cells)), *[None] * (len(cells) - 1)]
    return cells


def _cell(answer):
    return answer["kind"], SIGNS.get(answer["kind"], answer["points"]), answer["address"], 1
