"""Commands at the limits of their environment: closed or full streams, streams whose encoding lacks letters, a deleted
working folder, no memory, no disk space. They say so, exit with 1 or 2, and leave nothing behind."""

import errno
import json
import os
import resource
import shutil
import subprocess
import sys
import zipfile

import pytest

from pipeline.core.writing import error_number, replacing, write_folder
from pipeline.importers.archive import Archive
from support.running import HERE, every, rating, rating_here
from support.small import Small


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    small = Small(tmp_path_factory.mktemp("edges") / "project")
    small.change("companies.csv", "acme,Acme,", 'acme,"Қазақ 🧿",')
    rating_here("build", root=small.root)
    return small.root


def shell(words, root, cwd=HERE, **env):
    """Run a command as a shell does. Return (exit code, standard output as bytes, standard error)."""
    command = f"'{sys.executable}' -m pipeline.cli {words} --root '{root}'"
    env = os.environ | {"PYTHONPATH": str(HERE)} | env
    done = subprocess.run(["sh", "-c", command], cwd=cwd, env=env, capture_output=True, timeout=120)
    return done.returncode, done.stdout, done.stderr.decode()


SHOW = "show small-2023"
WHERE = "(check its destination and the free space there)"
FULL = f"rating show: standard output can't be written: No space left on device {WHERE}"


def test_closed_streams_are_ignored(built):
    for closed in (">&-", "2>&-", "<&-", ">&- 2>&- <&-"):
        code, out, err = shell(f"{SHOW} {closed}", built)
        assert (code, err) == (0, "")
        assert bool(out) == (">&-" not in closed.replace("2>&-", ""))
    # Nor is a file written where a stream was.
    assert shell("build --force --format json >&- 2>&- <&-", built) == (0, b"", "")
    assert shell(SHOW, built)[0] == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")  # noqa: PTH110
@pytest.mark.parametrize("words", [SHOW, f"{SHOW} --format json"])
def test_a_full_standard_output_is_reported(built, words):
    code, _, err = shell(f"{words} >/dev/full", built)
    assert (code, err.splitlines()) == (1, [FULL])
    code, _, err = shell(f"{words} 1</dev/null", built)
    assert code == 1 and err == FULL.replace("No space left on device", "Bad file descriptor") + "\n"
    assert shell(f"{words} 2>/dev/full", built)[0] == 0


@pytest.mark.parametrize("encoding", every(3, ["cp1251", "ascii", "latin-1"]))
def test_letters_missing_from_the_output_encoding_are_written_as_in_json(built, encoding):
    code, out, err = shell("explain small-2023 acme --format json", built, PYTHONIOENCODING=encoding)
    assert (code, err) == (0, "")
    assert json.loads(out.decode(encoding)) == json.loads(shell("explain small-2023 acme --format json", built)[1])
    code, out, err = shell("check --format json", built, PYTHONIOENCODING=encoding)
    assert code == 0 and json.loads(out.decode(encoding)) == json.loads(shell("check --format json", built)[1])
    code, out, err = shell("findings small-2023 --language kk", built, PYTHONIOENCODING=encoding)
    assert code == 0 and "error in the program" not in err


def test_a_deleted_working_folder_is_reported(tmp_path):
    folder = tmp_path / "gone"
    folder.mkdir()
    command = "cd gone && rmdir ../gone && exec "
    env = os.environ | {"PYTHONPATH": str(HERE)}
    line = f"{command}'{sys.executable}' -m pipeline.cli list"
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("rating list: --root .: No such file or directory (do it and the current folder ")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert "rating list: --root " in rating("list", root=tmp_path / "loop", code=2)[1]


def test_too_little_memory_is_reported_before_libraries_abort(small):
    """With less than 2 GB of address space, jemalloc and Rust end a process without a message."""
    _, err = rating("check", root=small.root, code=2, limit=10**9)
    limited = "address space is limited to 1,000 MB, and 2,000 MB are needed (raise the limit with ulimit -v)"
    assert err == f"rating check: {limited}\n"


def test_errors_of_memory_are_known_as_such():
    for error in (
        MemoryError(),
        ImportError("libarrow.so: failed to map segment from shared object"),
        RuntimeError("can't start new thread"),
    ):
        assert error_number(error) == errno.ENOMEM
    assert error_number(ValueError("x")) is None


