"""Every error in YAML files and in a methodology's files, with the exact message and line."""

import pytest

from support.catalogue import cases, make, shown

YAML = """
key-twice
edition.yaml | + status: draft
  9: status: duplicate key (remove one)

key-twice-within-a-key
edition.yaml | {en: Small rating 2023 (fictional)} => {en: Small, en: Large}
  5: en: duplicate key (remove one)

key-twice-in-a-methodology
methodology.yaml | + total_of: families
  15: total_of: duplicate key (remove one)

anchor
edition.yaml | series: small => series: &a small
  2: file: anchors and aliases are not read (write the value out)

alias
edition.yaml | methodology: small => methodology: *a
  4: file: anchors and aliases are not read (write the value out)

unsafe-tag
edition.yaml | + notes: !!python/object/apply:os.system ["echo done"]
  9: file: the tag tag:yaml.org,2002:python/object/apply:os.system is not read (remove it)

own-tag
edition.yaml | + notes: !note it
  9: file: the tag !note is not read (remove it)

a-list
edition.yaml | = - id: small-2023⏎- series: small⏎
  1: file: has no keys (write `key: value` lines)

a-list-as-methodology
methodology.yaml | = - id: small⏎
  1: file: has no keys (write `key: value` lines)

nothing-but-a-comment
edition.yaml | = # to be written⏎
  1: file: has no keys (write `key: value` lines)

bracket-not-closed
edition.yaml | status: final => status: [final
  7: file: is not YAML: expected ',' or ']', but got ':' (correct it)

tab
edition.yaml | status: final => \tstatus: final
  6: file: is not YAML: found character '\\t' that cannot start any token (correct it)

colon-within-a-value
edition.yaml | {en: Small rating 2023 (fictional)} => Small: rating
  5: file: is not YAML: mapping values are not allowed here (correct it)

control-character
edition.yaml | status: final => status: fi\anal
  6: file: is not YAML: unacceptable character #x0007: special characters are not allowed (correct it)
"""

EDITIONS = """
id-of-another-folder
edition.yaml | id: small-2023 => id: small-2024
  1: id: is not the folder's name (write "small-2023")

id-missing
edition.yaml | id: small-2023⏎ =>\x20
  1: id: is not the folder's name (write "small-2023")

id-of-another-year
edition.yaml | year: 2023 => year: 2024
  1: id: is not <series>-<year> (correct series or year)

id-of-another-series
edition.yaml | series: small => series: large
  1: id: is not <series>-<year> (correct series or year)

series-in-cyrillic
edition.yaml | series: small => series: sm\u0430ll
  1: id: is not <series>-<year> (correct series or year)
  2: series: "sm\u0430ll" has U+0430 CYRILLIC SMALL LETTER A where only ASCII is allowed (write "small")

year-in-words
edition.yaml | year: 2023 => year: last
  1: id: is not <series>-<year> (correct series or year)
  3: year: "last" is not a whole number (correct it)

year-of-two-digits
edition.yaml | year: 2023 => year: 23
  1: id: is not <series>-<year> (correct series or year)
  3: year: "23" is not a year (write it with four digits)

methodology-that-is-not-there
edition.yaml | methodology: small => methodology: smal
  4: methodology: "smal" is not in raw/methodologies (available: small)

methodology-with-a-path
edition.yaml | methodology: small => methodology: ../methodologies/small
  4: methodology: "../methodologies/small" is not an id (use lower-case a-z, 0-9 and -, at most 60 characters)

title-missing
edition.yaml | title: {en: Small rating 2023 (fictional)}⏎ =>\x20
  1: title_en: is empty (fill it in)

title-in-another-language
edition.yaml | (fictional)} => (fictional), de: Klein}
  5: title: unknown key "de" (remove it; the keys are kk, ru, en)

status-unknown
edition.yaml | status: final => status: finished
  6: status: "finished" is not allowed (write one of: draft, partial, final)

status-missing
edition.yaml | status: final⏎ =>\x20
  1: status: is empty (fill it in)

fictional-in-other-words
edition.yaml | fictional: true => fictional: yes
  7: fictional: "yes" is not true or false (correct it)

unknown-key
edition.yaml | + mood: good
  9: mood: unknown key (remove it; the keys are id, series, year, methodology, title, status, fictional,
    licence, citation, notes, authors, source, team, publish_steps, rank_decimals)
"""

