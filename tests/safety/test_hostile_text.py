"""Texts that are harmful where they are shown: in Markdown they stay text; a control character is an error everywhere;
and nothing that moves the cursor reaches a terminal."""

import json

import pytest
from markdown_it import MarkdownIt

from pipeline.cli.main import main
from pipeline.releasing.markdown import code_cell, plain
from support.released import seal
from support.running import every, rating_here

PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- hidden", "[x](javascript:alert(1))",
    "![x](//e)", "<https://evil.example>", "[x]: https://evil.example", "# Heading", "## 9.9.9 (2020)", "---", "===",
    "- item", "+ item", "1. item", "2) item", "> quote", "```", "~~~", "`code`", "*em* __strong__ ~~gone~~",
    "a | b | c", "|---|", "\\", "\\|", "\\<b>", "&lt;b&gt; &#60;b&#62;", "a\n\n# b", "a\r\n- b", "    indented",
    "\\`", "``` `` `", "{{x}}", "|`|`|", "a\\\n",
]  # fmt: skip
SPOTS = {
    "a paragraph": "{}", "a sentence": "Method: {}. Notes: {}", "an item": "- {}: {}", "a heading": "# {}",
    "a cell": "| a | b | c |\n|---|---|---|\n| x | {} | {} |",
}  # fmt: skip
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
INERT = {
    "inline", "text", "text_special", "softbreak", "paragraph_open", "paragraph_close", "heading_open", "heading_close",
    "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close", "code_inline", "fence",
    *(f"{part}_{end}" for part in ("table", "thead", "tbody", "tr", "th", "td") for end in ("open", "close")),
}  # fmt: skip


def tokens(text):
    for token in PARSER.parse(text):
        yield token
        yield from token.children or ()


def folded(text):
    return " ".join(text.split())


@pytest.mark.parametrize(("write", "spot"), [*((plain, spot) for spot in SPOTS), (code_cell, "a cell")])
def test_a_text_in_markdown_is_shown_as_text_and_whole(write, spot):
    """The file has the same structure as with a plain word, and shows the text as written."""
    pattern = SPOTS[spot]
    shape = [t.type for t in PARSER.parse(pattern.replace("{}", "word"))]
    for payload in PAYLOADS:
        text = pattern.replace("{}", write(payload))
        found = list(tokens(text))
        assert [t.type for t in PARSER.parse(text)] == shape, (payload, text)
        assert {t.type for t in found} <= INERT, (payload, text)
        shown = "".join(t.content for t in found if t.type in ("text", "text_special", "code_inline"))
        assert shown.count(folded(payload)) == pattern.count("{}"), (payload, text, shown)


MARKS = ("link", "blockquote", "strong", "em")
OWN = {"code_block", *(f"{kind}_{end}" for kind in MARKS for end in ("open", "close"))}
"""What the files have of their own besides."""

EVIL = '<script>alert("x")</script> [x](javascript:alert(1)) ![y](//e) | `c` *em* # h'


def test_texts_of_raw_files_are_text_in_every_markdown_file_of_a_release(small):
    quoted = "'" + EVIL.replace("'", "''") + "'"
    cell = '"' + EVIL.replace('"', '""') + '"'
    words = f"notes: {quoted}\ncitation: {quoted}\nauthors: {quoted}\nsource: {quoted}\n"
    small.change("edition.yaml", "{en: Small rating 2023 (fictional)}", quoted)
    small.change("edition.yaml", f"title: {quoted}", f"title: {{en: {quoted}}}\n{words}")
    small.change("edition.yaml", "licence: CC-BY-4.0", f"licence: {quoted}")
    small.change("methodology.yaml", "title: A small methodology for tests", f"title: {quoted}")
    small.change("methodology.yaml", '"Иә"}}', f'"Иә"}}, spellings: {{en: [{quoted}]}}}}')
    small.change("methodology.yaml", 'label: {en: "Yes"', f"label: {{en: {quoted}")
    small.change("companies.csv", "acme,Acme,", f"acme,{cell},")
    small.change("elements.csv", "Commitment", cell)
    rating_here("release", "small-2023", "--note", EVIL, root=small.root)
    (small.edition / "corrections.csv").write_text(
        "company,service,strand,element,column,old,new,reason,date,reported_by\n"
        f"acme,store,all,P1b.1,answer,partial,yes,{cell},2023-06-01,\n"
    )
    rating_here("release", "small-2023", "--note", EVIL, root=small.root)
    rating_here("withdraw", "small-2023", "1.0.0", "--reason", EVIL, root=small.root)
    files = sorted((small.root / "releases").rglob("*.md"))
    assert {p.name for p in files} == {"README.md", "CHANGELOG.md", "codebook.md"} and len(files) == 7
    for path in files:
        text = path.read_text(encoding="utf-8")
        links = [t.attrs["href"] for t in tokens(text) if t.type == "link_open"]
        assert all(link.startswith("small-2023/") and path.parent.name == "releases" for link in links)
        assert {t.type for t in tokens(text)} <= INERT | OWN
        shown = "".join(t.content for t in tokens(text) if t.type in ("text", "text_special"))
        assert EVIL in shown, path
    zenodo = json.loads((small.root / "releases/small-2023/1.1.0/.zenodo.json").read_text())
    assert "<" not in zenodo["description"] + zenodo["notes"]


