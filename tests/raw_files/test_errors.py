"""Every error and warning in an edition's files, except in its answers, with the exact message and line."""

import pytest

from support.catalogue import cases, make, shown
from support.small import EDITION, METHODOLOGY

CSV = {name: text for name, text in (EDITION | METHODOLOGY).items() if name.endswith(".csv")}
ANSWERS = EDITION["answers.csv"]

FILES = """
blank-lines-only
published_ranks.csv | = ⏎⏎
  1: file: is empty (write the header company,service,scope,rank)

header-only-answers
answers.csv | = company,service,strand,element,answer,reason,sources,comment,printed_points⏎

header-only-categories
categories.csv | = category,label_en,label_ru,label_kk⏎
  indicators.csv:2: category: "G" is not in categories.csv (correct it, or add it there)
  indicators.csv:3: category: "P" is not in categories.csv (correct it, or add it there)
  indicators.csv:4: category: "P" is not in categories.csv (correct it, or add it there)
  indicators.csv:5: category: "P" is not in categories.csv (correct it, or add it there)

column-missing
published_ranks.csv | scope,rank => scope
  1: rank: column is missing (add it to the header)

column-unknown
published_scores.csv | scope,score => scope,score,mood
  1: mood: unknown column (remove it; the columns are company,service,strand,scope,score)

column-without-a-name
published_scores.csv | scope,score => scope,score,
  1: "": unknown column (remove it; the columns are company,service,strand,scope,score)

column-twice
published_scores.csv | scope,score => scope,scope,score
  1: scope: duplicate column (remove one)

row-too-short-hides-no-other-error
answers.csv | acme,post,all,P2.1,yes,,s1,, => acme,post,all,P2.1,yes,,s1,
answers.csv | acme,store,all,P1b.1,partial => acme,store,all,P1b.1,partiel
  8: row: has 8 cells, but the header has 9 (put quotes around a cell that contains a comma)
  12: answer: "partiel" is not in the scale (did you mean "partial"?)

row-too-long
answers.csv | acme,post,all,P2.1,yes,,s1,, => acme,post,all,P2.1,yes,,s1,seen, and read,
  8: row: has 10 cells, but the header has 9 (put quotes around a cell that contains a comma)

row-too-short-in-a-file-that-others-refer-to
companies.csv | platform,answered, => platform,answered
  2: row: has 6 cells, but the header has 7 (put quotes around a cell that contains a comma)

quote-not-closed
answers.csv | acme,post,all,P2.1,yes,,s1,, => acme,post,all,P2.1,yes,,s1,"open,
  8: row: can't be read: unexpected end of data (check the quotes in this row)

text-after-a-quote
answers.csv | acme,post,all,P2.1,yes,,s1,, => acme,post,all,P2.1,yes,,s1,"said" twice,
  8: row: can't be read: ',' expected after '"' (check the quotes in this row)

line-breaks-in-a-cell-before-the-error
answers.csv | acme,group,all,G1.1,yes,,s1,, => acme,group,all,G1.1,yes,,s1,"three⏎⏎lines",
answers.csv | acme,post,all,P2.1,yes => acme,post,all,P2.1,yess
  10: answer: "yess" is not in the scale (did you mean "yes"?)

blank-line-before-the-error
answers.csv | acme,post,all,P2.1,yes => ⏎acme,post,all,P2.1,yess
  9: answer: "yess" is not in the scale (did you mean "yes"?)

line-break-in-the-faulty-value
answers.csv | acme,post,all,P2.1,yes => acme,post,all,P2.1,"all⏎right"
  8: answer: "all<U+000A>right" is not in the scale (write one of: yes, partial, no, no disclosure found, N/A)

duplicate-answer
answers.csv | + acme,post,all,P1a.1,no,,s1,,
  14: company, service, strand, element: acme, post, all, P1a.1 is a duplicate of line 6 (remove one of the two)

duplicate-company
companies.csv | + acme,Acme again,,,platform,,
  3: company: acme is a duplicate of line 2 (remove one of the two)

duplicate-service-after-blanks-are-gone
services.csv | + acme,post\u200b,Post,,,service,mail,,
  5: company, service: acme, post is a duplicate of line 3 (remove one of the two)
  5: service: warning: blanks around a value, once: "post<U+200B>" (accepted; remove them)

duplicate-source
sources.csv | + acme,s1,Other terms,,,,
  3: company, source: acme, s1 is a duplicate of line 2 (remove one of the two)

duplicate-published-score
published_scores.csv | + acme,,all,P,50⏎acme,,all,P,51
  3: company, service, strand, scope: acme, "", all, P is a duplicate of line 2 (remove one of the two)

duplicate-published-rank
published_ranks.csv | + acme,,P,1⏎acme,,P,1
  3: company, service, scope: acme, "", P is a duplicate of line 2 (remove one of the two)

spaces-counted
answers.csv | acme,post,all,P2.1,yes => acme,post,all,P2.1,\x20yes
answers.csv | acme,store,all,P1b.1,partial => acme,store,all,P1b.1,partial\x20
  8: answer: warning: blanks around a value, 2 times: " yes" (accepted; remove them)

no-break-space
answers.csv | acme,post,all,P2.1,yes => acme,post,all,P2.1,yes\u00a0
  8: answer: warning: blanks around a value, once: "yes<U+00A0>" (accepted; remove them)

zero-width-space-and-tab
answers.csv | acme,post,all,P2.1,yes => acme,post,all,\u200bP2.1,\tyes
  8: answer: warning: blanks around a value, once: "<U+0009>yes" (accepted; remove them)
  8: element: warning: blanks around a value, once: "<U+200B>P2.1" (accepted; remove them)
"""

