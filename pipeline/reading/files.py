"""Raw files as text, with the line of every cell: CSV and YAML, read strictly. What is wrong becomes a `Problem`."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field, replace

import polars as pl
import yaml

from pipeline.core.limits import MAX_BYTES, MAX_CELL, MAX_DEPTH, MAX_FAULTS, MAX_ROWS, MAX_YAML, Unread, read_file
from pipeline.core.lookalikes import composed
from pipeline.core.problems import Problem, quoted
from pipeline.reading.file_kinds import is_utf_16, other_kind, separated_otherwise, separator

csv.field_size_limit(MAX_CELL)

# Blanks that a person does not see: spaces and tabs, no-break and zero-width spaces, a stray byte-order mark.
BLANKS = " \t\r\n\u00a0\u1680\u2028\u2029\u202f\u205f\u2060\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200E)))
# Of ASCII, and of what a terminal reads as the same (U+009B begins a command, as ESC [ does).
CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
# What turns the direction of a text.
UNSEEN = r"[\u202a-\u202e\u2066-\u2069]"
STRANGE = f"{CONTROLS}|{UNSEEN}"


def listed(cell):
    """The items of a list in one cell, without blanks and empty ones."""
    return [item.strip() for item in (cell or "").split(";") if item.strip()]


@dataclass
class RawTable:
    """A raw file's rows as text. `lines[i]` is the line where row i begins; `whole` is false where rows were lost."""

    file: str
    frame: pl.DataFrame
    lines: list = field(default_factory=list)
    whole: bool = True

    def line(self, index, column):
        """Where a cell stands, as far as that is known."""
        return self.lines[index]

    def with_rows(self, rows):
        """The same file with other cells in its rows (dicts of text)."""
        return replace(self, frame=pl.DataFrame(rows, schema=self.frame.schema))


class YamlRow(RawTable):
    """One row of a YAML file: every column has a line of its own. A key that is missing is missed in line 1."""

    def __init__(self, file, frame, keys):
        super().__init__(file, frame, [1])
        self.keys = keys

    def line(self, index, column):
        first, _, rest = column.partition("_")
        return self.keys.get((column,)) or self.keys.get((first, rest)) or self.keys.get((first,)) or 1


