"""The house is kept small: what a reader may rely on in every file."""

from conftest import HERE

from pipeline.documenting import PAGES

OURS = ("pipeline", "dbt_like_sql", "tests", "docs", ".ci")
WRITTEN = {".py", ".sql", ".css", ".js", ".html", ".md", ""}
"""Endings of what is written by hand; tables of labels and texts may be longer."""


def written():
    found = [p for folder in OURS for p in HERE.glob(f"{folder}/**/*") if p.suffix in WRITTEN and p.is_file()]
    return [*found, HERE / "README.md", HERE / "Makefile", HERE / "pyproject.toml"]


def test_no_file_is_over_400_lines():
    by_hand = [p for p in written() if p.parent.name != "docs" or p.name not in PAGES]
    lengths = {str(p.relative_to(HERE)): len(p.read_text(encoding="utf-8").splitlines()) for p in by_hand}
    assert len(lengths) > 200
    assert {name: n for name, n in lengths.items() if n > 400} == {}
