"""The command line: finding the project, suggestions for typing mistakes, standard input, many warnings, and the keys
of JSON."""

import json
import re
import subprocess
import sys

import pytest

import reference
from pipeline.cli.main import RATING, main
from pipeline.core.problems import WARNINGS
from support.running import HERE, rating, rating_here


def run(capsys, *words):
    """Return (exit code, standard output, standard error) of a command without --root."""
    code = main([str(word) for word in words])
    return code, *capsys.readouterr()


def test_root_may_stand_before_the_command_or_among_its_words(small, capsys):
    wanted = (0, "", "0 errors, 0 warnings in small-2023\n")
    assert run(capsys, "--root", small.root, "check", "small-2023") == wanted
    assert run(capsys, "check", "--root", small.root, "small-2023") == wanted
    assert run(capsys, "check", "small-2023", "--root", small.root) == wanted
    assert run(capsys, "--root", "nowhere", "check", "small-2023", "--root", small.root) == wanted
    _, _, err = run(capsys, "undo", "small-2023", "--root", small.root, "3")
    assert err.startswith('rating undo: no import into "small-2023" is recorded')


def test_root_may_be_an_environment_variable(small, monkeypatch, capsys):
    monkeypatch.setenv("RATING_ROOT", str(small.root))
    assert run(capsys, "check") == (0, "", "0 errors, 0 warnings in small-2023\n")
    assert run(capsys, "check", "--root", HERE / "docs")[0] == 2
    code, _, _ = run(capsys, "--root", small.root / "other", "import", "rdr", "none.zip")
    assert code == 1 and (small.root / "other/build").exists() and not (small.root / "build").exists()


def test_the_project_is_searched_upwards_and_named(small, monkeypatch, capsys):
    monkeypatch.chdir(small.edition)
    code, _, err = run(capsys, "check")
    assert (code, err) == (0, f"the project is {small.root}\n0 errors, 0 warnings in small-2023\n")
    small.change("companies.csv", "platform", "platfrom")
    assert "\n../../../raw/editions/small-2023/companies.csv:2: type: " in run(capsys, "check")[2]
    monkeypatch.chdir(small.root)
    assert run(capsys, "check")[2].startswith("raw/editions/small-2023/companies.csv:2: type: ")


def test_a_folder_in_a_release_belongs_to_the_project_that_published_it(small, monkeypatch, capsys):
    """A release has raw files too; a command started in one of its folders uses the project that published it."""
    rating_here("release", "small-2023", root=small.root)
    monkeypatch.chdir(small.root / "releases/small-2023/1.0.0/parquet")
    assert run(capsys, "list")[2] == f"the project is {small.root}\n"


def test_without_a_project_the_message_asks_for_one(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys, "check")
    assert (code, err) == (2, "rating check: no edition in raw/editions (is --root the right folder?)\n")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["buidl"], "'build'"),
        (["import", "workbok"], "'workbook'"),
        (["check", "--lvel", "error"], "'--level'"),
        (["check", "smal-2023"], '"small-2023"'),
        (["new", "small-2024", "--from", "small-2032"], '"small-2023"'),
    ],
)
def test_what_was_perhaps_meant_is_asked(small, capsys, words, meant):
    code, out, err = run(capsys, *words, "--root", small.root)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert meant in err and "id you mean" in err


def test_the_version_and_the_help_go_to_standard_output(capsys):
    code, out, err = run(capsys, "--version")
    assert (code, err) == (0, "") and re.fullmatch(r"rating, version \d+\.\d+\.\d+\n", out)
    code, out, err = run(capsys, "--help")
    assert (code, err) == (0, "") and all(f"  {name} " in out for name in RATING.commands)
    assert re.findall(r"^(\w[^\n]*):\n", out, re.M)[1:] == list(RATING.sections)
    assert max(map(len, out.split("\n"))) <= 80
    code, out, err = run(capsys)
    assert (code, out) == (2, "") and "Publish:\n" in err
    code, out, _ = run(capsys, "explain", "-h")
    assert code == 0 and "\nExamples:\n  rating explain example-2024 meadow\n" in out


def test_the_help_loads_no_heavy_library():
    code = "import sys; from pipeline.cli.main import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=HERE, capture_output=True, text=True, timeout=60, check=True
    )
    loaded = done.stderr.split()
    assert "click" in loaded
    assert not {"rich", "polars", "duckdb", "pandera", "pyarrow", "dagster", "yaml", "requests"} & set(loaded)


