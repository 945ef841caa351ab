"""Ranks of 200 random ratings (1,000 with RATING_THOROUGH) in which ties are frequent, against an oracle in exact
fractions.

The oracle is written from docs/scores.md, without rounding and without SQL. Eight methodologies with random trees and
settings are read from raw files; each has editions that differ only in their answers.
"""

import json
import random
from fractions import Fraction

import polars as pl
import pytest

from pipeline.computing import sql
from pipeline.core.figures import TOLERANCE, rounded
from pipeline.core.project import Project
from pipeline.reading import editions
from support.running import THOROUGH, frame_of

SHAPES, DRAWS, ROBUST = (8, 125, 6) if THOROUGH else (8, 25, 2)
"""Methodologies, ratings of each, and in how many of these the robustness of ranks is compared."""

POINTS = {"yes": 100, "partial": 50, "no": 0}
SCALE = "".join(f'  - {{answer: "{a}", points: {p}, reversed_points: {100 - p}}}\n' for a, p in POINTS.items())
SCALE += '  - {answer: N/A, points: "", reversed_points: ""}\n'


class Shape:
    """A random methodology with its companies."""

    def __init__(self, number):
        self.random = draw = random.Random(number)
        self.name = f"shape{number}"
        self.one = draw.random() < 0.7
        self.total_of = draw.choice(["families", "families", "indicators", "categories"])
        self.nearest = draw.random() < 0.7
        self.decimals = [None, None, None, 0, None, 1, None, 2][number]
        # indicator -> (family, category, scope, its elements)
        self.indicators = {}
        for category in "FGP"[: draw.randint(2, 3)]:
            for n in range(1, draw.randint(2, 4)):
                letters = draw.choice([[""], [""], ["a", "b"], ["a", "b", "c"]])
                for letter in letters:
                    code = f"{category}{n}{letter}"
                    scope = draw.choice(["company", "services", "services", "full"])
                    elements = [f"{code}.{i}" for i in range(1, draw.choice([1, 2, 3, 3, 4]) + 1)]
                    self.indicators[code] = (f"{category}{n}", category, scope, elements)
        codes = sorted({*self.indicators, *(f for f, *_ in self.indicators.values())})
        self.weights = {code: draw.choice([2, 3]) for code in codes if draw.random() < 0.15}
        # company -> its units: (service, unit, composite)
        self.companies = {}
        for company in ("alpha", "beta", "gamma", "delta"):
            units = [("group", "group", "")]
            if draw.random() < 0.3:
                units.append(("operating-company", "operating_company", ""))
            both = "phone" if draw.random() < 0.3 else ""
            units += [(f"s{i}", "service", both if i < 3 else "") for i in range(1, draw.randint(2, 4))]
            self.companies[company] = units

    def asked(self):
        """Return (company, service, indicator, element) of every expected answer."""
        for company, units in self.companies.items():
            for service, unit, _ in units:
                for indicator, (_, _, scope, elements) in self.indicators.items():
                    if scope == "full" or (scope == "services") == (unit == "service"):
                        yield from ((company, service, indicator, element) for element in elements)

    def write(self, root):
        """Return the raw files, with an edition whose answers are all yes."""
        lists = {
            "methodologies/{}/categories.csv": ["category,label_en,label_ru,label_kk"]
            + [f"{c},,," for c in sorted({c for _, c, *_ in self.indicators.values()})],
            "methodologies/{}/indicators.csv": [
                "indicator,family,category,scoring_scope,excluded_company_types,excluded_service_classes,label_en,label_ru,label_kk"
            ]
            + [f"{i},{f},{c},{s},,,,," for i, (f, c, s, _) in self.indicators.items()],
            "methodologies/{}/elements.csv": [
                "element,indicator,reversed,depends_on,excluded_company_types,excluded_service_classes,label_en,label_ru,label_kk"
            ]
            + [f"{e},{i},false,,,,,," for i, (*_, elements) in self.indicators.items() for e in elements],
            "editions/{}-2020/companies.csv": ["company,name_en,name_ru,name_kk,type,engagement,source_code"]
            + [f"{c},{c},,,platform,," for c in self.companies],
            "editions/{}-2020/services.csv": [
                "company,service,name_en,name_ru,name_kk,unit,class,composite,source_code"
            ]
            + [
                f"{c},{s},{s},,,{unit},{'mail' if unit == 'service' else ''},{composite},"
                for c, units in self.companies.items()
                for s, unit, composite in units
            ],
            "editions/{}-2020/answers.csv": [
                "company,service,strand,element,answer,reason,sources,comment,printed_points"
            ]
            + [f"{c},{s},all,{e},yes,,,," for c, s, _, e in self.asked()],
            "editions/{}-2020/sources.csv": ["company,source,title,url,archived_url,document_date,accessed_date"],
            "editions/{}-2020/published_scores.csv": ["company,service,strand,scope,score"],
            "editions/{}-2020/published_ranks.csv": ["company,service,scope,rank"],
            "editions/{}-2020/edition.yaml": [
                f"id: {self.name}-2020\nseries: {self.name}\nyear: 2020\nmethodology: {self.name}",
                "title: {en: Random}\nstatus: draft\nfictional: true\nlicence: CC-BY-4.0",
            ],
            "methodologies/{}/methodology.yaml": [
                f"id: {self.name}\ntitle: Random\nscale:\n{SCALE}services_as_one: {str(self.one).lower()}",
                f"total_of: {self.total_of}\nservice_score: {'nearest' if self.nearest else 'mean'}",
                f"printed_decimals: 2\nweights: {json.dumps(self.weights)}",
                f"company_types: [platform]\nservice_classes: [mail]\n{self.rank_rule()}",
            ],
        }
        for path, lines in lists.items():
            file = root / "raw" / path.format(self.name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def rank_rule(self):
        return "" if self.decimals is None else f"rank_decimals: {self.decimals}"

    def drawn(self):
        """The answers of one rating: (company, service, indicator, element) -> answer; None where it is missing. Few
        answers differ in most ratings, so that many scores are the same in other ways."""
        draw = self.random
        missing, none = draw.choice([0, 0, 0, 0.05]), draw.choice([0, 0.1])
        usual = draw.choice([(1, 1, 1), (1, 0, 3), (1, 0, 1)])
        found = {}
        for place in self.asked():
            at = draw.random()
            found[place] = (
                None if at < missing
                else "N/A" if at > 1 - none
                else draw.choices(list(POINTS), usual)[0]
            )  # fmt: skip
        return found


def mean(parts):
    """Return the weighted mean of ((low, high), weight); None if there are none."""
    parts = [(ends, weight) for ends, weight in parts if ends is not None]
    if not parts:
        return None
    whole = sum(weight for _, weight in parts)
    return tuple(sum(ends[i] * weight for ends, weight in parts) / whole for i in (0, 1))


def plain(parts):
    return mean((ends, 1) for ends in parts)


class Oracle:
    """Return the scores of a rating in fractions: (target, scope) -> (low, high), with (company, service or "") as
    target."""

    def __init__(self, shape, answers, without="", partial=50, total_of="", left_out=""):
        self.shape, self.total_of, self.left_out = shape, total_of or shape.total_of, left_out
        self.levels = {}
        for (company, service, indicator, element), answer in answers.items():
            points = {**POINTS, "partial": partial}
            ends = (0, 100) if answer is None else None if answer == "N/A" else (points[answer],) * 2
            if element != without and ends:
                self.levels.setdefault((company, service, indicator), []).append(tuple(map(Fraction, ends)))
        self.levels = {place: plain(ends) for place, ends in self.levels.items()}
        self.scores = {}
        for company, units in shape.companies.items():
            for service in ["", *(s for s, unit, _ in units if unit == "service")]:
                self._target(company, service)

    def _target(self, company, service):
        indicators = {i: self._indicator(company, service, i) for i in self.shape.indicators}
        weight = self.shape.weights.get
        families, categories = {}, {}
        for code, (family, category, *_) in self.shape.indicators.items():
            families.setdefault(family, []).append((indicators[code], weight(code, 1)))
            categories.setdefault(category, {})[family] = None
        families = {family: mean(parts) for family, parts in families.items()}
        for category, own in categories.items():
            categories[category] = mean((families[family], weight(family, 1)) for family in own)
        children = {"families": families, "indicators": indicators, "categories": categories}[self.total_of]
        total = mean((ends, weight(c, 1)) for c, ends in children.items() if c[0] != self.left_out)
        for scope, ends in (indicators | families | categories | {"total": total}).items():
            if ends is not None:
                self.scores[(company, service), scope] = ends

    def _indicator(self, company, service, indicator):
        units = self.shape.companies[company]
        level = {s: self.levels.get((company, s, indicator)) for s, *_ in units}
        whole = [level.get("operating-company"), level["group"]]
        if service:
            if self.shape.nearest:
                return next((ends for ends in (level[service], *whole) if ends is not None), None)
            return plain([level[service], *whole])
        composites = {}
        for s, unit, composite in units:
            if unit == "service":
                composites.setdefault(composite or s, []).append(level[s])
        own = [plain(levels) for levels in composites.values()]
        return plain([plain(own), *whole] if self.shape.one else [*own, *whole])

    def ranks(self, scope):
        """Return target -> (rank or None, best, worst) on a scope, for companies and services."""
        fields = {}
        for (target, found), ends in self.scores.items():
            if found == scope:
                fields.setdefault(target[1] != "", {})[target] = tuple(map(self._as_ranked, ends))
        ranks = {}
        for field in fields.values():
            for target, (low, high) in field.items():
                others = [ends for other, ends in field.items() if other != target]
                best, worst = (1 + sum(o[0] > high for o in others), 1 + sum(o[1] > low for o in others))
                ranks[target] = (best if best == worst else None, best, worst)
        return ranks

    def _as_ranked(self, score):
        if self.shape.decimals is None:
            return score
        unit = Fraction(1, 10**self.shape.decimals)
        return (score / unit + Fraction(1, 2)) // 1 * unit


@pytest.fixture(scope="module")
def ratings(tmp_path_factory):
    """The ratings, ranked by the product's own SQL: (project, edition -> (shape, answers))."""
    project, shapes, frames, drawn = Project(tmp_path_factory.mktemp("ratings")), {}, {}, {}
    for number in range(SHAPES):
        shape = Shape(number)
        shape.write(project.root)
        shapes[f"{shape.name}-2020"] = shape
    loaded = editions.load(project)
    assert [str(p) for e in loaded for p in e.problems if p.level == "error"] == []
    for table, base in editions.staged_tables(loaded).items():
        frames[table] = [base.clear()]
        for edition in shapes if "edition" in base.columns else ():
            own = base.filter(pl.col("edition") == edition)
            names = [f"{edition}-{n}" for n in range(DRAWS)]
            frames[table].append(
                pl.DataFrame({"edition": names}).join(own.drop("edition"), how="cross").select(base.columns)
            )
    given = frames.pop("staged.given_answers")
    for edition, shape in shapes.items():
        for n in range(DRAWS):
            drawn[f"{edition}-{n}"] = shape, shape.drawn()
    answers = pl.DataFrame(
        [
            (edition, company, service, "all", element, answer, "why" if answer == "N/A" else None)
            for edition, (_, found) in drawn.items()
            for (company, service, _, element), answer in found.items()
            if answer is not None
        ],
        schema=["edition", "company", "service", "strand", "element", "answer", "reason"],
        orient="row",
    )
    frames["staged.given_answers"] = [pl.concat([given[0], answers], how="diagonal")]
    with sql.DuckDB(project) as tables:
        for table, parts in frames.items():
            tables.write_staged(table, pl.concat(parts))
        for table in sql.needed(["scored.ranks", "public.rank_robustness"]):
            tables.run_model(table)
    return project, drawn


def test_ranks_are_those_of_exact_arithmetic(ratings):
    project, drawn = ratings
    rows = frame_of(project.root, "scored.ranks").filter(pl.col("scenario") == "actual")
    found = {}
    for r in rows.iter_rows(named=True):
        target = r["company"], "" if r["target"] == "company" else r["target"]
        found.setdefault(r["edition"], {})[target, r["scope"]] = r["rank"], r["rank_low"], r["rank_high"]
    n_ranks, n_tied, n_split, n_open = 0, 0, 0, 0
    raw = split_by_rounding(project)
    for edition, (shape, answers) in drawn.items():
        oracle = Oracle(shape, answers)
        wanted = {}
        for scope in {scope for _, scope in oracle.scores}:
            ranks = oracle.ranks(scope)
            wanted |= {(target, scope): rank for target, rank in ranks.items()}
            n_tied += len(ranks) - len({(bool(t[1]), r) for t, r in ranks.items()})
        assert found[edition] == wanted, edition
        n_ranks += len(wanted)
        n_open += sum(rank is None for rank, *_ in wanted.values())
        n_split += raw[edition]
    # The sample has ties, open ranks, and equal scores that rounding has separated.
    assert len(drawn) == SHAPES * DRAWS and n_ranks > 50 * len(drawn)
    assert n_tied > n_ranks / 3 and n_open > len(drawn)
    assert n_split > len(drawn) / 10
    print(f"{n_ranks} ranks, {n_tied} tied, {n_open} open, {n_split} scores next to an equal one that differs")


def split_by_rounding(project):
    """Return edition -> number of scores that differ from their neighbour in the same field and scope by a few
    units."""
    rows = frame_of(project.root, "scored.scope_scores").filter(
        (pl.col("scenario") == "actual") & pl.col("score").is_not_null()
    )
    rows = rows.with_columns(field=pl.col("target") == "company").sort("edition", "field", "scope", "score")
    gap = pl.col("score") - pl.col("score").shift(1).over("edition", "field", "scope")
    counts = rows.with_columns(gap=gap).group_by("edition").agg(n=pl.col("gap").is_between(1, 10).sum())
    return dict(counts.select("edition", "n").iter_rows())


def test_robustness_of_ranks_is_that_of_exact_arithmetic(ratings):
    project, drawn = ratings
    rows = frame_of(project.root, "public.rank_robustness")
    found = {}
    for r in rows.iter_rows(named=True):
        key = (r["company"], r["service"]), r["question"]
        found.setdefault(r["edition"], {})[key] = (r["best"], r["worst"], r["n_scenarios"], r["tied"])
        moves = r["best"] != r["rank_low"], r["worst"] != r["rank_high"]
        assert (r["best_with"] is not None, r["worst_with"] is not None) == moves, r
    for shape_name in sorted({name.rpartition("-")[0] for name in drawn}):
        for n in range(ROBUST):
            edition = f"{shape_name}-{n}"
            assert found[edition] == robustness(*drawn[edition]), edition


def robustness(shape, answers):
    """Return (target, question) -> (best, worst, number of scenarios, number of others with the same printed total)."""
    known = {e for (*_, e), answer in answers.items() if answer in POINTS}
    others = [t for t in ("families", "indicators", "categories") if t != shape.total_of]
    asked = {
        "element_left_out": [Oracle(shape, answers, without=e) for e in known],
        "category_left_out": [Oracle(shape, answers, left_out=c) for c in {i[0] for i in shape.indicators}],
        "total_of": [Oracle(shape, answers, total_of=t) for t in others],
        "partial_points": [Oracle(shape, answers, partial=p) for p in (25, 75) if "partial" in answers.values()],
    }
    scores = Oracle(shape, answers).scores
    printed = {}
    for (target, scope), (low, high) in scores.items():
        if scope == "total" and low == high:
            printed[target] = (bool(target[1]), int(low * 100 + Fraction(1, 2)))
    ranked = {question: [o.ranks("total") for o in oracles] for question, oracles in asked.items()}
    ranked["all"] = [ranks for found in ranked.values() for ranks in found]
    found = {}
    for target in {target for target, scope in scores if scope == "total"}:
        tied = list(printed.values()).count(printed[target]) - 1 if target in printed else None
        for question, every in ranked.items():
            own = [ranks[target] for ranks in every if target in ranks]
            if own:
                best, worst = min(r[1] for r in own), max(r[2] for r in own)
                found[target, question] = best, worst, len(own), tied
    return found


def test_figures_are_printed_from_exact_ones():
    """Halves made of thirds: 1/3 + 1/3 + 1/3 and a half of 0.01, summed from parts that are rounded to 1e-12."""
    for whole in range(0, 100, 7):
        for lost in range(-7, 8):
            half = Fraction(whole) + Fraction(1, 200)
            assert rounded(float(half + Fraction(lost, 10**12))) == f"{whole}.01"
            assert rounded(-float(half + Fraction(lost, 10**12))) == f"-{whole}.01"
            below = half - Fraction(1, 10**9)
            assert rounded(float(below)) == f"{whole}.00"
    thirds = [round(Fraction(part, 3) * 10**12) for part in (1, 1, 1)]
    assert rounded(sum(thirds) / 10**12 / 200) == "0.01"


def test_the_tolerance_of_sql_and_of_what_is_printed_is_one(small):
    with sql.DuckDB(Project(small.root)) as tables:
        assert tables.con.sql("select rounding_tolerance()").fetchall() == [(int(TOLERANCE * 10**12),)]


def test_two_ways_to_a_third_are_one_rank(small):
    """The worked case: three elements an indicator, two indicators, each its own category.

    acme   P1a: yes, no, no = 100/3     P2: yes, no, no = 100/3     total 100/3
    beta   P1a: yes, yes, no = 200/3    P2: no, no, no = 0          total 100/3
    """

    def write(name, rows):
        path = small.file(name)
        header, *_ = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")

    both, parts = ("acme", "beta"), [(i, n) for i in ("G1", "P2") for n in (1, 2, 3)]
    yes = {("acme", "G1", 1), ("acme", "P2", 1), ("beta", "G1", 1), ("beta", "G1", 2)}
    write("elements.csv", [f"{i}.{n},{i},false,,,,,," for i, n in parts])
    write("indicators.csv", ["G1,G1,G,company,,,,,", "P2,P2,P,company,,,,,"])
    write("companies.csv", [f"{c},{c},,,platform,," for c in both])
    write(
        "services.csv",
        [f"{c},group,Group,,,group,,," for c in both] + [f"{c},post,Post,,,service,mail,," for c in both],
    )
    answers = [(c, i, n, "yes" if (c, i, n) in yes else "no") for c in both for i, n in parts]
    write("answers.csv", [f"{c},group,all,{i}.{n},{answer},,,," for c, i, n, answer in answers])
    found = small.build()("public.company_scores")
    totals = {r["company"]: (r["rank"], rounded(r["score"])) for r in found if r["scope"] == "total"}
    assert totals == {"acme": (1, "33.33"), "beta": (1, "33.33")}
    assert len({r["score"] for r in found if r["scope"] == "total"}) == 2


def test_the_example_has_no_rank_between_equal_scores(shipped, table):
    """Worked from the answers of example-2023. F1 is (50 + 200/3 + 200/3 + 50) / 4 of harbour-mail and
    (50 + 100/3 + 250/3 + 200/3) / 4 of meadow-ads, both 175/3; P1 of compass-search and lantern-video likewise."""
    for scope, pair in (("F1", ("harbour-mail", "meadow-ads")), ("P1", ("compass-search", "lantern-video"))):
        rows = {r["service"]: r for r in table(shipped, "public.service_scores", edition="example-2023", scope=scope)}
        one, other = (rows[name] for name in pair)
        assert one["rank"] == other["rank"] is not None
        assert one["score"] != other["score"] and rounded(one["score"], "1e-9") == rounded(other["score"], "1e-9")
