"""A program can be stopped at any moment without losing data: visible files are complete, old or new, and the same
command again gives the result of an undisturbed run."""

import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.core.lock import only_one
from pipeline.core.project import Project
from pipeline.desk.write_workbook import write_workbooks
from support.made_zips import Companies, Tables
from support.running import THOROUGH, rating_here, shared
from support.small import EDITION, Small
from support.stopping import Program

FIX = """\
company,service,strand,element,column,old,new,reason,date,reported_by
acme,store,all,P1b.1,answer,partial,yes,The notice was found on another page,2023-06-01,
"""


def nothing(root):
    """A project in which a command starts: this one has no file at all."""
    root.mkdir()


def small(root):
    return Small(root)


def built(root):
    """A build, and raw files that have changed since."""
    rating_here("build", root=Small(root).root)
    changed(root)


def changed(root):
    (root / "raw/editions/small-2023/corrections.csv").write_text(FIX)


def released(root):
    """A release with its report, and a correction since."""
    small(root)
    rating_here("release", NAME, *DAY, root=root)
    rating_here("report", "small-2023", root=root)
    changed(root)


def released_twice(root):
    released(root)
    rating_here("release", NAME, *DAY, root=root)


def imported(root):
    """Two imports of one step."""
    small(root)
    given = root.parent / "given.csv"
    given.write_text("company,service,element,answer\nacme,store,P2.1,no\n")
    rating_here("import", "answers", given, "--edition", NAME, root=root)
    given.write_text("company,service,element,answer\nacme,post,P1b.1,no\n")
    rating_here("import", "answers", given, "--edition", NAME, root=root)


def zips(folder, _root):
    return [Tables().write(folder / "a.zip"), Companies().write(folder / "b.zip")]


