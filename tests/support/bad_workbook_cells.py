"""Correct forms with wrong cells: answers, comments, sources, dates."""

import datetime

from support.bad_workbooks import ANEW, book, parts, with_value


@book('[Privacy]:6: H6: "Yess" is not in the scale (did you mean "Yes"?)')
def answer_with_a_letter_too_many(opened):
    opened["Privacy"]["H6"] = "Yess"


@book('[Privacy]:6: H6: "?" is not in the scale (write one of: Yes, partial, no, no disclosure found, N/A)')
def answer_like_none(opened):
    opened["Privacy"]["H6"] = "?"


@book('[Privacy]:6: H6: "Иәә" is not in the scale (write one of: Yes, partial, no, no disclosure found, N/A)')
def answer_in_misspelt_kazakh(opened):
    opened["Privacy"]["H6"] = "Иәә"


@book("[Privacy]:6: H6: is the number 1, not text (write the answer as text)")
def answer_that_is_a_number(opened):
    opened["Privacy"]["H6"] = 1


@book("[Privacy]:6: H6: is true or false, not text (write the answer as text)")
def answer_that_is_true(opened):
    opened["Privacy"]["H6"] = True


@book("[Privacy]:6: H6: is the date 2023-05-01, not text (write the answer as text)")
def answer_that_is_a_date(opened):
    opened["Privacy"]["H6"] = datetime.date(2023, 5, 1)


@book("[Privacy]:6: H6: is a formula without a value (write the answer itself)")
def answer_that_is_a_formula_without_a_value(opened):
    opened["Privacy"]["H6"] = "=G7"


@parts("[Privacy]:6: H6: is a formula (write the answer itself)")
def answer_that_is_a_formula(found):
    with_value(found, "H6", b't="str"><f>L6</f><v>Yes</v>')


@parts('[Privacy]:6: H6: "#REF!" is an error value (write the answer itself)')
def answer_that_is_an_error(found):
    with_value(found, "H6", b't="e"><v>#REF!</v>')


@book('[Privacy]:9: H9: "Yes" is not needed, because the methodology does not ask: service class mail (clear the cell)')
def answer_that_does_not_apply(opened):
    opened["Privacy"]["H9"] = "Yes"


@book(
    '[Privacy]:6: E6: "Found" is not needed, because the methodology does not ask: P1a is asked of services only '
    "(clear the cell)"
)
def comment_that_does_not_apply(opened):
    opened["Privacy"]["E6"] = "Found"


@book('[Privacy]:12: M12: is empty, but the answer is "N/A" (state why P2.2 does not apply)')
def not_applicable_without_a_reason(opened):
    opened["Privacy"]["M12"] = None


@book("[Privacy]:6: I6: is the number 2023, not text (write the comment as text)")
def comment_that_is_a_number(opened):
    opened["Privacy"]["I6"] = 2023


@book("[Privacy]:6: I6: is a formula without a value (write the comment itself)")
def comment_that_is_a_formula_without_a_value(opened):
    opened["Privacy"]["I6"] = '="a"&"b"'


@parts("[Privacy]:6: I6: warning: is a formula; its last value is used (write the comment itself)")
def comment_that_is_a_formula(found):
    with_value(found, "I6", b't="str"><f>I7</f><v>Found</v>')


@parts('[Privacy]:6: I6: "#NAME?" is an error value (write the comment itself)')
def comment_that_is_an_error(found):
    with_value(found, "I6", b't="e"><f>found</f><v>#NAME?</v>')


@parts("[Privacy]:6: I6: has the control character U+0007 (type the comment again)")
def control_character(found):
    with_value(found, "I6", b't="inlineStr"><is><t>Found_x0007_</t></is>')


@book("[Privacy]:6: H6: is a time, not text (write the answer as text)")
def answer_that_is_a_time(opened):
    opened["Privacy"]["H6"] = datetime.time(12, 30)


@book("[Privacy]:9: M9: warning: has no answer and is kept as a draft (choose an answer, or clear the cell)")
def comment_without_an_answer(opened):
    opened["Privacy"]["L9"] = None
    opened["Privacy"]["M9"] = "To be looked up"


@book('[Privacy]:6: J6: warning: "s9" is not on the sheet "Sources" (add it there, or correct it)')
def unknown_source(opened):
    opened["Privacy"]["J6"] = "s1; s9"


@book(
    '[Privacy]:6: J6: warning: the number 12 is read as text "12" (write it as text)',
    '[Privacy]:6: J6: warning: "12" is not on the sheet "Sources" (add it there, or correct it)',
)
def source_that_is_a_number(opened):
    opened["Privacy"]["J6"] = 12


@book("[Privacy]:6: J6: is the number 1.2, not text (write the sources as text)")
def source_that_became_a_decimal(opened):
    opened["Privacy"]["J6"] = 1.2


@book("[Privacy]:6: J6: is the date 2023-02-01, not text (write the sources as text)")
def source_that_became_a_date(opened):
    opened["Privacy"]["J6"] = datetime.datetime(2023, 2, 1)


@book('[Sources]:6: B6: "s1" is a duplicate of row 5 (remove one of the two, or choose another code)')
def source_twice(opened):
    opened["Sources"]["B6"] = "s1"


@book("[Sources]:6: B6: is empty (give the document a code, such as doc-1)")
def source_without_a_code(opened):
    opened["Sources"]["C6"] = "Privacy policy"


@book('[Sources]:6: B6: "Doc 1" is not an id (use lower-case a-z, 0-9 and -, at most 60 characters)')
def source_with_a_code_that_is_none(opened):
    opened["Sources"]["B6"] = "Doc 1"


@book('[Sources]:5: F5: "5/6/2022" can be 2022-05-06 or 2022-06-05 (write one of these)')
def date_in_another_order(opened):
    opened["Sources"]["F5"] = "5/6/2022"


@book('[Sources]:5: G5: "2023-02-30" is not a date (that month has no such day)')
def day_that_is_not_in_its_month(opened):
    opened["Sources"]["G5"] = "2023-02-30"


@book("[Sources]:5: G5: is the number 44950.5, not text (write the date as text)")
def date_that_is_a_number(opened):
    opened["Sources"]["G5"] = 44950.5


@book("[Sources]:5: G5: warning: the number 45067 is read as 2023-05-21, as Excel counts days (check that day)")
def date_that_is_a_number_of_days(opened):
    opened["Sources"]["G5"] = 45067


@book("[Sources]:5: C5: is the date 2022-05-01, not text (write the title as text)")
def title_that_is_a_date(opened):
    opened["Sources"]["C5"] = datetime.date(2022, 5, 1)


@book("[Sources]:5: D5: is a formula without a value (write the url itself)")
def address_that_is_a_formula(opened):
    opened["Sources"]["D5"] = '=HYPERLINK("https://example.org/terms")'


@book('[Sources]:6: J6: "https://example.org" is outside the form and is not read (move it to a comment, or remove it)')
def address_beside_the_form(opened):
    opened["Sources"]["J6"] = "https://example.org"


@book(f'[Sources]:1: A1: the column with the code "url" is missing (restore it, or {ANEW})', '[Sources]:4: D4: "Web...')
def column_of_addresses_without_its_code(opened):
    opened["Sources"]["D1"] = None
    opened["Sources"]["D5"] = None
