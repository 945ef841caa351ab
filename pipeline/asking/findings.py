"""`rating findings`: the conclusions of an edition's report, checked against the data."""

from pipeline.asking.scores import rows_of
from pipeline.computing.sql import DuckDB
from pipeline.core.languages import named


def findings(project, edition, language, json):
    """Return listings of the report's conclusions with their verdicts, and of findings that it does not state."""
    with DuckDB(project) as tables:
        rows = rows_of(tables, "findings/findings", edition=edition)
    stated, further = ([r for r in rows if r["stated"] is side] for side in (True, False))
    if json:
        return {"findings": rows}
    counts = {v: sum(r["verdict"] == v for r in stated) for v in ("confirmed", "denied", "unknown")}
    return {
        f"{edition}: conclusions of the report": [
            {"finding": r["finding"], "verdict": r["verdict"], "the report": named(r, language, "text"),
             "the data": named(r, language, "sentence")}
            for r in stated
        ],
        "verdicts": [counts] if stated else [],
        "further findings": [
            {"question": r["finding"], "the data": named(r, language, "sentence")} for r in further
        ],
    }  # fmt: skip