def answers(folder, _root):
    texts = {
        "a.csv": "company,service,element,answer\nacme,post,P1a.1,no\nacme,group,G1.2,yes\n",
        "b.csv": "element,store\nP1a.1,yes\nP1a.2,no\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    return [folder / name for name in texts]


def workbooks(folder, root):
    """Filled-in workbooks of two companies, whose sources are not in the edition yet."""
    edition = root / "raw/editions/small-2023"
    with (edition / "companies.csv").open("a") as file:
        file.write("other,Other,,,platform,,\n")
    with (edition / "services.csv").open("a") as file:
        file.write("other,group,Group,,,group,,,\nother,shop,Shop,,,service,shop,,\n")
    with (edition / "sources.csv").open("a") as file:
        file.write(EDITION["sources.csv"].splitlines()[1].replace("acme", "other") + "\n")
    given = {"answer": "yes", "comment": "", "sources": "s1"}
    found = []
    for company, service in (("acme", "post"), ("other", "group")):
        found += write_workbooks(Project(root), "small-2023", company, out=folder, answers={(service, "P2.1"): given})
    (edition / "sources.csv").write_text(EDITION["sources.csv"].splitlines()[0] + "\n")
    return found


NAME = "small-2023"
DAY = ["--date", "2024-05-06"]
COMMANDS = {
    "build": (small, ["build"], None),
    "build over an older one": (built, ["build"], None),
    "release": (released, ["release", NAME, *DAY], None),
    "report": (released_twice, ["report", NAME], None),
    "import rdr": (nothing, ["import", "rdr"], zips),
    "import workbook": (small, ["import", "workbook"], workbooks),
    "import answers": (small, ["import", "answers", "--edition", NAME, "--prefer", "files"], answers),
    "undo": (imported, ["undo", NAME, "2"], None),
    "withdraw": (released, ["withdraw", NAME, "1.0.0", "--reason", "Wrong"], None),
    "new": (small, ["new", "small-2024", "--from", NAME], None),
    "workbook": (small, ["workbook", NAME], None),
    "chart": (released, ["chart", "companies", NAME], None),
}
"""What makes the project, the words, and what makes the files that they end with."""

AGAIN = {"withdraw": "is already withdrawn", "new": "already exists", "undo": "was undone already"}
"""What a command says that was killed when it was done."""


@pytest.fixture(scope="module")
def program():
    with Program() as loaded:
        yield loaded


@pytest.fixture
def scene(request, tmp_path_factory, tmp_path, program):
    """A command of COMMANDS in a project of its own; what is there `before` and `after` it (unit -> files), and its
    undisturbed `run`."""
    name = request.getfixturevalue("command")
    prepare, words, files = COMMANDS[name]

    def make(folder):
        prepared = shared(tmp_path_factory, f"prepared-{prepare.__name__}", lambda made: prepare(made / "project"))
        shutil.copytree(prepared / "project", folder / "before")
        more = files(folder, folder / "before") if files else []
        shutil.copytree(folder / "before", folder / "after")
        run = program.run(folder / "after", *words, *more)
        assert run.code == 0, run.err
        (folder / "run.json").write_text(json.dumps(vars(run) | {"words": [*map(str, [*words, *more])]}))

    made = shared(tmp_path_factory, "stopped-" + name.replace(" ", "-"), make)
    shutil.copytree(made / "before", tmp_path / "project")
    run = SimpleNamespace(**json.loads((made / "run.json").read_text()))
    return SimpleNamespace(name=name, root=tmp_path / "project", words=run.words, events=run.events,
                           before=units(made / "before"), after=units(made / "after"))  # fmt: skip


def units(root):
    """What appears as a whole -> its files (path -> bytes): a release, an imported or new edition, a methodology, a
    report; else a file. Hidden files are not visible; Dagster's history and the note of the last build are no data."""
    found = {}
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        parts = path.relative_to(root).parts
        if any(part[0] == "." for part in parts) or parts[:2] in (("build", "dagster"), ("build", "fresh.json")):
            continue
        whole = parts[:2] in (("raw", "methodologies"), ("build", "report"))
        whole |= parts[:2] == ("raw", "editions") and parts[2] != NAME
        whole |= parts[0] == "releases" and len(parts) > 3
        found.setdefault("/".join(parts[:3] if whole else parts), {})["/".join(parts)] = path.read_bytes()
    return found


def look(scene):
    """Check that no file of the project is lost, half-written or from a different run."""
    seen = units(scene.root)
    for unit in seen.keys() | scene.before.keys() | scene.after.keys():
        states = scene.before.get(unit), scene.after.get(unit)
        if unit not in seen and None not in states:
            # One that is being replaced is beside its place, and any next run puts it back.
            with only_one(Project(scene.root)):
                seen = units(scene.root)
        assert seen.get(unit) in states, unit


def finish(scene, program):
    """Check that the same command succeeds again, and nothing of the stopped run is left."""
    again = program.run(scene.root, *scene.words)
    assert again.code == 0 or (again.code == 2 and AGAIN[scene.name] in again.err), again.err
    assert units(scene.root) == scene.after
    assert list(scene.root.rglob(".*.partial")) == []
    return again


# Before a file or a folder takes its place, and in the middle; where RATING_THOROUGH is set, from the beginning on.
KILLS = [
    ("build over an older one", "files", 0.5),
    ("release", "rename", 0.5),
    ("report", "rename", 1),
    ("import rdr", "rename", 0.5),
    ("import workbook", "rename", 1),
    ("import answers", "files", 0.6),
    ("import answers", "rename", 1),
    ("undo", "rename", 1),
    ("withdraw", "rename", 0.5),
]
SHARES = {"build": 5, "build over an older one": 5, "release": 7, "report": 5, "import rdr": 7, "import workbook": 6,
          "import answers": 5, "undo": 4}  # fmt: skip
# RATING_THOROUGH=1 kills 40 times, spread over each command's events and time; RATING_THOROUGH=5 five times as often.
for _name, _share in SHARES.items():
    _times = _share * THOROUGH
    _kinds = ("files", "files", "rename", "seconds")
    KILLS += [(_name, kind, (i + 0.5) / _times) for i, kind in zip(range(_times), itertools.cycle(_kinds))]


@pytest.mark.parametrize(("command", "kind", "part"), KILLS)
def test_nothing_is_lost_if_killed_at_any_moment(command, kind, part, scene, program):
    if kind == "seconds":
        killed = program.run(scene.root, *scene.words, after=part * scene.events["seconds"])
    else:
        at = max(1, round(part * scene.events[kind]))
        killed = program.run(scene.root, *scene.words, kind=kind, at=at)
        assert killed.code == -9, killed.err
    look(scene)
    finish(scene, program)


TOLD = re.compile(r"^(\S+: )?/\S.*:1: file: .+ \(check its permissions and the free space\)$", re.MULTILINE)
ROOMS = [0, 500, 3000, 70_000]
"""Bytes that a file may have."""


def refused(ended):
    assert ended.code == 1, ended
    assert TOLD.search(ended.err), ended.err
    assert "error in the program" not in ended.err


FEW = ["build over an older one", "import answers"]
"""Of the commands; all are tried where RATING_THOROUGH is set."""


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "build"] if THOROUGH else FEW)
def test_without_room_a_command_says_so_and_leaves_all_as_it_was(command, scene, program):
    """The command is tried with growing disk space until there is enough."""
    refusals = 0
    for room in ROOMS:
        ended = program.run(scene.root, *scene.words, room=room)
        if ended.code == 0:
            break
        refused(ended)
        look(scene)
        assert list(scene.root.glob("[!b]*/**/.*.partial")) == []
        refusals += 1
    assert refusals
    finish(scene, program)


