"""The texts that become public with a release, for a check before it is written."""

from collections import Counter

from pipeline.core.problems import quoted, visible
from pipeline.schemas import SCHEMAS, columns, key

FIRST = 10
"""The number of texts that are listed without --texts."""

TABLES = (
    "answers", "sources", "engagement", "editions", "companies", "services", "selection", "corrections", "findings",
    "recommendations",
)  # fmt: skip
"""Tables with what people wrote for an edition; the words of a methodology are not its own."""


def first_public(frames, previous):
    """[(table, row, column, text)] of each text in the tables of a release (name -> frame) that no table of the
    previous release (the same, or empty) has."""
    known = {text for *_, text in _texts(previous)}
    found = {}
    for table, row, column, text in _texts(frames):
        if text not in known:
            found.setdefault(text, (table, row, column, text))
    return list(found.values())


def _texts(frames):
    for table in TABLES:
        if table not in frames:
            continue
        frame, schema = frames[table], SCHEMAS[f"public.{table}"]
        written = [c.name for c in columns(schema) if c.words and not c.name.startswith("sentence_")]
        names = [name for name in written if name in frame.columns]
        places = [name for name in key(schema) if name != "edition" and name in frame.columns]
        for row in frame.iter_rows(named=True):
            place = "/".join(str(row[name]) for name in places)
            yield from ((table, place, name, row[name]) for name in names if row[name])


def shown(texts, whole=False):
    """Lines that say how many texts become public for the first time, and the first of them, or all."""
    count = Counter(f"{column} of {table}" for table, _, column, _ in texts)
    kinds = f" ({', '.join(f'{what} {n}' for what, n in count.most_common())})" if texts else ""
    lines = [f"texts that become public for the first time: {len(texts)}{kinds}"]
    listed = texts if whole else texts[:FIRST]
    for table, row, column, text in listed:
        lines.append(f"  {table}: {f'{row} {column}'.strip()}: {visible(text) if whole else quoted(text)}")
    if len(listed) < len(texts):
        lines.append(f"  and {len(texts) - len(listed)} more (--texts lists all)")
    return lines
