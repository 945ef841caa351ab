"""`rating lineage`: match the companies, services and elements of two editions, and propose lines for raw/lineage/."""

import difflib
from itertools import groupby

from pipeline.asking.compare import matches, pair_of
from pipeline.core.limits import exists_or_link
from pipeline.core.writing import replacing
from pipeline.reading.lineage import LINEAGE_FILES
from pipeline.reading.matching import elements_of, same_label
from pipeline.reading.raw_text import added
from pipeline.schemas import LINEAGE
from pipeline.schemas.fields import ONE_TO_ONE, UNIT_IDS, UNLISTED

MOVED = "to_company"


def lineage(project, before, later, write=False):
    """Return listings of what is matched between two editions, of what is in one only, and of proposed lines (file and
    line), which `write` adds to raw/lineage/."""
    editions, pair = pair_of(project, before, later)
    rows = matches(pair)
    matched = [r for r in rows if r["before"] and r["now"]]
    elements = [
        {"what": "element", "company": "", "before": was, "now": now, "kind": kind, "note": note or ""}
        for was, now, kind, note in pair.elements
        if kind != "same" or was != now
    ]
    same = sum(kind == "same" for *_, kind, _ in pair.elements)
    one_sided = [
        {"what": "element", "company": "", "before": "", "now": "", "kind": UNLISTED, "note": row["label_en"]}
        | {side: code}
        for side, left in zip(("before", "now"), pair.unlisted_elements, strict=True)
        for code, row in left.items()
    ]
    sizes = [len(elements_of(e.methodology)) for e in (pair.before, pair.later)]
    counts = {"before": sizes[0], "now": sizes[1], "the_same": same, "why_not": pair.why or ""}
    found = [*_companies(pair), *_services(pair, editions[0].lineage.rows["lineage.services"]), *_elements(pair)]
    return {
        "matched": matched + elements,
        "in_one_edition_only": [r for r in rows if r not in matched] + one_sided,
        "elements": [counts],
        "written" if write else "proposals": list(_lines(project, found, write)),
    }


def _companies(pair):
    """Yield (table, cells) of a line per company in one edition only: renamed if a name is close, else gone or new."""
    names = [
        {r["company"]: r["name_en"].casefold() for r in e.tables["staged.companies"].to_dicts()}
        for e in (pair.before, pair.later)
    ]
    gone = [was for was, now, kind, _ in pair.companies if kind == UNLISTED and was]
    new = [now for was, now, kind, _ in pair.companies if kind == UNLISTED and now]
    for was, now, kind in _close(gone, new, names):
        yield "lineage.companies", _years(pair) | {"from": was, "to": now, "kind": kind}


def _services(pair, known):
    """Do the same for services. A service with the same id and name in a different company has moved to it."""
    names = [
        {(r["company"], r["service"]): r["name_en"].casefold() for r in e.tables["staged.services"].to_dicts()}
        for e in (pair.before, pair.later)
    ]
    paired = {was: now for was, now, kind, _ in pair.companies if kind in ONE_TO_ONE}
    gone = [row[:2] for row in pair.services if row[4] == UNLISTED and row[1]]
    new = [row[2:4] for row in pair.services if row[4] == UNLISTED and row[3]]
    # Services of a company that is itself gone or new are not unlisted, but can have moved.
    lines = [r for r in known if r["kind"] in ("gone", "new")]
    listed = {(r["company"], r["from"] or r["to"]) for r in lines}
    left = [row[:2] for row in pair.services if row[1] and row[4] == "gone" and row[0] not in paired]
    came = [row[2:4] for row in pair.services if row[3] and row[4] == "new" and row[2] not in paired.values()]
    for was in [*gone, *left]:
        others = [*new, *came] if was in gone else new
        now = next((n for n in others if n[1] == was[1] and names[1][n] == names[0][was]), None)
        if now and not {was, now} & listed and was[1] not in UNIT_IDS.values():
            gone, new = [s for s in gone if s != was], [s for s in new if s != now]
            cells = {"company": was[0], "from": was[1], "to": now[1], "kind": "same", MOVED: now[0]}
            yield "lineage.services", _years(pair) | cells
    for company, company_now in paired.items():
        own, there = ([s for s in side if s[0] == c] for side, c in ((gone, company), (new, company_now)))
        for was, now, kind in _close(own, there, names):
            cells = {"company": (was or now)[0], "from": was and was[1], "to": now and now[1], "kind": kind}
            yield "lineage.services", _years(pair) | cells


def _close(gone, new, names):
    """Yield (earlier id or "", later id or "", kind): renamed if the names are close, else gone or new."""
    left = list(new)
    for was in gone:
        others = {names[1][other]: other for other in left}
        close = difflib.get_close_matches(names[0][was], others, n=1, cutoff=0.6)
        now = others[close[0]] if close else ""
        if now:
            left.remove(now)
        yield was, now, "renamed" if now else "gone"
    for now in left:
        yield "", now, "new"


def _elements(pair):
    """Yield (table, cells) of lines about elements. Elements are matched by code, then by similar label among the codes
    that only the later methodology has. The rest is dropped or new, if one methodology is based on the other."""
    before, later = (e.methodology for e in (pair.before, pair.later))
    codes, (gone, new) = (elements_of(before), elements_of(later)), pair.unlisted_elements
    based, left, found = pair.chain, dict(new), []
    for code, row in gone.items():
        if code in codes[1]:
            if code in left and (based or _similar(row, left[code])):
                found.append((code, code, "same" if same_label(row, left.pop(code)) else "reworded"))
            continue
        own = {c: r for c, r in left.items() if c not in codes[0]}
        other = next((c for c, r in own.items() if same_label(row, r)), None)
        other = other or next((c for c, r in own.items() if _similar(row, r)), None)
        if other:
            found.append((code, other, "same" if same_label(row, left.pop(other)) else "reworded"))
        elif based:
            found.append((code, "", "dropped"))
    found += [("", code, "new") for code in left if based and code not in codes[0]]
    for was, now, kind in found:
        ends = {"from_methodology": before.name, "from": was, "to_methodology": later.name, "to": now}
        yield "lineage.elements", ends | {"kind": kind}


def _similar(one, other):
    label, text = one["label_en"], other["label_en"]
    return bool(label and text) and difflib.SequenceMatcher(None, label, text).ratio() > 0.8


def _years(pair):
    return {"from_edition": pair.before.name, "to_edition": pair.later.name}


def _lines(project, found, write):
    """Yield the file and the line of each proposal, in the columns of that file; with `write`, add it to the file."""
    for table, rows in groupby(sorted(found, key=lambda row: list(LINEAGE).index(row[0])), key=lambda row: row[0]):
        path = project.raw / "lineage" / LINEAGE_FILES[table]
        text = path.read_bytes().decode("utf-8-sig") if exists_or_link(path) else ""
        text, lines = added(text, table, [cells for _, cells in rows])
        if write:
            with replacing(path) as temporary:
                temporary.write_bytes(text.encode())
        yield from ({"file": project.shown(path), "line": line} for line in lines)
