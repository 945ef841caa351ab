"""Packages are complete: a wheel that works alone, a source package, extras, and operating systems other than this
one."""

import ast
import errno
import importlib.metadata
import os
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from contextlib import nullcontext
from pathlib import Path

import pytest
import yaml

from pipeline.cli.extras import EXTRAS
from pipeline.core.version import code_version
from pipeline.core.writing import write_folder
from support.running import HERE

PROJECT = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
OFFLINE = ["--no-deps", "--no-index"]


def run(*words, **options):
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, timeout=300, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def wheel_of(source, folder):
    run(*PIP, "wheel", *OFFLINE, "--no-build-isolation", "--wheel-dir", folder, source)
    (wheel,) = folder.glob("*.whl")
    return wheel


def files_of(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if "dist-info/RECORD" not in name}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return wheel_of(HERE, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Run Python with the installed wheel and its requirements, outside the checkout."""
    site = tmp_path_factory.mktemp("site")
    run(*PIP, "install", *OFFLINE, "--target", site, wheel)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    env = {**os.environ, "PYTHONPATH": str(site)}
    return lambda *words, cwd=elsewhere: run(sys.executable, *words, cwd=cwd, env=env)


@pytest.mark.long
def test_an_installed_wheel_takes_a_new_rating_to_a_verified_release(installed, tmp_path):
    command = Path(installed("-c", "import pipeline; print(pipeline.__path__[0])").strip()).parent / "bin/rating"
    installed(command, "init", tmp_path / "new", "--edition", "new-2030")
    for words in (["build"], ["release", "new-2030", "--yes"]):
        installed(command, *words, cwd=tmp_path / "new")
    out = installed(command, "verify", "--format", "json", cwd=tmp_path / "new")
    assert out.count('"verified"') == out.count('"verdict"') > 0


def test_a_wheel_and_its_checkout_are_the_same_code(installed):
    code = "from pipeline.core import project, version; print(version.code_version(), project.HOME)"
    found, _, home = installed("-c", code).strip().rpartition(" ")
    assert found == str(code_version()) and Path(home).parts[-2:] == ("pipeline", "_data")


def test_a_wheel_contains_exactly_the_packages_files_in_git(wheel):
    def tracked(*folders):
        return run("git", "-C", HERE, "ls-files", *folders).split()

    wanted = {name: name for name in tracked("pipeline")}
    wanted |= {name: f"pipeline/_data/{name}" for name in tracked("dbt_like_sql", "raw/methodologies", "raw/lineage")}
    held = files_of(wheel)
    assert {held.get(inside) == (HERE / name).read_bytes() for name, inside in wanted.items()} == {True}
    assert {name.split("/")[0] for name in held} == {
        "pipeline",
        f"{wheel.name.removesuffix('-py3-none-any.whl')}.dist-info",
    }


def test_the_source_package_gives_the_same_wheel_and_holds_the_tests(wheel, tmp_path):
    run(sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", tmp_path, cwd=HERE)
    (packed,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(packed) as archive:
        archive.extractall(tmp_path, filter="data")
    source = tmp_path / packed.name.removesuffix(".tar.gz")
    assert files_of(wheel_of(source, tmp_path / "made")) == files_of(wheel)
    git = run("git", "-C", HERE, "ls-files").splitlines()
    assert [name for name in git if not (source / name).exists() and not name.startswith("releases/")] == []


def test_what_an_import_left_in_a_checkout_is_not_packaged(tmp_path):
    source = tmp_path / "source"
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore", "pipeline/__init__.py"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / name, source / name)
    for name in ("rdr-2020", "rdr-2019"):
        shutil.copytree(HERE / "raw/methodologies/rdr-2020", source / "raw/methodologies" / name)
    held = files_of(wheel_of(source, tmp_path))
    assert {name.split("/")[4] for name in held if "methodologies" in name} == {"rdr-2020"}


BLOCK = """
import sys

class Block:
    def find_spec(self, name, *_rest):
        if name.split(".")[0] in names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

names = set(sys.argv.pop(1).split(","))
sys.meta_path.insert(0, Block())
"""


def blocking(modules, code, *words):
    """Run code, with arguments, in a process that cannot import any of these modules."""
    return [sys.executable, "-c", BLOCK + code, ",".join(modules), *map(str, words)]


IMPORT_ALL = """
import importlib, pkgutil, pipeline
for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""
COMMAND = "from pipeline.cli.main import main\nsys.exit(main(sys.argv[1:]))"
POSIX = {"fcntl", "resource", "pwd", "grp", "termios"}


def test_every_module_is_imported_without_what_only_posix_has():
    run(*blocking(POSIX, IMPORT_ALL), cwd=HERE)


def test_a_release_is_verified_without_what_only_posix_has_and_without_extras(released, tmp_path):
    shutil.copytree(released / "releases", tmp_path / "releases")
    words = ["verify", "example-2023", "--allow-unchecked", "--root", tmp_path]
    out = run(*blocking(POSIX.union(*EXTRAS.values()), COMMAND, *words), cwd=HERE)
    assert "tables     verified" in out


@pytest.mark.parametrize(("number", "kept"), [(errno.EINVAL, True), (errno.EIO, False)])
def test_a_folder_that_the_system_can_not_sync_is_no_error_but_a_disk_that_fails_is(
    number, kept, tmp_path, monkeypatch
):
    def fsync(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fsync)
    with nullcontext() if kept else pytest.raises(OSError, match=os.strerror(number)):
        write_folder(tmp_path / "made", {"a.csv": "a\n"})
    assert [path.name for path in tmp_path.iterdir()] == ["made"] * kept


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("report", ["report", "example-2024"]),
        ("report", ["chart", "companies", "example-2024", "--out", "chart.svg"]),
        ("spark", ["build", "--engine", "spark"]),
        ("ui", ["ui", "--port", "0"]),
    ],
)
def test_a_command_says_which_extra_it_lacks(extra, words, small):
    shutil.copytree(HERE / "releases/example-2024", small.root / "releases/example-2024")
    done = subprocess.run(
        blocking(EXTRAS[extra], COMMAND, *words, "--root", str(small.root)), cwd=HERE, capture_output=True, text=True
    )
    assert re.fullmatch(
        rf"rating {words[0]}: [a-z_]+ is not installed \(it comes with digital-rating\[{extra}\]: see the README\)\n",
        done.stderr,
    )
    assert done.returncode == 2 and done.stdout == ""


