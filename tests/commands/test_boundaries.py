"""The boundaries of the pipeline: SQL, folder names, releases from elsewhere, the web page, packages."""

import ast
import hashlib
import json
import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest

from pipeline.computing import sql
from pipeline.core.project import Project
from pipeline.releasing.register import known_sums, listing
from pipeline.releasing.release import Past
from pipeline.releasing.verify import verify
from pipeline.schemas import SCHEMAS
from support.audit import fitting, odd_licences
from support.complete import FULL
from support.running import HERE, rating_here

QUERIES = HERE / "dbt_like_sql/queries"

SQL = re.compile(r"(?is)\b(select|insert|create|copy|delete|attach|drop)\b.+\b(from|into|table|view|to|schema)\b")
PUT_TOGETHER = {
    ("sql.py", "view"): "tables named in our SQL; the path is a literal, in which quotes are doubled",
    ("address.py", "view"): "tables named in our SQL",
    ("sql.py", "_with_enums"): "tables and columns of names, constants of the module",
    (
        "sql.py",
        "require_rules",
    ): "tables, columns and rules of schemas; values are such literals",
    ("sql.py", "run_model"): "a file of ours; the path is such a literal",
    ("sql.py", "connect"): "names of groups, constants of the module",
}
"""Where SQL is put together from pieces, and why no text from outside can be among them."""


def pieced(tree):
    """Return (enclosing function, constant parts) of each text that is built from parts."""
    around = {}
    for scope in ast.walk(tree):
        if isinstance(scope, ast.FunctionDef):
            around |= {id(node): scope.name for node in ast.walk(scope)}
    for node in ast.walk(tree):
        parts = []
        if isinstance(node, ast.JoinedStr):
            parts = node.values
        elif isinstance(node, ast.BinOp):
            parts = [node.left, node.right]
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "join")
        ):
            parts = [node.func.value, *node.args]
        texts = [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]
        yield around.get(id(node), "<module>"), " ".join(texts)


def test_no_sql_is_built_from_input_text():
    """All other statements are constants; values are passed as parameters ($1)."""
    found = set()
    for path in sorted((HERE / "pipeline").rglob("*.py")):
        for function, text in pieced(ast.parse(path.read_text())):
            # Messages have words such as "select" too, but are not statements.
            if SQL.match(text.strip()):
                found.add((path.name, function))
    assert found == PUT_TOGETHER.keys()


def test_each_query_is_asked_by_the_module_that_its_folder_is_named_after():
    asked = set()
    for path in (HERE / "pipeline").rglob("*.py"):
        asked |= set(re.findall(rf'"({path.stem}/\w+)"', path.read_text()))
    files = [path.relative_to(QUERIES).with_suffix("").as_posix() for path in QUERIES.rglob("*.sql")]
    assert asked == set(files)
    for name in files:
        text = sql.query(name)
        assert sql.comment(text), f"{name} says what it asks"
        assert set(sql.inputs(text)) <= SCHEMAS.keys(), name


ODD = "we'ird; [a]*? 100% {b} \\ $HOME #1 &x=y ünï\nКаз"


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """A project in a folder whose name has special characters of SQL, globs, URLs and the shell. Next to it are folders
    with different data, which the globs in its name match."""
    root = tmp_path_factory.mktemp("odd") / ODD
    for folder in (root, root.with_name("we'ird; axy 100% {b} \\ $HOME #1 &x=y ünï\nКаз")):
        for name, text in FULL.items():
            path = folder / "raw" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text if folder is root else text.replace(",no,", ",yes,"))
    return root


def test_a_project_can_be_in_a_folder_of_any_name(odd, monkeypatch):
    """Build, release, verify, report and query; temporary files are in such a folder too."""
    monkeypatch.setattr(tempfile, "tempdir", str(odd.with_name("t'*[mp]?%")))
    Path(tempfile.gettempdir()).mkdir()
    rating_here("build", root=odd)
    assert rating_here("build", root=odd)[1].startswith("nothing has changed")
    assert "elements that raise its rank" in rating_here("roadmap", "small-2023", "acme", root=odd)[0]
    rating_here("release", "small-2023", root=odd)
    out, _ = rating_here("verify", "--format", "json", root=odd)
    assert {r["verdict"] for r in json.loads(out)["verdicts"]} == {"verified"}
    rating_here("report", "small-2023", root=odd)
    assert (odd / "build/report/small-2023/index.html").is_file()
    # Nothing stands beside it that was not there.
    assert len(list(odd.parent.iterdir())) == 3


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    root = tmp_path_factory.mktemp("released")
    for name, text in FULL.items():
        if "2024" not in name and "lineage" not in name:
            path = root / "raw" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    rating_here("release", "small-2023", root=root)
    return root


@pytest.fixture
def copy(released, tmp_path):
    """A copy of a project with a release, and the release's folder."""
    root = shutil.copytree(released, tmp_path / "copy")
    return root, root / "releases/small-2023/0.1.0"


