"""Ratings that are made up from a number: valid raw files with everything that the documents allow.

`made(seed)` is a rating of one to three editions: its files below raw/, as text. The same seed gives the same files.
`write(root, seeds)` puts several ratings into one project, which computes them at once, and returns the ids of their
editions. Each rating is a series of its own, `r<seed>`, with methodologies of its own.

What varies: the tree (families, categories, exclusions by type and class, reversed elements), the scale, strands,
weights, composites, each setting of methodology.yaml, selections, groups and operating companies, printed points,
levels, scores and ranks, what ranks are rounded to, steps and raters, questions, conclusions, recommendations; how much
is answered (all, some, nothing) and what (anything, nothing but "no", full points, N/A); and from one edition to the
next companies, services (also their class and composite; some move to another company), elements and the rule, with a
lineage, by `based_on`, or without. Not made: corrections.csv and accepted_warnings.csv, which change what is read
before anything is computed.
"""

import json
import random
from copy import deepcopy

from support.made_methodologies import (
    CLASSES,
    NOT_APPLICABLE,
    STEP,
    STEPS,
    TYPES,
    as_csv,
    later_methodology,
    methodology,
    methodology_files,
    rank_decimals,
    some,
)  # fmt: skip

CLAIMS = ["none", "almost_none", "only", "minority", "majority", "almost_all"]


def write(root, seeds):
    """Write the ratings of some seeds into `root`/raw/. Return the ids of their editions, sorted."""
    together, ids = {}, []
    for seed in seeds:
        for name, text in made(seed).items():
            if name in together:  # The lineage is one for all.
                text = together[name] + text.partition("\n")[2]
            together[name] = text
            if name.endswith("edition.yaml"):
                ids.append(name.split("/")[1])
    for name, text in together.items():
        path = root / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return sorted(ids)


def made(seed):
    """Return the rating of a seed: path in raw/ -> text."""
    r = random.Random(seed)
    files, lineage = {}, {"companies": [], "services": [], "elements": []}
    rule = methodology(r, f"m{seed}-1")
    staff = _companies(r)
    before = None
    for number in range(r.choice([1, 1, 2, 3])):
        edition = f"r{seed}-{2019 + number}"
        if before:
            staff = _later_companies(r, before, edition, staff, lineage)
            if r.random() < 0.5:
                rule = later_methodology(r, rule, f"m{seed}-{number + 1}", lineage["elements"])
        files |= methodology_files(rule)
        files |= {f"editions/{edition}/{n}": t for n, t in _edition_files(r, edition, rule, staff).items()}
        before = edition
    for name, rows in lineage.items():
        files[f"lineage/{name}.csv"] = as_csv(f"lineage/{name}.csv", rows)
    return files


# Companies and services


def _companies(r):
    """Return company -> its row and the rows of its services."""
    return {name: _company(r, name) for name in r.sample(["alma", "boran", "ceder", "daryn", "elki"], r.randint(1, 4))}


def _company(r, name):
    units = [] if r.random() < 0.05 else [{"service": "group", "unit": "group"}]
    if r.random() < 0.3:
        units.append({"service": "operating-company", "unit": "operating_company"})
    names = r.sample(["mail", "shop", "video", "chat", "maps"], r.randint(1, 4))
    services = [{"service": n, "unit": "service", "class": r.choice([*CLASSES, ""])} for n in names]
    if len(services) > 1 and r.random() < 0.4:
        for row in services[:2]:
            row["composite"] = "pair"
    return {"row": {"company": name, "name_en": name.title(), "type": r.choice(TYPES)}, "units": units + services}


