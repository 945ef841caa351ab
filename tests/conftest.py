"""What tests share: RDR's data where it is at hand, one project built from all editions, and a small one to break."""

import contextlib
import io
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from filelock import FileLock

# Each of pytest's workers has a core of its own; many threads for small tables only get in each other's way.
os.environ.setdefault("RATING_THREADS", "1")
os.environ.setdefault("POLARS_MAX_THREADS", "1")

THOROUGH = int(os.environ.get("RATING_THOROUGH") or 0)
"""How much more is tried than in `make test` as it stands; the README says what."""

HERE = Path(__file__).resolve().parents[1]
RDR = HERE.parent / "shared" / "data" / "rdr"
ZIPS = ["RDRindex2019data_csv.zip", "2020RDRIndexCSV.zip", "2022RDRIndexCSV.zip"]


def pytest_collection_modifyitems(items):
    """Long ones first: at the end, one worker would wait for the other."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def every(step, cases):
    """All cases where RATING_THOROUGH is set, else each `step`-th one, beginning with the first."""
    return list(cases)[:: 1 if THOROUGH else step]


def rating(*words, root=None, code=0, env=None, limit=None):
    """Run the command as its user does; returns (standard output, standard error). `limit`: bytes of address space."""
    if root is not None:
        words = (*words, "--root", str(root))
    result = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *map(str, words)],
        cwd=HERE,
        text=True,
        timeout=300,
        capture_output=True,
        env={**os.environ, **(env or {})},
        preexec_fn=limit and (lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit))),
    )
    assert result.returncode == code, f"exit {result.returncode}\n{result.stdout}\n{result.stderr}"
    assert "Traceback" not in result.stderr
    return result.stdout, result.stderr


def rating_here(*words, root, code=0):
    """The same in this process, which saves a second each time."""
    from pipeline.cli.main import main

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        assert main([*map(str, words), "--root", str(root)]) == code, err.getvalue()
    return out.getvalue(), err.getvalue()


@pytest.fixture(scope="session")
def rdr():
    """The folder of RDR's public data. CI has it; elsewhere the tests that need it are skipped."""
    if not RDR.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"CI must have RDR's public data in {RDR}")
        pytest.skip(f"RDR's public data is not at hand in {RDR}")
    return RDR


def shared(factory, name, make):
    """A folder that `make` fills once for all of pytest-xdist's workers; tests only read it."""
    base = factory.getbasetemp()
    base = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    with FileLock(base / f"{name}.lock"):
        if not (base / name / "made").exists():
            (base / name).mkdir()
            make(base / name)
            (base / name / "made").touch()
    return base / name


def run_in_dagster(root):
    """Run the job `build` as Dagster's page does, with the history in build/dagster; True where it succeeds."""
    import dagster as dg

    from pipeline.core.project import Project
    from pipeline.definitions.assets import definitions
    from pipeline.definitions.instance import home

    project = Project(root)
    with dg.DagsterInstance.from_config(str(home(project))) as instance:
        job = definitions(project).resolve_job_def("build")
        return job.execute_in_process(instance=instance, raise_on_error=False).success


def built(root):
    """The tables of a project as `rating build` leaves them, computed without Dagster, which takes longer than they."""
    from pipeline.computing.build import compute
    from pipeline.computing.freshness import fingerprint, remember
    from pipeline.core.project import Project
    from pipeline.reading import editions

    project = Project(root)
    inputs = fingerprint(project)
    compute(project, editions.load(project))
    remember(project, inputs, True)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory):
    """A project with the editions of the repository, built."""

    def make(root):
        shutil.copytree(HERE / "raw", root / "raw", ignore=shutil.ignore_patterns("rdr-20[12]9", "rdr-2022", ".*"))
        for name in ("rdr-2019", "rdr-2020", "rdr-2022"):
            shutil.rmtree(root / "raw/editions" / name, ignore_errors=True)
        built(root)

    return shared(tmp_path_factory, "shipped", make)


