"""The documentation names all commands, options, tables, columns, raw files, audits and kinds of errors."""

import re
import shlex

import click
import pytest

import reference
from pipeline.cli.main import RATING
from pipeline.computing import sql
from pipeline.core.problems import ERRORS, WARNINGS, Problem
from pipeline.reading.validation import FILES
from pipeline.schemas import LINEAGE, SCHEMAS, columns
from support.running import HERE

DOCS = HERE / "docs"
README = (HERE / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", reference.PAGES)
def test_a_page_that_is_made_is_current(name):
    assert (DOCS / name).read_text(encoding="utf-8") == reference.PAGES[name](), "run make docs"


def section(page, heading):
    """Return the text under a heading, up to the next heading."""
    text = (DOCS / page).read_text(encoding="utf-8")
    assert text.count(f"\n{heading}\n") == 1, heading
    return re.split(r"\n##", text.split(f"\n{heading}\n")[1])[0]


def test_every_command_and_option_is_documented_and_no_other():
    there = dict(reference.leaves(RATING))
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^## (.*)$", page, re.MULTILINE)) == set(there)
    for name, command in there.items():
        text = section("commands.md", f"## {name}")
        options = {option for p in command.params for option in p.opts if option[0] == "-"} - {"--root"}
        assert set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text)) == options, name
        positional = [
            p.make_metavar(click.Context(command, **command.context_settings))
            for p in command.params
            if p.opts[0][0] != "-"
        ]
        assert re.findall(r"^\| `(\[?[A-Z][^`]*)`", text, re.MULTILINE) == positional, name


def test_examples_in_the_help_have_words_that_the_command_takes():
    for path, command in reference.leaves(RATING):
        assert command.examples, path
        for example in command.examples:
            words = shlex.split(example.split("| ")[-1])
            assert words[: len(path.split())] == path.split()
            command.make_context(path, words[len(path.split()) :], resilient_parsing=False)


def test_the_readme_and_the_pages_name_no_command_that_is_not_there():
    for page in (HERE / "README.md", *DOCS.glob("*.md")):
        named = set(re.findall(r"(?:^ +|`)rating ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
        assert named <= RATING.commands.keys(), page


def test_every_table_and_column_is_documented_and_no_other():
    page = (DOCS / "tables.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^### (.*)$", page, re.MULTILINE)) == set(SCHEMAS)
    for table, schema in SCHEMAS.items():
        shown = re.findall(r"^\| `([^`]+)`", section("tables.md", f"### {table}"), re.MULTILINE)
        assert shown == [c.name for c in columns(schema)], table


def test_every_raw_file_and_column_is_documented():
    for table, file in FILES.items():
        if not file.endswith(".csv"):
            continue
        folder = "methodologies/<id>" if file in reference.METHODOLOGY_FILES else "editions/<series>-<year>"
        shown = re.findall(r"^\| `([^`]+)`", section("raw-files.md", f"## {folder}/{file}"), re.MULTILINE)
        assert shown == [c.name for c in columns(SCHEMAS[table]) if c.name != "edition"], file
    for table, schema in LINEAGE.items():
        file = f"## lineage/{table.removeprefix('lineage.')}.csv"
        shown = re.findall(r"^\| `([^`]+)`", section("raw-files.md", file), re.MULTILINE)
        assert shown == [c.name for c in columns(schema)], table


def test_every_audit_and_kind_of_error_is_documented_and_no_other():
    errors, warnings, audits = (
        re.findall(r"^\| ([^|*]*[^|* ])(?: \*non-blocking\*)? \|", section("checks.md", f"## {name}"), re.MULTILINE)[1:]
        for name in ("Errors in raw files", "Warnings", "Audits")
    )
    assert (errors, warnings, audits) == (list(ERRORS), list(WARNINGS), list(sql.audits()))


def test_each_kind_of_error_is_one_that_the_code_knows_and_uses():
    with pytest.raises(ValueError, match="is not a kind of problem"):
        Problem("answers.csv", 1, "answer", "is odd", kind="no such kind")
    code = "".join(p.read_text(encoding="utf-8") for p in HERE.glob("pipeline/**/*.py") if p.name != "problems.py")
    assert [kind for kind in (*ERRORS, *WARNINGS) if f'"{kind}"' not in code] == []


def test_links_lead_somewhere():
    for page in (HERE / "README.md", *DOCS.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        anchors = {
            re.sub(r"[^a-z0-9_ -]", "", h.lower()).replace(" ", "-") for h in re.findall(r"^#+ (.*)$", text, re.M)
        }
        for link in re.findall(r"\]\(([^)]+)\)", text):
            if "://" not in link:
                file, _, anchor = link.partition("#")
                assert (page.parent / file).exists() if file else anchor in anchors, (page.name, link)


def test_corrections_in_the_docs_have_the_columns_of_the_file():
    own = [c.name for c in columns(SCHEMAS["staged.corrections"]) if c.name != "edition"]
    assert ",".join(own) in README + "".join(p.read_text(encoding="utf-8") for p in DOCS.glob("*.md"))
