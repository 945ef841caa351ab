"""Workbooks with a damaged form: sheets, hidden codes, rows and columns."""

from support.bad_workbooks import ANEW, book, bytes_


@book(f"1: file: has no sheet with codes: it is not as `rating workbook` wrote it ({ANEW})")
def without_the_hidden_sheet(opened):
    del opened["_rating"]


@book(f"1: file: has a duplicate hidden sheet with codes: it is not as `rating workbook` wrote it ({ANEW})")
def hidden_sheet_twice(opened):
    opened.copy_worksheet(opened["_rating"])


@book("[_rating]:1: B1: has format 3; this program reads formats up to 2 (update the program)")
def newer_format(opened):
    opened["_rating"]["B1"] = "3"


@book(
    "[_rating]:1: B1: has format 1, which mixes comments of earlier steps with those that are published (write the "
    "workbook again, and copy the answers over)"
)
def older_format_of_the_final_step(opened):
    opened["_rating"]["B1"] = "1"
    opened["_rating"]["B5"] = "final"


@book(f'[_rating]:1: B1: "one" is not a version of the format ({ANEW})')
def format_that_is_no_number(opened):
    opened["_rating"]["B1"] = "one"


@book(f'[_rating]:1: A1: "company" is missing from the codes ({ANEW})')
def hidden_sheet_without_company(opened):
    opened["_rating"]["A4"] = "firm"


@book('[_rating]:2: B2: "smal-2023" is not a known edition of this project (did you mean "small-2023"?)')
def unknown_edition(opened):
    opened["_rating"]["B2"] = "smal-2023"


@book('[_rating]:3: B3: "large" is not a known methodology of small-2023 (available: small)')
def another_methodology(opened):
    opened["_rating"]["B3"] = "large"


@book('[_rating]:4: B4: "acne" is not a known company of small-2023 (did you mean "acme"?)')
def unknown_company(opened):
    opened["_rating"]["B4"] = "acne"


@book('[_rating]:5: B5: "third-researcher" is not a known step of methodology small (available: final)')
def unknown_step(opened):
    opened["_rating"]["B5"] = "third-researcher"


@book('[_rating]:6: B6: "fr" is not a known language of workbooks (available: kk, ru, en)')
def unknown_language(opened):
    opened["_rating"]["B6"] = "fr"


@bytes_(
    "1: file: is the workbook of small-2023, acme, final, but is named after small-2024 "
    "(choose the right file, or correct its name)",
    file="small-2024-acme-final.xlsx",
)
def named_as_another_edition(data):
    return data


@bytes_(
    "1: file: is the workbook of small-2023, acme, final, but is named after small-2023, other, final "
    "(choose the right file, or correct its name)",
    file="small-2023-other-final.xlsx",
)
def named_as_another_company(data):
    return data


@book(f"[Privacy]:1: sheet: is missing (restore it from a copy, or {ANEW})")
def sheet_removed(opened):
    del opened["Privacy"]


@book(
    f"[Sources]:1: sheet: is missing (restore it from a copy, or {ANEW})",
)
def sheet_of_sources_removed(opened):
    del opened["Sources"]


@book('[Privacy Copy]:1: A1: has the same codes as the sheet "Privacy" (remove one of the two)')
def sheet_twice(opened):
    opened.copy_worksheet(opened["Privacy"])


@book(f"[Privacy]:1: sheet: has no hidden row of codes (restore the sheet from a copy, or {ANEW})")
def row_of_codes_removed(opened):
    opened["Privacy"].delete_rows(1)


@book("[Privacy]:14: A14: is a second row of codes (remove what was pasted)")
def second_row_of_codes(opened):
    opened["Privacy"]["A14"] = opened["Privacy"]["A1"].value


@book(
    f'[Quality]:1: A1: "Q" is not a category that is asked of this company ({ANEW})',
    "[Privacy]:1: sheet: is missing ...",
)
def sheet_of_an_unknown_category(opened):
    opened["Privacy"]["A1"] = "rating-form|Q"
    opened["Privacy"].title = "Quality"


@book("[Notes]:1: sheet: warning: is not read: it is not a sheet of the form (remove it)")
def sheet_of_ones_own(opened):
    opened.create_sheet("Notes")["B2"] = "Ask Dana about P2"


@book(f'[Privacy]:1: A1: the column with the code "post|answer" is missing (restore it, or {ANEW})')
def column_removed(opened):
    for row in range(1, 13):
        opened["Privacy"].cell(row, 8).value = None


@book(
    '[Privacy]:1: H1: "post|anwser" is not the code of a column of this sheet (did you mean "post|answer"?)',
    f'[Privacy]:1: A1: the column with the code "post|answer" is missing (restore it, or {ANEW})',
)
def code_of_a_column_changed(opened):
    opened["Privacy"]["H1"] = "post|anwser"


