"""Workbooks that are not as they should be, made from a good one: what spoils each, and all that is said of it.

The good one is of the small edition in `conftest.py`, in English. Sheets: Guide, Governance, Privacy, Sources, _rating.
Privacy has rows 5 P1a, 6 P1a.1, 7 P1a.2, 8 P1b, 9 P1b.1, 10 P2, 11 P2.1, 12 P2.2 and the columns D-F of the group, G-I
of post, J-L of store: answer, comment, sources. P1a and P1b are not asked of the group, P1b.1 not of post, P2.1 not of
store. Governance has G1.1 and G1.2 of the group in rows 6 and 7; Sources has s1 in row 5.
"""

import datetime
import io
import struct
import zipfile
from dataclasses import dataclass
from typing import Any

import openpyxl

NAME = "small-2023-acme-final.xlsx"
ANEW = "write the workbook anew, and copy the answers over"
SAVE = "save it as Excel workbook, .xlsx"
PRIVACY, SOURCES = "xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml"
TOO_FAR = "A100001"


@dataclass
class Bad:
    """`spoil` is given bytes, and gives bytes; `expected` lines are whole, or begin so where they end in `...`."""

    name: str
    spoil: Any
    expected: tuple
    file: str = NAME


CASES = []


def bytes_(*expected, file=NAME):
    """A case that changes the bytes of the file."""

    def add(spoil):
        CASES.append(Bad(spoil.__name__, spoil, expected, file))
        return spoil

    return add


def parts(*expected, file=NAME):
    """A case that changes the parts of the zip: a dict of name -> bytes."""

    def add(spoil):
        def changed(data):
            with zipfile.ZipFile(io.BytesIO(data)) as zipped:
                found = {name: zipped.read(name) for name in zipped.namelist()}
            spoil(found)
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
                for name, part in found.items():
                    zipped.writestr(name, part)
            return out.getvalue()

        CASES.append(Bad(spoil.__name__, changed, expected, file))
        return spoil

    return add


def book(*expected, file=NAME):
    """A case that opens the workbook, changes cells and saves it, as a person would."""

    def add(spoil):
        def changed(data):
            opened = openpyxl.load_workbook(io.BytesIO(data))
            spoil(opened)
            out = io.BytesIO()
            opened.save(out)
            return out.getvalue()

        CASES.append(Bad(spoil.__name__, changed, expected, file))
        return spoil

    return add


def replaced(found, name, old, new):
    assert found[name].count(old) == 1, f"{old!r} stands {found[name].count(old)} times in {name}"
    found[name] = found[name].replace(old, new)


@bytes_("1: file: is empty (was it saved, or copied whole?)")
def empty_file(_):
    return b""


@bytes_("1: file: is no Excel workbook (save it as Excel workbook, .xlsx; for CSV there is `rating import answers`)")
def a_csv_file(_):
    return b"company,service,element,answer\nacme,post,P2.1,yes\n"


@bytes_("1: file: is no Excel workbook (...")
def a_pdf_file(_):
    return b"%PDF-1.7\n"


@bytes_(f"1: file: is an Excel file of the kind before 2007, .xls ({SAVE})")
def an_xls_file(_):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@bytes_("1: file: is encrypted (save it without a password)")
def encrypted(_):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


