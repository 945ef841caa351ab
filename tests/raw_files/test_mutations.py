"""Whatever is done to the raw files, what comes of it is the same tables, other tables in which the difference is to be
seen, or an error with file, line and column, and the edition is left out. No row goes away unsaid.

80 mutations, always the same; 300 with RATING_THOROUGH; RATING_MUTATIONS=10000 tries 10,000 random ones, and prints the
counts (pytest -s).
"""

import csv
import io
import os
from collections import Counter

import hypothesis
import polars as pl
import pytest
from hypothesis import strategies as st

from pipeline.computing import sql
from pipeline.core.problems import errors
from pipeline.core.project import Project
from pipeline.reading import editions as reading
from pipeline.reading.files import BLANKS
from pipeline.reading.methodologies import read_methodology
from pipeline.reading.steps import final_file
from pipeline.reading.validation import FILES
from pipeline.schemas import SCHEMAS, columns, key
from support.complete import FULL
from support.mutations import MUTATIONS, WAYS, spoiled
from support.running import THOROUGH

MANY = int(os.environ.get("RATING_MUTATIONS", 0))
TRIED = MANY or (300 if THOROUGH else 80)
EDITIONS = ("small-2023", "small-2024")
BATCH = 60
hypothesis.settings.register_profile(
    "mutations", max_examples=TRIED, derandomize=not MANY, deadline=None, database=None,
    suppress_health_check=list(hypothesis.HealthCheck), phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)  # fmt: skip


