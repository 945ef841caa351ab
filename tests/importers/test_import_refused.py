"""Zips that are damaged, not RDR's, or hostile are refused; an import is done completely or not at all."""

import os
import subprocess
import sys
import time
import zlib
from struct import pack

import pytest

from pipeline.core.lock import only_one
from pipeline.core.project import Project
from support.made_zips import Companies, Run, Tables
from support.running import HERE, rating

ELEMENTS = "2022-rdr-index-06-element-scores.csv"
UNREAD = "README.md"
KILLED = """
import os, signal, sys
rename = os.rename
def not_the_edition(*names):
    if "/project/raw/editions/" in str(names[1]):  # the methodology stands, the edition is written out
        os.kill(os.getpid(), signal.SIGKILL)
    return rename(*names)
os.rename = not_the_edition
from pipeline.cli.main import main
main(sys.argv[1:])
"""


@pytest.fixture
def run(tmp_path, capsys):
    return Run(tmp_path / "project", capsys)


def refused(run, path, *words):
    start = time.monotonic()
    out, err = run.zips(path, code=1)
    assert time.monotonic() - start < 10
    assert f"{path}:1: file: " in err
    for word in words:
        assert word in err
    assert out == "" and run.files() == {}
    assert not list(run.root.glob("raw/*/.*"))


MISSING = [(layout, name) for layout in (Tables, Companies) for name in layout().files]


@pytest.mark.parametrize(("layout", "name"), MISSING, ids=[name for _, name in MISSING])
def test_a_file_is_missing(run, tmp_path, layout, name):
    made = layout()
    del made.files[name]
    # A zip without answers has no layout; of a company's sources, the company is named.
    told = {ELEMENTS: "layout", "RDR2019_Acme_Outcome.csv": "layout", "RDR2019_Amce_Sources.csv": "sources of Acme"}
    told["company-sources/2022-rdr-index-VKgroup-sources.csv"] = "VKgroup"
    refused(run, made.write(tmp_path / "bad.zip"), told.get(name, name))


def another_element(made):
    made.change("F11.01", "F11.07", "11-meta")
    return "F11.1", "F11.7", "rdr-2020"


def an_element_more(made):
    made.table("11-meta").append(["G07.01"])
    return "G7.1", "rdr-2020"


def an_answer_to_no_element(made):
    made.change("P01a.02", "P01a.99", "06")
    return "P1a.99", "rdr-2020"


def unknown_company_type(made):
    made.change("Digital Platform", "Bank")
    made.change("Telecommunication", "Bank")
    return ('"Bank"',)


def no_column(made):
    header = made.table(made.answers)[0]
    header[header.index("Element")] = "Question"
    return ("element",)


def a_cell_too_many(made):
    made.row(made.answers, *made.one).append("more")
    return ("cells",)


def no_answers(made):
    del made.table(made.answers)[1:]
    return ()


def no_indicator(made):
    made.row("Outcome", *made.one)[6] = ""
    return ()


def no_year(made):
    made.files = {name.replace("2022", "last"): rows for name, rows in made.files.items()}
    return ()


def another_layout(made):
    made.files = {"scores.csv": [["Company", "Score"], ["Acmé", "50"]]}
    return ("layout",)


def two_years(made):
    made.files |= type(made)(2024).files
    return ()


UNREADABLE = [(Tables, another_element), (Tables, an_element_more), (Tables, an_answer_to_no_element)]
UNREADABLE += [(Tables, no_year), (Tables, another_layout), (Companies, no_indicator)]
UNREADABLE += [(layout, change) for layout in (Tables, Companies) for change in (unknown_company_type, no_column)]
UNREADABLE += [(layout, change) for layout in (Tables, Companies) for change in (a_cell_too_many, no_answers)]
UNREADABLE += [(Tables, two_years), (Companies, two_years)]


@pytest.mark.parametrize(("layout", "change"), UNREADABLE)
def test_what_can_not_be_read_is_refused_and_named(run, tmp_path, layout, change):
    made = layout()
    words = change(made)
    refused(run, made.write(tmp_path / "bad.zip"), *words)


