"""Every error and warning in answers and printed scores, with the exact message and line."""

import pytest

from support.catalogue import cases, make

ANSWERS = """
answer-in-kazakh
answers.csv | acme,post,all,P2.1,yes => acme,post,all,P2.1,Иә

answer-in-kazakh-capitals
answers.csv | acme,post,all,P2.1,yes => acme,post,all,P2.1,ИӘ

answer-in-capitals
answers.csv | acme,post,all,P2.1,yes => acme,post,all,P2.1,NO DISCLOSURE FOUND

answer-with-a-letter-too-many
answers.csv | acme,post,all,P2.1,yes => acme,post,all,P2.1,Yess
  8: answer: "Yess" is not in the scale (did you mean "yes"?)

answer-cut-short
answers.csv | acme,post,all,P2.1,yes => acme,post,all,P2.1,No disclosure
  8: answer: "No disclosure" is not in the scale (write one of: yes, partial, no, no disclosure found, N/A)

answer-in-other-words
answers.csv | acme,post,all,P2.1,yes => acme,post,all,P2.1,partly
  8: answer: "partly" is not in the scale (write one of: yes, partial, no, no disclosure found, N/A)

answer-like-none
answers.csv | acme,post,all,P2.1,yes => acme,post,all,P2.1,100
  8: answer: "100" is not in the scale (write one of: yes, partial, no, no disclosure found, N/A)

answer-empty
answers.csv | acme,post,all,P2.1,yes,,s1 => acme,post,all,P2.1,,,

not-applicable-without-a-reason
answers.csv | No audit is made =>\x20
answers.csv | + acme,store,all,P2.1,N/A,,,,
  13: reason: is empty, but the methodology asks this unit for P2.2 (write why it does not apply)

company-unknown
answers.csv | acme,post,all,P2.1 => beta,post,all,P2.1
  8: company: "beta" is not in companies.csv (correct it, or add it there)

company-empty
answers.csv | acme,post,all,P2.1 => ,post,all,P2.1
  8: company: is empty (fill it in)

company-in-cyrillic
answers.csv | acme,post,all,P2.1 => a\u0441me,post,all,P2.1
  8: company: "a\u0441me" has U+0441 CYRILLIC SMALL LETTER ES where only ASCII is allowed (write "acme")

service-that-is-not-listed
answers.csv | acme,post,all,P2.1 => acme,news,all,P2.1
  8: service: "news" is not in services.csv of acme (correct it, or add it there)

service-misspelt
answers.csv | acme,post,all,P2.1 => acme,pots,all,P2.1
  8: service: "pots" is not in services.csv of acme (did you mean "post"?)

strand-unknown
answers.csv | acme,post,all,P2.1 => acme,post,prepaid,P2.1
  8: strand: "prepaid" is not a strand of P2 (write all)

strand-empty
answers.csv | acme,post,all,P2.1 => acme,post,,P2.1
  8: strand: is empty (fill it in)

strand-in-cyrillic
answers.csv | acme,post,all,P2.1 => acme,post,\u0430ll,P2.1
  8: strand: "\u0430ll" has U+0430 CYRILLIC SMALL LETTER A where only ASCII is allowed (write "all")

strand-left-out-where-there-are-two
methodology.yaml | + strands: {prepaid: [P1b], postpaid: [P1b]}
  answers.csv:12: strand: "all" is not a strand of P1b (write prepaid or postpaid)

element-unknown
answers.csv | acme,post,all,P2.1 => acme,post,all,P2.3
  8: element: "P2.3" is not in methodology small (correct it, or add it there)

element-empty
answers.csv | acme,post,all,P2.1 => acme,post,all,
  8: element: is empty (fill it in)

element-in-cyrillic
answers.csv | acme,post,all,P2.1 => acme,post,all,\u04202.1
  8: element: "\u04202.1" has U+0420 CYRILLIC CAPITAL LETTER ER where only ASCII is allowed (write "P2.1")

element-in-lower-case
answers.csv | acme,post,all,P1a.1 => acme,post,all,p1a.1
  6: element: "p1a.1" is not a code (write it like F1a.2)
  6: element: "p1a.1" is not in methodology small (did you mean "P1a.1"?)

element-with-a-leading-zero
answers.csv | acme,post,all,P1a.1 => acme,post,all,P01a.1
  6: element: "P01a.1" is not a code (write it like F1a.2)
  6: element: "P01a.1" is not in methodology small (did you mean "P1a.1"?)

element-with-a-zero-width-space-inside
answers.csv | acme,post,all,P1a.1 => acme,post,all,P1a\u200b.1
  6: element: "P1a<U+200B>.1" has U+200B ZERO WIDTH SPACE where only ASCII is allowed (write "P1a.1")

excluded-for-the-service-class
answers.csv | acme,post,all,P2.1,yes => acme,store,all,P2.1,yes
  8: answer: warning: "yes" is given where the methodology excludes P2.1: service class shop
    (it is scored; remove it if it should not be)

excluded-for-the-service-class-with-its-indicator
answers.csv | + acme,post,all,P1b.1,no,,s1,,
  14: answer: warning: "no" is given where the methodology excludes P1b.1: service class mail
    (it is scored; remove it if it should not be)

excluded-for-the-company-type
companies.csv | platform => telecom
  answers.csv:4: answer: warning: "partial" is given where the methodology excludes P2.1: company type telecom
    (it is scored; remove it if it should not be)
  answers.csv:5: answer: warning: "no" is given where the methodology excludes P2.2: company type telecom
    (it is scored; remove it if it should not be)
  answers.csv:8: answer: warning: "yes" is given where the methodology excludes P2.1: company type telecom
    (it is scored; remove it if it should not be)
  answers.csv:9: answer: warning: "yes" is given where the methodology excludes P2.2: company type telecom
    (it is scored; remove it if it should not be)

asked-of-the-company-only
answers.csv | + acme,post,all,G1.1,no,,s1,,
  14: answer: warning: "no" is given where the methodology excludes G1.1: G1 is asked of group and
    operating company only (it is scored; remove it if it should not be)

source-that-is-not-listed
answers.csv | acme,post,all,P2.1,yes,,s1 => acme,post,all,P2.1,yes,,s1; s8;s9
  8: sources: warning: "s8" is not a source of acme in sources.csv (add it there, or correct it)
  8: sources: warning: "s9" is not a source of acme in sources.csv (add it there, or correct it)

source-that-is-not-listed-where-it-does-not-apply
answers.csv | No audit is made, => No audit is made,s9
  13: sources: warning: "s9" is not a source of acme in sources.csv (add it there, or correct it)

source-of-another-company
companies.csv | + beta,Beta,,,platform,,
services.csv | + beta,group,Group,,,group,,,⏎beta,mail,Mail,,,service,mail,,
sources.csv | + beta,b1,Law,,,,
answers.csv | acme,post,all,P2.1,yes,,s1 => acme,post,all,P2.1,yes,,b1
  answers.csv:8: sources: warning: "b1" is not a source of acme in sources.csv (add it there, or correct it)

positive-without-a-source
answers.csv | acme,group,all,P2.1,partial,,s1 => acme,group,all,P2.1,partial,,
  4: sources: warning: "partial" has no source (cite the document)

negative-without-a-source
answers.csv | acme,group,all,G1.2,no,,s1 => acme,group,all,G1.2,no,,

printed-points-contradicted
answers.csv | acme,post,all,P2.1,yes,,s1,, => acme,post,all,P2.1,yes,,s1,,50
  8: printed_points: warning: "yes" gives 100 points, but 50 are printed (check which is right; the answer counts)

printed-points-contradicted-in-reverse
answers.csv | acme,post,all,P1a.2,no,,s1,, => acme,post,all,P1a.2,no,,s1,,0
  7: printed_points: warning: "no" gives 100 points, but 0 are printed (check which is right; the answer counts)

printed-points-agreeing
answers.csv | acme,post,all,P2.1,yes,,s1,, => acme,post,all,P2.1,yes,,s1,,100.00

printed-points-alone
answers.csv | acme,post,all,P2.1,yes,,s1,, => acme,post,all,P2.1,,,s1,,50

printed-points-above-100
answers.csv | acme,post,all,P2.1,yes,,s1,, => acme,post,all,P2.1,yes,,s1,,101
  8: printed_points: "101" is outside 0 to 100 (correct it)

printed-points-below-0
answers.csv | acme,post,all,P2.1,yes,,s1,, => acme,post,all,P2.1,yes,,s1,,-1
  8: printed_points: "-1" is outside 0 to 100 (correct it)

printed-points-in-words
answers.csv | acme,post,all,P2.1,yes,,s1,, => acme,post,all,P2.1,yes,,s1,,half
  8: printed_points: "half" is not a number (correct it)
"""