SETTINGS = """
methodology-id-of-another-folder
methodology.yaml | id: small⏎ => id: large⏎
  1: id: is not the folder's name (write "small")

methodology-with-an-unknown-key
methodology.yaml | + mood: good
  15: mood: unknown key (remove it; the keys are id, title, based_on, scale, services_as_one, total_of,
    service_score, printed_decimals, rank_decimals, company_types, service_classes, steps, raters, strands, weights)

total-unknown
methodology.yaml | total_of: families => total_of: everything
  10: total_of: "everything" is not allowed (write one of: families, indicators, categories)

service-score-unknown
methodology.yaml | service_score: nearest => service_score: best
  11: service_score: "best" is not allowed (write one of: nearest, mean)

services-as-one-in-other-words
methodology.yaml | services_as_one: true => services_as_one: yes
  9: services_as_one: "yes" is not true or false (correct it)

decimals-too-many
methodology.yaml | printed_decimals: 2 => printed_decimals: 20
  12: printed_decimals: "20" is not a number of decimals (write 0 to 12)

total-missing
methodology.yaml | total_of: families⏎ =>\x20
  1: total_of: is empty (fill it in)

company-types-no-list
methodology.yaml | [platform, telecom] => platform
  13: company_types: is not a list (write [first, second])

service-class-no-longer-there
methodology.yaml | [mail, shop] => [mail]
  services.csv:4: class: "shop" is not in service_classes of methodology small (write one of mail, or add it there)
  elements.csv:7: excluded_service_classes: "shop" is not in methodology.yaml (the methodology has mail)

scale-empty
methodology.yaml | = id: small⏎title: T⏎scale: []⏎services_as_one: true⏎total_of: families⏎service_score: nearest⏎\
printed_decimals: 2⏎company_types: [platform, telecom]⏎service_classes: [mail, shop]⏎
  3: scale: has no answer with points (list the answers)

scale-missing
methodology.yaml | = id: small⏎title: T⏎services_as_one: true⏎total_of: families⏎service_score: nearest⏎\
printed_decimals: 2⏎company_types: [platform, telecom]⏎service_classes: [mail, shop]⏎
  1: scale: has no answer with points (list the answers)

scale-answer-twice
methodology.yaml | partial, points: 50, reversed_points: 50} => partial, points: 50, reversed_points: 50}⏎\
  - {answer: partial, points: 0, reversed_points: 0}
  6: answer: partial is a duplicate of line 5 (remove one of the two)

scale-spelling-twice
methodology.yaml | points: 50, reversed_points: 50} => points: 50, reversed_points: 50, spellings: {en: ["Yes"]}}
  5: spellings: "Yes" already means "yes" in line 4 (remove one of the two)

scale-points-in-words
methodology.yaml | points: 50, reversed_points: 50 => points: abc, reversed_points: 50
  5: points: "abc" is not a number (correct it)

scale-reversed-points-in-words
methodology.yaml | points: 50, reversed_points: 50 => points: 50, reversed_points: abc
  5: reversed_points: "abc" is not a number (correct it)

scale-points-above-100
methodology.yaml | points: 50, reversed_points: 50 => points: 101, reversed_points: 50
  5: points: "101" is outside 0 to 100 (correct it)

weights-accepted
methodology.yaml | + weights: {P: 2, P1a: 3, P1: 2}

weight-of-an-unknown-scope
methodology.yaml | + weights:⏎  P: 2⏎  P9: 3
  17: weights: "P9" is not an indicator, family or category (remove it)

weight-0
methodology.yaml | + weights: {P: 0}
  15: weight: "0" is not a weight (write a whole number from 1 to 100)

weight-in-words
methodology.yaml | + weights: {P: two}
  15: weight: "two" is not a whole number (correct it)

strand-of-an-unknown-indicator
methodology.yaml | + strands: {prepaid: [P9]}
  15: strands: "P9" is not an indicator of the methodology (remove it)

strand-of-an-unknown-indicator-lines-below
methodology.yaml | + strands:⏎  prepaid:⏎    - P9
  17: strands: "P9" is not an indicator of the methodology (remove it)

strand-no-id
methodology.yaml | + strands: {Pre Paid: [P1b]}
answers.csv | acme,store,all,P1b.1,partial,,s1,,⏎ =>\x20
  15: strand: "Pre Paid" is not an id (use lower-case a-z, 0-9 and -, at most 60 characters)
"""

