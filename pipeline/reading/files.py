"""Strict reading of CSV and YAML as text, with the line of every cell. Each error becomes a `Problem`."""

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

# White space and zero-width characters: spaces and tabs, no-break and zero-width spaces, a stray byte-order mark.
BLANKS = " \t\r\n\u00a0\u1680\u2028\u2029\u202f\u205f\u2060\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200E)))
# The control characters of ASCII and C1, which terminals obey too (U+009B begins a command, as ESC [ does).
CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
# Marks that change the direction of a text.
INVISIBLE = r"[\u202a-\u202e\u2066-\u2069]"
STRANGE = f"{CONTROLS}|{INVISIBLE}"

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
UTF_16 = b"\xff\xfe", b"\xfe\xff"
LOCKS = {"~$": "", ".~lock.": "#"}
"""Prefix -> suffix of the lock files of Excel and LibreOffice; between them is the name of the open file."""

TEXT = "text"
EMPTY = {str: "", list: [], dict: {}}
_NOT = {
    str: "is not a single value (write one value after the colon)",
    list: "is not a list (write [first, second])",
    dict: "is not a mapping (write {key: value})",
}
"""Expected type of a value in a YAML file -> the message if it has a different type."""


def listed(cell):
    """Return the items of a list in a cell, separated by `;`, without blanks around them and without empty ones."""
    return [item.strip() for item in (cell or "").split(";") if item.strip()]


class Malformed(Exception):
    """A file can't be read further; the message states what was found (what to do), `line` where."""

    def __init__(self, message, line=1, column="file", kind="encoding"):
        super().__init__(message)
        self.line, self.column, self.kind = line, column, kind


def text_of(data, utf_16=False, workbook="save the sheet as CSV UTF-8"):
    """Return the composed (NFC) text of bytes in UTF-8, with or without a byte-order mark, or with `utf_16` in UTF-16.
    Raises Malformed for other bytes; `workbook` is the remedy for a workbook."""
    if kind := _other_kind(data):
        raise Malformed(f"is {kind} ({workbook})")
    encoding = "utf-8-sig"
    if data[:2] in UTF_16 or (len(data) > 3 and (data[1] == data[3] == 0 or data[0] == data[2] == 0)):
        if not utf_16:
            raise Malformed("is UTF-16 (save it as UTF-8)")
        # Without a mark, the zero byte of an ASCII letter shows the order of the bytes.
        encoding = "utf-16" if data[:2] in UTF_16 else "utf-16-be" if data[0] == 0 else "utf-16-le"
    elif b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise Malformed("has a NUL byte (remove it; the file may be damaged)", line)
    try:
        return composed(data.decode(encoding))
    except UnicodeDecodeError as error:
        # In UTF-8 with a mark, error.start does not count the mark, which error.object lacks too.
        line = error.object.count(b"\n", 0, error.start) + 1
        name, byte = encoding.removesuffix("-sig").upper(), error.object[error.start]
        raise Malformed(f"is not {name}: byte 0x{byte:02X} (save the file as UTF-8)", line) from None


def _other_kind(data):
    """Return what kind of workbook or zip the bytes are, or an empty text."""
    if data.startswith(b"PK\x03\x04"):
        return "an Excel workbook, or another zip"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "an Excel workbook in the format before 2007"
    return ""


def csv_rows(text, delimiter=",", blank=False):
    """Yield (line, cells) of each row of a CSV text, with `blank` also of blank rows. Raises Malformed if it can't be
    read further."""
    # newline="" leaves line ends to the csv module, which keeps those inside quotes.
    reader, before = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 0
    usual = csv.field_size_limit(MAX_CELL)
    try:
        for n, row in enumerate(reader):
            line, before = before + 1, reader.line_num
            if n > MAX_ROWS:
                raise Malformed(
                    f"exceeds the limit of {MAX_ROWS:,} rows (check that it is the right file)", line, "row", "too big"
                )
            if blank or "".join(row).strip(BLANKS):
                yield line, row
    except csv.Error as error:
        raise Malformed(
            f"can't be read: {error} (check the quotes in this row)", before + 1, "row", "ragged row"
        ) from None
    finally:
        csv.field_size_limit(usual)


def separator(line):
    """Return the delimiter that Excel's first line `sep=;` names, or None for any other line."""
    plain = line.strip('\r\n"').lower()
    return plain[4] if len(plain) == 5 and plain.startswith("sep=") else None


def lock_of(path):
    """Return the name of the open file that a lock file belongs to, or an empty text if `path` is not a lock file."""
    for begin, end in LOCKS.items():
        if path.name.startswith(begin) and path.name.endswith(end):
            return path.name.removeprefix(begin).removesuffix(end)
    return ""


def is_open(path):
    """Return True if a lock file of another program exists beside a file."""
    return any(path.with_name(f"{begin}{path.name}{end}").exists() for begin, end in LOCKS.items())


@dataclass(frozen=True)
class RawTable:
    """The rows of a raw file as text. `lines[i]` is the line where row i begins; `whole` is False if rows could not be
    read; `source` has the rows (dicts of text) from before corrections, or None if there were none."""

    file: str
    frame: pl.DataFrame
    lines: list = field(default_factory=list)
    whole: bool = True
    source: list | None = None

    def line(self, index, column):
        """Return the line of a cell."""
        return self.lines[index]

    @cached_property
    def rows(self):
        """All rows: [(line, row as a dict of text)]."""
        return list(zip(self.lines, self.frame.iter_rows(named=True), strict=True))

    @property
    def received(self):
        """The rows as dicts of text, without corrections."""
        return [row for _, row in self.rows] if self.source is None else self.source

    def corrected(self, rows):
        """Return the same file with corrected rows (dicts of text)."""
        return replace(self, frame=pl.DataFrame(rows, schema=self.frame.schema), source=self.received)


