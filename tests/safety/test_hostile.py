"""Harmful files, and files that were mixed up by mistake: each is refused with what is wrong and what to do, before it
costs time or memory."""

import os
import random
import signal
import time
import tracemalloc
import unicodedata
import zipfile

import polars as pl
import pytest
import yaml

from pipeline.cli.printing import Listings
from pipeline.core import limits
from pipeline.core.problems import DataError, quoted
from pipeline.core.project import Project
from pipeline.desk.read_workbook import MOST, read_workbook
from pipeline.importers.archive import Archive
from pipeline.reading import files
from pipeline.reading.open_workbook import MAX_AREA
from pipeline.releasing.data import csv, csv_for_spreadsheets
from support.made_zips import Tables
from support.running import HERE, rating, rating_here


@pytest.fixture(autouse=True)
def within_a_minute():
    """Stop and fail a test that waits forever, such as for the other end of a pipe."""

    def stop(*_):
        raise AssertionError("a minute is over")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def pipe(path, tmp_path):
    os.mkfifo(path)
    return "is a pipe or a device (replace it with the file itself)"


def device(path, tmp_path):
    path.symlink_to("/dev/zero")
    return "is a pipe or a device (replace it with the file itself)"


def link_to_nothing(path, tmp_path):
    path.symlink_to(path.with_name("nothing"))
    return "is a broken link (replace it with the file itself)"


def link_to_itself(path, tmp_path):
    path.symlink_to(path)
    return "can't be read: Too many levels of symbolic links (check its name and permissions)"


def link_out(path, tmp_path):
    (tmp_path / "elsewhere").write_text("secret\n")
    path.symlink_to(tmp_path / "elsewhere")
    return "is a link to a path outside raw/ (replace it with the file itself)"


def link_to_a_folder(path, tmp_path):
    path.symlink_to(path.parent)
    return "can't be read: Is a directory (check its name and permissions)"


PLACES = [
    "editions/small-2023/answers.csv", "editions/small-2023/edition.yaml", "editions/small-2023/selection.csv",
    "editions/small-2023/corrections.csv", "editions/small-2023/findings.csv", "methodologies/small/methodology.yaml",
    "methodologies/small/questions.csv", "lineage/companies.csv",
]  # fmt: skip
"""Files that must be there, and files that may be absent: one that can't be read is not absent."""


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("odd", [pipe, device, link_to_nothing, link_to_itself, link_out, link_to_a_folder])
def test_pipes_and_devices_are_reported_without_waiting(small, tmp_path, place, odd):
    path = small.root / "raw" / place
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    message = odd(path, tmp_path)
    assert [p for p in small.problems() if p.startswith(f"raw/{place}:")] == [f"raw/{place}:1: file: {message}"]


def test_an_edition_that_is_a_broken_link_is_reported(small):
    small.edition.with_name("small-2024").symlink_to("nowhere")
    assert "raw/editions/small-2024/edition.yaml:1: file: is missing (add it)" in small.problems()


def test_raw_may_be_elsewhere_and_links_may_stay_within_it(small, tmp_path):
    (small.root / "raw").rename(tmp_path / "data")
    (small.root / "raw").symlink_to(tmp_path / "data")
    (small.edition / "sources.csv").rename(tmp_path / "data/sources.csv")
    (small.edition / "sources.csv").symlink_to(tmp_path / "data/sources.csv")
    assert small.problems() == []


def test_files_without_end_take_neither_time_nor_memory(small):
    """500 MB in one line, a cell of 2 MB, ten million rows, in a process with at most 2 GB of address space."""
    with small.file("answers.csv").open("r+b") as file:
        file.truncate(500 * 10**6)
    with small.file("sources.csv").open("a") as file:
        file.write("acme,s2," + "x" * 2 * 10**6 + ",,,,\n")
    with small.file("companies.csv").open("a") as file:
        file.writelines(["a,,,,,,\n" * 10**5] * 100)
    with small.file("edition.yaml").open("r+b") as file:
        file.truncate(500 * 10**6)
    start = os.times()
    _, err = rating("check", root=small.root, code=1, limit=2 * 10**9)
    end = os.times()
    assert end.children_user - start.children_user < 10
    told = [line.removeprefix(f"{small.edition}/") for line in err.splitlines()]
    assert told == [
        "answers.csv:1: file: has more than 100 MB and is not read (check that it is the right file)",
        "companies.csv:500002: row: exceeds the limit of 500,000 rows (check that it is the right file)",
        "edition.yaml:1: file: has more than 0.2 MB and is not read (check that it is the right file)",
        "sources.csv:3: row: can't be read: field larger than field limit (1048576) (check the quotes in this row)",
        "4 errors, 0 warnings in small-2023",
    ]