CODES = """
category-in-cyrillic
categories.csv | + \u0421,Care,,
  4: category: "\u0421" has U+0421 CYRILLIC CAPITAL LETTER ES where only ASCII is allowed (write "C")

category-in-lower-case
categories.csv | + c,Care,,
  4: category: "c" is not a code (write it like F)

category-twice
categories.csv | + P,Privacy,,
  4: category: P is a duplicate of line 3 (remove one of the two)

indicator-of-a-category-in-cyrillic
indicators.csv | P2,P2,P => P2,P2,\u0420
  5: category: "\u0420" has U+0420 CYRILLIC CAPITAL LETTER ER where only ASCII is allowed (write "P")

indicator-of-an-unknown-category
indicators.csv | G1,G1,G => G1,G1,H
  2: category: "H" is not in categories.csv (correct it, or add it there)

indicator-without-elements
indicators.csv | + G2,G2,G,company,,,Other,,
  6: indicator: "G2" has no element in elements.csv (add its elements, or remove the indicator)

indicator-of-another-family
indicators.csv | P1b,P1,P => P1b,P2,P
  4: family: "P2" is not the number of P1b (write P1)

indicator-of-a-family-in-two-categories
indicators.csv | P1b,P1,P => P1b,P1,G
  4: category: "G", but family P1 is in P in line 3 (a family has one category)

indicator-of-an-unknown-scope
indicators.csv | G1,G1,G,company => G1,G1,G,group
  2: scoring_scope: "group" is not allowed (write one of: company, services, full)

indicator-excluded-for-an-unknown-company-type
indicators.csv | full,telecom => full,telco
  5: excluded_company_types: "telco" is not in methodology.yaml (the methodology has platform, telecom)

indicator-excluded-for-an-unknown-service-class
indicators.csv | services,,mail => services,,mial
  4: excluded_service_classes: "mial" is not in methodology.yaml (the methodology has mail, shop)

indicator-twice
indicators.csv | + G1,G1,G,company,,,Policy,,
  6: indicator: G1 is a duplicate of line 2 (remove one of the two)

element-of-an-unknown-indicator
elements.csv | + G9.1,G9,false,,,,Odd,,
  9: indicator: "G9" is not in indicators.csv (correct it, or add it there)

element-of-an-unknown-indicator-with-an-answer
elements.csv | G1.2,G1 => G1.2,G9
  3: indicator: "G9" is not in indicators.csv (correct it, or add it there)

element-of-another-indicator
elements.csv | + P2.3,P1a,false,,,,Odd,,
  9: element: "P2.3" does not begin with its indicator P1a (correct it)

element-in-cyrillic
elements.csv | + \u04202.3,P2,false,,,,Odd,,
  9: element: "\u04202.3" has U+0420 CYRILLIC CAPITAL LETTER ER where only ASCII is allowed (write "P2.3")

element-twice
elements.csv | + G1.2,G1,false,,,,Training,,
  9: element: G1.2 is a duplicate of line 3 (remove one of the two)

element-reversed-in-other-words
elements.csv | G1.2,G1,false => G1.2,G1,no
  3: reversed: "no" is not true or false (correct it)

element-that-depends-on-an-unknown-one
elements.csv | P2.2,P2,false,P2.1 => P2.2,P2,false,P2.9
  8: depends_on: "P2.9" is not in elements.csv (correct it)

element-that-depends-on-one-in-cyrillic
elements.csv | P2.2,P2,false,P2.1 => P2.2,P2,false,\u04202.1
  8: depends_on: "\u04202.1" has U+0420 CYRILLIC CAPITAL LETTER ER where only ASCII is allowed (write "P2.1")

element-excluded-for-an-unknown-service-class
elements.csv | P2.1,P2,false,,,shop => P2.1,P2,false,,,shopp
  7: excluded_service_classes: "shopp" is not in methodology.yaml (the methodology has mail, shop)
"""


