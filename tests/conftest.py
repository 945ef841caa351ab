"""Shared fixtures: RDR's data, projects that are built once for all workers, and a small project to change."""

import os
import shutil

import polars as pl
import pytest

from support.running import HERE, RDR, ZIPS, built, frame_of, rating_here, shared
from support.small import Small


def pytest_xdist_auto_num_workers():
    """Three workers on two cores: tests wait for the disk, for Dagster's daemon and for the browser."""
    return (os.cpu_count() or 1) * 3 // 2


def seconds(item):
    """How long a test takes by its mark `long`; 0 without the mark."""
    mark = item.get_closest_marker("long")
    return 0 if mark is None else next(iter(mark.args), 10)


def pytest_collection_modifyitems(items):
    """Begin with the longest ones: at the end, other workers would wait for them."""
    items.sort(key=seconds, reverse=True)


@pytest.fixture(scope="session")
def rdr():
    """The folder of RDR's public data. CI has it; elsewhere the tests that need it are skipped."""
    if not RDR.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"CI must have RDR's public data in {RDR}")
        pytest.skip(f"RDR's public data is not at hand in {RDR}")
    return RDR


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


@pytest.fixture
def table():
    """Rows of a built table that have the given values: table(root, "public.company_scores", edition="kz-2023")."""

    def read(root, name, **wanted):
        frame = frame_of(root, name)
        for column, value in wanted.items():
            frame = frame.filter(pl.col(column) == value)
        return frame.to_dicts()

    return read


@pytest.fixture
def small(tmp_path):
    return Small(tmp_path)


@pytest.fixture
def release_first(small, tmp_path_factory):
    """Give the small project its first release. It is made once for all tests with the same project."""
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
    from support.two_editions import with_every_change

    return with_every_change(small)


@pytest.fixture(scope="session")
def released(tmp_path_factory, shipped):
    """A project with the shipped editions, in which the two of the example are released, and the site of the second."""

    def make(root):
        for name in ("raw", "build"):
            shutil.copytree(shipped / name, root / name)
        rating_here("release", "example-2023", root=root)
        rating_here("release", "example-2024", root=root)
        rating_here("report", "example-2024", root=root)

    return shared(tmp_path_factory, "released", make)


@pytest.fixture(scope="session")
def site(released):
    """The site of the example's second edition, made from its release."""
    return released / "build/report/example-2024"


HOSTILE = "<script>window.hacked=1</script> \"quoted\" 'single' 🧿 \u202eعربي <img src=x onerror=window.hacked=1>"


@pytest.fixture
def hostile(small):
    """The site of a small edition whose names, comments and addresses contain attacks."""
    cell = '"' + HOSTILE.replace('"', '""') + '"'
    small.change("answers.csv", "acme,post,all,P1a.1,yes,,s1,,", f"acme,post,all,P1a.1,yes,,s1;s2,{cell},")
    small.change("companies.csv", "acme,Acme,,,", f"acme,{cell},{cell},{cell},")
    with small.file("sources.csv").open("a") as file:
        file.write(f"acme,s2,{cell},javascript:window.hacked=1,data:text/html;base64;PHNjcmlwdD4=,2022-05,2023-01-31\n")
    rating_here("release", "small-2023", root=small.root)
    rating_here("report", "small-2023", root=small.root)
    return small.root / "build/report/small-2023"
