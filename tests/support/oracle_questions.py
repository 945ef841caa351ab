"""Results that follow from scores, in exact fractions: gains, robustness of ranks, steps, conclusions (rules 24 to 29).

As `oracle`, which has what is scored, this is written from `docs/` alone.
"""

from collections import Counter
from fractions import Fraction

from support.oracle import SERVICE, answers, as_ranked, ranked, ranks, scored, standings

FULL = Fraction(100)


# Gains


def lacking(edition, company, total):
    """Return (service, strand, indicator, element) -> (weight, status, points, lowest gain, highest gain) by rule
    26."""
    found = {}
    for place, weight in total.weights().items():
        service, strand, indicator, element = place
        if element:
            answer = edition.answers[company, service, strand, element]
            status, low, high = answer.status, answer.low, answer.high
        else:
            status, low = "printed", edition.published[company, service, strand, indicator]
            high = low
        if low < FULL:
            found[place] = (weight, status, low if low == high else None, weight * (FULL - high), weight * (FULL - low))
    return found


def groups(edition, own):
    """Return (kind, code) -> the answers of a group."""
    found = {}
    for place in own:
        _, _, indicator, element = place
        found.setdefault(("element", element or indicator), []).append(place)
        found.setdefault(("indicator", indicator), []).append(place)
        for code, indicators in edition.recommendations.items():
            if indicator in indicators:
                found.setdefault(("recommendation", code), []).append(place)
    return found


def then(field, place, total, gain, decimals):
    """Return the total and its ranks with a gain, if no other total changes."""
    low, high = total.low + gain[1], total.high + gain[0]
    best, worst = ranked(field | {place: (low, high)}, decimals)[place]
    return {"score_low": low, "score_high": high, "rank_low": best, "rank_high": worst}


def greatest(gains, key):
    """Sort by gain, the largest certain gain first; equal gains by key."""
    low, high = (standings(gain[i] for gain in gains.values()) for i in (0, 1))
    return sorted(gains, key=lambda p: (-low[gains[p][0]], -high[gains[p][1]], key(p)))


def roadmap(edition):
    """Return (answers, groups): (company, target, ...) -> columns."""
    scores, single, grouped = scored(edition), {}, {}
    for service in (False, True):
        totals = {p[:2]: s for p, s in scores.kept(service).items() if p[2] == "total" and s}
        field = {target: (total.low, total.high) for target, total in totals.items()}
        for target, total in totals.items():
            own = lacking(edition, target[0], total)
            order = greatest({p: own[p][3:] for p in own}, lambda p: (p[2], p[3], p[0], p[1]))
            for position, p in enumerate(order, 1):
                weight, status, points, low, high = own[p]
                columns = {
                    "weight": weight,
                    "status": status,
                    "points": points,
                    **of_gain(low, high),
                    "position": position,
                }
                single[*target, *p] = columns | then(field, target, total, (low, high), edition.rank_decimals)
            of_kind = {}
            for (kind, code), places in groups(edition, own).items():
                gain = tuple(sum(own[p][i] for p in places) for i in (3, 4))
                of_kind.setdefault(kind, {})[code] = (gain, places)
            for kind, found in of_kind.items():
                seen = set()
                order = greatest({code: gain for code, (gain, _) in found.items()}, str)
                for position, code in enumerate(order, 1):
                    gain, places = found[code]
                    seen |= set(places)
                    so_far = tuple(sum(own[p][i] for p in seen) for i in (3, 4))
                    columns = {"n_answers": len(places), **of_gain(*gain), "position": position}
                    columns |= then(field, target, total, gain, edition.rank_decimals)
                    after = then(field, target, total, so_far, edition.rank_decimals)
                    alone = kind == "recommendation"
                    columns |= {n.replace("_", "_so_far_"): None if alone else after[n] for n in after}
                    grouped[*target, kind, code] = columns
    return single, grouped


def of_gain(low, high):
    return {"gain": low if low == high else None, "gain_low": low, "gain_high": high}


# How robust ranks are


