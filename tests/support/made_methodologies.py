"""The methodologies of made-up ratings (`made_ratings`), and their changes from one edition to the next."""

import csv
import io
import json
import random
from copy import deepcopy

ANSWERS = ["company", "service", "strand", "element", "answer", "reason", "sources", "comment", "printed_points"]
STEP = [*ANSWERS[:-1], "role", "reviewer", "internal_comment"]
LABELS = ["label_en", "label_ru", "label_kk"]
HEADERS = {
    "categories.csv": ["category", *LABELS],
    "indicators.csv": [
        "indicator", "family", "category", "scoring_scope", "excluded_company_types", "excluded_service_classes",
        *LABELS,
    ],
    "elements.csv": [
        "element", "indicator", "reversed", "depends_on", "excluded_company_types", "excluded_service_classes", *LABELS,
    ],
    "questions.csv": ["question", "measure", "units", "scopes", *LABELS],
    "companies.csv": ["company", "name_en", "name_ru", "name_kk", "type", "engagement", "source_code"],
    "services.csv": [
        "company", "service", "name_en", "name_ru", "name_kk", "unit", "class", "composite", "source_code",
    ],
    "selection.csv": ["indicator", "evidence", "note"],
    "answers.csv": ANSWERS,
    "sources.csv": ["company", "source", "title", "url", "archived_url", "document_date", "accessed_date"],
    "published_scores.csv": ["company", "service", "strand", "scope", "score"],
    "published_ranks.csv": ["company", "service", "scope", "rank"],
    "engagement.csv": ["company", "engagement", "asked_date", "answered_date", "note", "asked", "reply"],
    "findings.csv": [
        "finding", "question", "claim", "names", "text_en", "text_ru", "text_kk", "note_en", "note_ru", "note_kk",
    ],
    "recommendations.csv": [
        "recommendation", "theme_en", "theme_ru", "theme_kk", "text_en", "text_ru", "text_kk", "indicators",
    ],
    "lineage/companies.csv": ["from_edition", "from", "to_edition", "to", "kind", "note"],
    "lineage/services.csv": ["from_edition", "company", "from", "to_edition", "to", "kind", "note", "to_company"],
    "lineage/elements.csv": ["from_methodology", "from", "to_methodology", "to", "kind", "note"],
}  # fmt: skip
TYPES = ["platform", "telecom"]
CLASSES = ["mail", "shop", "video"]
NOT_APPLICABLE = "N/A"
STEPS = ["first", "second", "third", "final"]


