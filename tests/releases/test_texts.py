"""Texts that a release makes public for the first time are listed before it is written."""

import os
import pty
import subprocess
import sys

import pytest

from support.running import HERE, rating_here

NEW = "acme,post,all,P1a.1,yes,,s1,Found on page 1,"


def release(small, *words, code=0):
    _, err = rating_here("release", "small-2023", *words, root=small.root, code=code)
    return err


def test_texts_of_a_first_release_and_of_the_next(small, release_first):
    release_first()
    small.change("answers.csv", "acme,post,all,P1a.1,yes,,s1,,", NEW)
    small.change("answers.csv", "No audit is made", "No audit is ever made")
    small.change("sources.csv", "acme,s1,Terms", "acme,s1,Terms of use")
    told = (
        "texts that become public for the first time: 3 "
        "(comment of answers 1, reason of answers 1, title of sources 1)\n"
        '  answers: acme/post/all/P1a.1 comment: "Found on page 1"\n'
        '  answers: acme/store/all/P2.2 reason: "No audit is ever made"\n'
        '  sources: acme/s1 title: "Terms of use"\n'
    )
    err = release(small, "--dry-run")
    assert err.startswith(told) and err.endswith("this is a dry run: small-2023 1.0.1 was not written\n")
    assert sorted(p.name for p in (small.root / "releases/small-2023").iterdir()) == ["1.0.0"]
    assert release(small).startswith(told)
    assert sorted(p.name for p in (small.root / "releases/small-2023").iterdir()) == ["1.0.0", "1.0.1"]
    # What is public stays so: nothing of it is new a second time.
    small.change("answers.csv", "acme,post,all,P1a.2,no,,s1,,", "acme,post,all,P1a.2,no,,s1,Found on page 1,")
    assert release(small, "--dry-run").startswith("texts that become public for the first time: 0\n")


def test_many_texts_are_counted_and_listed_with_an_option(small):
    text = small.file("answers.csv").read_text()
    for i in range(10):
        text = text.replace(",s1,,\n", f",s1,Finding {i} {'long ' * 60}\u202e,\n", 1)
    small.file("answers.csv").write_text(text, encoding="utf-8")
    err = release(small, "--dry-run")
    assert "comment of answers 10" in err and err.count("\n  ") == 11 and "more (--texts lists all)" in err
    err = release(small, "--dry-run", "--texts")
    assert all(f"Finding {i} {'long ' * 60}<U+202E>" in err for i in range(10)) and "more (" not in err


@pytest.mark.parametrize(
    ("words", "typed", "written"), [((), b"n\n", False), ((), b"y\n", True), (("--yes",), b"", True)]
)
def test_on_a_terminal_it_asks(small, words, typed, written):
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "release", "small-2023", *words, "--root", str(small.root)],
        cwd=HERE, stdin=theirs, stderr=theirs, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, typed)
    said = b""
    while b"[y/N]" not in said and process.poll() is None:
        try:
            said += os.read(ours, 10_000)
        except OSError:
            break
    assert process.wait(timeout=200) == 0
    assert (b"publish them with small-2023 1.0.0? [y/N]" in said) == (not words)
    assert (small.root / "releases/small-2023/1.0.0").exists() == written
    os.close(ours)