def test_the_software_is_cited_with_its_version():
    cited = yaml.safe_load((HERE / "CITATION.cff").read_text(encoding="utf-8"))
    assert (cited["version"], cited["license"]) == (PROJECT["version"], PROJECT["license"])
    assert f"## {PROJECT['version']} - {cited['date-released']}\n" in (HERE / "CHANGELOG.md").read_text(
        encoding="utf-8"
    )


def third_party(path):
    """Return the top-level modules that a file imports, without Python's own and the project's."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = [a.name for node in nodes if isinstance(node, ast.Import) for a in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"pipeline"}


PLACES = {"report": "reporting/", "spark": "computing/spark.py", "ui": ("definitions/", "cli/page.py")}
"""Extra -> where alone its modules are imported."""


def test_each_package_that_is_imported_is_asked_for_and_those_of_an_extra_are_imported_where_it_is_needed():
    asked = {re.match(r"[\w\-]+", r)[0].lower() for r in PROJECT["dependencies"]}
    brought = {m: {d.lower() for d in names} for m, names in importlib.metadata.packages_distributions().items()}
    wrong = []
    for path in (HERE / "pipeline").rglob("*.py"):
        place = path.relative_to(HERE / "pipeline").as_posix()
        own = {module for extra, folder in PLACES.items() if place.startswith(folder) for module in EXTRAS[extra]}
        wrong += [(place, m) for m in third_party(path) - own if not brought.get(m, set()) & asked]
    assert wrong == []
    assert EXTRAS.keys() == PLACES.keys() == PROJECT["optional-dependencies"].keys()