@pytest.mark.parametrize(("edits", "expected"), cases(YAML + EDITIONS + SETTINGS + CODES))
def test_every_error_of_yaml_and_methodology(small, edits, expected):
    make(small, edits)
    assert small.problems() == expected


SHAPES = """
edition.yaml:4 | methodology: small => methodology: [small]
edition.yaml:5 | {en: Small rating 2023 (fictional)} => Small rating
edition.yaml:5 | Small rating 2023 (fictional) => {short: Small}
edition.yaml:8 | CC-BY-4.0 => [CC-BY-4.0]
methodology.yaml:2 | A small methodology for tests => [small, for tests]
methodology.yaml:5 | answer: partial => answer: [partial]
methodology.yaml:5 | points: 50, reversed_points: 50 => points: [50], reversed_points: 50
methodology.yaml:5 | reversed_points: 50 => reversed_points: 50, label: Partial
methodology.yaml:5 | reversed_points: 50 => reversed_points: 50, label: {kk: [Ішінара]}
methodology.yaml:5 | reversed_points: 50 => reversed_points: 50, spellings: [half]
methodology.yaml:5 | reversed_points: 50 => reversed_points: 50, spellings: {en: half}
methodology.yaml:5 | reversed_points: 50 => reversed_points: 50, spellings: {en: [[half]]}
methodology.yaml:13 | [platform, telecom] => [platform, [telecom]]
methodology.yaml:15 | + weights: [P]
methodology.yaml:15 | + weights: {P: {G: 2}}
methodology.yaml:15 | + strands: [prepaid]
methodology.yaml:15 | + strands: {prepaid: P1b}
methodology.yaml:15 | + strands: {prepaid: {P1b: 1}}
methodology.yaml:15 | + strands: {prepaid: [[P1b]]}
methodology.yaml:15 | + steps: first
methodology.yaml:15 | + steps: [[first]]
"""


@pytest.mark.parametrize("edit", SHAPES.strip().splitlines())
def test_a_value_of_a_different_type_is_an_error_at_its_line(small, edit):
    """Text instead of a list or keys, or the reverse."""
    place, change = edit.split(" | ")
    name, line = place.split(":")
    make(small, [(name, change)])
    told = [p for p in small.problems() if p.startswith(shown(f"{line}: ", name))]
    assert told and "warning" not in told[0]


@pytest.mark.parametrize("code", ["p2", "P02", "P2ab", "\u04202", ""])
def test_a_wrong_indicator_code_is_reported_although_its_answers_are_given(small, code):
    """Further errors follow in other files; the line itself must be named."""
    make(small, [("indicators.csv", f"P2,P2,P => {code},P2,P")])
    told = {"": "is empty", "\u04202": '"\u04202" has U+0420'}.get(code, f'"{code}" is not a code')
    assert any(p.startswith(shown(f"5: indicator: {told}", "indicators.csv")) for p in small.problems())
