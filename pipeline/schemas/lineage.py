"""Schemas of `raw/lineage/`: what became of companies, services and elements from one edition to a later one."""

from pipeline.schemas import fields as f
from pipeline.schemas.base import Table


class Lineage(Table):
    """What became of something from one edition to a later one."""

    from_edition: str = f.identifier("Edition before", public=True)
    from_: str = f.service_or_none("Id in the edition before; empty for what is new", alias="from", public=True)
    to_edition: str = f.identifier("Later edition", public=True)
    to: str = f.service_or_none("Id in the later edition; empty for what is gone", public=True)
    kind: str = f.choice("What became of it", f.LINEAGE, public=True)
    note: str = f.text("Why, or where that stands", public=True)


class Companies(Lineage, grain="from_edition from to_edition to", file="companies.csv"):
    """What became of companies."""


class Services(Lineage, grain="from_edition company from to_edition to", file="services.csv"):
    """What became of services. `company` is the company's id in the edition before; for a new service, in the later."""

    from_edition: str = f.identifier("Edition before", public=True)
    to_company: str = f.service_or_none(
        "Its company in the later edition if the service moved to another; empty if it did not",
        optional=True,
        public=True,
    )


class Elements(Table, grain="from_methodology from to_methodology to", file="elements.csv"):
    """Which elements of one methodology are those of another, or of its own in an earlier edition."""

    from_methodology: str = f.identifier("Methodology of the previous edition", public=True)
    from_: str = f.column(
        "Element there; empty for a new one", kind="code", **f.ELEMENT_OR_NONE, alias="from", public=True
    )
    to_methodology: str = f.identifier("Methodology of the later edition", public=True)
    to: str = f.column("Element there; empty for one that was dropped", kind="code", **f.ELEMENT_OR_NONE, public=True)
    kind: str = f.choice("What became of it", f.ELEMENT_LINEAGE, public=True)
    note: str = f.text("Why, or where that stands", public=True)