@pytest.mark.parametrize("text", [b"\xff\xfe", b"", b'"G', b"\x89PNG"])
@pytest.mark.parametrize("layout", [Tables, Companies])
def test_a_file_that_is_no_csv_is_refused_and_named(run, tmp_path, layout, text):
    for name in layout().files:
        made = layout()
        contents = made.contents() | {name: text}
        made.contents = lambda contents=contents: contents
        refused(run, made.write(tmp_path / "bad.zip"), name)


def craft(path, odd="", raw=None, size=None, flags=0, method=8, more=()):
    """Write a zip by hand, because zipfile writes none with false sizes. All other arguments apply to the entry
    `odd`."""
    body, directory = b"", b""
    contents = [*Tables().contents().items(), (UNREAD, b"Read me. " * 99), *((name, b"?") for name in more)]
    for name, data in contents:
        packed, length, bits, how = deflated(data), len(data), 0, 8
        if name == odd:
            packed, length, bits, how = raw or packed, size or length, flags, method
        head = pack("<HHHHHI", 20, bits, how, 0, 33, zlib.crc32(data))
        head += pack("<IIHH", len(packed), length, len(name.encode()), 0)
        directory += b"PK\1\2\x14\0" + head + pack("<HHHII", 0, 0, 0, 0, len(body)) + name.encode()
        body += b"PK\3\4" + head + name.encode() + packed
    end = pack("<HHHHIIH", 0, 0, len(contents), len(contents), len(directory), len(body), 0)
    path.write_bytes(body + directory + b"PK\5\6" + end)
    return path


def deflated(data, end=zlib.Z_FINISH):
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packing.compress(data) + packing.flush(end)


def zeros():
    """600 MB of zeros, packed: one packed megabyte, again and again."""
    return deflated(bytes(10**6), zlib.Z_FULL_FLUSH) * 600 + b"\3\0"