COMPANIES = """
id-with-a-path
companies.csv | + ../x,Path,,,platform,,
services.csv | + ../x,post,Post,,,service,mail,,
  3: company: "../x" is not an id (use lower-case a-z, 0-9 and -, at most 60 characters)
  services.csv:5: company: "../x" is not an id (use lower-case a-z, 0-9 and -, at most 60 characters)

id-in-capitals
sources.csv | + acme,S2,Law,,,,
  3: source: "S2" is not an id (use lower-case a-z, 0-9 and -, at most 60 characters)

id-of-60
services.csv | + acme,a12345678901234567890123456789012345678901234567890123456789,Long,,,service,mail,,

id-of-61
services.csv | + acme,a123456789012345678901234567890123456789012345678901234567890,Long,,,service,mail,,
  5: service: "a123456789012345678901234567890123456789012345678901234567890" is not an id
    (use lower-case a-z, 0-9 and -, at most 60 characters)

id-empty
services.csv | + acme,,Nameless,,,service,mail,,
  5: service: is empty (fill it in)

id-in-cyrillic
companies.csv | + \u0430cm,Acm,,,platform,,
services.csv | + \u0430cm,post,Post,,,service,mail,,
  3: company: "\u0430cm" has U+0430 CYRILLIC SMALL LETTER A where only ASCII is allowed (write "acm")
  services.csv:5: company: "\u0430cm" has U+0430 CYRILLIC SMALL LETTER A where only ASCII is allowed (write "acm")

id-with-a-letter-that-has-no-lookalike
services.csv | + acme,\u00fcber,Ueber,,,service,mail,,
  5: service: "\u00fcber" has U+00FC LATIN SMALL LETTER U WITH DIAERESIS where only ASCII is allowed (use ASCII letters)

company-type-unknown
companies.csv | platform => platfrom
  2: type: "platfrom" is not in company_types of methodology small (did you mean "platform"?)

company-type-in-cyrillic
companies.csv | platform => \u0440latform
  2: type: "\u0440latform" has U+0440 CYRILLIC SMALL LETTER ER where only ASCII is allowed (write "platform")

company-type-empty
companies.csv | platform =>\x20
  2: type: is empty (fill it in)

company-name-empty
companies.csv | acme,Acme => acme,
  2: name_en: is empty (fill it in)

engagement-unknown
companies.csv | answered => perhaps
  2: engagement: "perhaps" is not allowed (write one of: answered, in_part, none)

company-without-services
companies.csv | + beta,Beta,,,platform,,
  3: company: "beta" has no service in services.csv (add one, or remove the company)

company-with-a-group-only
companies.csv | + beta,Beta,,,platform,,
services.csv | + beta,group,Beta,,,group,,,
  3: company: "beta" has no service in services.csv (add one, or remove the company)

service-of-an-unknown-company
services.csv | + acmi,news,News,,,service,mail,,
  5: company: "acmi" is not in companies.csv (did you mean "acme"?)

service-class-unknown
services.csv | service,mail => service,mial
  3: class: "mial" is not in service_classes of methodology small (did you mean "mail"?)

service-class-in-cyrillic
services.csv | service,mail => service,m\u0430il
  3: class: "m\u0430il" has U+0430 CYRILLIC SMALL LETTER A where only ASCII is allowed (write "mail")

unit-unknown
services.csv | + acme,news,News,,,product,mail,,
  5: unit: "product" is not allowed (write one of: group, operating_company, service)

group-with-another-id
services.csv | + acme,holding,Holding,,,group,,,
  5: service: "holding" is the id of a row with unit group (write "group")

service-called-company
services.csv | + acme,company,Company,,,service,mail,,
  5: service: "company" is a reserved id (choose a different id)

service-called-as-the-operating-company
services.csv | + acme,operating-company,Operator,,,service,mail,,
  5: service: "operating-company" is a reserved id (choose a different id)

composite-no-id
services.csv | service,mail,, => service,mail,My Mail,
  3: composite: "My Mail" is not an id (use lower-case a-z, 0-9 and -, at most 60 characters)

selection-accepted
selection.csv | = indicator,evidence,note⏎G1,printed,⏎P1a,text,⏎P1b,assumed,⏎P2,printed,⏎

selection-of-an-unknown-indicator
selection.csv | = indicator,evidence,note⏎G1,printed,⏎P1a,text,⏎P1b,assumed,⏎P2,printed,⏎P9,text,⏎
  6: indicator: "P9" is not in methodology small (correct it, or add it there)

selection-without-evidence
selection.csv | = indicator,evidence,note⏎G1,printed,⏎P1a,,⏎P1b,assumed,⏎P2,guess,⏎
  3: evidence: is empty (write one of: printed, text, assumed)
  5: evidence: "guess" is not allowed (write one of: printed, text, assumed)

selection-twice
selection.csv | = indicator,evidence,note⏎G1,printed,⏎P1a,text,⏎P1b,assumed,⏎P2,printed,⏎P2,text,⏎
  6: indicator: P2 is a duplicate of line 5 (remove one of the two)

answer-that-was-not-selected
selection.csv | = indicator,evidence,note⏎G1,printed,⏎P1a,text,⏎P2,printed,⏎
  answers.csv:12: element: "P1b.1" is of P1b, which selection.csv does not list (add P1b there, or remove the answer)

date-of-a-day-that-is-not
sources.csv | 2022-05 => 2021-02-30
  2: document_date: "2021-02-30" is not a date (that month has no such day)

date-of-a-leap-day-that-is-not
sources.csv | 2023-01-31 => 2021-02-29
  2: accessed_date: "2021-02-29" is not a date (that month has no such day)

date-of-a-leap-day
sources.csv | 2023-01-31 => 2020-02-29

date-of-month-13
sources.csv | 2022-05 => 2021-13-01
  2: document_date: "2021-13-01" is not a date (write 2023, 2023-05, 2023-05-21 or 21.05.2023)

date-of-day-32
sources.csv | 2022-05 => 2021-09-32
  2: document_date: "2021-09-32" is not a date (that month has no such day)

date-in-words
sources.csv | 2022-05 => May 2021
  2: document_date: "May 2021" is not a date (write 2023, 2023-05, 2023-05-21 or 21.05.2023)

date-in-another-order
sources.csv | 2023-01-31 => 01/02/2023
  2: accessed_date: "01/02/2023" can be 2023-01-02 or 2023-02-01 (write one of these)

date-of-a-month-as-day-0
sources.csv | 2022-05 => 2021-09-00

date-of-a-year
sources.csv | 2022-05 => 2021

date-empty
sources.csv | 2022-05 =>\x20

source-of-an-unknown-company
sources.csv | + beta,s1,Terms,,,,
  3: company: "beta" is not in companies.csv (correct it, or add it there)
"""