class Trial:
    """The complete small project; `of` changes its files, reads them, judges the result, and restores them."""

    def __init__(self, root):
        self.root, self.project = root, Project(root)
        for name, text in FULL.items():
            self._put(name, text.encode())
        self.sound, self.before, self.others = None, {}, []
        self.methodology = read_methodology(self.project, "small")

    def _put(self, name, data):
        path = self.root / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if data is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(data)

    def read(self, files=()):
        """Read the editions that the files belong to, or all; the methodology is read again only if it changed."""
        own = {name for name in EDITIONS for file in files if name in file}
        names = sorted(own) if files and all(f.startswith("editions/") for f in files) else list(EDITIONS)
        with pytest.MonkeyPatch.context() as patched:
            if not any(f.startswith("methodologies/") for f in files):
                patched.setattr(reading, "Methodology", lambda _project, _name: self.methodology)
            return reading.inspect(self.project, names)

    def of(self, mutations):
        """Return `same`, `other` or `error` for a list of mutations."""
        files = spoiled(mutations)
        for name, data in files.items():
            self._put(name, data)
        try:
            found = self.read(files)
            for edition in found:
                account(edition)
            told(self.root, found)
            if any(not e.sound for e in found):
                return "error"
            tables = reading.staged_tables(found)
        finally:
            for name in files:
                self._put(name, FULL[name].encode())
        names = tuple(e.name for e in found)
        if names not in self.before:
            before = self.read([f"editions/{name}/" for name in names])
            assert not errors(p for e in before for p in e.problems)
            self.before[names] = reading.staged_tables(before)
        if all(frame.equals(self.before[names][table]) for table, frame in tables.items()):
            return "same"
        self.others.append((mutations, names, tables))
        return "other"

    def compute(self):
        """Compute the tables of all other outcomes, as editions side by side; see that each keeps to its schema, that
        no audit stops, that each answer that came in has a status, and that no figure changes where only words did.
        Returns how many were computed, and what failed as [(mutations, error)]."""
        failed = []
        for i in range(0, len(self.others), BATCH):
            self._halved(self.others[i : i + BATCH], failed)
        return len(self.others), failed

    def _halved(self, cases, failed):
        """If a batch fails, its halves are tried, down to the mutation that fails."""
        try:
            self._batch(cases)
        except Exception as error:
            if len(cases) == 1:
                failed.append((cases[0][0], f"{type(error).__name__}: {error}"))
                return
            before = len(failed)
            for half in (cases[: len(cases) // 2], cases[len(cases) // 2 :]):
                self._halved(half, failed)
            assert len(failed) > before, f"only together: {error}"

    def _batch(self, cases):
        frames = {}
        both = reading.staged_tables(self.read())
        for n, (_, _, tables) in enumerate([(None, None, both), *cases]):
            ids = {name: f"case{n}-{name[-4:]}" for name in EDITIONS} | {"small": f"case{n}"}
            for table, frame in tables.items():
                editions = pl.col("^edition.*|from_edition|to_edition|series$").replace(ids)
                frames.setdefault(table, []).append(frame.with_columns(editions))
        for table, parts in frames.items():
            whole = pl.concat(parts)
            if "edition" not in whole.columns:
                whole = whole.unique()
            frames[table] = whole.sort(key(SCHEMAS[table]))
        with sql.DuckDB(self.project) as engine:
            for table, frame in frames.items():
                engine.write_staged(table, frame)
            for table in sql.models():
                engine.run_model(table)
            wrong = [(a, row) for a in sql.audits() if sql.is_blocking(a) for row in engine.run_audit(a)]
        assert not wrong, [(a, row, self._case(cases, row["edition"])) for a, row in wrong]
        answers = pl.read_parquet(self.project.table("public.answers"))
        given = pl.read_parquet(self.project.table("staged.given_answers"))
        on = ["edition", "company", "service", "strand", "element"]
        kept = given.join(answers, on=on, validate="1:1").group_by("edition").agg(pl.col("status").count().alias("n"))
        counts = given.group_by("edition").len("n")
        assert kept.sort("edition").equals(counts.cast({"n": kept.schema["n"]}).sort("edition"))
        scores = {
            t: pl.read_parquet(self.project.table(f"public.{t}"))
            for t in ("indicator_scores", "company_scores", "service_scores")
        }
        for n, (mutations, names, tables) in enumerate(cases, 1):
            same = all(words_aside(t, f).equals(words_aside(t, self.before[names][t])) for t, f in tables.items())
            for table, frame in scores.items() if same else ():
                was, now = (
                    frame.filter(pl.col("edition").is_in([f"case{k}-{name[-4:]}" for name in names])).drop("edition")
                    for k in (0, n)
                )
                assert was.equals(now), (table, mutations)

    def _case(self, cases, edition):
        return cases[int(edition.removeprefix("case")[:-5]) - 1][0]


def as_expected(file, way, outcome):
    """Whether an outcome is one that must come of a way; a line that accepts a warning, or says of a company that it
    is the same, may go or stand twice without a trace, and no line goes where there is none."""
    expected = WAYS[way][1]
    idle = file.endswith("accepted_warnings.csv") or file == "lineage/companies.csv" or FULL[file].count("\n") == 1
    if expected == "not same" or (idle and way in ("row twice", "twice")):
        return idle or outcome != "same"
    return expected in ("", outcome)


def words_aside(table, frame):
    return frame.drop(c.name for c in columns(SCHEMAS[table]) if c.words and c.name in frame.columns)


def rows_in(path):
    """Return [(line, cells)] of a CSV file's data rows, read without the pipeline; None if it is not one."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    reader, rows, before = csv.reader(io.StringIO(text, newline="")), [], 0
    try:
        for row in reader:
            if any(cell.strip(BLANKS) for cell in row):
                rows.append((before + 1, row))
            before = reader.line_num
    except csv.Error:
        return None
    return rows[1:]


def account(edition):
    """Check that each row of each file of an edition is in its table or named by an error; a file that is not read has
    one."""
    wrong = {(p.file, p.line) for p in errors(edition.problems)}
    shown = edition.project.shown
    raws = {f"staged.{table}": raw for table, raw in edition.raw.items()}
    paths = {table: edition.folder / name for table, name in FILES.items() if table in raws}
    paths["staged.given_answers"] = final_file(edition.folder)
    for step, raw in edition.steps.items():
        raws[step], paths[step] = raw, edition.folder / f"answers/{step}.csv"
    for table, path in paths.items():
        rows, raw = rows_in(path), raws[table]
        if not path.exists():
            continue
        if raw is None:
            assert any(file == shown(path) for file, _ in wrong), f"{path} is not read, and nobody says so"
            continue
        if path.suffix == ".yaml":
            # It has keys in place of rows.
            continue
        lines = dict.fromkeys(raw.lines)
        assert rows is not None and [n for n, _ in rows if n not in lines and (shown(path), n) not in wrong] == []
        if edition.sound:
            assert len(rows) == raw.frame.height
            assert table not in FILES or edition.tables[table].height == len(rows)
    if edition.sound:
        assert edition.tables["staged.step_answers"].height == sum(r.frame.height for r in edition.steps.values())


def told(root, found):
    """Check that each error has a file, one of its lines, a column, and a message of one line that says what to do."""
    for problem in {p for e in found for p in e.problems}:
        path = root / problem.file.removeprefix(f"{root}/")
        lines = len(path.read_bytes().splitlines()) if path.is_file() else 0
        assert problem.file.startswith(f"{root}/raw/") and 1 <= problem.line <= lines + 1, problem
        assert problem.column, problem
        text = str(problem)
        assert len(text) < 2000 and text.removeprefix(str(root)).isprintable() and text.endswith(")"), problem


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    return Trial(tmp_path_factory.mktemp("mutations"))


def test_the_project_is_sound(trial):
    found = trial.read()
    assert not errors(p for e in found for p in e.problems)
    assert all(frame.height for table, frame in reading.staged_tables(found).items() if table != "staged.releases")


@pytest.mark.long
def test_no_bad_input_passes(trial):
    counts, ways, failed = Counter(), Counter(), []

    @hypothesis.settings(hypothesis.settings.get_profile("mutations"))
    @hypothesis.given(st.lists(MUTATIONS, min_size=1, max_size=2))
    def tried(mutations):
        try:
            outcome = trial.of(mutations)
            if len(mutations) == 1:
                assert as_expected(*mutations[0][:2], outcome), outcome
        except Exception as error:
            # All that fail are told, not the first alone.
            failed.append((mutations, f"{type(error).__name__}: {error}"))
            outcome = "failed"
        counts[outcome] += 1
        ways[mutations[0][1], outcome] += 1

    tried()
    counts["computed"], wrong = trial.compute()
    failed += wrong
    print(f"\n{dict(counts)}\nby the first way: {sorted(ways.items())}")
    print(*failed, sep="\n")
    assert not failed, "\n".join(map(str, failed))
    assert min(counts[outcome] for outcome in ("same", "other", "error")) >= TRIED / 20