def _later_companies(r, before, edition, staff, lineage):
    """Draw what happens to companies and services. Some lines of the lineage are left out."""
    later, year = {}, edition[-4:]

    def line(table, was, now, kind, **more):
        if r.random() < 0.9:
            row = {"from_edition": before, "from": was, "to_edition": edition, "to": now, "kind": kind}
            lineage[table].append(row | more)

    for name, own in staff.items():
        own, fate, now = deepcopy(own), r.random(), name
        if fate < 0.08 and len(staff) > 1 and len(later) > 0:
            line("companies", name, "", "gone")
            continue
        if fate < 0.16:
            now = f"{name}-{year}"
            line("companies", name, now, "renamed")
        own["row"]["company"] = now
        units = []
        for u in own["units"]:
            was, fate = u["service"], r.random()
            if u["unit"] == "service" and fate < 0.1 and sum(o["unit"] == "service" for o in units):
                line("services", was, "", "gone", company=name)
                continue
            if u["unit"] == "service" and fate < 0.2:
                u["service"] = f"{was}-{year}"
                line("services", was, u["service"], "renamed", company=name)
            elif u["unit"] == "service" and fate < 0.25:
                units.append(u | {"service": f"{was}-part-{year}"})
                line("services", was, f"{was}-part-{year}", "split", company=name)
            units.append(u)
        if r.random() < 0.3:
            units.append({"service": f"new-{year}", "unit": "service", "class": r.choice(CLASSES)})
            line("services", "", units[-1]["service"], "new", company=now)
        later[now] = own | {"units": units}
    _changed_services(random.Random(edition), before, edition, staff, later, lineage)
    if r.random() < 0.2 and "fresh" not in later:
        later["fresh"] = _company(r, "fresh")
        if "fresh" not in staff:
            line("companies", "", "fresh", "new")
    return later


def _changed_services(r, before, edition, staff, later, lineage):
    """Draw different classes and composites, and sometimes a service that moved to a different company."""
    for own in later.values():
        for u in own["units"]:
            if u["unit"] == "service" and r.random() < 0.1:
                u["class"] = r.choice([*CLASSES, ""])
            if u["unit"] == "service" and r.random() < 0.1:
                u["composite"] = r.choice(["pair", ""])
    both = sorted(staff.keys() & later.keys())
    if len(both) < 2 or r.random() < 0.6:
        return
    start, end = r.sample(both, 2)
    there = {u["service"] for u in staff[start]["units"]}
    taken = {u["service"] for u in later[end]["units"]}
    own = [u for u in later[start]["units"] if u["unit"] == "service"]
    movable = [u for u in own if u["service"] in there - taken]
    listed = {(line["company"], line["from"]) for line in lineage["services"] if line["to_edition"] == edition}
    movable = [u for u in movable if (start, u["service"]) not in listed]
    if movable and len(own) > 1:
        moved = r.choice(movable)
        now = r.choice([moved["service"], f"{moved['service']}-moved-{edition[-4:]}"])
        later[start]["units"].remove(moved)
        later[end]["units"].append(moved | {"service": now})
        lineage["services"].append({
            "from_edition": before, "company": start, "from": moved["service"], "to_edition": edition, "to": now,
            "kind": "same" if now == moved["service"] else "renamed", "to_company": end,
        })  # fmt: skip


# An edition


def _edition_files(r, edition, m, staff):
    selected = m["indicators"]
    if r.random() < 0.3:
        selected = r.sample(selected, r.randint(1, len(selected)))
    selected = {i["indicator"]: i for i in selected}
    asked = list(_asked(m, staff, selected))
    answers, complete = _answers(r, m, asked)
    units = [{"company": c, "name_en": u["service"].title()} | u for c, own in staff.items() for u in own["units"]]
    series, _, year = edition.rpartition("-")
    about = {
        "id": edition, "series": series, "year": year, "methodology": m["id"],
        "title": {"en": f"Made rating {edition} (fictional)"},
        "status": "final" if complete else r.choice(["draft", "partial"]), "fictional": "true", "licence": "CC-BY-4.0",
    }  # fmt: skip
    if (decimals := rank_decimals(edition)) is not None:
        about["rank_decimals"] = decimals
    tables = {
        "companies.csv": [own["row"] for own in staff.values()],
        "services.csv": units,
        "answers.csv": answers,
        "sources.csv": [
            {"company": c, "source": "s1", "title": "Terms", "url": "https://example.org", "accessed_date": "2022-03"}
            for c in staff
        ],
        **_published(r, m, staff, selected),
    }
    if len(selected) < len(m["indicators"]):
        tables["selection.csv"] = [{"indicator": i, "evidence": "text"} for i in selected]
    if r.random() < 0.5:
        tables["recommendations.csv"] = [
            {"recommendation": "all", "text_en": "Everything", "indicators": ";".join(selected)},
            {"recommendation": "one", "text_en": "Something", "indicators": r.choice(list(selected))},
        ]
    if r.random() < 0.5:
        tables["findings.csv"] = [
            {"finding": f"f{i}", "question": q["question"], "claim": (claim := r.choice(CLAIMS)),
             "names": next(iter(staff)) if claim == "only" and q["units"] == "companies" else ""}
            for i, q in enumerate(m["questions"])
            if q["units"] == "companies" or r.random() < 0.9
        ]  # fmt: skip
        for row in tables["findings.csv"]:
            if row["claim"] == "only" and not row["names"]:
                row["claim"] = "minority"
    if r.random() < 0.3:
        tables["engagement.csv"] = [{"company": c, "engagement": "answered", "asked_date": "2022"} for c in staff]
    files = {"edition.yaml": json.dumps(about)} | {n: as_csv(n, rows) for n, rows in tables.items()}
    if r.random() < 0.3:
        files |= {f"answers/{step}.csv": text for step, text in _steps(r, m, asked).items()}
        files["answers/final.csv"] = files.pop("answers.csv")
    return files