def test_a_changelog_of_an_earlier_release_adds_no_markup(small):
    rating_here("release", "small-2023", "--note", "A NOTE", root=small.root)
    released = small.root / "releases/small-2023/1.0.0"
    path = released / "CHANGELOG.md"
    path.write_text(path.read_text().replace("A NOTE", EVIL))
    seal(released)
    (small.root / "releases/index.json").unlink()
    small.change("elements.csv", "Commitment", "Promise")
    rating_here("release", "small-2023", root=small.root)
    text = (small.root / "releases/small-2023/1.0.1/CHANGELOG.md").read_text()
    assert "alert" in text and not {t.type for t in tokens(text)} & {"html_inline", "html_block", "link_open"}


CONTROLS = [chr(n) for n in (*range(0x20), *range(0x7F, 0xA0)) if chr(n) not in "\t\n\r"]


def clean(*texts):
    """Return True if only text and line ends are printed."""
    return all(text.replace("\n", "").isprintable() for text in texts)


def test_every_control_character_in_a_cell_is_an_error(small):
    before = small.file("answers.csv").read_text()
    for sign in every(6, CONTROLS[1:]):
        small.file("answers.csv").write_text(before.replace("yes,,s1,,", f"yes,,s1,a{sign}b,", 1))
        (problem,) = small.problems()
        assert problem.endswith(f'"a<U+{ord(sign):04X}>b" has the control character U+{ord(sign):04X} (remove it)')


@pytest.mark.parametrize("place", ["notes: {}", "authors: {}", "title: {{en: {}}}", "licence: {}"])
def test_every_control_character_that_yaml_can_make_is_an_error(small, place):
    path = small.edition / "edition.yaml"
    key = place.split(":")[0]
    kept = "".join(line for line in path.read_text().splitlines(True) if not line.startswith(key))
    for sign in every(6, CONTROLS):
        path.write_text(kept + place.format(f'"a\\x{ord(sign):02x}b"') + "\n")
        assert any(f"has the control character U+{ord(sign):04X} (remove it)" in p for p in small.problems())
    for sign in ("\x1b", "\x85", "\x9b"):
        path.write_text(kept + place.format(f'"a{sign}b"') + "\n")
        found = small.problems()
        assert found and clean(*found)


def test_control_characters_of_a_methodology_and_of_yaml_keys_are_errors(small):
    small.change("methodology.yaml", 'en: "Yes"', 'en: "Y\\x9bes"')
    small.change("methodology.yaml", "services_as_one", '"serv\\eices": x\nservices_as_one')
    found = small.problems()
    assert any("U+009B (remove it)" in p for p in found) and any("U+001B (remove it)" in p for p in found)
    assert clean(*found)


@pytest.mark.parametrize("sign", ["\x1b", "\x7f", "\x85", "\x9b"])
@pytest.mark.parametrize("place", ["raw/editions/small-2023", "raw/lineage", "raw/editions/small-2023/answers"])
def test_a_control_character_in_the_name_of_a_file_is_an_error(small, place, sign):
    (small.root / place).mkdir(exist_ok=True)
    (small.root / place / f"no{sign}tes.csv").write_text("")
    out, err = rating_here("check", root=small.root, code=1)
    assert f"no<U+{ord(sign):04X}>tes.csv:1: file:" in err and clean(out, err)


@pytest.mark.parametrize("sign", every(3, ["\x1b", "\x85", "\x9b", "\u202e", "\n", "\r"]))
def test_a_control_character_in_the_name_of_a_folder_is_an_error_and_never_printed(small, sign, capsys):
    name = f"ev{sign}il-2024"
    (small.edition.with_name(name)).mkdir()
    for words, expected in (
        (["check"], 1), (["check", "--format", "json"], 1), (["check", name], 1), (["build"], 1), (["show", name], 2),
        (["release", name], 1), (["verify", name], 2), (["list"], 0), (["progress", name], 1), (["new", name], 2),
        (["import", "workbook", name], 1), (["import", "rdr", name], 1), (["fetch", name], 2),
        (["check", "--" + name], 2),
        (["diff", name, name], 2), (["lineage", "small-2023", name], 2), (["workbook", name, "--language", name], 2),
    ):  # fmt: skip
        try:
            found = main([*words, "--root", str(small.root)])
        except SystemExit as stopped:
            found = stopped.code
        out, err = capsys.readouterr()
        assert clean(out, err), (words, out, err)
        assert found == expected, (words, out, err)


def test_json_has_no_raw_control_character_and_the_same_values():
    from pipeline.core.problems import json_text

    value = [{"a": "x\x1b\x7f\x85\x9b\u202e\u2028\U000e0001 Ішінара\n", "б": 1.5}]
    text = json_text(value)
    assert clean(text) and json.loads(text) == value and "Ішінара" in text


def test_a_note_and_a_reason_with_a_control_character_are_refused(small):
    signs = ["\x1b", "\x00", "\x85", "\x9b", "\u202e"]
    for sign in signs:
        _, err = rating_here("release", "small-2023", "--note", f"a{sign}b", root=small.root, code=2)
        assert f"--note has the invisible character U+{ord(sign):04X} (remove it)" in err
        assert not (small.root / "releases").exists()
    rating_here("release", "small-2023", "--note", "a\tb\nc", root=small.root)
    for sign in signs:
        _, err = rating_here("withdraw", "small-2023", "1.0.0", "--reason", f"a{sign}b", root=small.root, code=2)
        assert f"--reason has the invisible character U+{ord(sign):04X}" in err
        assert not (small.root / "releases/withdrawn.csv").exists()
