"""Raw files as text, with the line of every cell: CSV and YAML, read strictly. What is wrong becomes a `Problem`."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl
import yaml

from pipeline.core.limits import MAX_BYTES, MAX_CELL, MAX_DEPTH, MAX_ERRORS, MAX_ROWS, MAX_YAML, Unread, read_file
from pipeline.core.lookalikes import composed
from pipeline.core.problems import Problem, quoted

# Blanks that a person does not see: spaces and tabs, no-break and zero-width spaces, a stray byte-order mark.
BLANKS = " \t\r\n\u00a0\u1680\u2028\u2029\u202f\u205f\u2060\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200E)))
# Of ASCII, and of what a terminal reads as the same (U+009B begins a command, as ESC [ does).
CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
# What turns the direction of a text.
UNSEEN = r"[\u202a-\u202e\u2066-\u2069]"
STRANGE = f"{CONTROLS}|{UNSEEN}"

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
UTF_16 = b"\xff\xfe", b"\xfe\xff"
LOCKS = {"~$": "", ".~lock.": "#"}
"""How the names of the lock files of Excel and LibreOffice begin and end, around that of the open file."""

TEXT = "text"
EMPTY = {str: "", list: [], dict: {}}
_NOT = {
    str: "is not one text (write one value after the colon)",
    list: "is not a list (write [one, other])",
    dict: "is not a mapping (write {key: value})",
}
"""Of a YAML file's parts that are not of their `shape`: what they are instead."""


def listed(cell):
    """The items of a list in one cell, without blanks and empty ones."""
    return [item.strip() for item in (cell or "").split(";") if item.strip()]


class Malformed(Exception):
    """A file that is not read further: what is wrong with it (what to do), and in which line."""

    def __init__(self, message, line=1, column="file", kind="encoding"):
        super().__init__(message)
        self.line, self.column, self.kind = line, column, kind


def text_of(data, utf_16=False, workbook="save the sheet as CSV UTF-8"):
    """The composed (NFC) text of bytes in UTF-8, with or without a byte-order mark, or where allowed in UTF-16. Raises
    Malformed for anything else; `workbook` says what to do with one."""
    if kind := _other_kind(data):
        raise Malformed(f"is {kind} ({workbook})")
    encoding = "utf-8-sig"
    if data[:2] in UTF_16 or (len(data) > 3 and (data[1] == data[3] == 0 or data[0] == data[2] == 0)):
        if not utf_16:
            raise Malformed("is UTF-16 (save it as UTF-8)")
        # Without a mark the zero of an ASCII letter tells the order of the bytes.
        encoding = "utf-16" if data[:2] in UTF_16 else "utf-16-be" if data[0] == 0 else "utf-16-le"
    elif b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise Malformed("has a NUL byte (remove it; was the file damaged?)", line)
    try:
        return composed(data.decode(encoding))
    except UnicodeDecodeError as error:
        # Of UTF-8 with a mark, the error's object lacks the mark.
        line = error.object.count(b"\n", 0, error.start) + 1
        name, byte = encoding.removesuffix("-sig").upper(), error.object[error.start]
        raise Malformed(f"is not {name}: byte 0x{byte:02X} (save the file as UTF-8)", line) from None


def _other_kind(data):
    """What bytes are that are neither UTF-8 nor another text, or an empty text."""
    if data.startswith(b"PK\x03\x04"):
        return "an Excel workbook, or another zip"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "an Excel workbook in the format before 2007"
    return ""


def csv_rows(text, delimiter=","):
    """(line, cells) of each row of a CSV text that is not blank. Raises Malformed where it can't be read further."""
    # newline="" leaves line ends to the csv module, which also knows those inside quotes.
    reader, before = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 0
    usual = csv.field_size_limit(MAX_CELL)
    try:
        for n, row in enumerate(reader):
            line, before = before + 1, reader.line_num
            if n > MAX_ROWS:
                raise Malformed(f"is below {MAX_ROWS:,} rows (is it the right file?)", line, "row", "too big")
            if "".join(row).strip(BLANKS):
                yield line, row
    except csv.Error as error:
        raise Malformed(
            f"can't be read: {error} (see the quotes in this row)", before + 1, "row", "ragged row"
        ) from None
    finally:
        csv.field_size_limit(usual)


