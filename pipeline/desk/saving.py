"""The changes of an import to raw files: merged in memory first, then written all at once; the history keeps the
previous files."""

import hashlib
from collections import defaultdict
from pathlib import Path

from pipeline.core.history import record
from pipeline.desk.documents import Documents, cited_in
from pipeline.desk.merging import FILES, HELD, came_from, merge
from pipeline.reading.files import listed
from pipeline.reading.raw_text import csv_text
from pipeline.reading.steps import FINAL, KEYS


class Saving:
    """Collects the answers of files by edition and step, merges and writes them. `prefer`: which value wins if they
    differ; `replace`: answers that no file of a company has are removed."""

    def __init__(self, project, command, prefer=(), replace=False):
        self.project, self.command, self.replace = project, command, replace
        self.prefer = [*prefer, *([FILES] if replace else [])]
        self.editions, self.documents = {}, {}
        self.said, self.companies = defaultdict(list), defaultdict(set)
        self.merged = {}

    def add(self, edition, step, said, found=None):
        """Add the answers of a file for a step (`Said`), and its documents (`Listed`)."""
        edition = self.editions.setdefault(edition.name, edition)
        if found is not None:
            self.companies[edition.name, step].add(found.company)
            became = self._documents(edition).take(found, self.prefer)
            for row in said.rows.values():
                if row.get("sources"):
                    row["sources"] = ";".join(dict.fromkeys(became.get(s, s) for s in listed(row["sources"])))
        self.said[edition.name, step].append(said)

    def merge(self):
        """Merge everything; call it after the last `add`."""
        for (name, step), said in self.said.items():
            edition = self.editions[name]
            whole = self.companies[name, step] if self.replace else set()
            current = {tuple(r[k] for k in KEYS): r for r in _rows(edition, step)}
            self.merged[name, step] = merge(current, said, self.prefer, edition.methodology.scale, whole)

    @property
    def conflicts(self):
        """The unresolved conflicts, as dicts."""
        own = [(name, c) for (name, _), merged in self.merged.items() for c in merged.conflicts]
        own += [(name, c) for name, documents in self.documents.items() for c in documents.conflicts]
        return [{"edition": name} | conflict.as_dict() for name, conflict in own]

    @property
    def told(self):
        """The changed ids of documents, as dicts."""
        return [{"edition": name} | row for name, documents in self.documents.items() for row in documents.told]

    @property
    def removed(self):
        """(edition, step, company) -> number of answers that would be removed."""
        found = defaultdict(int)
        for (name, step), merged in self.merged.items():
            for place in merged.removed:
                found[name, step, place[0]] += 1
        return dict(found)

    def counts(self, edition, step, said):
        """Return how many answers a file adds or changes, and how many are in conflict."""
        merged, scale = self.merged[edition.name, step], edition.methodology.scale
        current = {tuple(r[k] for k in KEYS): r for r in _rows(edition, step)}

        def by_file(places, columns):
            own = places & said.rows.keys()
            return sum(came_from(said.rows[p], current.get(p, {}), merged.rows.get(p, {}), columns, scale) for p in own)

        undecided = {c.place for c in merged.conflicts for file, *_ in c.found if file == said.file}
        return {"added": by_file(merged.added, ["answer"]), "changed": by_file(merged.changed, HELD),
                "conflicts": len(undecided)}  # fmt: skip

    def write(self):
        """Replace the changed files, those of an edition all at once. Returns edition -> number of the import."""
        numbers = {}
        for name, edition in self.editions.items():
            files, steps = {}, [step for one, step in self.said if one == name]
            for step in steps:
                table = "staged.given_answers" if step == FINAL else "staged.step_answers"
                rows = self.merged[name, step].rows
                if rows != {tuple(r[k] for k in KEYS): r for r in _rows(edition, step)}:
                    files[step_file(edition, step)] = csv_text(table, [row for _, row in sorted(rows.items())])
            if name in self.documents and list(self.documents[name].rows.values()) != _received(edition.raw["sources"]):
                rows = [row for _, row in sorted(self.documents[name].rows.items())]
                files[edition.folder / "sources.csv"] = csv_text("staged.sources", rows)
            if files:
                numbers[name] = self._record(edition, steps, files)
        return numbers

    def _record(self, edition, steps, files):
        merged = [self.merged[edition.name, step] for step in steps]
        said = [s for step in steps for s in self.said[edition.name, step]]
        counts = {
            "added": sum(len(m.added) for m in merged),
            "changed": sum(len(m.changed) for m in merged),
            "removed": sum(len(m.removed) for m in merged),
        }
        data = {path.relative_to(edition.folder).as_posix(): text.encode() for path, text in files.items()}
        names, sums = (";".join(Path(s.file).name for s in said), ";".join(s.sum or _sum(Path(s.file)) for s in said))
        return record(self.project, edition.name, data, command=self.command, step=";".join(steps), files=names,
                      sums=sums, **counts)  # fmt: skip

    def _documents(self, edition):
        if edition.name not in self.documents:
            steps = {step: raw.received for step, raw in edition.steps.items()}
            steps[FINAL] = _rows(edition, FINAL)
            self.documents[edition.name] = Documents(_received(edition.raw["sources"]), cited_in(steps))
        return self.documents[edition.name]


def _rows(edition, step):
    """Return the answers of a step as in its file, without corrections, which stay in a separate file."""
    return _received(edition.raw["given_answers"] if step == FINAL else edition.steps.get(step))


def _received(raw):
    return [] if raw is None else raw.received


def step_file(edition, step):
    """Return the file of a step's answers."""
    plain = edition.folder / "answers.csv"
    return plain if step == FINAL and plain.exists() else edition.folder / "answers" / f"{step}.csv"


def _sum(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()