@pytest.fixture(scope="session")
def everything(tmp_path_factory, rdr):
    """A project with the shipped editions and RDR's three, built."""

    def make(root):
        rating_here("import", "rdr", *(rdr / name for name in ZIPS), root=root)
        for edition in ("kz-2023", "example-2023", "example-2024"):
            shutil.copytree(HERE / "raw/editions" / edition, root / "raw/editions" / edition)
        built(root)

    return shared(tmp_path_factory, "everything", make)


def frame_of(root, name):
    """A table of a built project as a frame, in the order of its grain; also one that is a view."""
    from pipeline.computing import sql
    from pipeline.core.project import Project
    from pipeline.schemas import SCHEMAS, key

    with sql.DuckDB(Project(root)) as tables:
        tables.see([name])
        return tables.con.sql(f"from {name}").pl().sort(key(SCHEMAS[name]))


@pytest.fixture
def table():
    """Rows of a built table that have the given values: table(root, "public.company_scores", edition="kz-2023")."""

    def read(root, name, **wanted):
        frame = frame_of(root, name)
        for column, value in wanted.items():
            frame = frame.filter(pl.col(column) == value)
        return frame.to_dicts()

    return read


METHODOLOGY = {
    "methodology.yaml": """\
id: small
title: A small methodology for tests
scale:
  - {answer: "yes", points: 100, reversed_points: 0, label: {en: "Yes", kk: "Иә"}}
  - {answer: partial, points: 50, reversed_points: 50}
  - {answer: "no", points: 0, reversed_points: 100}
  - {answer: no disclosure found, points: 0, reversed_points: 0}
  - {answer: N/A, points: "", reversed_points: ""}
services_as_one: true
total_of: families
service_score: nearest
printed_decimals: 2
company_types: [platform, telecom]
service_classes: [mail, shop]
""",
    "categories.csv": "category,label_en,label_ru,label_kk\nG,Governance,,\nP,Privacy,,\n",
    "indicators.csv": """\
indicator,family,category,scoring_scope,excluded_company_types,excluded_service_classes,label_en,label_ru,label_kk
G1,G1,G,company,,,Policy,,
P1a,P1,P,services,,,Access,,
P1b,P1,P,services,,mail,Notice,,
P2,P2,P,full,telecom,,Security,,
""",
    "elements.csv": """\
element,indicator,reversed,depends_on,excluded_company_types,excluded_service_classes,label_en,label_ru,label_kk
G1.1,G1,false,,,,Commitment,,
G1.2,G1,false,,,,Training,,
P1a.1,P1a,false,,,,Easy to find,,
P1a.2,P1a,true,,,,Needs an account,,
P1b.1,P1b,false,,,,Notice,,
P2.1,P2,false,,,shop,Audit,,
P2.2,P2,false,P2.1,,,Audit published,,
""",
}
EDITION = {
    "edition.yaml": """\
id: small-2023
series: small
year: 2023
methodology: small
title: {en: Small rating 2023 (fictional)}
status: final
fictional: true
licence: CC-BY-4.0
""",
    "companies.csv": """\
company,name_en,name_ru,name_kk,type,engagement,source_code
acme,Acme,,,platform,answered,
""",
    "services.csv": """\
company,service,name_en,name_ru,name_kk,unit,class,composite,source_code
acme,group,Group,,,group,,,
acme,post,Post,,,service,mail,,
acme,store,Store,,,service,shop,,
""",
    "answers.csv": """\
company,service,strand,element,answer,reason,sources,comment,printed_points
acme,group,all,G1.1,yes,,s1,,
acme,group,all,G1.2,no,,s1,,
acme,group,all,P2.1,partial,,s1,,
acme,group,all,P2.2,no,,s1,,
acme,post,all,P1a.1,yes,,s1,,
acme,post,all,P1a.2,no,,s1,,
acme,post,all,P2.1,yes,,s1,,
acme,post,all,P2.2,yes,,s1,,
acme,store,all,P1a.1,partial,,s1,,
acme,store,all,P1a.2,yes,,s1,,
acme,store,all,P1b.1,partial,,s1,,
acme,store,all,P2.2,N/A,No audit is made,,,
""",
    "sources.csv": """\
company,source,title,url,archived_url,document_date,accessed_date
acme,s1,Terms,https://example.org/terms,https://archive.example.org/terms,2022-05,2023-01-31
""",
    "published_scores.csv": "company,service,strand,scope,score\n",
    "published_ranks.csv": "company,service,scope,rank\n",
}