def separator(line):
    """The delimiter that Excel's first line `sep=;` names, or None where a line is another."""
    plain = line.strip('\r\n"').lower()
    return plain[4] if len(plain) == 5 and plain.startswith("sep=") else None


def lock_of(path):
    """The name of the file that a lock file says is open, or an empty text."""
    for begin, end in LOCKS.items():
        if path.name.startswith(begin) and path.name.endswith(end):
            return path.name.removeprefix(begin).removesuffix(end)
    return ""


def is_open(path):
    """True where another program has left a lock file beside a file."""
    return any(path.with_name(f"{begin}{path.name}{end}").exists() for begin, end in LOCKS.items())


@dataclass(frozen=True)
class RawTable:
    """A raw file's rows as text. `lines[i]` is the line where row i begins; `whole` is false where rows were lost;
    `source` has the rows (dicts of text) before they were corrected, where they were."""

    file: str
    frame: pl.DataFrame
    lines: list = field(default_factory=list)
    whole: bool = True
    source: list | None = None

    def line(self, index, column):
        """Where a cell stands, as far as that is known."""
        return self.lines[index]

    @cached_property
    def rows(self):
        """[(line, row as a dict of text)] of every row."""
        return list(zip(self.lines, self.frame.iter_rows(named=True), strict=True))

    @property
    def received(self):
        """The rows as they came, without corrections, as dicts of text."""
        return [row for _, row in self.rows] if self.source is None else self.source

    def corrected(self, rows):
        """The same file with other cells in its rows (dicts of text)."""
        return replace(self, frame=pl.DataFrame(rows, schema=self.frame.schema), source=self.received)


@dataclass(frozen=True)
class YamlRow(RawTable):
    """One row of a YAML file: every column has a line of its own. A key that is missing is missed in line 1."""

    keys: dict = field(default_factory=dict)

    def line(self, index, column):
        first, _, rest = column.partition("_")
        return self.keys.get((column,)) or self.keys.get((first, rest)) or self.keys.get((first,)) or 1


@dataclass(frozen=True)
class YamlFile:
    """A YAML file's mapping, every scalar as text; `lines`: path of keys -> line."""

    reader: "Reader"
    file: str
    value: dict
    lines: dict

    def error(self, path, message):
        """Report what stands at a path of keys, in the line of the nearest that is known."""
        line = next((self.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.lines), 1)
        self.reader.error(self.file, line, str(path[0]) if path else "file", message, "yaml")


