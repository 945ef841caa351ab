"""Random tests of the parts of an import: merging of files, ids of documents, notes on cells."""

import itertools
import random

import pytest

from pipeline.core.project import Project
from pipeline.desk.documents import Documents, Listed
from pipeline.desk.merging import Said, mark, merge
from pipeline.reading.methodologies import read_methodology
from pipeline.reading.open_workbook import sheet_notes, trees_of
from pipeline.reading.steps import KEYS


@pytest.mark.parametrize("seed", range(200))
def test_no_merge_loses_an_answer_or_overrules_a_rater(seed, small):
    """Of random states, what was filled in, and files: an answer goes only for one that a file says, and that either
    was written from what is there, or is preferred."""
    rng = random.Random(seed)
    scale = read_methodology(Project(small.root), "small").scale
    words = ["yes", "partial", "no", ""]
    places = [("acme", "post", "all", e) for e in ("P1a.1", "P1a.2")]
    blank = dict.fromkeys(("reason", "printed_points"), "")
    there = {
        place: {**dict(zip(KEYS, place, strict=True)), **blank, "answer": rng.choice(words), "sources": "",
                "comment": rng.choice(["", "c"])}
        for place in places if rng.random() < 0.7
    }  # fmt: skip
    said = []
    for name in "ab"[: rng.choice([1, 2])]:
        rows = {p: {"answer": rng.choice(words), "comment": rng.choice(["", "d"])} for p in places}
        begun = {p: {"answer": mark("answer", rng.choice(words))} for p in places} if rng.random() < 0.5 else {}
        said.append(Said(name, rows, {}, begun, form=True))
    merged = merge(there, said, (), scale)
    undecided = {c.place for c in merged.conflicts}
    for place in places:
        was, now = there.get(place, {}).get("answer", ""), merged.rows.get(place, {}).get("answer", "")
        says = {s.file: s.rows[place]["answer"] for s in said}
        if place in undecided:
            assert merged.rows.get(place) == there.get(place)
        elif now != was:
            authors = [s for s in said if says[s.file] == now]
            assert now and authors
            if was:
                assert all(s.begun[place]["answer"] == mark("answer", was) for s in authors)
        else:
            # What a file says and is not written was filled in for it.
            assert all(a in ("", now) or s.begun[place]["answer"] == mark("answer", a)
                       for s, a in ((s, says[s.file]) for s in said))  # fmt: skip
    for order in itertools.permutations(said):
        again = merge(there, list(order), (), scale)
        assert again.rows == merged.rows and {c.place for c in again.conflicts} == undecided


@pytest.mark.parametrize("seed", range(200))
def test_every_answer_cites_the_document_that_its_author_meant(seed):
    """Researchers number documents of their own: after any imports, in any order and again, an id leads to the address
    that its author gave it; equal addresses are one document."""
    rng = random.Random(seed)
    addresses = ["https://a.kz/x", "http://A.kz/x/", "https://b.kz", "https://b.kz?y=1", "https://c.kz/z"]
    same = {"https://a.kz/x": "a", "http://A.kz/x/": "a"}
    blank = dict.fromkeys(("title", "archived_url", "document_date", "accessed_date"), "")
    files = []
    for n in range(3):
        ids = rng.sample(["doc-1", "doc-2", "doc-3"], 2)
        rows = [{"company": "acme", "source": i, **blank, "title": f"{n}", "url": rng.choice(addresses)} for i in ids]
        cited = {i: {("s", "acme", "post", "all", f"P{n}.{k}")} for k, i in enumerate(ids)}
        files.append(Listed(f"{n}", "acme", rows, {}, {}, cited, set()))
    rng.shuffle(files)
    documents = Documents([], {})
    for found in [*files, *files]:
        became = documents.take(found, ())
        for row in found.rows:
            there = documents.rows["acme", became[row["source"]]]
            assert same.get(there["url"], there["url"]) == same.get(row["url"], row["url"])
    urls = [same.get(r["url"], r["url"]) for r in documents.rows.values()]
    own = {same.get(r["url"], r["url"]) for f in files for r in f.rows}
    assert sorted(urls) == sorted(own)
    assert all(place[1] == row["source"] for place, row in documents.rows.items())


def test_a_thread_is_read_once_with_its_replies():
    """Excel also writes a thread as a note, with a text for older programs."""
    relations = (
        '<Relationships xmlns="r"><Relationship Type="http://x/relationships/comments" Target="../comments1.xml"/>'
        '<Relationship Type="http://y/relationships/threadedComment" Target="/xl/threadedComments/t1.xml"/>'
        "</Relationships>"
    )
    notes = '<comments><commentList><comment ref="{}"><text><r><t>{}</t></r><r><t>{}</t></r></text></comment>'
    parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations,
        "xl/comments1.xml": notes.format("D6", "[Threaded comment]", "for older programs")
        + '<comment ref="E7"><text><t>A note</t></text></comment></commentList></comments>',
        "xl/threadedComments/t1.xml": '<ThreadedComments><threadedComment ref="D6"><text>Is it so?</text>'
        '</threadedComment><threadedComment ref="D6"><text>Yes</text></threadedComment></ThreadedComments>',
    }
    found = sheet_notes(
        trees_of({name: text.encode() for name, text in parts.items()}), "xl/worksheets/sheet1.xml", "Privacy"
    )
    assert found == {(5, 3): "Is it so?\nYes", (6, 4): "A note"}