class Small:
    """A small sound project. `edition` and `methodology` are folders; `change` rewrites a part of a file."""

    def __init__(self, root):
        self.root = root
        self.edition = root / "raw/editions/small-2023"
        self.methodology = root / "raw/methodologies/small"
        for folder, files in ((self.edition, EDITION), (self.methodology, METHODOLOGY)):
            folder.mkdir(parents=True)
            for name, text in files.items():
                (folder / name).write_text(text, encoding="utf-8")

    def file(self, name):
        return next(f / name for f in (self.edition, self.methodology) if (f / name).exists())

    def change(self, name, old, new):
        path = self.file(name)
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def problems(self):
        """All problems, as the command prints them, with paths below the root."""
        from pipeline.core.project import Project
        from pipeline.reading import editions

        found = editions.load(Project(self.root))
        return [str(p).removeprefix(f"{self.root}/") for p in sorted({p for e in found for p in e.problems})]

    def build(self, *wanted):
        """Read raw/ and compute the wanted tables, as the assets do; returns a function table name -> rows, which
        computes what it is asked for besides. Audits run once all of their tables are there, and must find nothing."""
        from pipeline.computing import sql
        from pipeline.computing.build import Audit, steps
        from pipeline.core.project import Project
        from pipeline.reading import editions

        project = Project(self.root)
        found = editions.load(project)
        assert [str(p) for e in found for p in e.problems if p.level == "error"] == []
        frames, made = editions.staged_tables(found), set()

        def compute(tables):
            with sql.DuckDB(project) as engine:
                models = [name for name in sql.needed(tables) if name not in made]
                done = list(steps(engine, {} if made else frames, models))
            assert [step for step in done if isinstance(step, Audit) and step.rows] == []
            made.update(frames, models)

        def rows(name):
            compute([name])
            return frame_of(self.root, name).to_dicts()

        compute(wanted)
        return rows


@pytest.fixture
def small(tmp_path):
    return Small(tmp_path)


@pytest.fixture
def release_first(small, tmp_path_factory):
    """Gives the small project, as it stands, its first release, which is made once for all that ask for the same."""
    from pipeline.computing.freshness import fingerprint
    from pipeline.core.project import Project

    def make(root):
        shutil.copytree(small.root / "raw", root / "raw")
        rating_here("release", "small-2023", root=root)

    def release():
        made = shared(tmp_path_factory, f"released-{fingerprint(Project(small.root))[:16]}", make)
        shutil.copytree(made / "releases", small.root / "releases")

    return release


@pytest.fixture
def two(small):
    """Two editions of one company with every kind of change."""
    from two_editions import with_every_change

    return with_every_change(small)


@pytest.fixture(scope="session")
def site(tmp_path_factory, shipped):
    """The site of the example's second edition, made from its release."""

    def make(root):
        for name in ("raw", "build"):
            shutil.copytree(shipped / name, root / name)
        rating_here("release", "example-2023", root=root)
        rating_here("release", "example-2024", root=root)
        rating_here("report", "example-2024", root=root)

    return shared(tmp_path_factory, "site", make) / "build/report/example-2024"


HOSTILE = "<script>window.hacked=1</script> \"quoted\" 'single' 🧿 \u202eعربي <img src=x onerror=window.hacked=1>"


@pytest.fixture
def hostile(small):
    """The site of a small edition whose names, comments and addresses are an attack."""
    cell = '"' + HOSTILE.replace('"', '""') + '"'
    small.change("answers.csv", "acme,post,all,P1a.1,yes,,s1,,", f"acme,post,all,P1a.1,yes,,s1;s2,{cell},")
    small.change("companies.csv", "acme,Acme,,,", f"acme,{cell},{cell},{cell},")
    with small.file("sources.csv").open("a") as file:
        file.write(f"acme,s2,{cell},javascript:window.hacked=1,data:text/html;base64;PHNjcmlwdD4=,2022-05,2023-01-31\n")
    rating_here("release", "small-2023", root=small.root)
    rating_here("report", "small-2023", root=small.root)
    return small.root / "build/report/small-2023"
