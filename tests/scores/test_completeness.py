"""A final edition has all its answers, and a release counts what its answers lack."""

import json
import re

from pipeline.core.project import Project
from pipeline.reading import editions
from support import made_ratings
from support.running import built, rating_here

MISSING = r'is "final", but ([\d,]+) of the [\d,]+ answers that are asked for (?:is|are) missing in '


def test_a_final_edition_without_all_answers_is_an_error_whatever_it_asks(tmp_path, table):
    """The error counts the same missing answers as the tables, which the SQL counts."""
    names = made_ratings.write(tmp_path, range(12))
    built(tmp_path)
    missing = dict.fromkeys(names, 0)
    for r in table(tmp_path, "public.level_scores"):
        missing[r["edition"]] += r["n_expected"] - r["n_scored"] - r["n_printed"]
    for name in names:
        path = tmp_path / f"raw/editions/{name}/edition.yaml"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"status": "final"}), encoding="utf-8")
    found = dict.fromkeys(names, 0)
    for edition in editions.inspect(Project(tmp_path)):
        for problem in [p for p in edition.problems if p.level == "error"]:
            said = re.match(MISSING, problem.message)
            assert said and (problem.kind, problem.column) == ("not final", "status"), problem
            found[edition.name] = int(said[1].replace(",", ""))
    assert found == missing
    assert min(missing.values()) == 0 < max(missing.values())


def test_a_release_of_a_final_edition_with_a_missing_answer_is_refused(small):
    small.change("answers.csv", "acme,post,all,P1a.1,yes,,s1,,\n", "")
    told = (
        'edition.yaml:6: status: is "final", but 1 of the 12 answers that are asked for is missing in '
        f'{small.edition}/answers.csv: acme/post/P1a.1 (add them, or write "partial")'
    )
    for words in (("check",), ("release", "small-2023")):
        _, err = rating_here(*words, root=small.root, code=1)
        assert told in err
    assert not (small.root / "releases/small-2023").exists()
    rating_here("build", root=small.root)
    small.change("edition.yaml", "status: final", "status: partial")
    rating_here("check", root=small.root)
    rating_here("release", "small-2023", root=small.root)


def test_a_release_counts_what_its_answers_lack(small):
    """P1b of post is excluded for its class and answered; one answer cites what is not there, two with points nothing.
    P1a.2 scores in reverse: its "no" has points in the table, and needs no source."""
    small.change("answers.csv", "acme,post,all,P2.1,yes,,s1,,", "acme,post,all,P2.1,yes,,s1;s7,,")
    small.change("answers.csv", "acme,post,all,P2.2,yes,,s1,,", "acme,post,all,P2.2,yes,,,,")
    small.change("answers.csv", "acme,post,all,P1a.1", "acme,post,all,P1b.1,yes,,,,\nacme,post,all,P1a.1")
    rating_here("release", "small-2023", root=small.root)
    (folder,) = small.root.glob("releases/small-2023/1.0.0")
    provenance = json.loads((folder / "provenance.json").read_text())
    assert provenance["lacks"] == {
        "unlisted_sources": 1, "positive_answers_without_source": 2, "excluded_but_scored": 1,
    }  # fmt: skip
    readme = (folder / "README.md").read_text()
    for line in (
        "- Citations of sources that are not in `sources`: 1\n",
        "- Answers with points and without a source: 2\n",
        "- Scored answers that the methodology does not ask for: 1\n",
    ):
        assert line in readme
    rating_here("verify", "small-2023", "1.0.0", root=small.root)
