"""Secrets in published data are an error before a release: addresses with a password or a key, and names of persons
from a private column, in any raw file and column."""

import csv
import io

import pytest

from pipeline.core.project import Project
from pipeline.reading.editions import load
from pipeline.reading.privacy import secret_in
from pipeline.schemas import LINEAGE, SCHEMAS, columns
from support.complete import FULL, table_of
from support.running import rating_here

ERRORS = [
    "https://user:secret@example.org/", "https://token@example.org/x", "HTTPS://USER:@EXAMPLE.ORG", "ftp://a:b@example.org",
    "see https://user:secret@example.org/ and more", "//user:secret@example.org/", "user:secret@example.org/",
    "https:\\\\user:secret@example.org", "https://web.archive.org/web/2023/https://user:secret@example.org/",
    "https://archive.example/?url=https%3A%2F%2Fuser%3Asecret%40example.org", "https://example.org/?password=x",
    "https://example.org/?a=b&API-KEY=1", "https://example.org/#access_token=abc", "https://b.example/f?X-Amz-Signature=0a",
]  # fmt: skip
WARNINGS = ["https://example.org/?token=abc", "https://example.org/a;jsessionid=1", "https://example.org/?page=2&sig=0"]
FINE = [
    "https://example.org/", "https://medium.com/@user/post", "https://example.org/?mail=a@example.org",
    "mailto:a@example.org",
    "write to privacy@example.org", "https://example.org/keys?k=1", "a token=1 without an address",
    "https://example.org/?token=",
    "50 % of 3/4", "https://example.org/a#token", "Note: see p. 3",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "level"),
    [*((t, "error") for t in ERRORS), *((t, "warning") for t in WARNINGS), *((t, None) for t in FINE)],
)
def test_what_an_address_holds(text, level):
    found = secret_in(text)
    assert (found and found[0]) == level
    assert found is None or ("user" not in found[1] and "0a" not in found[1])


def schema_of(name):
    return LINEAGE[f"lineage.{name[8:-4]}"] if name.startswith("lineage/") else SCHEMAS[table_of(name)]


def free_columns(name):
    """The public columns of a CSV file that accept any text."""
    header = next(csv.reader(io.StringIO(FULL[name])))
    found = [c for c in columns(schema_of(name)) if c.public and c.kind is None and c.sql_type == "VARCHAR"]
    return [c.name for c in found if c.name in header]


FILES = [n for n in FULL if n.endswith(".csv") and "accepted" not in n and "small-2024" not in n and free_columns(n)]
STEP = "editions/small-2023/answers/first-researcher.csv"


def write(root, files):
    for name, text in files.items():
        path = root / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Project(root)


def with_cells(name, names, value):
    """A file with `value` in the named columns of its first row."""
    rows = list(csv.reader(io.StringIO(FULL[name], newline="")))
    for column in names:
        rows[1][rows[0].index(column)] = value
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return {name: out.getvalue()}


def told(project, kind):
    return sorted({str(p) for e in load(project) for p in e.problems if p.kind == kind})


@pytest.mark.parametrize("name", FILES)
def test_an_address_with_a_password_is_an_error_in_every_public_column(tmp_path, name):
    names = free_columns(name)
    project = write(tmp_path, FULL | with_cells(name, names, "https://user:secret@example.org/"))
    found = told(project, "private")
    what = "has an address with a name or a password before its host"
    assert [c for c in names if not any(f"raw/{name}:2: {c}: {what}" in p for p in found)] == []
    assert "secret" not in "".join(found)


@pytest.mark.parametrize("key", ["notes", "citation", "source", "authors", "licence"])
def test_so_it_is_in_the_yaml_files_and_in_a_note(small, key):
    path = small.edition / "edition.yaml"
    lines = [line for line in path.read_text().splitlines() if not line.startswith(key)]
    path.write_text("\n".join([*lines, f"{key}: see https://user:secret@example.org/", ""]))
    (problem,) = small.problems()
    assert f"edition.yaml:{len(lines) + 1}: {key}: has an address with" in problem and "secret" not in problem
    _, err = rating_here("release", "small-2023", root=small.root, code=1)
    assert "has an address" in err and not (small.root / "releases").exists()
    path.write_text("\n".join([*lines, f"{key}: CC-BY-4.0", ""]))
    _, err = rating_here("release", "small-2023", "--note", "https://u:p@example.org/", root=small.root, code=2)
    assert "--note has an address with" in err and not (small.root / "releases").exists()