def variants(edition):
    """Return (question, variant) -> scores by rule 27."""
    found = edition.answers
    for element in sorted({p[3] for p, a in found.items() if a.status in ("scored", "printed")}):
        kept = {p: a for p, a in found.items() if p[3] != element}
        printed = {
            p: score for p, score in edition.published.items() if p[3] != edition.rule.elements[element].indicator
        }
        yield ("element_left_out", element), scored(edition, kept, printed)
    categories = {own.category for own in edition.selected.values()}
    for category in sorted(categories) if len(categories) > 1 else []:
        yield ("category_left_out", category), scored(edition, left_out=category)
    for what in ("families", "indicators", "categories"):
        if what != edition.rule.total_of:
            yield ("total_of", what), scored(edition, total_of=what)
    partly = {p for p, a in found.items() if a.low == a.high and a.low is not None and 0 < a.low < FULL}
    if partly:
        for points in (25, 75):
            changed = {
                p: a._replace(low=Fraction(points), high=Fraction(points)) for p, a in found.items() if p in partly
            }
            yield ("partial_points", str(points)), scored(edition, found | changed)


def robustness(edition):
    """Return (company, service, question) -> columns."""
    actual = scored(edition)
    totals = {p[:2]: s for p, s in actual.scores.items() if p[2] == "total" and s}
    printed = {
        t: as_ranked(s.low, edition.rule.printed_decimals) for t, s in totals.items() if s.low == s.high
    }  # fmt: skip
    base = {p[:2]: own for p, own in ranks(actual, edition.rank_decimals).items() if p[2] == "total"}
    tried = {}
    for (question, what), scores in variants(edition):
        own = {p[:2]: r for p, r in ranks(scores, edition.rank_decimals).items() if p[2] == "total"}
        tried.setdefault(question, {})[what] = own
        tried.setdefault("all", {})[f"{question}/{what}"] = own
    found = {}
    for target, (low, high) in base.items():
        alike = [t for t in printed if printed[t] == printed.get(target) and bool(t[1]) == bool(target[1])]
        tied = len(alike) - 1 if target in printed else None
        for question in ("element_left_out", "category_left_out", "total_of", "partial_points", "all"):
            own = {what: ranks[target] for what, ranks in tried.get(question, {}).items() if target in ranks}
            if not own:
                continue
            best, worst = min(r[0] for r in own.values()), max(r[1] for r in own.values())
            found[*target, question] = {
                "rank": low if low == high else None, "rank_low": low, "rank_high": high, "best": best, "worst": worst,
                "best_with": min(w for w, r in own.items() if r[0] == best) if best != low else None,
                "worst_with": min(w for w, r in own.items() if r[1] == worst) if worst != high else None,
                "n_scenarios": len(own), "tied": tied,
            }  # fmt: skip
    return found


# Steps


def step_changes(edition):
    """Return (step, company, target, scope) -> columns by rules 24 and 25."""
    found, state, order = {}, {}, [step for step in edition.rule.steps if step in edition.steps]
    for step in order:
        given = {p: g for p, g in edition.steps[step].items() if g[0]}
        now = given if step == edition.rule.steps[-1] else state | given
        if state:
            both = state.keys() & now.keys()
            sides = [{p: a for p, a in answers(edition, own).items() if p in both} for own in (state, now)]
            before, after = (scored(edition, own, {}).scores for own in sides)
            changed = {p for p in both if state[p][0] != now[p][0]}
            beneath = beneath_of(edition, changed)
            for place in after.keys() | before.keys():
                left, right = before.get(place), after.get(place)
                columns = {"score_before": left and left.low, "score": right and right.low}
                columns["n_changed"] = beneath.get(place, 0)
                columns["moved"] = right.low - left.low if left and right else None
                if left or right:
                    found[step, *place] = columns
        state = now
    return found


def beneath_of(edition, places):
    """Return (company, target, scope) -> how many of some answers it includes; a service includes those of its
    group."""
    found = Counter()
    for company, service, _, element in places:
        own = edition.selected[edition.rule.elements[element].indicator]
        units = {unit.service: unit.kind for unit in edition.units[company]}
        targets = [service] if units[service] == SERVICE else [s for s, kind in units.items() if kind == SERVICE]
        for target in ["", *targets]:
            for scope in {*own[:3], "total"}:
                found[company, target, scope] += 1
    return found