def _asked(m, staff, selected):
    """Yield the key of each possible answer, with the element and whether the methodology excludes it there."""
    for company, own in staff.items():
        for unit in own["units"]:
            for element in m["elements"]:
                indicator = selected.get(element["indicator"])
                if indicator is None:
                    continue
                scope, kind = indicator["scoring_scope"], unit["unit"]
                outside = (scope == "services" and kind != "service") or (scope == "company" and kind == "service")
                types = (indicator["excluded_company_types"] + ";" + element["excluded_company_types"]).split(";")
                classes = (indicator["excluded_service_classes"] + ";" + element["excluded_service_classes"]).split(";")
                excluded = outside or own["row"]["type"] in types or (unit.get("class") or "-") in classes
                strands = [s for s, codes in m["strands"].items() if element["indicator"] in codes] or ["all"]
                for strand in strands:
                    place = {"company": company, "service": unit["service"], "strand": strand}
                    yield place | {"element": element["element"]}, excluded


def _answers(r, m, asked):
    """Return the rows of answers.csv, and whether every answer that is asked for is given."""
    points = [s["answer"] for s in m["scale"] if s["points"]]
    style = r.choice(["any", "any", "any", "nothing disclosed", "nothing disclosed", "full", "part", "part", "none"])
    likely = {"part": r.choice([0.1, 0.5, 0.9]), "none": 0}.get(style, 1)
    printed = r.choice([0, 0, 0.15])
    # Services that nobody looked at: their levels may be printed.
    skipped = r.choice([0, 0, 0.3])
    passed_over = {(p["company"], p["service"], p["element"].split(".")[0]): r.random() < skipped for p, _ in asked}
    rows, complete = [], True
    for place, excluded in asked:
        out = passed_over[place["company"], place["service"], place["element"].split(".")[0]]
        if excluded and r.random() < 0.97:
            continue
        if out or r.random() >= likely:
            complete = complete and excluded
            continue
        answer = {"nothing disclosed": "no disclosure found", "full": "yes"}.get(style) or r.choice(points)
        row = place | {"answer": answer, "sources": r.choice(["s1", "s1", "s1", "", "lost"])}
        if r.random() < 0.08:
            row |= {"answer": NOT_APPLICABLE, "reason": "There is none"}
        elif r.random() < printed:
            row |= {"answer": "", "printed_points": r.choice(["0", "50", "100", "28.57"])}
        rows.append(row)
    r.shuffle(rows)
    return rows, complete


def _published(r, m, staff, selected):
    share = r.choice([0, 0.05, 0.4, 0.9])
    figures = ["0", "100", "28.57", "50", "66.667", "33.333333333333"]
    scores, ranks = [], []
    scopes = sorted({c for i in selected.values() for c in (i["indicator"], i["family"], i["category"])} | {"total"})
    for company, own in staff.items():
        for scope in some(r, scopes, share):
            scores.append({"company": company, "strand": "all", "scope": scope, "score": r.choice(figures)})
        for unit in own["units"]:
            for indicator in some(r, list(selected), share):
                for strand in [s for s, codes in m["strands"].items() if indicator in codes] or ["all"]:
                    place = {"company": company, "service": unit["service"], "strand": strand, "scope": indicator}
                    scores.append(place | {"score": r.choice(figures)})
    for i, company in enumerate(staff):
        if r.random() < share:
            ranks.append({"company": company, "scope": "total", "rank": i + 1})
    return {"published_scores.csv": scores, "published_ranks.csv": ranks}


def _steps(r, m, asked):
    answers = [s["answer"] for s in m["scale"]]
    files = {}
    for step in STEPS[: r.randint(1, 3)]:
        rows = [p | {"answer": r.choice(answers), "role": step} for p, x in asked if not x and r.random() < 0.8]
        files[step] = as_csv("", rows, STEP)
    return files
