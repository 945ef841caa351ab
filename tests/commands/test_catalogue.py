"""The catalogue of texts: every code has a text in every language, with plural forms; no sentence is outside it."""

import ast
import re
import string

import pytest

from pipeline.core.languages import LANGUAGES
from pipeline.core.project import SQL
from pipeline.core.texts import english, published, template, text
from pipeline.reporting.indicators import VALUE_OF
from pipeline.schemas import fields as f
from support.running import HERE, frame_of

NUMBERS = (0, 1, 2, 5, 11, 21, 22, 25, 101)


def places(words):
    return sorted(name for _, name, *_ in string.Formatter().parse(words) if name is not None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_exists_with_the_same_placeholders(language):
    known = {key for key, forms in english().items() if all(forms)}
    assert known == set(english())
    for key, forms in english().items():
        for n in NUMBERS:
            said = template(key, language, n)
            assert said.strip() and places(said) == places(forms[-1]), (key, n)
            assert language == "en" or said not in forms or not re.search("[a-z]{4}", said), (key, "is not translated")


@pytest.mark.parametrize("language", [x for x in LANGUAGES if x != "en"])
def test_a_translation_has_no_text_that_english_lacks(language):
    head, *messages = (HERE / f"pipeline/core/translations/{language}.po").read_text(encoding="utf-8").split("\n\n")
    found = [m[1] for block in messages if (m := re.search(r'^msgctxt "(.*)"$', block, re.M))]
    assert sorted(found) == sorted(english()) and "Plural-Forms" in head


# After "из" (out of): 1, 21 and 101 take the singular of the genitive, all others its plural, 11 too.
RUSSIAN = {
    0: "компаний", 1: "компании", 2: "компаний", 5: "компаний", 11: "компаний", 21: "компании", 22: "компаний",
    25: "компаний", 101: "компании",
}  # fmt: skip


@pytest.mark.parametrize("n", NUMBERS)
def test_plurals(n):
    said = {x: text("data.count.any.companies", x, n=n, how_many=0) for x in LANGUAGES}
    assert said["ru"] == f"хоть что-то раскрывают 0 из {n} {RUSSIAN[n]}"
    assert said["en"] == f"0 of {n} {'company' if n == 1 else 'companies'} disclosed something"
    # A Kazakh noun that is counted has one form.
    assert said["kk"] == f"аз да болса ақпарат ашатын компаниялар: 0 / {n}"
    assert ("count.any.companies", "ru", n, f"хоть что-то раскрывают {{how_many}} из {n} {RUSSIAN[n]}") in published(
        101
    )


CODES = {
    "exclusion.": f.EXCLUSIONS,
    "data.not_applicable.": f.NOT_APPLICABLE,
    "data.why.": {*f.CHANGE_REASONS, *f.SERIES_REASONS},
    "data.finding.": [*f.CLAIMS, "all", "denied", "unknown"],
    "data.count.": [f"{measure}.{units}" for measure in f.MEASURES for units in f.COUNTED],
    "data.how_many.": ["none", "exactly", "between"],
    "data.missing": [""],
}
"""Beginning of the keys -> the codes that schemas allow in a column."""


@pytest.mark.parametrize("begin", CODES)
def test_each_code_has_a_text_and_each_text_a_code(begin):
    assert sorted(key.removeprefix(begin) for key in english() if key.startswith(begin)) == sorted(CODES[begin])
    assert set(VALUE_OF) < set(f.NOT_APPLICABLE)


WITH_BLANKS = r"[ ,:(]+|\d \w+|total of \w*| so far"
"""Literals of SQL that may have blanks: separators, what sorts figures, composite names of means and gains."""


def test_no_sql_file_contains_a_sentence():
    for path in sorted(SQL.rglob("*.sql")):
        code = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
        for literal in re.findall(r"'((?:[^']|'')*)'", code):
            is_code = literal.isascii() and " " not in literal
            assert is_code or re.fullmatch(WITH_BLANKS, literal), (path.name, literal)


READS = {"match", "fullmatch", "search", "startswith", "endswith", "removeprefix", "removesuffix"}
SENTENCE = r"[^\W\d_]{2,} (?:[^\W\d_]{2,}|\()"
"""Two words, or a word and a group of a pattern."""


def test_no_module_reads_a_sentence_back():
    """No pattern contains several words, neither in a call that reads a text nor in a constant: modules exchange
    codes."""
    for path in sorted((HERE / "pipeline").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            reads = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READS
            for part in ast.walk(node.args[0]) if reads and node.args else ():
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    assert not re.search(SENTENCE, part.value), (path.name, part.value)
            words = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if re.search(r"\(\?P<|\(\.\+", words):
                assert not re.search(SENTENCE, words), (path.name, words)


def said(code, **values):
    return text(f"data.{code}", "en", **values)


def test_published_texts_are_those_of_their_codes(shipped):
    """SQL and Python fill in the same texts: the reasons of answers and of changes."""
    answers = zip(*(frame_of(shipped, f"{group}.answers").to_dicts() for group in ("staged", "public")), strict=True)
    for coded, public in answers:
        why = coded["reason_code"] and said(f"not_applicable.{coded['reason_code']}", value=coded["reason_value"])
        assert public["reason"] == (coded["reason"] or why)
        assert all(public[name] == coded[name] for name in ("reason_code", "reason_value"))
    found = frame_of(shipped, "compared.score_changes").to_dicts()
    changes = {(r["edition"], r["company"], r["target"], r["scope"]): r for r in found}
    for table in ("company_changes", "service_changes"):
        for public in frame_of(shipped, f"public.{table}").to_dicts():
            coded = changes[public["edition"], public["company"], public.get("service", "company"), public["scope"]]
            assert public["why"] == (coded["why_code"] and said(f"why.{coded['why_code']}", **coded))
            assert all(public[name] == coded[name] for name in ("why_code", "n_after", "n_known", "n_before", "n_own"))
    assert {r["why_code"] for r in found} >= {None, "new", "in_part", "not_applicable"}


def test_published_findings_say_their_figures(shipped):
    units = {(r["edition"], r["question"]): r for r in frame_of(shipped, "scored.question_counts").to_dicts()}
    questions = {(r["edition"], r["question"]): r for r in frame_of(shipped, "staged.questions").to_dicts()}
    for row in frame_of(shipped, "public.findings").to_dicts():
        counts, question = (table[row["edition"], row["question"]] for table in (units, questions))
        n, low, high = (counts[name] for name in ("n", "n_low", "n_high"))
        lead = row["claim"] if row["verdict"] == "confirmed" else row["verdict"]
        lead = "all" if lead == "almost_all" and low == n else "none" if lead == "almost_none" and not high else lead
        how_many = "none" if not high else "exactly" if low == high else "between"
        for x in LANGUAGES:
            many = text(f"data.how_many.{how_many}", x, n_low=low, n_high=high)
            count = text(f"data.count.{counts['measure']}.{counts['units']}", x, n=n, how_many=many)
            names = f" ({counts[f'names_{x}']})" if 1 <= low <= 3 else ""
            missing = text("data.missing", x) if low < high else ""
            sentence = f"{text(f'data.finding.{lead}', x)} {question[f'label_{x}']}: {count}{names}{missing}."
            assert row[f"sentence_{x}"] == sentence