PERSON = "Aigerim Example"


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("editions/") and name != STEP])
def test_a_reviewers_name_is_an_error_in_every_public_column(tmp_path, name):
    names = free_columns(name)
    files = FULL | with_cells(name, names, "As aigerim  EXAMPLE said") | {STEP: FULL[STEP].replace("Anna", PERSON)}
    found = told(write(tmp_path, files), "private")
    what = "has the name of a person from the private column reviewer"
    assert [c for c in names if not any(f"raw/{name}:2: {c}: {what}" in p for p in found)] == []
    assert "aigerim" not in "".join(found).casefold()


def test_one_word_is_a_warning_and_authors_and_roles_are_no_secret(tmp_path):
    step, final = (f"editions/small-2023/answers/{name}.csv" for name in ("first-researcher", "final"))
    cells = with_cells(final, ["comment"], "Anna of the Aigerim Example team, first-researcher, said so; see Annapolis")
    project = write(tmp_path, FULL | cells)
    assert told(project, "private") == [] and len(told(project, "perhaps private")) == 1
    edition = "editions/small-2023/edition.yaml"
    named = {
        edition: FULL[edition] + f"authors: Anna; {PERSON}\n",
        step: FULL[step].replace("Anna", "first-researcher"),
    }
    project = write(tmp_path, FULL | cells | named)
    assert told(project, "private") == told(project, "perhaps private") == []


ELSEWHERE = {
    "a line of the lineage": ("lineage/services.csv", "Closed", "small-2024"),
    "a methodology": ("methodologies/small/questions.csv", "Easy access", "small-2023"),
    "another edition": ("editions/small-2024/answers.csv", "Less than before", "small-2024"),
    "words in quotes, over two lines": ("editions/small-2024/answers.csv", "Not any more", "small-2024"),
}
"""Where a name may stand besides the tables of the edition whose private column has it -> file, text, edition."""


@pytest.mark.parametrize("where", ELSEWHERE)
def test_a_name_of_a_private_column_leaves_raw_in_no_file(tmp_path, where):
    name, text, edition = ELSEWHERE[where]
    assert text in FULL[name]
    step = "editions/small-2023/answers/first-researcher.csv"
    files = FULL | {step: FULL[step].replace("Anna", PERSON)}
    files |= {n: t.replace("status: final", "status: partial") for n, t in files.items() if n.endswith("edition.yaml")}
    words = '"by Aigerim\nexample, twice"' if "quotes" in where else f"by {PERSON}"
    named = write(tmp_path / "named", files | {name: FULL[name].replace(text, words)})
    if edition == "small-2024":
        rating_here("release", "small-2023", root=named.root)
    _, err = rating_here("release", edition, root=named.root, code=1)
    assert f"raw/{name}:" in err and "has the name of a person from the private column reviewer" in err
    assert "aigerim" not in err.casefold() and not (named.releases / edition).exists()


def test_no_note_and_no_reason_has_a_name_of_a_private_column(small):
    header = "company,service,strand,element,column,old,new,reason,date,reported_by\n"
    (small.edition / "corrections.csv").write_text(f"{header}acme,,,s1,title,Terms,Terms 1,Misread,2024-02,{PERSON}\n")
    _, err = rating_here("release", "small-2023", "--note", "Thanks to aigerim  example", root=small.root, code=2)
    assert "--note has the name of a person" in err and not (small.root / "releases").exists()
    rating_here("release", "small-2023", "--note", "Thanks to a reader", root=small.root)
    words = ("withdraw", "small-2023", "1.0.0", "--reason")
    _, err = rating_here(*words, f"{PERSON} was wrong", root=small.root, code=2)
    assert "--reason has the name of a person" in err and not (small.root / "releases/withdrawn.csv").exists()
    rating_here(*words, "Wrong", root=small.root)
