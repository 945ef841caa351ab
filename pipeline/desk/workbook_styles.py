"""What the cells of a workbook look like: colours, fonts, borders, and which of them can be edited."""

DARK, BAND, FIXED, SHADED, LINE = "#1F4E5F", "#D5E3E8", "#F4F7F8", "#D9D9D9", "#AEBBC1"
BEFORE, PRIVATE = "#FFF3D1", "#F5ECF7"
GREY, FAINT = "#5F6B70", "#FAFAFA"
# Arial has the Kazakh letters, and a font of the same widths stands in for it in LibreOffice.
FONT = {"font_name": "Arial", "font_size": 9, "valign": "top"}
CELL = FONT | {"text_wrap": True, "border": 1, "border_color": LINE}
OPEN = CELL | {"locked": False, "num_format": "@"}
_HEADING = CELL | {"bold": True, "bg_color": BAND, "valign": "vcenter"}

STYLES = {
    "plain": FONT,
    "title": FONT | {"font_size": 16, "bold": True, "font_color": DARK, "valign": "vcenter"},
    "form_title": FONT | {"font_size": 13, "bold": True, "font_color": DARK, "valign": "vcenter"},
    "subtitle": FONT | {"font_color": GREY, "valign": "vcenter"},
    "section": FONT | {"font_size": 11, "bold": True, "font_color": DARK, "bottom": 2, "bottom_color": DARK},
    "wrapped": FONT | {"text_wrap": True},
    "number": FONT | {"align": "right", "bold": True, "font_color": DARK},
    "unit": FONT | {"bold": True, "font_size": 10, "font_color": "#FFFFFF", "bg_color": DARK, "valign": "vcenter"},
    "heading": _HEADING,
    "band": CELL | {"bold": True, "bg_color": BAND},
    "band_start": CELL | {"bold": True, "bg_color": BAND, "left": 2, "left_color": DARK},
    "code": CELL | {"bg_color": FIXED, "bold": True},
    "fixed": CELL | {"bg_color": FIXED},
    "answer": OPEN | {"bold": True, "left": 2, "left_color": DARK},
    "answer_before": OPEN | {"bold": True, "left": 2, "left_color": DARK, "bg_color": BEFORE},
    "open": OPEN,
    "before": OPEN | {"bg_color": BEFORE},
    "private": OPEN | {"bg_color": PRIVATE},
    "heading_private": _HEADING | {"bg_color": "#E3CFE8"},
    "to_fill": CELL,
    "previous": CELL | {"bg_color": FAINT, "font_color": GREY, "italic": True},
    "excluded": CELL | {"bg_color": SHADED, "font_color": GREY, "font_size": 8},
    "excluded_answer": CELL | {"bg_color": SHADED, "left": 2, "left_color": DARK},
    "count": CELL | {"align": "right", "num_format": "#,##0"},
    "share": CELL | {"align": "right", "num_format": "0 %"},
    "total": CELL | {"bold": True, "bg_color": FIXED},
    "total_count": CELL | {"bold": True, "bg_color": FIXED, "align": "right", "num_format": "#,##0"},
    "total_share": CELL | {"bold": True, "bg_color": FIXED, "align": "right", "num_format": "0 %"},
    "link": CELL | {"font_color": DARK, "underline": 1},
}


def styles(book):
    """Name -> format of an xlsxwriter workbook."""
    return {name: book.add_format(properties) for name, properties in STYLES.items()}


def put(sheet, row, column, value, style):
    """Write a text, never as a formula or number; an empty one leaves a blank cell, which counts as unanswered."""
    if not value:
        sheet.write_blank(row, column, None, style)
    elif sheet.write_string(row, column, value, style):
        raise ValueError(f"a text of {len(value)} characters is too long for a cell")


PROTECTION = {
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "insert_columns": True,
    "sort": True,
    "autofilter": True,
}
"""What a reader of a protected sheet may still do; there is no password."""

PIXELS_A_CHARACTER, CELL_PADDING = 7, 5
PAGE_WIDTH = 1040
"""What is left of the width of A4, landscape, between our margins, in pixels of 1/96 inch."""

MARGINS = {"left": 0.4, "right": 0.4, "top": 0.45, "bottom": 0.6}


def pixels(widths):
    """The width of columns (in characters) in pixels."""
    return sum(PIXELS_A_CHARACTER * width + CELL_PADDING for width in widths)


LINE_HEIGHT, LEAST_HEIGHT = 12, 15
"""Of a text of 9 points, in points."""

NARROW, WIDE = set(" .,:;!|'()[]/-iljtfrгғті"), set("жмфшщыюwm@%—")
"""Letters of about half the width of a digit, and of about one and a half; others, as a digit."""


def height(cells):
    """The height of a row, in points, in which every text fits: [(text, width of its column in characters)]. Programs
    that open a file do not all look whether it does."""
    return max(LEAST_HEIGHT, 3 + LINE_HEIGHT * max(_lines(value, width) for value, width in cells))


def _lines(value, width):
    """How many lines a text takes in a column, words unbroken where they fit."""
    count = 0
    for line in value.splitlines() or [""]:
        used, count = 0, count + 1
        for word in line.split():
            needed = _width(word)
            if used and used + needed > width:
                used, count = 0, count + 1
            count += int(needed // width)
            used += needed % width + _width(" ")
    return count


def _width(word):
    return sum(0.55 if ch in NARROW else 1.35 if ch in WIDE else 1.25 if ch.isupper() else 1 for ch in word)


def page(sheet, footer):
    """A4, landscape, with a footer."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(**MARGINS)
    # `&` begins a code in a footer.
    sheet.set_footer(f"&L&8{footer.replace('&', '&&')}&R&8&P / &N", {"margin": 0.25})
