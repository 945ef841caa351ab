"""Ways to spoil the files of the complete small project: what the property tests of bad input draw from.

A mutation is (file below raw/, way, i, j, text): `i` and `j` choose places, modulo what there is. `WAYS` says what must
come of it: `same` tables, a `error`, `not same` (another table or an error), or any of the three.
"""

import csv
import io
from collections import defaultdict

from hypothesis import strategies as st

from support.complete import FULL

CELLS = [
    "", " ", "\u00a0", "\u200b", "\ufeff", "\u202eevil", "e\u0301", "0", "+0", "-0", "1", "+1", "01", "1.0", "0.1",
    "100", "101", "1e2", "1e400", "-1", "1_000", "1,5", "\u0661", "\uff11", "NaN", "inf", "None", "null", "true",
    "True", "99999999999999999999", "0.0000000000001", "33.3333333333333333", "N/A", "yes", "YES", "Иә", "да",
    "partial", "no", "acme", "bolt", "group", "post", "operating-company", "company", "all", "freedom", "total",
    "G", "G1", "P1", "P1a", "P1a.1", "P2.1", "G01", "P2.10", "Р2", "s1", "s9", "../x", "a/b", "/etc/passwd", "CON",
    "a" * 60, "a" * 61, "x" * 100_000, "=1+1", "@SUM(A1)", "-", ";", ";;", "s1;s1", "a;b", '"', "'", "a\nb",
    "a\r\nb", "\r", "\t", ",", "\x0b", "\x1f", "\x7f", "\x85", "\u2028", "\U0001f9ff", "\U000e0001", "2023",
    "2023-02-30", "0000", "2024", "small-2023", "small-2024", "small", "same", "gone", "shop", "mail", "telecom",
    "[x", "{{x}}", "%s", "*", "<script>", "'; drop table x; --",
]  # fmt: skip
"""What is put into cells: odd numbers, signs that are not seen, and what is right in another place."""

YAML = [
    "[", "]", "{", "}", "- x", "&a 1", "*a", "!!python/object/apply:os.system ['true']", "!x", "|", ">", "~",
    "null", "yes", "2023.0", "0x7e7", "2023-01-01", "[" * 2000, "{a: " * 300, "? x", "<<: {a: b}", "--- ", "... ",
    "\t", "%YAML 9.9", "@", "`", "'", '"', ": ", "# ", "\u2028", "{}", "[]", "[[a]]", "id: small-2023",
    "year: 1e400", "scale: ", "points: -1", "points: 100.0", "weights: {P9: 2}", "weights: {P1: 0}",
    "strands: {all: [G1]}", "title: {xx: y}", "series: ../x", "methodology: ../small", "steps: [x, x]",
]  # fmt: skip
BYTES = [
    b"\0", b"\xff", b"\xfe", b"\xef\xbb\xbf", b"\xc3", b'"', b",", b"\n", b"\r", b"\r\n", b"\x1a", b"\x85", b"\xa0",
    b";", b"\t", b" ", b"a", b"\xd0\xb0",
]  # fmt: skip
LOOKALIKES = dict(zip("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ", strict=True))
CODES = {"company", "service", "strand", "element", "scope", "indicator", "source", "unit", "category", "family"}
"""Columns in which a letter that is not ASCII is an error wherever it stands."""
ANSWERS = ["yes", "YES", "Иә", "partial", "no", "no disclosure found", "", "N/A", "Partial ", "yess"]
WORDS = {
    "comment",
    "title",
    "note",
    "reason",
    "url",
    "label_en",
    "label_kk",
    "name_en",
    "name_ru",
    "text_en",
    "theme_ru",
}