class Reader:
    """Reads files of one project and collects what is wrong with them."""

    def __init__(self, project, edition="", problems=()):
        self.project = project
        self.edition = edition
        self.problems = [*problems]
        self.errors = Counter()

    def full(self, file):
        """True where a file has so many errors that no more are listed."""
        return self.errors[file] > MAX_ERRORS

    def error(self, file, line, column, message, kind="relation", level="error", place=""):
        if level == "error":
            if self.full(file):
                return
            self.errors[file] += 1
            if self.full(file):
                column, message, kind = "file", f"has more than {MAX_ERRORS:,} errors (correct these first)", "too many"
        self.problems.append(Problem(file, line, column, message, level, kind, self.edition, place))

    def warn(self, file, line, column, message, kind, place=""):
        self.error(file, line, column, message, kind, "warning", place)

    def malformed(self, file, error):
        """Report why a file is not read further."""
        self.error(file, error.line, error.column, str(error), error.kind)

    def text(self, path, todo="add it", most=MAX_BYTES):
        """A file's text (see `text_of`), or None with an error."""
        file = self.project.shown(path)
        try:
            return text_of(read_file(path, most, within=self.project.raw))
        except FileNotFoundError:
            self.error(file, 1, "file", f"is missing ({todo})", "missing file")
        except Unread as unread:
            self.error(file, 1, "file", str(unread), "unreadable file")
        except Malformed as error:
            self.malformed(file, error)
        return None

    def csv(self, path, names, optional=()):
        """A CSV file as `RawTable` with the columns `names`, or None where the file can't be used at all."""
        header_line = ",".join(n for n in names if n not in optional)
        text = self.text(path, f"add it with the header {header_line}")
        if text is None:
            return None
        file = self.project.shown(path)
        if separator(text.split("\n", 1)[0]):
            self.error(file, 1, "file", "begins with Excel's line sep= (remove it)", "missing column")
            return None
        rows, lines, header, whole = [], [], None, True
        try:
            for line, row in csv_rows(text):
                if header is None:
                    header = [cell.strip(BLANKS) for cell in row]
                    if not self._header_fits(file, line, header, names, optional):
                        return None
                elif len(row) != len(header):
                    what = f"has {len(row)} cells where the header has {len(header)}"
                    self.error(file, line, "row", f"{what} (a comma in a cell needs quotes around it)", "ragged row")
                    whole = False
                else:
                    rows.append(row)
                    lines.append(line)
        except Malformed as error:
            self.malformed(file, error)
            return None
        if header is None:
            self.error(file, 1, "file", f"is empty (write the header {header_line})", "missing column")
            return None
        frame = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
        if header != names:
            frame = frame.with_columns(pl.lit("").alias(n) for n in names if n not in header).select(names)
        if "\r" in text:
            # What ends a line within a cell follows from the system that the file was saved on.
            frame = frame.with_columns(pl.all().str.replace_all("\r\n?", "\n"))
        clean = self._stripped(file, frame, lines)
        if re.search(STRANGE, text):
            self._signs(file, clean, lines)
        return RawTable(file, clean, lines, whole)

    def _signs(self, file, frame, lines):
        """Control characters are damage, and an error; other signs that are not seen are told."""
        found = frame.select(pl.any_horizontal(pl.all().str.contains(STRANGE))).to_series()
        for i in found.arg_true():
            for name, cell in frame.row(i, named=True).items():
                self._sign(file, lines[i], name, cell)

    def _sign(self, file, line, name, text):
        if sign := re.search(CONTROLS, text):
            what = f"{quoted(text)} has the control character U+{ord(sign[0]):04X} (remove it)"
            self.error(file, line, name, what, "letters")
        elif sign := re.search(UNSEEN, text):
            what = f"{quoted(text)} has the invisible character U+{ord(sign[0]):04X}"
            self.warn(file, line, name, f"{what} (accepted; check whether it belongs there)", "unseen sign")

    def not_read(self, path, message):
        """Report a file or folder that nothing is read from: its name may be misspelt."""
        if sign := re.search(CONTROLS, path.name):
            what = f"its name has the control character U+{ord(sign[0]):04X} (rename or remove it)"
            self.error(self.project.shown(path), 1, "file", what, "letters")
        else:
            self.warn(self.project.shown(path), 1, "file", message, "unknown file")

    def _header_fits(self, file, line, header, names, optional):
        before = len(self.problems)
        for delimiter in ";\t":
            cells = [cell.strip() for cell in next(csv.reader([",".join(header)], delimiter=delimiter), [])]
            if len(cells) > 1 and len(set(cells) & set(names)) > 1:
                todo = "; `rating import answers` reads it as it is" if "answer" in names else ""
                what = f"has {DELIMITERS[delimiter]} between its cells (save it with commas{todo})"
                self.error(file, line, "file", what, "missing column")
                return False
        for name in names:
            if name not in header and name not in optional:
                self.error(file, line, name, "column is missing (add it to the header)", "missing column")
        for name in dict.fromkeys(header):
            if name not in names:
                known = f"remove it; the columns are {','.join(names)}"
                self.error(file, line, name or '""', f"unknown column ({known})", "unknown column")
            elif header.count(name) > 1:
                self.error(file, line, name, "column stands twice (remove one)", "unknown column")
        return len(self.problems) == before

    def _stripped(self, file, frame, lines):
        clean = frame.with_columns(pl.all().str.strip_chars(BLANKS))
        for name in () if clean.equals(frame) else frame.columns:
            changed = (frame[name] != clean[name]).arg_true().to_list()
            if changed:
                first = frame[name][changed[0]]
                self.warn(
                    file,
                    lines[changed[0]],
                    name,
                    f"blanks around a value, {_times(len(changed))}: {quoted(first)} (accepted; remove them)",
                    "blanks",
                )
        return clean

    def yaml(self, path):
        """A YAML mapping with every scalar as text, as `YamlFile`, or None with an error."""
        text = self.text(path, most=MAX_YAML)
        if text is None:
            return None
        file, depth = self.project.shown(path), 0
        for number, line in enumerate(text.split("\n") if re.search("[\x80-\x9f]", text) else (), 1):
            # YAML takes U+0085 for the end of a line.
            self._sign(file, number, "file", line)
        try:
            for event in yaml.parse(text, yaml.BaseLoader):
                depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
                if depth > MAX_DEPTH:
                    what = f"is nested deeper than {MAX_DEPTH} levels (see the brackets)"
                    self.error(file, event.start_mark.line + 1, "file", what, "yaml")
                    return None
                if getattr(event, "anchor", None) or isinstance(event, yaml.AliasEvent):
                    line = event.start_mark.line + 1
                    self.error(file, line, "file", "anchors and aliases are not read (write the value out)", "yaml")
                    return None
                if getattr(event, "tag", None):
                    line = event.start_mark.line + 1
                    self.error(file, line, "file", f"the tag {event.tag} is not read (remove it)", "yaml")
                    return None
            node = yaml.compose(text, yaml.BaseLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            # A character that YAML does not allow has a position, but no mark.
            line = mark.line if mark else text.count("\n", 0, getattr(error, "position", 0) or 0)
            what = getattr(error, "problem", None) or str(error).split("\n")[0]
            self.error(file, line + 1, "file", f"is not YAML: {what} (correct it)", "yaml")
            return None
        if not isinstance(node, yaml.MappingNode):
            self.error(file, 1, "file", "has no keys (write `key: value` lines)", "yaml")
            return None
        lines, before = {}, len(self.problems)
        value = self._plain(file, node, (), lines)
        return YamlFile(self, file, value, lines) if len(self.problems) == before else None

    def _plain(self, file, node, path, lines):
        if path:
            lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode):
            # Escapes such as "\\e" make what could not stand in the file itself.
            text = re.sub("\r\n?", "\n", node.value).strip(BLANKS)
            self._sign(file, lines[path], str(path[0]), text)
            return text
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(file, child, (*path, i), lines) for i, child in enumerate(node.value)]
        result = {}
        for key, child in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.error(file, line, "file", "has a key that is no text (write `key: value` lines)", "yaml")
                continue
            name = key.value
            self._sign(file, line, "file", name)
            if name in result:
                self.error(file, line, name, "key stands twice (remove one)", "yaml")
            result[name] = self._plain(file, child, (*path, name), lines)
            lines[(*path, name)] = line
        return result


def fitted(value, shape, report, path=()):
    """The value with every part that is not of the shape left empty; each is reported by `error(path, message)`.

    A shape is TEXT, a list with the shape of its items, a dict of known keys, or a dict with the key `*` for any.
    """
    kind = str if shape is TEXT else type(shape)
    if not isinstance(value, kind):
        # A key without a value is an empty text, whatever should stand there.
        if value != "":
            report(path, _NOT[kind])
        return EMPTY[kind]
    if kind is list:
        return [fitted(item, shape[0], report, (*path, i)) for i, item in enumerate(value)]
    if kind is dict and "*" not in shape:
        for key in value.keys() - shape.keys():
            name = f" {quoted(key)}" if path else ""
            report((*path, key), f"unknown key{name} (remove it; the keys are {', '.join(shape)})")
        return {key: fitted(item, shape[key], report, (*path, key)) for key, item in value.items() if key in shape}
    if kind is dict:
        return {key: fitted(item, shape["*"], report, (*path, key)) for key, item in value.items()}
    return value


def _times(n):
    return "once" if n == 1 else f"{n} times"