@bytes_("1: file: is damaged: File is not a zip file (copy or save it once more)")
def cut_in_half(data):
    return data[: len(data) // 2]


@bytes_("1: file: is damaged: ...")
def damaged_within(data):
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        at = zipped.getinfo(PRIVACY).header_offset + 30 + len(PRIVACY) + 200
    return data[:at] + bytes(b ^ 0xFF for b in data[at : at + 8]) + data[at + 8 :]


@bytes_("1: file: is an encrypted zip (save it without a password)")
def zip_with_a_password(data):
    at = data.index(b"PK\x01\x02")
    return data[: at + 8] + b"\x01\x00" + data[at + 10 :]


@bytes_("1: file: is packed in a way that Excel does not use (open it, and save it as Excel workbook, .xlsx anew)")
def packed_by_bzip2(data):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


@parts(f"1: file: is an OpenDocument file ({SAVE})")
def an_ods_file(found):
    found.clear()
    found.update({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"})


@parts(f"1: file: is a Word document ({SAVE})")
def a_docx_file(found):
    found.clear()
    found["word/document.xml"] = b"<x/>"


@parts(f"1: file: is a binary workbook, .xlsb ({SAVE})")
def an_xlsb_file(found):
    found.clear()
    found["xl/workbook.bin"] = b""


@parts(f"1: file: is a zip, but no Excel workbook ({SAVE})")
def another_zip(found):
    found.clear()
    found["answers.csv"] = b"a,b\n"


@parts(f"1: file: holds macros ({SAVE}, without macros)")
def with_macros(found):
    found["xl/vbaProject.bin"] = b"\0"


@parts("1: file: unpacks to ...")
def zip_bomb(found):
    found["xl/media/image1.png"] = bytes(51 * 2**20)


@bytes_("1: file: is damaged: ...")
def zip_that_says_it_is_smaller(data):
    """The directory says that a part has 100 bytes; it unpacks to more."""
    at = data.index(PRIVACY.encode(), data.index(b"PK\x01\x02")) - 46
    return data[: at + 24] + struct.pack("<I", 100) + data[at + 28 :]


@parts("1: file: has 1,014 parts (at most 1,000 are read; is it the right file?)")
def too_many_parts(found):
    for i in range(1000):
        found[f"xl/media/{i}.png"] = b""


@parts("1: file: has the part xl/workbook.xml twice (open it, and save it as Excel workbook, .xlsx anew)")
def a_part_twice(found):
    found["XL/workbook.xml"] = found["xl/workbook.xml"]


@parts(f"1: file: has a DOCTYPE in {PRIVACY}, as no workbook does (do not open it; ask where it comes from)")
def entities_in_a_sheet(found):
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet'
    replaced(found, PRIVACY, b"<worksheet", bomb)


@parts("1: file: has a DOCTYPE in xl/sharedStrings.xml, ...")
def entity_of_a_file_in_the_texts(found):
    bomb = b'<!DOCTYPE sst [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst'
    replaced(found, "xl/sharedStrings.xml", b"<sst", bomb)


@parts("1: file: has xl/styles.xml nested deeper than 60 levels (open it, and save it anew)")
def very_deep(found):
    replaced(found, "xl/styles.xml", b"</styleSheet>", b"<a>" * 1000 + b"</a>" * 1000 + b"</styleSheet>")


@parts("1: file: can't be read: mismatched tag: ...")
def sheet_that_is_no_xml(found):
    replaced(found, PRIVACY, b"</sheetData>", b"</sheetdata>")


@parts("1: file: can't be read: not well-formed (invalid token): ...")
def raw_control_character(found):
    replaced(found, "xl/sharedStrings.xml", b"<t>Governance</t>", b"<t>Govern\x01ance</t>")


@parts('1: file: has no part for its sheet "Privacy" (open it, and save it as Excel workbook, .xlsx anew)')
def sheet_without_its_part(found):
    del found[PRIVACY]


@parts('1: file: names "rId3" twice in its list of sheets (open it, and save it anew)')
def sheets_that_share_an_id(found):
    replaced(found, "xl/_rels/workbook.xml.rels", b'Id="rId4"', b'Id="rId3"')


@parts("[Privacy]:100001: A100001: is in a row below 100,000 (remove what stands there)")
def more_than_100000_rows(found):
    replaced(found, PRIVACY, b"</sheetData>", f'<row><c r="{TOO_FAR}"><v>1</v></c></row></sheetData>'.encode())


@parts("[Privacy]:9000: XFD9000: is far outside the form (remove what stands there)")
def cell_far_outside(found):
    replaced(found, PRIVACY, b"</sheetData>", b'<row r="9000"><c r="XFD9000"><v>1</v></c></row></sheetData>')


@parts('[Privacy]:1: sheet: has a cell at "QQ", which is no place (save it anew)')
def cell_without_a_place(found):
    replaced(found, PRIVACY, b'<c r="B12"', b'<c r="QQ"')


@parts("1: file: holds more than 20,000,000 letters (is it the right file?)")
def one_text_in_very_many_cells(found):
    replaced(found, "xl/sharedStrings.xml", b"<t>Governance</t>", b"<t>" + b"x" * 32_000 + b"</t>")
    index = found["xl/sharedStrings.xml"].split(b"x" * 32_000)[0].count(b"<si>") - 1
    cells = b'<c t="s"><v>%d</v></c>' % index * 700
    replaced(found, PRIVACY, b"</sheetData>", b'<row r="90">' + cells + b"</row></sheetData>")


@book(f"1: file: has no sheet with codes: it is not as `rating workbook` wrote it ({ANEW})")
def without_the_hidden_sheet(opened):
    del opened["_rating"]


@book(f"1: file: has the hidden sheet with codes twice: it is not as `rating workbook` wrote it ({ANEW})")
def hidden_sheet_twice(opened):
    opened.copy_worksheet(opened["_rating"])


@book("[_rating]:1: B1: is of format 2, and this program reads up to 1 (update the program)")
def newer_format(opened):
    opened["_rating"]["B1"] = "2"


@book(f'[_rating]:1: B1: "one" is no version of the format ({ANEW})')
def format_that_is_no_number(opened):
    opened["_rating"]["B1"] = "one"


@book(f'[_rating]:1: A1: "company" is missing among the codes ({ANEW})')
def hidden_sheet_without_company(opened):
    opened["_rating"]["A4"] = "firm"


@book('[_rating]:2: B2: "large-2023" is no edition of this project (did you mean "small-2023"?)')
def unknown_edition(opened):
    opened["_rating"]["B2"] = "large-2023"


@book('[_rating]:3: B3: "large" is no methodology of small-2023 (there are: small)')
def another_methodology(opened):
    opened["_rating"]["B3"] = "large"


@book('[_rating]:4: B4: "acne" is no company of small-2023 (did you mean "acme"?)')
def unknown_company(opened):
    opened["_rating"]["B4"] = "acne"


@book('[_rating]:5: B5: "third-researcher" is no step of methodology small (there are: final)')
def unknown_step(opened):
    opened["_rating"]["B5"] = "third-researcher"


@book('[_rating]:6: B6: "fr" is no language of workbooks (there are: en, ru, kk)')
def unknown_language(opened):
    opened["_rating"]["B6"] = "fr"


@bytes_(
    "1: file: is the workbook of small-2023, acme, final, but its name says small-2024 "
    "(take the right file, or correct its name)",
    file="small-2024-acme-final.xlsx",
)
def named_as_another_edition(data):
    return data


@bytes_(
    "1: file: is the workbook of small-2023, acme, final, but its name says small-2023, other, final "
    "(take the right file, or correct its name)",
    file="small-2023-other-final.xlsx",
)
def named_as_another_company(data):
    return data


@book(f"[Privacy]:1: sheet: is missing (put it back from a copy, or {ANEW})")
def sheet_removed(opened):
    del opened["Privacy"]


@book(
    f"[Sources]:1: sheet: is missing (put it back from a copy, or {ANEW})",
)
def sheet_of_sources_removed(opened):
    del opened["Sources"]


@book('[Privacy Copy]:1: A1: has the codes of the sheet "Privacy" as well (remove one of the two)')
def sheet_twice(opened):
    opened.copy_worksheet(opened["Privacy"])


@book(f"[Privacy]:1: sheet: has lost its hidden row of codes (put it back from a copy, or {ANEW})")
def row_of_codes_removed(opened):
    opened["Privacy"].delete_rows(1)


@book("[Privacy]:14: A14: is a second row of codes (remove what was pasted)")
def second_row_of_codes(opened):
    opened["Privacy"]["A14"] = opened["Privacy"]["A1"].value


@book(
    f'[Quality]:1: A1: "Q" is no category that is asked of this company ({ANEW})', "[Privacy]:1: sheet: is missing ..."
)
def sheet_of_an_unknown_category(opened):
    opened["Privacy"]["A1"] = "rating-form|Q"
    opened["Privacy"].title = "Quality"


@book("[Notes]:1: sheet: warning: is not read: it is none of the form's sheets (remove it)")
def sheet_of_ones_own(opened):
    opened.create_sheet("Notes")["B2"] = "Ask Dana about P2"


@book(f'[Privacy]:1: A1: the column with the code "post|answer" is missing (put it back, or {ANEW})')
def column_removed(opened):
    for row in range(1, 13):
        opened["Privacy"].cell(row, 7).value = None


@book(
    '[Privacy]:1: G1: "post|anwser" is no code of a column here (did you mean "post|answer"?)',
    f'[Privacy]:1: A1: the column with the code "post|answer" is missing (put it back, or {ANEW})',
)
def code_of_a_column_changed(opened):
    opened["Privacy"]["G1"] = "post|anwser"


@book('[Privacy]:1: M1: "post|answer" stands in G1 already (remove one of the two columns)')
def code_of_a_column_twice(opened):
    opened["Privacy"]["M1"] = "post|answer"


@book(
    f'[Privacy]:1: A1: the column with the code "element" is missing (put it back, or {ANEW})', "[Privacy]:2: B2: ..."
)
def column_of_codes_without_its_code(opened):
    opened["Privacy"]["B1"] = None
    for row in range(3, 13):
        opened["Privacy"].cell(row, 2).value = None


@book(
    "[Privacy]:12: B12: P2.2 stands in row 11 already (remove one of the two rows)",
    f"[Privacy]:1: A1: the row of P2.1 is missing (put it back, or {ANEW})",
)
def code_twice(opened):
    opened["Privacy"]["B11"] = "P2.2"


@book(
    '[Privacy]:11: B11: "P2.9" is not the code of an element that is asked here (did you mean "P2.2"?)',
    f"[Privacy]:1: A1: the row of P2.1 is missing (put it back, or {ANEW})",
)
def unknown_code(opened):
    opened["Privacy"]["B11"] = "P2.9"


@book(
    '[Privacy]:11: B11: "G1.1" belongs on the sheet "Governance" (move the row there)',
    f"[Privacy]:1: A1: the row of P2.1 is missing (put it back, or {ANEW})",
)
def code_of_another_sheet(opened):
    opened["Privacy"]["B11"] = "G1.1"


@book(
    "[Privacy]:6: B6: is the number 1.1 where text belongs (write the code as text)",
    f"[Privacy]:1: A1: the row of P1a.1 is missing (put it back, or {ANEW})",
)
def code_that_is_a_number(opened):
    opened["Privacy"]["B6"] = 1.1


@book(
    "[Privacy]:6: B6: is a formula without a value (write the code itself)",
    f"[Privacy]:1: A1: the row of P1a.1 is missing (put it back, or {ANEW})",
)
def code_that_is_a_formula(opened):
    opened["Privacy"]["B6"] = "=B7"


@book(
    "[Privacy]:6: B6: P1a.2 stands beside the text of P1a.1 (sort all columns together, and see whose the answers are)",
    "[Privacy]:7: B7: P1a.1 stands beside the text of P1a.2 (sort all columns together, and see whose the answers are)",
)
def codes_sorted_alone(opened):
    opened["Privacy"]["B6"], opened["Privacy"]["B7"] = "P1a.2", "P1a.1"


@book(f"[Privacy]:1: A1: the row of P2.2 is missing (put it back, or {ANEW})")
def row_removed(opened):
    opened["Privacy"].delete_rows(12)


@book(
    f'[Privacy]:6: G6: "Yes" stands in a row without a code (put the element\'s code back, or {ANEW})',
    f"[Privacy]:1: A1: the row of P1a.1 is missing (put it back, or {ANEW})",
)
def code_removed(opened):
    opened["Privacy"]["B6"] = None


@book(f'[Privacy]:14: G14: "Yes" stands in a row without a code (put the element\'s code back, or {ANEW})')
def answer_below_the_form(opened):
    opened["Privacy"]["G14"] = "Yes"


@book(
    '[Privacy]:10: H10: "See below" stands in the row of an indicator, not of an element (move it to an element\'s row)'
)
def comment_in_the_row_of_an_indicator(opened):
    opened["Privacy"]["H10"] = "See below"


@book(
    '[Privacy]:11: N11: "Check again" stands outside the form, where nothing is read '
    "(move it into a comment, or remove it)"
)
def comment_right_of_the_form(opened):
    opened["Privacy"]["N11"] = "Check again"


@book(
    '[Privacy]:1: A1: "My notes" stands outside the form, where nothing is read (move it into a comment, or remove it)'
)
def text_above_the_form(opened):
    opened["Privacy"].insert_rows(1)
    opened["Privacy"]["A1"] = "My notes"


@book(
    "[Privacy]:6: G6: G6:G7 is merged, over cells of the form (split them)",
    "[Privacy]:7: I7: warning: is filled in without an answer (choose one, or clear the cell)",
)
def merged_answers(opened):
    opened["Privacy"].merge_cells("G6:G7")


@book("[Sources]:5: C5: C5:D5 is merged, over cells of the form (split them)")
def merged_sources(opened):
    opened["Sources"]["D5"] = None
    opened["Sources"].merge_cells("C5:D5")


@book('[Privacy]:6: G6: "Yess" is not in the scale (did you mean "yes"?)')
def answer_with_a_letter_too_many(opened):
    opened["Privacy"]["G6"] = "Yess"


@book('[Privacy]:6: G6: "?" is not in the scale (write one of: yes, partial, no, no disclosure found, N/A)')
def answer_like_none(opened):
    opened["Privacy"]["G6"] = "?"


@book('[Privacy]:6: G6: "Иәә" is not in the scale (did you mean "yes"?)')
def answer_in_misspelt_kazakh(opened):
    opened["Privacy"]["G6"] = "Иәә"


@book("[Privacy]:6: G6: is the number 1 where text belongs (write the answer as text)")
def answer_that_is_a_number(opened):
    opened["Privacy"]["G6"] = 1


@book("[Privacy]:6: G6: is true or false where text belongs (write the answer as text)")
def answer_that_is_true(opened):
    opened["Privacy"]["G6"] = True


@book("[Privacy]:6: G6: is the date 2023-05-01 where text belongs (write the answer as text)")
def answer_that_is_a_date(opened):
    opened["Privacy"]["G6"] = datetime.date(2023, 5, 1)


@book("[Privacy]:6: G6: is a formula without a value (write the answer itself)")
def answer_that_is_a_formula_without_a_value(opened):
    opened["Privacy"]["G6"] = "=G7"


@parts("[Privacy]:6: G6: is a formula (write the answer itself)")
def answer_that_is_a_formula(found):
    with_value(found, "G6", b't="str"><f>J6</f><v>Yes</v>')


@parts('[Privacy]:6: G6: "#REF!" is an error value (write the answer itself)')
def answer_that_is_an_error(found):
    with_value(found, "G6", b't="e"><v>#REF!</v>')


@book('[Privacy]:9: G9: "Yes" stands where the methodology does not ask: service class mail (clear the cell)')
def answer_that_does_not_apply(opened):
    opened["Privacy"]["G9"] = "Yes"


@book(
    '[Privacy]:6: E6: "Found" stands where the methodology does not ask: P1a is asked of services only (clear the cell)'
)
def comment_that_does_not_apply(opened):
    opened["Privacy"]["E6"] = "Found"


@book('[Privacy]:12: K12: is empty where the answer is "N/A" (say why P2.2 does not apply)')
def not_applicable_without_a_reason(opened):
    opened["Privacy"]["K12"] = None


@book("[Privacy]:6: H6: is the number 2023 where text belongs (write the comment as text)")
def comment_that_is_a_number(opened):
    opened["Privacy"]["H6"] = 2023


@book("[Privacy]:6: H6: is a formula without a value (write the comment itself)")
def comment_that_is_a_formula_without_a_value(opened):
    opened["Privacy"]["H6"] = '="a"&"b"'


@parts("[Privacy]:6: H6: warning: is a formula; its last value is taken (write the comment itself)")
def comment_that_is_a_formula(found):
    with_value(found, "H6", b't="str"><f>H7</f><v>Found</v>')


@parts('[Privacy]:6: H6: "#NAME?" is an error value (write the comment itself)')
def comment_that_is_an_error(found):
    with_value(found, "H6", b't="e"><f>found</f><v>#NAME?</v>')


@parts("[Privacy]:6: H6: has the control character U+0007 (write the comment anew)")
def control_character(found):
    with_value(found, "H6", b't="inlineStr"><is><t>Found_x0007_</t></is>')


@book("[Privacy]:6: G6: is a time where text belongs (write the answer as text)")
def answer_that_is_a_time(opened):
    opened["Privacy"]["G6"] = datetime.time(12, 30)


@book("[Privacy]:9: K9: warning: is filled in without an answer (choose one, or clear the cell)")
def comment_without_an_answer(opened):
    opened["Privacy"]["J9"] = None
    opened["Privacy"]["K9"] = "To be looked up"


@book('[Privacy]:6: I6: warning: "s9" is not on the sheet "Sources" (add it there, or correct it)')
def unknown_source(opened):
    opened["Privacy"]["I6"] = "s1; s9"


@book(
    '[Privacy]:6: I6: warning: the number 12 is taken as text "12" (write it as text)',
    '[Privacy]:6: I6: warning: "12" is not on the sheet "Sources" (add it there, or correct it)',
)
def source_that_is_a_number(opened):
    opened["Privacy"]["I6"] = 12


@book("[Privacy]:6: I6: is the number 1.2 where text belongs (write the sources as text)")
def source_that_became_a_decimal(opened):
    opened["Privacy"]["I6"] = 1.2


@book("[Privacy]:6: I6: is the date 2023-02-01 where text belongs (write the sources as text)")
def source_that_became_a_date(opened):
    opened["Privacy"]["I6"] = datetime.datetime(2023, 2, 1)


@book('[Sources]:6: B6: "s1" stands in row 5 already (remove one of the two, or choose another code)')
def source_twice(opened):
    opened["Sources"]["B6"] = "s1"


@book("[Sources]:6: B6: is empty (give the document a code, such as doc-1)")
def source_without_a_code(opened):
    opened["Sources"]["C6"] = "Privacy policy"


@book('[Sources]:6: B6: "Doc 1" is not an id (use lower-case a-z, 0-9 and -, at most 60 characters)')
def source_with_a_code_that_is_none(opened):
    opened["Sources"]["B6"] = "Doc 1"


@book('[Sources]:5: F5: "31.05.2022" is not a date (write 2023, 2023-05 or 2023-05-21)')
def date_in_another_order(opened):
    opened["Sources"]["F5"] = "31.05.2022"


@book('[Sources]:5: G5: "2023-02-30" is not a date (write 2023, 2023-05 or 2023-05-21)')
def day_that_is_not_in_its_month(opened):
    opened["Sources"]["G5"] = "2023-02-30"


@book("[Sources]:5: G5: is the number 44950.5 where text belongs (write the date as text)")
def date_that_is_a_number(opened):
    opened["Sources"]["G5"] = 44950.5


@book("[Sources]:5: G5: is the date 2023-01-31 where text belongs (write the date as text)")
def date_with_an_hour(opened):
    opened["Sources"]["G5"] = datetime.datetime(2023, 1, 31, 14, 30)


@book("[Sources]:5: C5: is the date 2022-05-01 where text belongs (write the title as text)")
def title_that_is_a_date(opened):
    opened["Sources"]["C5"] = datetime.date(2022, 5, 1)


@book("[Sources]:5: D5: is a formula without a value (write the url itself)")
def address_that_is_a_formula(opened):
    opened["Sources"]["D5"] = '=HYPERLINK("https://example.org/terms")'


@book(
    '[Sources]:6: J6: "https://example.org" stands outside the form, where nothing is read '
    "(move it into a comment, or remove it)"
)
def address_beside_the_form(opened):
    opened["Sources"]["J6"] = "https://example.org"


@book(
    f'[Sources]:1: A1: the column with the code "url" is missing (put it back, or {ANEW})', '[Sources]:4: D4: "Web...'
)
def column_of_addresses_without_its_code(opened):
    opened["Sources"]["D1"] = None
    opened["Sources"]["D5"] = None


@book("1: file: has more than 500 faults and warnings (correct these first)")
def very_many_faults(opened):
    for row in range(20, 60):
        for column in range(20, 40):
            opened["Privacy"].cell(row, column).value = "x"


def with_value(found, cell, content):
    """Give a cell other attributes and content; `content` begins with its type."""
    start = found[PRIVACY].index(f'<c r="{cell}"'.encode())
    style = found[PRIVACY].index(b"s=", start)
    end_of_style = found[PRIVACY].index(b'"', style + 3) + 1
    end = min(i + len(mark) for mark in (b"</c>", b"/>") if (i := found[PRIVACY].find(mark, end_of_style)) >= 0)
    found[PRIVACY] = found[PRIVACY][:end_of_style] + b" " + content + b"</c>" + found[PRIVACY][end:]