@pytest.mark.parametrize("row", ["beta,Beta,,,platform,,", ""])
def test_rows_are_counted_blank_ones_too(small, monkeypatch, row):
    monkeypatch.setattr(files, "MAX_ROWS", 100)
    with small.file("companies.csv").open("a") as file:
        file.write(f"{row}\n" * 200)
    assert small.problems()[0].endswith(
        "companies.csv:102: row: exceeds the limit of 100 rows (check that it is the right file)"
    )


def test_of_many_errors_a_thousand_are_listed_and_soon(small):
    """Each row has a different unknown element, for which the nearest one is looked up."""
    letters = random.Random(1)
    with small.file("answers.csv").open("a") as file:
        for i in range(20_000):
            file.write(f"acme,post,all,P{letters.randrange(10**9)}a.{i + 1},{'x' * 300},,s1,,\n")
    start = time.process_time()
    problems = small.problems()
    assert time.process_time() - start < 20
    assert len(problems) == 1001
    assert [p.split(": ", 1)[1] for p in problems if ": file: " in p] == [
        "file: has more than 1,000 errors (correct these first)"
    ]


def test_a_csv_file_of_answers_is_read_within_the_same_bounds(small, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_ROWS", 100)
    words = ["import", "answers", "--edition", "small-2023"]
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "rows.csv").write_text("company,service,element,answer\n" + "acme,post,P2.1,yes\n" * 101)
    (tmp_path / "long.csv").write_bytes(b"")
    os.truncate(tmp_path / "long.csv", 500 * 10**6)
    wrong = [tmp_path / name for name in ("pipe.csv", "rows.csv", "long.csv", "none.csv", ".")]
    _, err = rating_here(*words, *wrong, root=small.root, code=1)
    assert f"{wrong[0]}:1: file: is a pipe or a device (replace it with the file itself)\n" in err
    assert f"{wrong[1]}:102: row: exceeds the limit of 100 rows (check that it is the right file)\n" in err
    assert f"{wrong[2]}:1: file: has more than 100 MB and is not read (check that it is the right file)\n" in err
    assert f"{wrong[3]}:1: file: is missing (check its name)\n" in err
    assert f"{wrong[4]}:1: file: can't be read: Is a directory" in err


def test_answers_are_not_imported_into_a_file_that_was_read_only_partly(small, tmp_path):
    """Rows that could not be read would be lost if the file were written again."""
    (tmp_path / "more.csv").write_text("company,service,element,answer\nacme,post,P2.1,no\n")
    small.change("answers.csv", "acme,post,all,P2.2,yes,,s1,,", "acme,post,all,P2.2,yes,,s1,found, and seen,")
    before = small.file("answers.csv").read_bytes()
    _, err = rating_here("import", "answers", tmp_path / "more.csv", "--edition", "small-2023", root=small.root, code=1)
    assert err.startswith(f"{small.edition}/answers.csv:9: row: has 10 cells, but the header has 9")
    assert small.file("answers.csv").read_bytes() == before


NESTED = {
    "lists": ("notes: " + "[" * 5000, 9),
    "mappings": ("notes: " + "{a: " * 5000, 9),
    "lines": ("".join(f"{'  ' * i}a:\n" for i in range(30)), 29),
    "lists that end": ("notes: " + "[" * 25 + "]" * 25, 9),
}


@pytest.mark.parametrize(("text", "line"), NESTED.values(), ids=NESTED)
def test_deep_yaml(small, text, line):
    with small.file("edition.yaml").open("a") as file:
        file.write(text + "\n")
    file = "raw/editions/small-2023/edition.yaml"
    assert small.problems() == [f"{file}:{line}: file: is nested deeper than 20 levels (check the brackets)"]


def test_yaml_that_would_grow_is_refused_where_it_begins(small):
    laughs = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
    with small.file("edition.yaml").open("a") as file:
        file.write(laughs)
    file = "raw/editions/small-2023/edition.yaml"
    assert small.problems() == [f"{file}:9: file: anchors and aliases are not read (write the value out)"]


def test_a_title_that_is_a_number_or_a_date_is_copied_to_the_next_edition(small):
    small.change("edition.yaml", "{en: Small rating 2023 (fictional)}", "{en: 2023}\ncitation: 2023-99-99")
    assert small.problems() == []
    rating_here("new", "small-2024", "--from", "small-2023", root=small.root)
    text = (small.edition.with_name("small-2024") / "edition.yaml").read_text()
    # Every value is read as text, with or without quotes.
    assert yaml.load(text, yaml.BaseLoader)["title"] == {"en": "2024"} and "fictional: true" in text


def linked(name):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o120777 << 16
    return entry