def rows_of(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def text_of(rows, **form):
    out = io.StringIO(newline="")
    settings = {"lineterminator": "\n"} | form
    csv.writer(out, **settings).writerows(rows)  # ty: ignore[invalid-argument-type]
    return out.getvalue().encode("utf-8", "surrogatepass")


WAYS = {}
"""Way -> (function of bytes, i, j, text that gives bytes, or None where the file goes away; what must come of it)."""
CSV, ANY, YAML_ONLY = [], [], []


def way(outcome, *kinds):
    def add(function):
        name = function.__name__.strip("_").replace("_", " ")
        WAYS[name] = function, outcome
        for kind in kinds:
            kind.append(name)
        return function

    return add


def table(outcome):
    """Declare a way that changes the rows of a CSV file, including the header, in place."""

    def add(function):
        def spoil(data, i, j, text):
            rows = rows_of(data)
            function(rows, i, j, text)
            return text_of(rows)

        spoil.__name__ = function.__name__
        return way(outcome, CSV)(spoil)

    return add


@way("", ANY, YAML_ONLY)
def bytes_put_in(data, i, j, text):
    return data[: i % (len(data) + 1)] + BYTES[j % len(BYTES)] + data[i % (len(data) + 1) :]


@way("", ANY, YAML_ONLY)
def byte_changed(data, i, j, text):
    at = i % max(len(data), 1)
    return data[:at] + bytes([j % 256]) + data[at + 1 :]


@way("", ANY)
def cut_off(data, i, j, text):
    return data[: i % (len(data) + 1)]


@way("", ANY, YAML_ONLY)
def piece_removed(data, i, j, text):
    at = i % (len(data) + 1)
    return data[:at] + data[at + j % 40 :]


@way("", ANY)
def piece_twice(data, i, j, text):
    at = i % (len(data) + 1)
    return data[: at + j % 200] + data[at:]


@way("", ANY)
def text_put_in(data, i, j, text):
    whole = data.decode(errors="replace")
    at = i % (len(whole) + 1)
    return (whole[:at] + text + whole[at:]).encode("utf-8", "surrogatepass")


@way("", ANY)
def lookalike(data, i, j, text):
    """Return the Cyrillic letter that looks the same."""
    whole = data.decode(errors="replace")
    places = [k for k, letter in enumerate(whole) if letter in LOOKALIKES]
    at = places[i % len(places)] if places else 0
    return (whole[:at] + LOOKALIKES.get(whole[at : at + 1], "а") + whole[at + 1 :]).encode()


@way("", ANY)
def twice(data, i, j, text):
    return data + data


@way("error", ANY)
def emptied(data, i, j, text):
    return [b"", b"\n\n", b" \t\n", b"\xef\xbb\xbf"][i % 4]


@way("", ANY)
def missing(data, i, j, text):
    return None


@way("error", ANY)
def utf_16(data, i, j, text):
    return data.decode(errors="replace").encode(["utf-16", "utf-16-le", "utf-16-be", "utf-32"][i % 4])


@way("", ANY)
def another_encoding(data, i, j, text):
    return data.decode(errors="replace").encode(["cp1251", "latin-1", "koi8-r", "cp866"][i % 4], "replace")


@way("error", ANY)
def nul(data, i, j, text):
    return data[: i % (len(data) + 1)] + b"\0" + data[i % (len(data) + 1) :]


@way("same", ANY)
def byte_order_mark(data, i, j, text):
    return b"\xef\xbb\xbf" + data


@way("same", CSV)
def line_ends(data, i, j, text):
    """Change the line ends of rows; a line break within a cell stays."""
    return text_of(rows_of(data), lineterminator=["\r\n", "\r"][i % 2])


@way("same", CSV)
def all_quoted(data, i, j, text):
    return text_of(rows_of(data), quoting=csv.QUOTE_ALL)


@table("same")
def blank_row(rows, i, j, text):
    rows.insert(i % (len(rows) + 1), [["", " ", "\u200b", ","][j % 4]])
    rows[:] = [r if any(c.strip(" ,\u200b") for c in r) else ["" for _ in rows[-1]] for r in rows]


@table("same")
def blanks(rows, i, j, text):
    row = rows[i % len(rows)] if rows else [""]
    blank = [" ", "\t", "\u00a0", "\u200b", "\ufeff", "\u2003"][j % 6]
    row[:] = [f"{blank}{cell}{blank}" if cell else cell for cell in row]


@table("same")
def other_order(rows, i, j, text):
    body = rows[1:]
    cut = i % max(len(body), 1)
    rows[1:] = (body[cut:] + body[:cut])[:: [1, -1][j % 2]]


@table("same")
def columns_moved(rows, i, j, text):
    cut = i % len(rows[0])
    rows[:] = [row[cut:] + row[:cut] for row in rows]


@table("")
def heads_swapped(rows, i, j, text):
    """The cells stay where they are."""
    head = rows[0]
    a, b = i % len(head), j % len(head)
    head[a], head[b] = head[b], head[a]


@table("")
def column_dropped(rows, i, j, text):
    at = i % len(rows[0])
    rows[:] = [row[:at] + row[at + 1 :] for row in rows]


@table("error")
def column_twice(rows, i, j, text):
    at = i % len(rows[0])
    rows[:] = [[*row, row[at]] for row in rows]


@table("error")
def column_renamed(rows, i, j, text):
    rows[0][i % len(rows[0])] += ["s", " ", ".", "а"][j % 4].replace(" ", "x")


@table("not same")
def row_dropped(rows, i, j, text):
    if len(rows) > 1:
        del rows[1 + i % (len(rows) - 1)]


@table("error")
def row_twice(rows, i, j, text):
    rows.insert(1 + j % len(rows), list(rows[1 + i % max(len(rows) - 1, 1)]) if len(rows) > 1 else ["x"])


@table("error")
def row_too_long(rows, i, j, text):
    rows[i % len(rows)].append(text or "x")


@table("error")
def row_too_short(rows, i, j, text):
    rows.append(["acme"])


@table("")
def cell(rows, i, j, text):
    rows[i % len(rows)][j % len(rows[0])] = text


@table("")
def cell_of_another_row(rows, i, j, text):
    column = j % len(rows[0])
    rows[i % len(rows)][column] = rows[j % len(rows)][column]


@table("")
def cells_swapped(rows, i, j, text):
    row = rows[i % len(rows)]
    a, b = i % len(row), j % len(row)
    row[a], row[b] = row[b], row[a]


@table("")
def end_of_a_cell(rows, i, j, text):
    rows[i % len(rows)][j % len(rows[0])] += text


@table("")
def cell_that_fits(rows, i, j, text):
    """Return the value of the same column in a different row, or one of the answers."""
    r, c = 1 + i % max(len(rows) - 1, 1), j % len(rows[0])
    if rows[0][c] == "answer":
        rows[r][c] = ANSWERS[(i + j) % len(ANSWERS)]
    elif rows[0][c] in WORDS:
        rows[r][c] = text if text.strip() else "Other words"
    else:
        rows[r][c] = rows[1 + (i + j) % max(len(rows) - 1, 1)][c]


@table("")
def answer(rows, i, j, text):
    if "answer" in rows[0]:
        rows[1 + i % (len(rows) - 1)][rows[0].index("answer")] = ANSWERS[j % len(ANSWERS)]


@table("")
def words(rows, i, j, text):
    columns = [c for c, name in enumerate(rows[0]) if name in WORDS]
    if columns and len(rows) > 1:
        rows[1 + i % (len(rows) - 1)][columns[j % len(columns)]] = text if text.strip() else "Other words"


@table("error")
def code_in_cyrillic(rows, i, j, text):
    places = [
        (r, c) for r in range(1, len(rows)) for c, name in enumerate(rows[0])
        if name in CODES and set(rows[r][c]) & LOOKALIKES.keys()
    ]  # fmt: skip
    if not places:
        rows[0][0] = "а"
        return
    r, c = places[i % len(places)]
    letter = next(x for x in rows[r][c] if x in LOOKALIKES)
    rows[r][c] = rows[r][c].replace(letter, LOOKALIKES[letter], 1)


@way("", YAML_ONLY)
def yaml_value(data, i, j, text):
    lines = data.decode(errors="replace").split("\n")
    at = i % len(lines)
    lines[at] = lines[at].partition(":")[0] + ": " + YAML[j % len(YAML)]
    return "\n".join(lines).encode()


@way("", YAML_ONLY)
def yaml_line(data, i, j, text):
    lines = data.decode(errors="replace").split("\n")
    lines.insert(i % (len(lines) + 1), YAML[j % len(YAML)])
    return "\n".join(lines).encode()


@way("", YAML_ONLY)
def yaml_text(data, i, j, text):
    lines = data.decode(errors="replace").split("\n")
    at = i % len(lines)
    lines[at] = lines[at].partition(":")[0] + ": " + text
    return "\n".join(lines).encode("utf-8", "surrogatepass")


@way("", YAML_ONLY)
def line_dropped(data, i, j, text):
    lines = data.split(b"\n")
    del lines[i % len(lines)]
    return b"\n".join(lines)


@way("", YAML_ONLY)
def line_twice(data, i, j, text):
    lines = data.split(b"\n")
    lines.insert(j % len(lines), lines[i % len(lines)])
    return b"\n".join(lines)


@way("", YAML_ONLY)
def indented(data, i, j, text):
    lines = data.split(b"\n")
    lines[i % len(lines)] = [b" ", b"  ", b"\t", b"- "][j % 4] + lines[i % len(lines)]
    return b"\n".join(lines)


NUMBERS = st.integers(0, 5000)
TEXTS = st.sampled_from(CELLS) | st.text(max_size=8)
TABLES = [file for file in FULL if file.endswith(".csv")]
ANSWER_FILES = [file for file in TABLES if "answers" in file]
SETTINGS = [file for file in FULL if file.endswith(".yaml")]


def _mutation(files, ways):
    return st.tuples(st.sampled_from(files), st.sampled_from(ways), NUMBERS, NUMBERS, TEXTS)


MUTATIONS = st.one_of(
    _mutation(TABLES, ANY),
    _mutation(TABLES, CSV),
    _mutation(TABLES, CSV),
    _mutation(ANSWER_FILES, ["answer", "cell that fits", "words", "cell", "end of a cell", "row dropped"]),
    _mutation(TABLES, ["cell that fits", "words", "row dropped"]),
    _mutation(SETTINGS, [*ANY, *YAML_ONLY]),
)


def spoiled(mutations):
    """Yield file -> bytes, or None if it is removed, for the files that mutations change, one after the other."""
    result = defaultdict(lambda: b"")
    for file, name, i, j, text in mutations:
        data = result.get(file, FULL[file].encode())
        try:
            result[file] = None if data is None else WAYS[name][0](data, i, j, text)
        except (UnicodeDecodeError, ZeroDivisionError, csv.Error, IndexError):
            # An earlier one has left no table to change.
            continue
    return dict(result)