# Conclusions


def does(edition, scores, company, target, question):
    """Return (certainly, possibly): whether a unit does what is asked, by rule 28; None if the question does not apply
    to it."""
    shares, codes = [], {part.strip() for part in question["scopes"].split(";")}
    for indicator in edition.selected:
        score = scores.scores.get((company, target, indicator))
        if score is None:
            continue
        parts = []
        for (service, strand, _, element), weight in score.weights().items():
            if element:
                own = (
                    [(weight, edition.answers[company, service, strand, element])]
                    if codes & {indicator, element}
                    else []
                )
                parts += [(w, a.low, a.high) for w, a in own]
            elif indicator in codes:
                printed = edition.published[company, service, strand, indicator]
                parts.append((weight, printed, printed))
            else:
                printed = edition.published[company, service, strand, indicator]
                low, high = (printed, printed) if printed in (0, 100) else (Fraction(0), FULL)
                level = [
                    p for p, a in edition.answers.items()
                    if p[:3] == (company, service, strand) and a.indicator == indicator and a.status != "not_applicable"
                ]  # fmt: skip
                parts += [(weight / len(level), low, high) for p in level if p[3] in codes]
        shares += parts
    if not shares:
        return None
    whole = sum(weight for weight, _, _ in shares)
    enough = {"any": lambda x: x > 0, "half": lambda x: x >= 50, "full": lambda x: x >= 100}[question["measure"]]
    return tuple(enough(sum(s[0] * s[i] for s in shares) / whole) for i in (1, 2))


def counted(edition, question):
    """Return the names of those that are counted, of those that certainly do, and of those that may."""
    scores = scored(edition)
    targets = [(c, "") for c in edition.companies]
    if question["units"] == "services":
        targets = [(u.company, u.service) for u in edition.services()]
    found = {t: does(edition, scores, *t, question) for t in targets}
    names = {t: "/".join(part for part in t if part) for t in targets}
    asked = {names[t]: own for t, own in found.items() if own is not None}
    return set(asked), {t for t, own in asked.items() if own[0]}, {t for t, own in asked.items() if own[1]}


def verdict(claim, asked, surely, perhaps, names):
    n, names = len(asked), names & asked
    low, high = len(surely), len(perhaps)
    if n == 0:
        return "unknown"
    if claim == "only":
        if surely == names == perhaps:
            return "confirmed"
        return "denied" if surely - names or names - perhaps else "unknown"
    holds = {
        "none": lambda x: x == 0,
        "almost_none": lambda x: 5 * x <= n,
        "minority": lambda x: 2 * x < n,
        "majority": lambda x: 2 * x > n,
        "almost_all": lambda x: 5 * x >= 4 * n,
    }[claim]
    if holds(low) and holds(high):
        return "confirmed"
    return "unknown" if holds(low) or holds(high) else "denied"


STRONGEST = ["none", "only", "almost_none", "almost_all", "minority", "majority"]


def findings(edition):
    """Return finding -> columns."""
    found, told = {}, set()
    questions = {q["question"]: q for q in edition.rule.questions}
    counts = {name: counted(edition, q) for name, q in questions.items()}
    for row in edition.stated:
        names = {part.strip() for part in row["names"].split(";") if part.strip()}
        told.add(row["question"])
        judged = verdict(row["claim"], *counts[row["question"]], names)
        found[row["finding"]] = {"stated": True, "question": row["question"], "claim": row["claim"], "verdict": judged}
    for name in questions.keys() - told:
        for claim in STRONGEST:
            asked, surely, _ = counts[name]
            if claim == "only" and (len(asked) < 5 or len(surely) not in (1, 2)):
                continue
            if verdict(claim, *counts[name], surely) == "confirmed":
                found[name] = {"stated": False, "question": name, "claim": claim, "verdict": "confirmed"}
                break
    for columns in found.values():
        asked, surely, perhaps = counts[columns["question"]]
        columns |= {"n": len(asked), "n_low": len(surely), "n_high": len(perhaps)}
    return found