def archive(path, *entries, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as file:
        for name, data in entries:
            file.writestr(name, data)
    return path


ZIPS = {
    "a link": (
        [(linked("a.csv"), "/etc/passwd")],
        zipfile.ZIP_STORED,
        'contains "a.csv", a link (do not use this file)',
    ),
    "bzip2": (
        [("a.csv", bytes(10**7))],
        zipfile.ZIP_BZIP2,
        'contains "a.csv", which uses an unsupported compression method',
    ),
    "lzma": (
        [("a.csv", bytes(10**7))],
        zipfile.ZIP_LZMA,
        'contains "a.csv", which uses an unsupported compression method',
    ),
    "very many": ([(f"{i}", b"") for i in range(1001)], zipfile.ZIP_STORED, "contains 1,001 files (at most 1,000"),
    "a path": ([("a/../../b.csv", b"")], zipfile.ZIP_STORED, 'contains "a/../../b.csv", a path outside the archive'),
    "a drive": ([("C:\\b.csv", b"")], zipfile.ZIP_STORED, 'contains "C:\\b.csv", a path outside the archive'),
}


@pytest.mark.parametrize("reader", ["rdr", "workbook"])
@pytest.mark.parametrize("kind", ZIPS)
def test_zips_without_usable_data(small, tmp_path, kind, reader):
    entries, method, message = ZIPS[kind]
    path = archive(tmp_path / "bad.xlsx", *entries, method=method)
    if reader == "rdr":
        with pytest.raises(DataError) as refused:
            Archive(path)
        (problem,) = refused.value.problems
    else:
        (problem,) = read_workbook(Project(small.root), path).problems
    assert str(problem).startswith(f"{path}:1: file: {message}") and str(problem).endswith(")")


def test_a_zip_with_false_sizes_unpacks_to_no_more_than_stated(tmp_path):
    """50 MB of zeros whose directory states a kilobyte."""
    path = Tables().write(tmp_path / "a.zip")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("zeros.csv", bytes(50 * 10**6))
        size = file.getinfo("zeros.csv").file_size.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (1000).to_bytes(4, "little")))
    tracemalloc.start()
    with pytest.raises(DataError, match=r'"zeros\.csv" is damaged'):
        Archive(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20 * 10**6


def test_pipes_instead_of_zips(small, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    _, err = rating_here("import", "rdr", tmp_path / "pipe", root=small.root, code=1)
    assert f"{tmp_path}/pipe:1: file: is a pipe or a device (replace it with the file itself)\n" in err
    _, err = rating_here("import", "workbook", tmp_path / "pipe", root=small.root, code=1)
    assert err == f"{tmp_path}/pipe:1: file: is a pipe or a device (replace it with the file itself)\n"


BAD_IDS = ["../x", "a/b", "a\\b", "..", ".", "CON", "a" * 61, "a b", "-a", "a.b", "a:b", "ａcme", "acme\u0301", "a%2fb"]


@pytest.mark.parametrize("bad", BAD_IDS)
def test_ids_that_are_none(small, bad):
    small.change("sources.csv", "acme,s1,", f"acme,{bad},")
    (problem,) = [p for p in small.problems() if "sources.csv:2: source: " in p]
    assert quoted(unicodedata.normalize("NFC", bad)) in problem and problem.endswith(")")


PATHS = ["../x", "../editions/small-2023", "/etc", "."]
COMMANDS = [
    "show {}", "release {}", "new {} --from small-2023", "new small-2024 --from {}", "report {}", "chart x {}",
    "check {}", "verify {}", "workbook {}", "progress {}", "explain {} acme", "roadmap {} acme", "findings {}",
    "fetch {}", "compare {} small-2023", "lineage small-2023 {}", "withdraw {} 1.0.0 --reason x",
    "import answers /dev/null --edition {}", "import answers /dev/null --edition small-2023 --step {}",
    "workbook small-2023 --step {}", "diff {} small-2023/9", "release small-2023 {}", "report small-2023 {}",
    "verify small-2023 {}", "withdraw small-2023 {} --reason x", "workbook small-2023 {}", "progress small-2023 {}",
]  # fmt: skip


def tree(folder):
    return sorted(str(p) for p in folder.rglob("*"))


def test_words_of_the_command_that_are_paths(small):
    """Nothing is read from or written to other folders: it is wrong usage, and the message names the argument."""
    # As where folders of versions lie elsewhere in the project.
    (small.root / "x/1.0.0").mkdir(parents=True)
    (small.edition / "1.0.0").mkdir()
    before = tree(small.root.parent)
    for command in COMMANDS:
        for path in PATHS:
            words = [word.replace("{}", path) for word in command.split()]
            out, err = rating_here(*words, root=small.root, code=2)
            assert out == "" and err.startswith("rating ") and path in err, (words, out, err)
    (small.root / "build/.lock").unlink()
    (small.root / "build").rmdir()
    assert tree(small.root.parent) == before


@pytest.mark.parametrize("name", ["../x", "/x", "", "a\0b", "CON", "small", "small-23", "-2024", "x-2024/..", "Ж-2024"])
def test_new_editions_that_are_no_name(small, name):
    rating_here("new", name, "--from", "small-2023", root=small.root, code=2)
    rating_here("init", small.root / "new", "--edition", name or "x", root=small.root, code=2)
    assert tree(small.root / "raw/editions") == tree(small.edition.parent)


RUNS = [
    "=1+1", '=HYPERLINK("https://example.org")', "+1", "-1",
    "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1", "＋1", "－1", "＠x",
]  # fmt: skip


@pytest.mark.parametrize("text", RUNS)
def test_formulas_are_text_in_files_for_spreadsheets_and_unchanged_in_others(text):
    frame = pl.DataFrame({"comment": [text, f"see {text}"], "score": [-1.5, 2.0]})
    assert pl.read_csv(csv(frame))["comment"].to_list() == [text, f"see {text}"]
    shown = pl.read_csv(csv_for_spreadsheets(frame))
    assert shown["comment"].to_list() == [f"'{text}", f"see {text}"]
    assert shown["score"].to_list() == [-1.5, 2.0]


def test_invisible_characters(small):
    small.change("companies.csv", "acme,Acme,,", "acme,Ac\x1b[2Jme,,")
    small.change("answers.csv", "acme,group,all,G1.2,no,,s1,,", "acme,group,all,G1.2,no,,s1,seen\u202ereversed,")
    small.change("sources.csv", "Terms", "Ter\x85ms")
    folder, todo = "raw/editions/small-2023", "(accepted; check whether it belongs there)"
    assert small.problems() == [
        f'{folder}/answers.csv:3: comment: warning: "seen<U+202E>reversed" has the invisible character U+202E {todo}',
        f'{folder}/companies.csv:2: name_en: "Ac<U+001B>[2Jme" has the control character U+001B (remove it)',
        f'{folder}/sources.csv:2: title: "Ter<U+0085>ms" has the control character U+0085 (remove it)',
    ]


def test_nothing_in_a_listing_moves_the_cursor(small, capsys):
    """Names of files and columns are shown by code point, and so are comments, except for their line breaks."""
    (small.edition / "evil\x1b[2J.csv").write_text("")
    small.change("published_ranks.csv", "scope,rank", "scope,ra\x07nk")
    assert [p for p in small.problems() if not p.isprintable()] == []
    Listings().show({"answers": [{"comment": "one\u202e\ntwo\x1b[2J", "points": 50.0}]})
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[-2:]] == [["one<U+202E>", "50.0"], ["two<U+001B>[2J"]]


def test_no_limit_is_below_what_rdr_publishes(rdr):
    """The largest edition has 29,413 answers in 8 MB; the zips have some hundred files."""
    assert limits.MAX_ROWS > 10 * 29_413 and limits.MAX_BYTES > 10 * 8 * 10**6
    for path in rdr.glob("*.zip"):
        assert len(Archive(path).names) < limits.MAX_ENTRIES / 2


def test_a_methodology_is_read_in_time_that_grows_with_it(small):
    with (small.methodology / "elements.csv").open("a") as file:
        file.writelines(f"P2.{i},P2,false,,,,,,\n" for i in range(3, 20_003))
    start = time.process_time()
    assert small.problems() == []
    assert time.process_time() - start < 20


def test_the_readme_says_the_limits():
    text = (HERE / "README.md").read_text()
    for limit in (
        f"a CSV file | {limits.MAX_BYTES // 10**6} MB, {limits.MAX_ROWS:,} rows, {limits.MAX_CELL // 2**20} MiB",
        f"a YAML file | {limits.MAX_YAML / 10**6} MB, {limits.MAX_DEPTH} levels",
        f"a workbook | {limits.MAX_WORKBOOK // 10**6} MB, also unpacked; {limits.MAX_ENTRIES:,} parts; {MAX_AREA:,}",
        f"unpacked {limits.MAX_UNPACKED // 10**6} MB; {limits.MAX_ENTRIES:,} files",
        f"a download | {limits.MAX_BYTES // 10**6} MB, {limits.MAX_SECONDS} seconds",
        f"{limits.MAX_IDLE} seconds without data",
        f"{limits.MAX_REDIRECTS} redirects",
        f"{limits.MAX_ERRORS:,} a file, {MOST} a workbook",
    ):
        assert limit in text