def flipped(name):
    packed = bytearray(deflated(dict([*Tables().contents().items(), (UNREAD, b"Read me. " * 99)])[name]))
    packed[len(packed) // 2] ^= 0x10
    return bytes(packed)


def test_a_zip_written_by_hand_is_no_worse(run, tmp_path):
    """The zips of the next tests are bad because of their contents, not because they are written by hand."""
    run.zips(craft(tmp_path / "good.zip"))
    before = run.files()
    run.zips(Tables().write(tmp_path / "same.zip"))
    assert run.files() == before


@pytest.mark.parametrize("name", ["../evil.csv", "a/../../evil.csv", "/evil.csv", "..\\evil.csv", "C:\\evil.csv"])
def test_paths_outside_the_zip(run, tmp_path, name):
    refused(run, craft(tmp_path / "bad.zip", more=[name]), f'"{name}"')
    assert not list(tmp_path.rglob("*evil*"))


HOSTILE = {
    "600 MB of zeros": (ELEMENTS, {"raw": zeros, "size": 600 * 10**6}, "500 MB"),
    "600 MB of zeros, which nobody reads": (UNREAD, {"raw": zeros, "size": 600 * 10**6}, "500 MB"),
    "600 MB of zeros, said to be 1 kB": (ELEMENTS, {"raw": zeros, "size": 1000}, ELEMENTS),
    "less than there is": (ELEMENTS, {"size": 9}, ELEMENTS),
    "4 GB that are not there": (ELEMENTS, {"size": 2**32 - 1}, "500 MB"),
    "encrypted": (ELEMENTS, {"flags": 1}, "encrypted"),
    "encrypted, and not needed": (UNREAD, {"flags": 1}, "encrypted"),
    "packed in a way of which nobody knows": (ELEMENTS, {"method": 77}, ELEMENTS),
    "a byte flipped": (ELEMENTS, {"raw": lambda: flipped(ELEMENTS)}, ELEMENTS),
    "a byte flipped in a file that is not needed": (UNREAD, {"raw": lambda: flipped(UNREAD)}, UNREAD),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_and_damaged_entries(run, tmp_path, case):
    name, odd, word = HOSTILE[case]
    odd = {key: value() if callable(value) else value for key, value in odd.items()}
    refused(run, craft(tmp_path / "bad.zip", name, **odd), word)


@pytest.mark.parametrize("size", [0, 10, 1000, -100, -1])
def test_a_zip_that_was_cut_off(run, tmp_path, size):
    path = Tables().write(tmp_path / "bad.zip")
    path.write_bytes(path.read_bytes()[:size])
    refused(run, path, "not a zip")


def test_no_zip_at_all(run, tmp_path):
    (tmp_path / "bad.zip").write_text("Company,Score\n", encoding="utf-8")
    refused(run, tmp_path / "bad.zip", "not a zip")
    refused(run, tmp_path / "nowhere.zip", "missing")
    refused(run, tmp_path)


def test_an_edit_by_hand_is_kept_and_said(run, tmp_path):
    path = Tables().write(tmp_path / "a.zip")
    run.zips(path)
    answers = run.root / "raw/editions/rdr-2022/answers.csv"
    answers.write_text(answers.read_text(encoding="utf-8").replace("passport", "birth certificate"), encoding="utf-8")
    before = run.files()
    _, err = run.zips(path, code=1)
    assert f"{path}:1: file: " in err and "rdr-2022" in err and "has changed since" in err
    assert run.files() == before
    # A file that the team put beside the imported ones is content too.
    answers.write_text(answers.read_text(encoding="utf-8").replace("birth certificate", "passport"), encoding="utf-8")
    run.zips(path)
    (answers.parent / "selection.csv").write_text("indicator,evidence,note\n", encoding="utf-8")
    run.zips(path, code=1)
    assert (answers.parent / "selection.csv").is_file()


def test_a_second_import_writes_nothing(run, tmp_path):
    paths = [Tables().write(tmp_path / "a.zip"), Companies().write(tmp_path / "b.zip")]
    first, _ = run.zips(*paths)
    before = {path: path.stat().st_mtime_ns for path in (run.root / "raw").rglob("*")}
    assert run.zips(*paths)[0] == first
    assert {path: path.stat().st_mtime_ns for path in (run.root / "raw").rglob("*")} == before


def test_of_two_zips_the_second_is_bad(run, tmp_path):
    good = Tables().write(tmp_path / "good.zip")
    bad = craft(tmp_path / "bad.zip", ELEMENTS, flipped(ELEMENTS))
    _, err = run.zips(good, bad, code=1)
    assert f"{bad}:1: file: " in err and f"{good}:1:" not in err
    assert [path.name for path in (run.root / "raw/editions").iterdir()] == ["rdr-2022"]
    before = run.files()
    run.zips(good)
    assert run.files() == before


def test_no_two_processes_write_at_the_same_time(run, tmp_path):
    path = Tables().write(tmp_path / "a.zip")
    with only_one(Project(run.root)):
        _, err = run.zips(path, code=1)
    assert "another run" in err and run.files() == {}
    run.zips(path)


def test_a_disk_that_fails_leaves_nothing_half_written(run, tmp_path, monkeypatch):
    path = Tables().write(tmp_path / "a.zip")

    def fail(*names):
        raise OSError(28, "No space left on device", names[0])

    with monkeypatch.context() as patched:
        patched.setattr(os, "rename", fail)
        _, err = run.zips(path, code=1)
    assert "No space left on device" in err
    assert run.files() == {}
    run.zips(path)
    assert len(run.rows("rdr-2022", "answers")) == 7


def test_a_killed_import_leaves_no_edition_and_the_next_one_cleans_up(run, tmp_path):
    path = Tables().write(tmp_path / "a.zip")
    words = ["import", "rdr", str(path), "--root", str(run.root)]
    killed = subprocess.run([sys.executable, "-c", KILLED, *words], cwd=HERE, capture_output=True, timeout=60)
    assert killed.returncode == -9, killed.stderr
    editions = run.root / "raw/editions"
    (leftover,) = editions.iterdir()
    assert leftover.name[0] == "."
    # What was left over is no edition for the other commands.
    _, err = rating("check", root=run.root, code=2)
    assert "no edition" in err
    run.zips(path)
    assert [found.name for found in editions.iterdir()] == ["rdr-2022"]
    assert [found.name for found in (run.root / "raw/methodologies").iterdir()] == ["rdr-2020"]
    rating("check", root=run.root)
