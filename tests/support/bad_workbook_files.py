"""Files that are not usable workbooks: empty, of a different kind, damaged, hostile."""

import io
import struct
import zipfile

from support.bad_workbooks import PRIVACY, SAVE, TOO_FAR, bytes_, parts, replaced


@bytes_("1: file: is empty (was it saved, or copied whole?)")
def empty_file(_):
    return b""


@bytes_("1: file: is not an Excel workbook (save it as Excel workbook, .xlsx; import CSV with `rating import answers`)")
def a_csv_file(_):
    return b"company,service,element,answer\nacme,post,P2.1,yes\n"


@bytes_("1: file: is not an Excel workbook (...")
def a_pdf_file(_):
    return b"%PDF-1.7\n"


@bytes_(f"1: file: is an Excel 97-2003 workbook, .xls ({SAVE})")
def an_xls_file(_):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@bytes_("1: file: is encrypted (save it without a password)")
def encrypted(_):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


@bytes_("1: file: is damaged: File is not a zip file (copy or save it again)")
def cut_in_half(data):
    return data[: len(data) // 2]


@bytes_("1: file: is damaged: ...")
def damaged_within(data):
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        at = zipped.getinfo(PRIVACY).header_offset + 30 + len(PRIVACY) + 200
    return data[:at] + bytes(b ^ 0xFF for b in data[at : at + 8]) + data[at + 8 :]


@bytes_('1: file: contains "[Content_Types].xml", which is encrypted (save it without a password)')
def zip_with_a_password(data):
    at = data.index(b"PK\x01\x02")
    return data[: at + 8] + b"\x01\x00" + data[at + 10 :]


@bytes_('1: file: contains "[Content_Types].xml", which uses an unsupported compression method (compress it again)')
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


@parts(f"1: file: is a zip, but not an Excel workbook ({SAVE})")
def another_zip(found):
    found.clear()
    found["answers.csv"] = b"a,b\n"


@parts(f"1: file: contains macros ({SAVE}, without macros)")
def with_macros(found):
    found["xl/vbaProject.bin"] = b"\0"


@parts("1: file: unpacks to ...")
def zip_bomb(found):
    found["xl/media/image1.png"] = bytes(51 * 2**20)


@bytes_("1: file: is damaged: ...")
def zip_that_says_it_is_smaller(data):
    """The directory states 100 bytes for a part, which unpacks to more."""
    at = data.index(PRIVACY.encode(), data.index(b"PK\x01\x02")) - 46
    return data[: at + 24] + struct.pack("<I", 100) + data[at + 28 :]


@parts("1: file: contains 1,014 files (at most 1,000 are read; check that it is the right file)")
def too_many_parts(found):
    for i in range(1000):
        found[f"xl/media/{i}.png"] = b""


@parts("1: file: has the duplicate part xl/workbook.xml (open it, and save it as Excel workbook, .xlsx)")
def a_part_twice(found):
    found["XL/workbook.xml"] = found["xl/workbook.xml"]


@parts(f"1: file: has a DOCTYPE in {PRIVACY}, unlike any workbook (do not open it; ask where it comes from)")
def entities_in_a_sheet(found):
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet'
    replaced(found, PRIVACY, b"<worksheet", bomb)


@parts("1: file: has a DOCTYPE in xl/sharedStrings.xml, ...")
def entity_of_a_file_in_the_texts(found):
    bomb = b'<!DOCTYPE sst [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst'
    replaced(found, "xl/sharedStrings.xml", b"<sst", bomb)


@parts("1: file: has xl/styles.xml nested deeper than 60 levels (open it, and save it again)")
def very_deep(found):
    replaced(found, "xl/styles.xml", b"</styleSheet>", b"<a>" * 1000 + b"</a>" * 1000 + b"</styleSheet>")


@parts("1: file: can't be read: mismatched tag: ...")
def sheet_that_is_no_xml(found):
    replaced(found, PRIVACY, b"</sheetData>", b"</sheetdata>")


@parts("1: file: can't be read: not well-formed (invalid token): ...")
def raw_control_character(found):
    replaced(found, "xl/sharedStrings.xml", b"<t>Governance</t>", b"<t>Govern\x01ance</t>")


@parts('1: file: has no part for its sheet "Privacy" (open it, and save it as Excel workbook, .xlsx)')
def sheet_without_its_part(found):
    del found[PRIVACY]


@parts('1: file: has the duplicate "rId3" in its list of sheets (open it, and save it again)')
def sheets_that_share_an_id(found):
    replaced(found, "xl/_rels/workbook.xml.rels", b'Id="rId4"', b'Id="rId3"')


@parts("[Privacy]:100001: A100001: is below row 100,000 (clear the cell)")
def more_than_100000_rows(found):
    replaced(found, PRIVACY, b"</sheetData>", f'<row><c r="{TOO_FAR}"><v>1</v></c></row></sheetData>'.encode())


@parts("[Privacy]:9000: XFD9000: is far outside the form (clear the cell)")
def cell_far_outside(found):
    replaced(found, PRIVACY, b"</sheetData>", b'<row r="9000"><c r="XFD9000"><v>1</v></c></row></sheetData>')


@parts('[Privacy]:1: sheet: has a cell with the invalid reference "QQ" (save it again)')
def cell_without_a_place(found):
    replaced(found, PRIVACY, b'<c r="B12"', b'<c r="QQ"')


@parts("1: file: contains more than 20,000,000 letters (check that it is the right file)")
def one_text_in_very_many_cells(found):
    replaced(found, "xl/sharedStrings.xml", b"<t>Governance</t>", b"<t>" + b"x" * 32_000 + b"</t>")
    index = found["xl/sharedStrings.xml"].split(b"x" * 32_000)[0].count(b"<si>") - 1
    cells = b'<c t="s"><v>%d</v></c>' % index * 700
    replaced(found, PRIVACY, b"</sheetData>", b'<row r="90">' + cells + b"</row></sheetData>")