@dataclass(frozen=True)
class YamlRow(RawTable):
    """One row of a YAML file, in which every column has a line of its own. The line of a missing key is 1."""

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
        """Report an error at a path of keys, in the line of its longest known prefix."""
        line = next((self.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.lines), 1)
        self.reader.error(self.file, line, str(path[0]) if path else "file", message, "yaml")


class Reader:
    """Reads files of one project and collects their problems."""

    def __init__(self, project, edition="", problems=()):
        self.project = project
        self.edition = edition
        self.problems = [*problems]
        self.errors = Counter()

    def full(self, file):
        """Return True if a file has so many errors that no more are listed."""
        return self.errors[file] > MAX_ERRORS

    def error(self, file, line, column, message, kind="relation", level="error", location=""):
        if level == "error":
            if self.full(file):
                return
            self.errors[file] += 1
            if self.full(file):
                column, message, kind = "file", f"has more than {MAX_ERRORS:,} errors (correct these first)", "too many"
        self.problems.append(Problem(file, line, column, message, level, kind, self.edition, location))

    def warn(self, file, line, column, message, kind, location=""):
        self.error(file, line, column, message, kind, "warning", location)

    def malformed(self, file, error):
        """Report a `Malformed` file."""
        self.error(file, error.line, error.column, str(error), error.kind)

    def text(self, path, todo="add it", most=MAX_BYTES):
        """Return a file's text (see `text_of`), or None with an error."""
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
        """Return a CSV file as `RawTable` with the columns `names`, or None, with errors, if it can't be used."""
        header_line = ",".join(n for n in names if n not in optional)
        text = self.text(path, f"add it with the header {header_line}")
        if text is None:
            return None
        file = self.project.shown(path)
        if separator(text.split("\n", 1)[0]):
            self.error(file, 1, "file", "begins with Excel's sep= line (remove it)", "missing column")
            return None
        rows, lines, header, whole = [], [], None, True
        try:
            for line, row in csv_rows(text):
                if header is None:
                    header = [cell.strip(BLANKS) for cell in row]
                    if not self._header_fits(file, line, header, names, optional):
                        return None
                elif len(row) != len(header):
                    what = f"has {len(row)} cells, but the header has {len(header)}"
                    self.error(
                        file, line, "row", f"{what} (put quotes around a cell that contains a comma)", "ragged row"
                    )
                    whole = False
                else:
                    # The garbage collector soon leaves tuples of texts alone, but not lists.
                    rows.append(tuple(row))
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
            # Line ends within a cell depend on the system that saved the file.
            frame = frame.with_columns(pl.all().str.replace_all("\r\n?", "\n"))
        clean = self._stripped(file, frame, lines)
        if re.search(STRANGE, text):
            self._characters(file, clean, lines)
        return RawTable(file, clean, lines, whole)

    def _characters(self, file, frame, lines):
        """Report control characters as errors, and invisible characters as warnings."""
        found = frame.select(pl.any_horizontal(pl.all().str.contains(STRANGE))).to_series()
        for i in found.arg_true():
            for name, cell in frame.row(i, named=True).items():
                self._character(file, lines[i], name, cell)

    def _character(self, file, line, name, text):
        if found := re.search(CONTROLS, text):
            what = f"{quoted(text)} has the control character U+{ord(found[0]):04X} (remove it)"
            self.error(file, line, name, what, "letters")
        elif found := re.search(INVISIBLE, text):
            what = f"{quoted(text)} has the invisible character U+{ord(found[0]):04X}"
            self.warn(file, line, name, f"{what} (accepted; check whether it belongs there)", "invisible character")

    def not_read(self, path, message):
        """Warn of a file or folder that is not read, as its name may be misspelt."""
        if found := re.search(CONTROLS, path.name):
            what = f"its name has the control character U+{ord(found[0]):04X} (rename or remove it)"
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
                self.error(file, line, name, "duplicate column (remove one)", "unknown column")
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
        """Return a YAML mapping with every scalar as text, as `YamlFile`, or None with an error."""
        text = self.text(path, most=MAX_YAML)
        if text is None:
            return None
        file, depth = self.project.shown(path), 0
        for number, line in enumerate(text.split("\n") if re.search("[\x80-\x9f]", text) else (), 1):
            # Checked line by line here, because YAML reads U+0085 as the end of a line.
            self._character(file, number, "file", line)
        try:
            for event in yaml.parse(text, yaml.BaseLoader):
                depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
                if depth > MAX_DEPTH:
                    what = f"is nested deeper than {MAX_DEPTH} levels (check the brackets)"
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
            # Escapes such as "\\e" can produce characters that the file itself must not contain.
            text = re.sub("\r\n?", "\n", node.value).strip(BLANKS)
            self._character(file, lines[path], str(path[0]), text)
            return text
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(file, child, (*path, i), lines) for i, child in enumerate(node.value)]
        result = {}
        for key, child in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.error(file, line, "file", "has a key that is not text (write `key: value` lines)", "yaml")
                continue
            name = key.value
            self._character(file, line, "file", name)
            if name in result:
                self.error(file, line, name, "duplicate key (remove one)", "yaml")
            result[name] = self._plain(file, child, (*path, name), lines)
            lines[(*path, name)] = line
        return result


def fitted(value, shape, report, path=()):
    """Return the value with each part that does not have the shape emptied and reported by `report(path, message)`.

    A shape is TEXT, a list with the shape of its items, a dict of known keys, or a dict with the key `*` for any key.
    """
    kind = str if shape is TEXT else type(shape)
    if not isinstance(value, kind):
        # A key without a value is an empty text, whatever type is expected.
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