def test_what_can_not_be_written_leaves_no_empty_folder(tmp_path):
    """With a full disk, new empty folders above the file are removed, and existing ones stay."""
    (tmp_path / "there").mkdir()
    with pytest.raises(OSError):
        write_folder(tmp_path / "there/small-2023/1.0.0", {"x" * 300: b""})
    with pytest.raises(OSError), replacing(tmp_path / "there/deep/er/file") as temporary:
        temporary.write_bytes(b"x")
        raise OSError(errno.ENOSPC, "full")
    assert [p.name for p in tmp_path.rglob("*")] == ["there"]


def test_a_release_without_disk_space_leaves_nothing(small):
    """No file can have more than a few bytes: the release is computed, but cannot be written."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "release", "small-2023", "--root", str(small.root)],
        cwd=HERE, capture_output=True, text=True, timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )  # fmt: skip
    if done.returncode == 0:
        pytest.skip("it fits")
    assert done.returncode == 1 and "error in the program" not in done.stderr
    assert not (small.root / "releases").exists()


@pytest.fixture
def rdr_2022(rdr):
    with zipfile.ZipFile(rdr / "2022RDRIndexCSV.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


REPACKED = {
    "on a Mac": (lambda name: f"2022 RDR/{name}", {"__MACOSX/2022 RDR/._a.csv": b"\0", "2022 RDR/.DS_Store": b"\0"}),
    "with backslashes": (lambda name: f"2022\\csv\\{name}", {"2022\\Thumbs.db": b"\0", "2022\\desktop.ini": b""}),
    "in a Cyrillic folder": (lambda name: f"Данные/Индекс 2022/{name}", {}),
}


@pytest.mark.parametrize("how", REPACKED)
def test_a_repacked_zip_of_rdr_is_imported(rdr, rdr_2022, tmp_path, how):
    named, others = REPACKED[how]
    path = packed(tmp_path / "again.zip", {named(name): data for name, data in rdr_2022.items()} | others)
    again, first = Archive(path), Archive(rdr / "2022RDRIndexCSV.zip")
    assert sorted(again.names) == sorted(first.names)
    for name in (name for name in first.names if name.endswith(".csv")):
        assert again.table(name).rows == first.table(name).rows


def test_the_contents_of_a_zip_without_data_are_named(rdr, tmp_path):
    inner = (rdr / "2022RDRIndexCSV.zip").read_bytes()
    for files, said in (
        (
            {"a/2022RDRIndexCSV.zip": inner},
            'contains another zip, "2022RDRIndexCSV.zip" (unpack this zip and import the inner one)',
        ),
        (
            {"x.pdf": b"", "y.pdf": b""},
            'but 2 files, the first is "x.pdf" (supported: 2019, 2020 and 2022 as CSV; '
            "`rating import sheets` reads research sheets)",
        ),
        ({"__MACOSX/._x": b""}, "but no file (supported: "),
        ({"a/x.csv": b"", "a/b/x.csv": b""}, 'but 2 files, the first is "x.csv"'),
    ):
        path = packed(tmp_path / "odd.zip", files)
        assert said in rating_here("import", "rdr", path, root=tmp_path / "p", code=1)[1]
    assert not (tmp_path / "p/raw").exists()


@pytest.mark.parametrize("kind", ["edition", "methodology"])
def test_a_folder_whose_name_is_not_an_id_is_reported(small, kind):
    folder = getattr(small, kind)
    name = folder.name.replace("s", "S", 1)
    shutil.move(folder, folder.with_name(name))
    for path in small.root.rglob("*.yaml"):
        path.write_text(path.read_text().replace(folder.name + "\n", name + "\n"))
    said = [p for p in small.problems() if "is not an id" in p and f"{kind}.yaml" in p]
    assert any(f'id: the folder\'s name, "{name}", is not an id (use lower-case a-z, 0-9 and -' in p for p in said)
    assert not any(f'write "{name}"' in p for p in small.problems())


def test_tables_that_an_older_program_built_are_named(built, tmp_path):
    """Each column that a later version of the program has and an earlier one lacks is named."""
    import polars as pl

    root = shutil.copytree(built, tmp_path / "project")
    path = root / "build/public/company_scores.parquet"
    whole = pl.read_parquet(path)
    for column in ("n_printed", "rank_low", "score"):
        whole.drop(column).write_parquet(path)
        _, err = rating_here("show", "small-2023", root=root, code=2)
        what = "public.company_scores lacks columns because a different version of this program built it"
        assert err == f"rating show: {what} (run rating build)\n"