def test_the_small_project_is_sound(small):
    assert small.problems() == []


@pytest.mark.parametrize(("edits", "expected"), cases(FILES + COMPANIES))
def test_every_error_of_a_file(small, edits, expected):
    make(small, edits)
    assert small.problems() == expected


@pytest.mark.parametrize("name", [*EDITION, *METHODOLOGY])
def test_a_missing_file_is_one_error(small, name):
    small.file(name).unlink()
    todo = f"add it with the header {CSV[name].splitlines()[0]}" if name in CSV else "add it"
    assert small.problems() == [shown(f"1: file: is missing ({todo})", name)]


@pytest.mark.parametrize("name", CSV)
def test_an_empty_file_is_one_error(small, name):
    small.file(name).write_text("")
    header = CSV[name].splitlines()[0]
    assert small.problems() == [shown(f"1: file: is empty (write the header {header})", name)]


@pytest.mark.parametrize("column", ["company", "type", "name_kk"])
def test_a_missing_column_is_one_error(small, column):
    """The cells of the column are missing too, as if it had been removed from every row."""
    rows = [line.split(",") for line in CSV["companies.csv"].splitlines()]
    i = rows[0].index(column)
    small.file("companies.csv").write_text("".join(",".join(r[:i] + r[i + 1 :]) + "\n" for r in rows))
    assert small.problems() == [shown(f"1: {column}: column is missing (add it to the header)", "companies.csv")]


