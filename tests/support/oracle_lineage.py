"""What is the same in two editions: companies, units and elements. As `oracle`, written from `docs/` alone.

The rules are in `docs/add-an-edition.md` (what happened to companies and services) and in
`docs/add-a-methodology.md` (`based_on`).
"""

from itertools import pairwise


def pairs(rating):
    """Yield (later, earlier) of all compared editions."""
    series = {}
    for edition in sorted(rating.editions.values(), key=lambda e: e.year):
        series.setdefault(edition.series, []).append(edition)
    for own in series.values():
        for i, later in enumerate(own):
            for j, earlier in enumerate(own[:i]):
                if j == i - 1 or later is own[-1]:
                    yield later, earlier, own[j : i + 1]


def followed(key, lines, stays):
    """An id in the later of two neighbours, by lines (from, to, kind) between them; None where it ends.

    Without a line of its own it `stays`, unless a line that leads there says that it is another.
    """
    for start, end, kind in lines:
        if start == key and kind in ("same", "renamed"):
            return end
        if start == key and kind == "gone":
            return None
    return None if stays is None or any(end == stays for _, end, _ in lines) else stays


def matched(rating, chain):
    """Return the companies and units that are the same in the first and the last edition of a chain of consecutive
    editions."""
    first, last = chain[0], chain[-1]
    companies = {c: c for c in first.companies}
    units = {(u.company, u.service): (u.company, u.service) for own in first.units.values() for u in own}
    for before, after in pairwise(chain):
        here = {"from_edition": before.name, "to_edition": after.name}
        lines = [row for row in rating.lineage["companies"] if here.items() <= row.items()]
        lines = [(row["from"], row["to"], row["kind"]) for row in lines]
        became = {c: followed(c, lines, c) for c in {*companies.values(), *(c for c, _ in units.values())}}
        moves = []
        for row in rating.lineage["services"]:
            if here.items() <= row.items():
                there = row.get("to_company") or (became.get(row["company"]) if row["from"] else row["company"])
                moves.append(((row["company"], row["from"]), (there, row["to"]), row["kind"]))
        companies = {c: became[now] for c, now in companies.items() if became[now]}
        units = {u: followed((c, s), moves, became[c] and (became[c], s)) for u, (c, s) in units.items()}
        units = {u: now for u, now in units.items() if now and now[0]}
    there = {(u.company, u.service) for own in last.units.values() for u in own}
    return (
        {c: now for c, now in companies.items() if now in last.companies},
        {u: now for u, now in units.items() if now in there},
    )


def step(rating, before, after):
    """Return element of one methodology -> (element of the other, "same" or "reworded"), as lines or `based_on` say."""
    here = {"from_methodology": before.name, "to_methodology": after.name}
    lines = [row for row in rating.lineage["elements"] if here.items() <= row.items()]
    found = {row["from"]: (row["to"], row["kind"]) for row in lines if row["kind"] in ("same", "reworded")}
    if after.based_on == before.name:
        listed = {row[end] for row in lines for end in ("from", "to")}
        for code in before.elements.keys() & after.elements.keys() - listed:
            one, other = before.labels[code], after.labels[code]
            if all(one[n] == other[n] for n in one.keys() & other.keys()):
                found[code] = (code, "same")
    return found


def same_elements(rating, first, last):
    """Return element of an earlier edition -> (element of a later one, "same" or "reworded"), selected or not."""
    chain = [last.rule]
    while chain[0] is not first.rule and chain[0].based_on in rating.methodologies:
        chain.insert(0, rating.methodologies[chain[0].based_on])
    if chain[0] is not first.rule:
        chain = [first.rule, last.rule]
    found = {e: (e, "same") for e in first.rule.elements}
    for before, after in pairwise(chain):
        now = step(rating, before, after)
        kinds = {e: {kind, now[at][1]} for e, (at, kind) in found.items() if at in now}
        found = {e: (now[found[e][0]][0], "reworded" if "reworded" in own else "same") for e, own in kinds.items()}
    return found


def turned(matches):
    return {now: was for was, now in matches.items()}


def series_ids(rating):
    """Return (edition, company, target) -> the id in its first edition; a new service has its company's id there."""
    found, chains = {}, {}
    for edition in sorted(rating.editions.values(), key=lambda e: e.year):
        chain = chains.setdefault(edition.series, [])
        chain.append(edition)
        origin = {}
        for i in reversed(range(len(chain) - 1)):
            companies, units = matched(rating, chain[i:])
            named = {(c, ""): (now, "") for c, now in companies.items()} | units
            origin |= {now: found[chain[i].name, *was] for was, now in named.items()}
        for company, own in edition.units.items():
            found[edition.name, company, ""] = first = origin.get((company, ""), company)
            for unit in own:
                there = (company, unit.service)
                found[edition.name, *there] = origin.get(there, f"{first}/{unit.service}")
    return found