@pytest.fixture
def disk():
    """The folder of a small disk of its own; not among pytest's, which could not remove one that is still mounted."""
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", folder], capture_output=True)
        if made.returncode:
            pytest.skip(f"no disk can be mounted: {made.stderr.decode().strip()}")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize("command", ["release", "build over an older one", "import rdr"][: None if THOROUGH else 1])
def test_on_a_full_disk_and_on_a_read_only_one(command, scene, program, disk):
    scene.root = shutil.copytree(scene.root, disk / "project")
    with pytest.raises(OSError, match="No space left"), (disk / "more").open("wb") as file:
        while file.write(bytes(4096)):
            file.flush()
    refused(program.run(scene.root, *scene.words))
    look(scene)
    # Room for the lock, and for a file or two.
    os.truncate(disk / "more", (disk / "more").stat().st_size - 16_384)
    refused(program.run(scene.root, *scene.words))
    look(scene)
    (disk / "more").unlink()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    refused(program.run(scene.root, *scene.words))
    assert units(scene.root) == scene.before | {k: v for k, v in units(scene.root).items() if k == "build/.lock"}
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    finish(scene, program)


@pytest.mark.parametrize("command", [*FEW, "release", "report", "workbook", "new", "chart"] if THOROUGH else FEW)
def test_of_two_runs_at_once_one_wins_and_the_other_reports_why(command, scene, program):
    """The first run is paused in the middle; the same command, a build and a release are refused, and change
    nothing."""
    held = program.run(scene.root, *scene.words, kind="files", at=scene.events["files"] // 2, how="STOP")
    assert held.code is None
    for words in (scene.words, ["build"], ["release", NAME]):
        ended = program.run(scene.root, *words)
        assert ended.code == 1, ended
        assert f"/build/.lock:1: file: another run (process {held.pid}) is writing here (wait until" in ended.err
    look(scene)
    first = program.go(held)
    assert first.code == 0, first.err
    assert units(scene.root) == scene.after
    finish(scene, program)


def test_of_two_new_ratings_one_wins_and_leftovers_of_a_killed_one_are_removed(program, tmp_path):
    words = ["init", tmp_path / "new", "--edition", "xy-2030"]
    assert program.run(tmp_path, *words, kind="rename", at=1).code == -9
    assert [p.name[:5] for p in tmp_path.iterdir()] == [".new."]
    held = program.run(tmp_path, *words, kind="rename", at=1, how="STOP")
    assert program.run(tmp_path, *words).code == 0
    before = units(tmp_path / "new")
    second = program.go(held)
    assert second.code == 1
    assert f"{tmp_path}/new:1: file: already exists: another run finished first (nothing was" in second.err
    assert [p.name for p in tmp_path.iterdir()] == ["new"] and units(tmp_path / "new") == before
