"""Made-up research sheets as XLSX, ODS and CSV files. All companies, answers and documents in them are fictional."""

import csv
import io
import zipfile
from xml.sax.saxutils import escape

import openpyxl

ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 office:version="1.2"><office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"""
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def xlsx(path, links=(), merged=(), **sheets):
    """Write a workbook: name of a sheet -> rows. Of the first sheet, `links`: cell -> address; `merged`: ranges."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    first = book.worksheets[0]
    for cell, address in dict(links).items():
        first[cell].hyperlink = address
    for cells in merged:
        first.merge_cells(cells)
    book.save(path)
    return path


def ods(path, links=(), **sheets):
    """Write an OpenDocument file: name of a sheet -> rows. `links`: (row, column) of a sheet, from 0 -> address."""
    tables = ""
    for name, rows in sheets.items():
        lines = ""
        for i, row in enumerate(rows):
            cells = ""
            for j, value in enumerate(row):
                text = escape(str(value))
                if (i, j) in dict(links):
                    text = f'<text:a xlink:href="{escape(dict(links)[i, j])}">{text}</text:a>'
                cells += f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
            lines += f"<table:table-row>{cells or '<table:table-cell/>'}</table:table-row>"
        tables += f'<table:table table:name="{escape(name)}">{lines}</table:table>'
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", ODS.format(tables))
        file.writestr("META-INF/manifest.xml", MANIFEST)
    return path


def text(rows, delimiter=","):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def csv_file(path, rows, delimiter=",", encoding="utf-8"):
    path.write_text(text(rows, delimiter), encoding=encoding, newline="")
    return path


def zipped(path, folder, files):
    """Write a zip with the files in a folder, as macOS makes it."""
    with zipfile.ZipFile(path, "w") as archive:
        for file in files:
            archive.write(file, folder + file.name)
            archive.writestr(f"__MACOSX/{folder}._{file.name}", b"\0\5\26\7")
    return path