def as_csv(name, rows, header=None):
    """Return rows as dicts; missing cells are empty."""
    file = io.StringIO()
    writer = csv.DictWriter(file, header or HEADERS[name], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def some(r, things, share=0.5):
    return [t for t in things if r.random() < share]


def joined(r, things, share):
    return ";".join(some(r, things, share))


def methodology(r, name):
    categories = r.sample("GFPQ", r.randint(1, 3))
    indicators, elements = [], []
    for category in categories:
        for number in range(1, r.randint(2, 5)):
            for letter in r.choice([[""], ["a"], ["a", "b"], ["a", "b", "c"]]):
                code = f"{category}{number}{letter}"
                indicators.append({
                    "indicator": code, "family": f"{category}{number}", "category": category,
                    "scoring_scope": r.choice(["company", "services", "full"]),
                    "excluded_company_types": joined(r, TYPES, 0.05),
                    "excluded_service_classes": joined(r, CLASSES, 0.05),
                })  # fmt: skip
                elements += [_element(r, code, i, i - 1) for i in range(1, r.randint(2, 7))]
    indicators = r.choice([indicators, indicators, indicators[:1]])
    kept = {i["indicator"] for i in indicators}
    elements = [e for e in elements if e["indicator"] in kept]
    families = {i["family"] for i in indicators}
    scopes = sorted(kept | families | {i["category"] for i in indicators})
    m = {
        "id": name, "title": f"Made methodology {name}", "scale": _scale(r),
        "services_as_one": r.choice(["true", "false"]), "total_of": r.choice(["families", "indicators", "categories"]),
        "service_score": r.choice(["nearest", "mean"]), "printed_decimals": str(r.choice([0, 2, 2, 12])),
        "company_types": TYPES, "service_classes": CLASSES, "steps": STEPS, "raters": STEPS[:2],
        "strands": {s: sorted(some(r, sorted(kept), 0.2)) for s in r.choice([[], ["prepaid", "postpaid"]])},
        "weights": {s: str(r.randint(1, 100)) for s in some(r, scopes, r.choice([0, 0.3]))},
        "categories": [{"category": c} for c in categories], "indicators": indicators, "elements": elements,
    }  # fmt: skip
    m["strands"] = {s: codes for s, codes in m["strands"].items() if codes}
    m["questions"] = _questions(r, m)
    if (decimals := rank_decimals(name)) is not None:
        m["rank_decimals"] = decimals
    return m


def rank_decimals(name):
    """Draw the decimals of a methodology or an edition by its name; most have none."""
    return random.Random(f"ranks of {name}").choice([None, None, None, 0, 1, 2])


def _element(r, indicator, number, above):
    return {
        "element": f"{indicator}.{number}", "indicator": indicator, "reversed": r.choice(["true", *["false"] * 4]),
        "depends_on": f"{indicator}.{above}" if above and r.random() < 0.2 else "",
        "excluded_company_types": joined(r, TYPES, 0.04), "excluded_service_classes": joined(r, CLASSES, 0.06),
        "label_en": f"Question {number} of {indicator}",
    }  # fmt: skip


def _scale(r):
    """`yes` and, in reverse, `no` have full points; some answers are in between, with up to twelve decimals."""
    between = r.sample(
        ["50", "25", "75", "33.333333333333", "66.666666666667", "0.000000000001", "87.5"], r.randint(0, 2)
    )
    rows = [("yes", "100", "0"), *((f"part-{i}", p, r.choice([p, "50"])) for i, p in enumerate(between))]
    rows += [("no", "0", "100"), ("no disclosure found", "0", "0"), (NOT_APPLICABLE, "", "")]
    return [{"answer": a, "points": p, "reversed_points": q} for a, p, q in rows]


def _questions(r, m):
    rows = []
    for i in range(r.randint(0, 4)):
        known = [e["element"] for e in m["elements"]] if r.random() < 0.6 else [i["indicator"] for i in m["indicators"]]
        rows.append({
            "question": f"q{i}", "measure": r.choice(["any", "half", "full"]),
            "units": r.choice(["companies", "services"]),
            "scopes": ";".join(r.sample(known, min(len(known), r.randint(1, 3)))),
        })  # fmt: skip
    return rows


def later_methodology(r, m, name, lineage):
    """A copy in which elements were dropped, added, moved, reworded, and perhaps the rule is another; `lineage` gets
    lines for most of what is the same, or none; what one that is `based_on` the other says by its labels needs none."""
    was, m = m["id"], deepcopy(m) | {"id": name}
    listed = r.random() < 0.85
    kept, lines = [], []
    for e in m["elements"]:
        old, fate = e["element"], r.random()
        alone = sum(o["indicator"] == e["indicator"] for o in m["elements"]) == 1
        if fate < 0.1 and not alone:
            lines.append((old, "", "dropped"))
            continue
        if fate < 0.2 and not alone:
            other = r.choice(m["indicators"])["indicator"]
            e = e | {"element": _free(other, m["elements"] + kept), "indicator": other, "depends_on": ""}
        lines.append((old, e["element"], r.choice(["same"] * 8 + ["reworded"])))
        kept.append(e | {"label_en": f"{e['label_en']}, reworded"} if lines[-1][2] == "reworded" else e)
    left = {e["indicator"] for e in kept}
    for i in m["indicators"]:
        if i["indicator"] not in left or r.random() < 0.15:
            code = _free(i["indicator"], m["elements"] + kept)
            kept.append(_element(r, i["indicator"], int(code.split(".")[1]), 0))
            lines.append(("", kept[-1]["element"], "new"))
    there = {e["element"] for e in kept}
    for e in kept:
        e["depends_on"] = e["depends_on"] if e["depends_on"] in there else ""
    m["elements"] = kept
    if r.random() < 0.4:
        m["scale"] = _scale(r)
    if r.random() < 0.4:
        m |= {"total_of": r.choice(["families", "indicators"]), "service_score": r.choice(["nearest", "mean"])}
    if r.random() < 0.3:
        m["strands"] = {s: some(r, [i["indicator"] for i in m["indicators"]], 0.2) for s in ["prepaid", "postpaid"]}
        m["strands"] = {s: codes for s, codes in m["strands"].items() if codes}
    m["questions"] = _questions(r, m)
    m.pop("based_on", None)
    more = random.Random(f"base of {name}")
    if more.random() < 0.5:
        m["based_on"] = was
        lines = [line for line in lines if line[0] != line[1] or line[2] != "same" or more.random() < 0.2]
    if listed:
        lineage += [
            {"from_methodology": was, "from": f, "to_methodology": name, "to": t, "kind": kind} for f, t, kind in lines
        ]
    return m


def _free(indicator, elements):
    """Return a code of the indicator that no element has."""
    taken = [int(e["element"].split(".")[1]) for e in elements if e["element"].split(".")[0] == indicator]
    return f"{indicator}.{max(taken, default=0) + 1}"


def methodology_files(m):
    settings = {k: v for k, v in m.items() if not isinstance(v, list) or not v or not isinstance(v[0], dict)}
    settings["scale"] = m["scale"]
    settings.pop("questions", None)
    files = {"methodology.yaml": json.dumps(settings, indent=1)}
    files |= {f"{n}.csv": as_csv(f"{n}.csv", m[n]) for n in ("categories", "indicators", "elements", "questions")}
    return {f"methodologies/{m['id']}/{name}": text for name, text in files.items()}