def seal(folder):
    """Write the sums and the index again, as somebody does who manipulates a release."""
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    names.remove("SHA256SUMS")
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines))
    (folder.parents[1] / "index.json").unlink()


def told(root, folder):
    return [str(p).removeprefix(f"{folder}/") for part in verify(Project(root), Past(folder)) for p in part.problems]


@pytest.mark.parametrize(
    "name", ["../../../../escaped.csv", "/tmp/escaped.csv", "raw/../../x", "README.md", "C:\\x", ""]
)
def test_a_release_that_names_inputs_outside_itself_is_refused_unread(copy, name):
    """To make a release again, its raw files are copied into a folder; none may be written outside it."""
    root, folder = copy
    (root / "escaped.csv").write_text("a,b\n")
    facts = json.loads((folder / "provenance.json").read_text())
    facts["inputs"][name] = "0" * 64
    (folder / "provenance.json").write_text(json.dumps(facts))
    seal(folder)
    what = "is an input outside raw/ (do not use this release)"
    assert f'provenance.json:1: inputs: "{name}" {what}' in told(root, folder)
    assert not [p for p in folder.parents[3].rglob("*escaped.csv") if p != root / "escaped.csv"]


def test_pipes_and_links_in_a_release(copy):
    root, folder = copy
    (folder / "README.md").unlink()
    os.mkfifo(folder / "README.md")
    (folder / "csv").rename(root / "elsewhere")
    (folder / "csv").symlink_to(root / "elsewhere")
    (folder / "loop").symlink_to(folder)
    found = told(root, folder)
    assert "README.md:1: file: is a pipe or a device (replace it by the file itself)" in found
    assert "csv:1: file: is not in SHA256SUMS (remove it)" in found
    assert "loop:1: file: is not in SHA256SUMS (remove it)" in found
    rating_here("release", "small-2023", root=root, code=1)


def test_a_list_of_releases_in_a_folder_with_pipes_and_links(copy):
    root, folder = copy
    (folder / "provenance.json").unlink()
    os.mkfifo(folder / "provenance.json")
    (folder.with_name("1.1.0")).symlink_to("nowhere")
    (folder.with_name("2.0.0")).symlink_to("2.0.0")
    assert [(r["version"], r["status"]) for r in listing(Project(root))] == [("0.1.0", "damaged")]
    rating_here("report", "small-2023", root=root, code=1)


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"edition": "x"}]', "\ud83d"])
def test_an_unreadable_index_is_reported(copy, text):
    root, _ = copy
    (root / "releases/index.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    _, err = rating_here("release", "small-2023", root=root, code=1)
    assert err.startswith(f"{root}/releases/index.json:1: file: can't be read: ")
    (root / "releases/index.json").unlink()
    os.mkfifo(root / "releases/index.json")
    _, err = rating_here("release", "small-2023", root=root, code=1)
    assert err.startswith(f"{root}/releases/index.json:1: file: can't be read: is a pipe or a device")


@pytest.mark.parametrize("text", ["edition\nsmall-2023\n", 'edition,version,reason\n"a', "\ud83d"])
def test_an_unreadable_list_of_withdrawn_releases_is_reported(copy, text):
    root, _ = copy
    (root / "releases/withdrawn.csv").write_bytes(text.encode("utf-8", "surrogatepass"))
    _, err = rating_here("list", root=root, code=1)
    assert err.startswith(f"{root}/releases/withdrawn.csv:1: file: can't be read: ")


def test_the_index_of_a_project_without_releases_is_empty(tmp_path):
    assert known_sums(Project(tmp_path)) == {}


LOCKS = [f"requirements{kind}.lock" for kind in ("", "-spark", "-tools", "-schema")]


@pytest.mark.parametrize("name", LOCKS)
def test_locked_requirements_have_versions_and_hashes_and_no_address(name):
    text = re.sub(r"(?m)^ *#.*\n", "", (HERE / name).read_text())
    blocks = re.split(r"\n(?=[a-zA-Z])", text.strip())
    for block in blocks:
        assert re.match(r"[a-z0-9_.\-]+(\[[a-z0-9,]+\])?==[^ ]+ ", block), block[:60]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block[:60]
    assert "://" not in text and not re.search(r"(?m)^\s*-(?!-hash)", text)
    assert name in (HERE / "Makefile").read_text()


def test_make_installs_only_locked_packages():
    """Each installation uses hashes, except for the project itself, which is built with locked packages."""
    makefile = (HERE / "Makefile").read_text()
    for line in re.findall(r"(?m)^.*\$\(PIP\).*$", makefile):
        assert "--require-hashes" in line or "--no-deps --no-build-isolation --editable ." in line, line


def test_installed_packages_are_compatible_and_their_licences_allow_use():
    assert fitting() == [] and odd_licences() == []