PRINTED = """
score-accepted
published_scores.csv | + acme,,all,total,100⏎acme,,all,P1,0⏎acme,group,all,G1,50.5⏎acme,post,all,P1a,33.33

score-of-an-unknown-scope
published_scores.csv | + acme,,all,P9,50
  2: scope: "P9" is not in methodology small (correct it, or add it there)

score-of-an-element
published_scores.csv | + acme,post,all,P1a.1,50
  2: scope: "P1a.1" is not a code (write it like F1a, F1, F or total)

score-of-a-scope-in-cyrillic
published_scores.csv | + acme,,all,\u04201,50
  2: scope: "\u04201" has U+0420 CYRILLIC CAPITAL LETTER ER where only ASCII is allowed (write "P1")

score-of-no-scope
published_scores.csv | + acme,,all,,50
  2: scope: is empty (fill it in)

score-of-an-unknown-company
published_scores.csv | + beta,,all,P,50
  2: company: "beta" is not in companies.csv (correct it, or add it there)

score-of-an-unknown-service
published_scores.csv | + acme,news,all,P,50
  2: service: "news" is not in services.csv of acme (correct it, or add it there)

score-of-an-unknown-strand
published_scores.csv | + acme,post,prepaid,P1a,50
  2: strand: "prepaid" is not a strand of P1a (write all)

score-with-a-strand-that-is-no-levels
published_scores.csv | + acme,,prepaid,P1a,50⏎acme,post,prepaid,P,50
  2: strand: "prepaid" is given for a score that is not a level score (write "all")
  3: strand: "prepaid" is given for a score that is not a level score (write "all")

score-empty
published_scores.csv | + acme,,all,P,
  2: score: is empty (remove the row: scores that are not printed have none)

score-above-100
published_scores.csv | + acme,,all,P,101⏎acme,,all,G,100.0000001
  2: score: "101" is outside 0 to 100 (correct it)
  3: score: "100.0000001" is outside 0 to 100 (correct it)

score-below-0
published_scores.csv | + acme,,all,P,-1
  2: score: "-1" is outside 0 to 100 (correct it)

score-in-words
published_scores.csv | + acme,,all,P,N/A
  2: score: "N/A" is not a number (correct it)

score-not-a-number
published_scores.csv | + acme,,all,P,NaN
  2: score: "NaN" is not a number (correct it)

score-with-a-comma
published_scores.csv | + acme,,all,P,"50,5"
  2: score: "50,5" is not a number (correct it)

rank-accepted
published_ranks.csv | + acme,,total,1⏎acme,post,P1a,1

rank-0
published_ranks.csv | + acme,,total,0
  2: rank: "0" is not a rank (write a whole number from 1)

rank-of-a-half
published_ranks.csv | + acme,,total,1.5
  2: rank: "1.5" is not a whole number (correct it)

rank-empty
published_ranks.csv | + acme,,total,
  2: rank: is empty (fill it in)

rank-of-a-group
published_ranks.csv | + acme,group,total,1
  2: service: "group" has no rank (leave it empty for the company)

rank-of-an-unknown-service
published_ranks.csv | + acme,news,total,1
  2: service: "news" is not in services.csv of acme (correct it, or add it there)

rank-of-an-unknown-company
published_ranks.csv | + acne,,total,1
  2: company: "acne" is not in companies.csv (did you mean "acme"?)

rank-of-an-unknown-scope
published_ranks.csv | + acme,,Q,1
  2: scope: "Q" is not in methodology small (correct it, or add it there)
"""


@pytest.mark.parametrize(("edits", "expected"), cases(ANSWERS + PRINTED))
def test_every_error_of_answers_and_figures(small, edits, expected):
    make(small, edits)
    assert small.problems() == expected