class Reader:
    """Reads files of one project and collects what is wrong with them."""

    def __init__(self, project, edition=""):
        self.project = project
        self.edition = edition
        self.problems = []
        self.faults = Counter()

    def full(self, file):
        """True where a file has so many faults that no more are listed."""
        return self.faults[file] > MAX_FAULTS

    def fault(self, file, line, column, message, kind="relation", level="fault", place=""):
        if level == "fault":
            if self.full(file):
                return
            self.faults[file] += 1
            if self.full(file):
                column, message, kind = "file", f"has more than {MAX_FAULTS:,} faults (correct these first)", "too many"
        self.problems.append(Problem(file, line, column, message, level, kind, self.edition, place))

    def warn(self, file, line, column, message, kind, place=""):
        self.fault(file, line, column, message, kind, "warning", place)

    def bytes(self, path, todo="add it", most=MAX_BYTES):
        """The file's bytes, which are UTF-8 and composed (NFC), or None with a fault. A byte-order mark is accepted."""
        file = self.project.shown(path)
        try:
            data = read_file(path, most, within=self.project.raw)
        except FileNotFoundError:
            self.fault(file, 1, "file", f"is missing ({todo})", "missing file")
            return None
        except Unread as unread:
            self.fault(file, 1, "file", str(unread), "unreadable file")
            return None
        if kind := other_kind(data):
            self.fault(file, 1, "file", f"is {kind} (save the sheet as CSV UTF-8)", "encoding")
            return None
        if is_utf_16(data):
            self.fault(file, 1, "file", "is UTF-16 (save it as UTF-8)", "encoding")
            return None
        if b"\0" in data:
            line = data.count(b"\n", 0, data.index(b"\0")) + 1
            self.fault(file, line, "file", "has a NUL byte (remove it; was the file damaged?)", "encoding")
            return None
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            byte = f"0x{data[error.start]:02X}"
            self.fault(file, line, "file", f"is not UTF-8: byte {byte} (save the file as UTF-8)", "encoding")
            return None
        whole = composed(text)
        return data if whole is text else whole.encode()

    def csv(self, path, names, optional=()):
        """A CSV file as `RawTable` with the columns `names`, or None where the file can't be used at all."""
        header_line = ",".join(n for n in names if n not in optional)
        data = self.bytes(path, f"add it with the header {header_line}")
        if data is None:
            return None
        file = self.project.shown(path)
        if separator(data.split(b"\n", 1)[0].decode("utf-8-sig")):
            self.fault(file, 1, "file", "begins with Excel's line sep= (remove it)", "missing column")
            return None
        strange = bool(re.search(STRANGE, data.decode()))
        # newline="" leaves line ends to the csv module, which also knows those inside quotes.
        reader = csv.reader(io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline=""), strict=True)
        rows, lines, header, before, whole = [], [], None, 0, True
        try:
            for n, row in enumerate(reader):
                line, before = before + 1, reader.line_num
                if n > MAX_ROWS:
                    self.fault(file, line, "row", f"is below {MAX_ROWS:,} rows (is it the right file?)", "too big")
                    return None
                if not "".join(row).strip(BLANKS):
                    continue
                if header is None:
                    header = [cell.strip(BLANKS) for cell in row]
                    if not self._header_fits(file, line, header, names, optional):
                        return None
                elif len(row) != len(header):
                    what = f"has {len(row)} cells where the header has {len(header)}"
                    self.fault(file, line, "row", f"{what} (a comma in a cell needs quotes around it)", "ragged row")
                    whole = False
                else:
                    rows.append(row)
                    lines.append(line)
        except csv.Error as error:
            self.fault(file, before + 1, "row", f"can't be read: {error} (see the quotes in this row)", "ragged row")
            return None
        if header is None:
            self.fault(file, 1, "file", f"is empty (write the header {header_line})", "missing column")
            return None
        frame = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
        if header != names:
            frame = frame.with_columns(pl.lit("").alias(n) for n in names if n not in header).select(names)
        if b"\r" in data:
            # What ends a line within a cell follows from the system that the file was saved on.
            frame = frame.with_columns(pl.all().str.replace_all("\r\n?", "\n"))
        clean = self._stripped(file, frame, lines)
        if strange:
            self._signs(file, clean, lines)
        return RawTable(file, clean, lines, whole)

    def _signs(self, file, frame, lines):
        """Control characters are damage, and a fault; other signs that are not seen are told."""
        found = frame.select(pl.any_horizontal(pl.all().str.contains(STRANGE))).to_series()
        for i in found.arg_true():
            for name, cell in frame.row(i, named=True).items():
                self._sign(file, lines[i], name, cell)

    def _sign(self, file, line, name, text):
        if sign := re.search(CONTROLS, text):
            what = f"{quoted(text)} has the control character U+{ord(sign[0]):04X} (remove it)"
            self.fault(file, line, name, what, "letters")
        elif sign := re.search(UNSEEN, text):
            what = f"{quoted(text)} has the invisible character U+{ord(sign[0]):04X}"
            self.warn(file, line, name, f"{what} (accepted; check whether it belongs there)", "unseen sign")

    def not_read(self, path, message):
        """Report a file or folder that nothing is read from: its name may be misspelt."""
        if sign := re.search(CONTROLS, path.name):
            what = f"its name has the control character U+{ord(sign[0]):04X} (rename or remove it)"
            self.fault(self.project.shown(path), 1, "file", what, "letters")
        else:
            self.warn(self.project.shown(path), 1, "file", message, "unknown file")

    def _header_fits(self, file, line, header, names, optional):
        before = len(self.problems)
        if other := separated_otherwise(",".join(header), names):
            todo = "; `rating import answers` reads it as it is" if "answer" in names else ""
            self.fault(file, line, "file", f"{other[:-1]}{todo})", "missing column")
            return False
        for name in names:
            if name not in header and name not in optional:
                self.fault(file, line, name, "column is missing (add it to the header)", "missing column")
        for name in dict.fromkeys(header):
            if name not in names:
                known = f"remove it; the columns are {','.join(names)}"
                self.fault(file, line, name or '""', f"unknown column ({known})", "unknown column")
            elif header.count(name) > 1:
                self.fault(file, line, name, "column stands twice (remove one)", "unknown column")
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
        """A YAML mapping with every scalar as text: (value, {path of keys: line}), or None with a fault."""
        data = self.bytes(path, most=MAX_YAML)
        if data is None:
            return None
        file, text, depth = self.project.shown(path), data.decode("utf-8-sig"), 0
        for number, line in enumerate(text.split("\n") if re.search("[\x80-\x9f]", text) else (), 1):
            # YAML takes U+0085 for the end of a line.
            self._sign(file, number, "file", line)
        try:
            for event in yaml.parse(text, yaml.BaseLoader):
                depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
                if depth > MAX_DEPTH:
                    what = f"is nested deeper than {MAX_DEPTH} levels (see the brackets)"
                    self.fault(file, event.start_mark.line + 1, "file", what, "yaml")
                    return None
                if getattr(event, "anchor", None) or isinstance(event, yaml.AliasEvent):
                    line = event.start_mark.line + 1
                    self.fault(file, line, "file", "anchors and aliases are not read (write the value out)", "yaml")
                    return None
                if getattr(event, "tag", None):
                    line = event.start_mark.line + 1
                    self.fault(file, line, "file", f"the tag {event.tag} is not read (remove it)", "yaml")
                    return None
            node = yaml.compose(text, yaml.BaseLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            # A character that YAML does not allow has a position, but no mark.
            line = mark.line if mark else text.count("\n", 0, getattr(error, "position", 0) or 0)
            what = getattr(error, "problem", None) or str(error).split("\n")[0]
            self.fault(file, line + 1, "file", f"is not YAML: {what} (correct it)", "yaml")
            return None
        if not isinstance(node, yaml.MappingNode):
            self.fault(file, 1, "file", "has no keys (write `key: value` lines)", "yaml")
            return None
        lines = {}
        before = len(self.problems)
        value = self._plain(file, node, (), lines)
        return (value, lines) if len(self.problems) == before else None

    def _plain(self, file, node, path, lines):
        lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode):
            # Escapes such as "\\e" make what could not stand in the file itself.
            text = re.sub("\r\n?", "\n", node.value).strip(BLANKS)
            self._sign(file, lines[path], str(path[0]) if path else "file", text)
            return text
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(file, child, (*path, i), lines) for i, child in enumerate(node.value)]
        result = {}
        for key, child in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.fault(file, line, "file", "has a key that is no text (write `key: value` lines)", "yaml")
                continue
            name = key.value
            self._sign(file, line, "file", name)
            if name in result:
                self.fault(file, line, name, "key stands twice (remove one)", "yaml")
            result[name] = self._plain(file, child, (*path, name), lines)
            lines[(*path, name)] = line
        return result


def _times(n):
    return "once" if n == 1 else f"{n} times"
