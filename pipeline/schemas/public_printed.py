"""Schemas of the public tables that compare printed figures with computed ones."""

from pipeline.schemas import fields as f
from pipeline.schemas.base import Table


class Reconciliation(Table, grain="edition company service strand scope"):
    """Each score that the source of an edition printed, compared with the one computed from the answers."""

    service: str = f.column(
        "Service id, unique within the company; or `group`, or `operating-company`; an empty text for the company"
    )
    published: float = f.points("Printed score")
    computed: float = f.points("Score computed from the answers; empty if some are not known")
    difference: float = f.column("Computed score minus printed score; empty if none was computed", unit="points",
                                 nullable=True)  # fmt: skip
    agrees: bool = f.column(
        "True if the difference is at most half a unit of the last printed digit, plus 0.005 points because some "
        "printed scores are means of rounded scores; empty if no score was computed",
        nullable=True,
    )


class RankReconciliation(Table, grain="edition company service scope"):
    """Each rank that the source of an edition printed, compared with the one computed from the answers."""

    service: str = f.service_or_none()
    published: f.Int32 = f.rank_then("Printed rank")
    computed: f.Int32 = f.rank_then(
        "Rank computed from the answers, among the same companies or services; empty if missing answers leave several "
        "ranks possible",
        nullable=True,
    )
    rank_low: f.Int32 = f.rank("rank_low")
    rank_high: f.Int32 = f.rank("rank_high")
    agrees: bool = f.column(
        "True if both ranks are equal; false if missing answers can't explain the printed rank; empty if it is one of "
        "several possible ranks, or if no rank was computed",
        nullable=True,
    )
    among: str = f.ranked_among()