ENCODED = {
    "byte-order-mark": (ANSWERS.encode("utf-8-sig"), None),
    "windows-line-ends": (ANSWERS.replace("\n", "\r\n").encode(), None),
    "old-mac-line-ends": (ANSWERS.replace("\n", "\r").encode(), None),
    "no-line-end-at-the-end": (ANSWERS.rstrip("\n").encode(), None),
    "utf-16": (ANSWERS.encode("utf-16"), "1: file: is UTF-16 (save it as UTF-8)"),
    "utf-16-big-endian": (b"\xfe\xff" + ANSWERS.encode("utf-16-be"), "1: file: is UTF-16 (save it as UTF-8)"),
    "windows-1251": (
        ANSWERS.replace("No audit is made", "Аудит").encode("cp1251"),
        "13: file: is not UTF-8: byte 0xC0 (save the file as UTF-8)",
    ),
    "cut-within-a-letter": (
        ANSWERS.encode() + "acme,post,all,P1b.1,Иә".encode()[:-1],
        "14: file: is not UTF-8: byte 0xD3 (save the file as UTF-8)",
    ),
    "nul-byte": (
        ANSWERS.replace("P2.1,partial", "P2.1,part\0ial").encode(),
        "4: file: has a NUL byte (remove it; the file may be damaged)",
    ),
    "windows-line-ends-before-a-error": (
        ANSWERS.replace("post,all,P2.1,yes", 'post,all,P2.1,"yess"').replace("\n", "\r\n").encode(),
        '8: answer: "yess" is not in the scale (did you mean "yes"?)',
    ),
}


@pytest.mark.parametrize(("data", "expected"), ENCODED.values(), ids=ENCODED)
def test_encodings_and_line_ends(small, data, expected):
    small.file("answers.csv").write_bytes(data)
    assert small.problems() == ([] if expected is None else [shown(expected, "answers.csv")])


def test_a_folder_instead_of_a_file_is_reported(small):
    path = small.file("answers.csv")
    path.unlink()
    path.mkdir()
    assert [p.split(" (")[0] for p in small.problems()] == [
        shown("1: file: can't be read: Is a directory", "answers.csv")
    ]


def test_what_a_killed_import_left_is_no_edition(small):
    """An import writes into a hidden folder next to the editions, which is left if the import is killed."""
    small.edition.with_name(".rdr-2020.4711.partial").mkdir()
    assert small.problems() == []