@book('[Privacy]:1: P1: "post|answer" is a duplicate of H1 (remove one of the two columns)')
def code_of_a_column_twice(opened):
    opened["Privacy"]["P1"] = "post|answer"


@book(f'[Privacy]:1: A1: the column with the code "element" is missing (restore it, or {ANEW})', "[Privacy]:2: B2: ...")
def column_of_codes_without_its_code(opened):
    opened["Privacy"]["B1"] = None
    for row in range(3, 13):
        opened["Privacy"].cell(row, 2).value = None


@book(
    "[Privacy]:12: B12: P2.2 is a duplicate of row 11 (remove one of the two rows)",
    f"[Privacy]:1: A1: the row of P2.1 is missing (restore it, or {ANEW})",
)
def code_twice(opened):
    opened["Privacy"]["B11"] = "P2.2"


@book(
    '[Privacy]:11: B11: "P2.9" is not the code of an element of this sheet (remove the row)',
    f"[Privacy]:1: A1: the row of P2.1 is missing (restore it, or {ANEW})",
)
def unknown_code(opened):
    opened["Privacy"]["B11"] = "P2.9"


@book(
    '[Privacy]:11: B11: "G1.1" belongs on the sheet "Governance" (move the row there)',
    f"[Privacy]:1: A1: the row of P2.1 is missing (restore it, or {ANEW})",
)
def code_of_another_sheet(opened):
    opened["Privacy"]["B11"] = "G1.1"


@book(
    "[Privacy]:6: B6: is the number 1.1, not text (write the code as text)",
    f"[Privacy]:1: A1: the row of P1a.1 is missing (restore it, or {ANEW})",
)
def code_that_is_a_number(opened):
    opened["Privacy"]["B6"] = 1.1


@book(
    "[Privacy]:6: B6: is a formula without a value (write the code itself)",
    f"[Privacy]:1: A1: the row of P1a.1 is missing (restore it, or {ANEW})",
)
def code_that_is_a_formula(opened):
    opened["Privacy"]["B6"] = "=B7"


@book(
    "[Privacy]:6: B6: P1a.2 is in the same row as the text of P1a.1 (sort all columns together, then "
    "check the answers)",
    "[Privacy]:7: B7: P1a.1 is in the same row as the text of P1a.2 (sort all columns together, then "
    "check the answers)",
)
def codes_sorted_alone(opened):
    opened["Privacy"]["B6"], opened["Privacy"]["B7"] = "P1a.2", "P1a.1"


@book(f"[Privacy]:1: A1: the row of P2.2 is missing (restore it, or {ANEW})")
def row_removed(opened):
    opened["Privacy"].delete_rows(12)


@book(
    f'[Privacy]:6: H6: "Yes" is in a row without a code (restore the element\'s code, or {ANEW})',
    f"[Privacy]:1: A1: the row of P1a.1 is missing (restore it, or {ANEW})",
)
def code_removed(opened):
    opened["Privacy"]["B6"] = None


@book(f'[Privacy]:14: H14: "Yes" is in a row without a code (restore the element\'s code, or {ANEW})')
def answer_below_the_form(opened):
    opened["Privacy"]["H14"] = "Yes"


@book('[Privacy]:10: I10: "See below" is in the row of an indicator, not of an element (move it to an element\'s row)')
def comment_in_the_row_of_an_indicator(opened):
    opened["Privacy"]["I10"] = "See below"


@book('[Privacy]:11: Q11: "Check again" is outside the form and is not read (move it to a comment, or remove it)')
def comment_right_of_the_form(opened):
    opened["Privacy"]["Q11"] = "Check again"


@book('[Privacy]:1: A1: "My notes" is outside the form and is not read (move it to a comment, or remove it)')
def text_above_the_form(opened):
    opened["Privacy"].insert_rows(1)
    opened["Privacy"]["A1"] = "My notes"


@book(
    "[Privacy]:6: H6: H6:H7 is merged across cells of the form (split them)",
    "[Privacy]:7: J7: warning: has no answer and is kept as a draft (choose an answer, or clear the cell)",
)
def merged_answers(opened):
    opened["Privacy"].merge_cells("H6:H7")


@book("[Sources]:5: C5: C5:D5 is merged across cells of the form (split them)")
def merged_sources(opened):
    opened["Sources"]["D5"] = None
    opened["Sources"].merge_cells("C5:D5")


@book("1: file: has more than 500 errors and warnings (correct these first)")
def very_many_errors(opened):
    for row in range(20, 60):
        for column in range(20, 40):
            opened["Privacy"].cell(row, column).value = "x"
