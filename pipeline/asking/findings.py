"""`rating findings`: what an edition's report concludes, and what the data say of it."""

from pipeline.asking.scores import rows_of
from pipeline.core.languages import named


def findings(project, edition, language, json):
    """Listings of the conclusions that the report states, with what the data say; and of what they say besides."""
    rows = rows_of(project, "findings/findings", edition=edition)
    stated, besides = ([r for r in rows if r["stated"] is side] for side in (True, False))
    if json:
        return {"findings": rows}
    counts = {v: sum(r["verdict"] == v for r in stated) for v in ("confirmed", "denied", "unknown")}
    return {
        f"{edition}: what the report concludes": [
            {"finding": r["finding"], "verdict": r["verdict"], "the report": named(r, language, "text"),
             "the data": named(r, language, "sentence")}
            for r in stated
        ],
        "verdicts": [counts] if stated else [],
        "what the data say besides": [
            {"question": r["finding"], "the data": named(r, language, "sentence")} for r in besides
        ],
    }  # fmt: skip