@pytest.mark.parametrize(
    ("begun", "found"),
    [("rel", ["release"]), ("show sm", ["small-2023"]), ("show small-2023 ac", ["acme"]), ("check --le", ["--level"])],
)
def test_the_shell_completes_commands_options_editions_and_companies(small, begun, found):
    words = f"rating {begun}"
    env = {"_RATING_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    out, _ = rating(env=env | {"RATING_ROOT": str(small.root)})
    assert [line.partition(",")[2] for line in out.split()] == found


def test_answers_are_read_from_standard_input_as_from_a_file(small, monkeypatch, capsys):
    path = small.root / "a.csv"
    path.write_text("company,service,strand,element,answer,sources\nacme,post,all,P2.1,no,\nacme,post,all,P9.9,no,\n")
    words = ["import", "answers", "--edition", "small-2023", "--partial", "--prefer", "files", "--format", "json"]
    words += ["--root", small.root]
    code, out, err = run(capsys, *words, path)
    raw = (small.edition / "answers.csv").read_bytes()
    rating_here("undo", "small-2023", root=small.root)
    with path.open() as file:
        monkeypatch.setattr("sys.stdin", file)
        again, out_again, err_again = run(capsys, *words, "-")
    assert (code, again) == (0, 0) and "P9.9" in err
    assert (small.edition / "answers.csv").read_bytes() == raw
    assert json.loads(out_again.replace('"-"', json.dumps(str(path)))) == json.loads(out)
    assert err_again.splitlines()[0] == err.splitlines()[0].replace(str(path), "-")


def test_many_warnings_are_summed_up_by_kind(shipped):
    """The fictional editions cite 40 web pages without an archived copy."""
    _, err = rating_here("check", root=shipped)
    lines = err.splitlines()
    warnings = json.loads(rating_here("check", "--format", "json", root=shipped)[0])["problems"]
    kinds = {kind: sum(w["kind"] == kind for w in warnings) for kind in WARNINGS}
    many = {kind: n for kind, n in kinds.items() if n > 3}
    assert many["no archived copy"] == 40 and len(warnings) > 900
    assert sum(": warning: " in line for line in lines) == sum(min(n, 3) for n in kinds.values())
    assert {line for line in lines if line.startswith("warning: ")} == {
        f'warning: {n - 3} more of {n} "{kind}" (rating check --kind "{kind}" lists them)' for kind, n in many.items()
    }
    assert lines[-1] == f"0 errors, {len(warnings)} warnings in example-2023, example-2024, kz-2023"
    _, err = rating_here("check", "--kind", "no archived copy", root=shipped)
    assert err.count("is empty (archive the page: it may change)\n") == 40
    assert err.splitlines()[-1] == lines[-1]
    _, err = rating_here("check", "--all", root=shipped)
    assert err.count(": warning: ") == len(warnings)


def test_a_build_sums_its_warnings_up_too(small):
    for number in range(5):
        (small.root / f"raw/editions/small-2023/stray{number}.csv").write_text("")
    _, err = rating_here("build", root=small.root)
    _, checked = rating_here("check", root=small.root)
    assert err.splitlines()[:4] == checked.splitlines()[:4]
    assert err.splitlines()[3].startswith('warning: 2 more of 5 "unknown file"')


JSON = [
    ["show", "example-2024"],
    ["show", "example-2024", "meadow"],
    ["explain", "example-2024", "meadow", "G1"],
    ["roadmap", "example-2024", "meadow"],
    ["findings", "kz-2023"],
    ["compare", "example-2023", "example-2024", "meadow"],
    ["lineage", "example-2023", "example-2024"],
    ["progress", "example-2024"],
    ["check", "example-2024"],
    ["build"],
]


@pytest.mark.parametrize("words", JSON, ids=" ".join)
def test_json_has_the_keys_that_are_documented(words, shipped):
    found = json.loads(rating_here(*words, "--format", "json", root=shipped)[0])
    name = "show EDITION COMPANY" if len(words) == 3 and words[0] == "show" else words[0]
    # Of lineage, `written` is what `--write` gives instead of `proposals`.
    assert list(found) == [key for key in reference.JSON_KEYS[name] if key != "written"]
    assert [key for key in keys(found) if not re.fullmatch(r"[a-z][a-z0-9_]*", key)] == []


def test_json_of_published_commands_has_the_documented_keys(small):
    for words in (["release", "small-2023"], ["list"], ["verify"], ["diff", "small-2023/1.0.0", "small-2023/1.0.0"]):
        found = json.loads(rating_here(*words, "--format", "json", root=small.root)[0])
        assert tuple(found) == reference.JSON_KEYS[words[0]]
        assert [key for key in keys(found) if not re.fullmatch(r"[a-z][a-z0-9_]*", key)] == []


def keys(value):
    if isinstance(value, dict):
        yield from value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from keys(part)
