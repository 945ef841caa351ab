"""Notes and threaded comments on cells, which calamine does not read.

They are read by expat as a stream, as a sheet's formulas are; who wrote them is left out where the file says it apart.
"""

import posixpath

from pipeline.desk.workbook_scan import MAX_MARKS, Refused, local, parser_of, place_of

THREADED = "threadedComment"
KINDS = ("comments", THREADED)
"""The ends of the relations that lead to a sheet's notes. Excel writes each thread as a note too, for older programs:
where there is the thread, it counts."""


def sheet_notes(parts, part, name):
    """(row, column) -> text of the notes of a sheet, from 0; `parts`: name -> bytes of the workbook's XML parts."""
    notes = {}
    for kind, target in sorted(_targets(parts, part, name)):
        if target in parts:
            reader = _Reader(name, kind)
            parser = parser_of(f"the notes of {name}")
            parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
            parser.CharacterDataHandler = reader.text
            parser.Parse(parts[target], True)
            notes |= {place: text for place, found in reader.notes.items() if (text := "".join(found).strip())}
    return notes


def _targets(parts, part, name):
    """(kind, part) of all notes that belong to a sheet."""
    folder, file = posixpath.split(part)
    found = []

    def relation(tag, attributes):
        kind = attributes.get("Type", "").rpartition("/")[2]
        if local(tag) == "Relationship" and kind in KINDS:
            target = attributes.get("Target", "")
            found.append((kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")))

    parser = parser_of(f"the relations of {name}")
    parser.StartElementHandler = relation
    parser.Parse(parts.get(f"{folder}/_rels/{file}.rels", b"<none/>"), True)
    return found


class _Reader:
    def __init__(self, name, kind):
        self.name, self.kind, self.notes = name, kind, {}
        self.place, self.within = None, False

    def start(self, tag, attributes):
        tag = local(tag)
        if tag == (THREADED if self.kind == THREADED else "comment"):
            self.place = place_of(attributes.get("ref", ""), self.name)
            # The replies of a thread hang on the same cell.
            self.notes.setdefault(self.place, []).append("\n")
            if len(self.notes) > MAX_MARKS:
                raise Refused(f"has more than {MAX_MARKS:,} notes (is it the right file?)", self.name, 1, "sheet")
        self.within = self.place is not None and tag == ("text" if self.kind == THREADED else "t")

    def text(self, data):
        if self.within:
            self.notes[self.place].append(data)

    def end(self, _):
        self.within = False
