"""Schemas of the public tables that compare printed figures with computed ones."""

from pipeline.schemas import fields as f
from pipeline.schemas.base import Table


class Reconciliation(Table, grain="edition company service strand scope"):
    """Each printed score beside the one computed from the answers."""

    service: str = f.column("Service, or `group`, or `operating-company`; empty for the company")
    published: float = f.points("Score as the source printed it")
    computed: float = f.points("Score computed from the answers; empty where that is not possible")
    difference: float = f.column("Computed less published", unit="points", nullable=True)
    agrees: bool = f.column(
        "True within half a unit of the last printed digit and 0.005 for figures printed from "
        "rounded parts; empty where nothing was computed",
        nullable=True,
    )


class RankReconciliation(Table, grain="edition company service scope"):
    """Each rank that the source of an edition printed, compared with the one computed from the answers."""

    service: str = f.service_or_none("Service; empty for the company")
    published: f.Int32 = f.column("Printed rank", unit="place", ge=1)
    computed: f.Int32 = f.column(
        "Rank computed from the answers, among the same; empty if missing answers leave several ranks possible",
        unit="place", nullable=True, ge=1,
    )  # fmt: skip
    rank_low: f.Int32 = f.rank("rank_low")
    rank_high: f.Int32 = f.rank("rank_high")
    agrees: bool = f.column(
        "True if both are the same; false if missing answers can't explain the printed rank; empty if it is one of "
        "several possible ranks, and if nothing was computed",
        nullable=True,
    )
    among: str = f.column(
        "What a service was ranked among: `class`, the services of its class; empty: all services of the edition",
        nullable=True,
        **f.one_of(f.RANKED_AMONG),
    )
