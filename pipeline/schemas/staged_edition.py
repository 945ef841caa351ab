"""Schemas of the staged tables that an edition's files make.

`file` is the raw file that a table is read from; a model's columns but `edition` are that file's columns.
"""

from pipeline.schemas import fields as f
from pipeline.schemas.base import Table


class Editions(Table, grain="edition", file="edition.yaml"):
    """One rating in one year, with the methodology that it applies."""

    series: str = f.identifier("The rating that this is an edition of", public=True)
    year: f.Int32 = f.column(
        "Year of the edition",
        in_range={"min_value": 1990, "max_value": 2200, "error": "is not a year (write it with four digits)"},
        public=True,
    )
    methodology: str = f.identifier("Methodology that the edition applies", public=True)
    title_en: str = f.required("Title in English", words=True, public=True)
    title_ru: str = f.text("Title in Russian", words=True, public=True)
    title_kk: str = f.text("Title in Kazakh", words=True, public=True)
    status: str = f.choice(
        "How far the edition is: draft, partial (answers are missing) or final", f.STATUSES, public=True
    )
    fictional: bool = f.column("True where companies and answers are made up", public=True)
    licence: str = f.required("Licence of the data, as an SPDX id", public=True)
    citation: str = f.text("How to cite the edition", words=True, public=True)
    notes: str = f.text("What a user of the edition has to know", words=True, public=True)
    authors: str = f.text("Who made the edition, separated by ;", words=True, public=True)
    source: str = f.text("What the edition's data were taken from", words=True, public=True)
    team: str = f.column(
        "Group that is responsible for the edition, not a person; Dagster shows it as the owner",
        kind="id",
        nullable=True,
        **f.ID_RULE,
    )
    publish_steps: bool = f.column(
        "True if a release holds the answers of every step of the research and the agreement of the raters; by default "
        "it holds only the final answers",
        nullable=True,
    )
    rank_decimals: f.Int32 = f.rank_decimals("; empty: as the methodology says")


class Companies(Table, grain="edition company", file="companies.csv"):
    """The companies that an edition rates."""

    name_en: str = f.required("Name in English", words=True, public=True)
    name_ru: str = f.name("ru", public=True)
    name_kk: str = f.name("kk", public=True)
    type: str = f.code("Company type, one that the methodology names", f.WORD, "digital_platform", public=True)
    engagement: str = f.column(
        "What the company answered when it was asked about its results; empty where that is not known",
        nullable=True,
        **f.one_of(f.ENGAGEMENT),
        public=True,
    )
    source_code: str = f.text("Name exactly as the imported source writes it", public=True)


class Services(Table, grain="edition company service", file="services.csv"):
    """The rated units: the group, the operating company where there is one, and the services."""

    name_en: str = f.required("Name in English", words=True, public=True)
    name_ru: str = f.name("ru", public=True)
    name_kk: str = f.name("kk", public=True)
    unit: str = f.choice("What the row is: the group, the operating company, or a service", f.UNITS, public=True)
    class_: str = f.code(
        "Service class, one that the methodology names; empty for group and operating company",
        f.WORD,
        "eCommerce",
        nullable=True,
        alias="class",
        public=True,
    )
    composite: str = f.column(
        "Services of one company that share a composite are averaged first",
        kind="id",
        nullable=True,
        **f.ID_RULE,
        public=True,
    )
    source_code: str = f.text("Name exactly as the imported source writes it", public=True)
    class_evidence: str = f.column(
        "Where the class comes from: printed, concluded from a text, or assumed",
        nullable=True,
        optional=True,
        **f.one_of(f.EVIDENCE),
        public=True,
    )


class Selection(Table, grain="edition indicator", file="selection.csv"):
    """The indicators that an edition applies, and how that is known."""

    evidence: str = f.column(
        "How it is known: printed in the source, concluded from its text, or assumed; empty where "
        "the edition applies all indicators",
        nullable=True,
        **f.one_of(f.EVIDENCE),
        public=True,
    )
    note: str = f.text("Where it stands, or why it is assumed", words=True, public=True)


class GivenAnswers(Table, grain="edition company service strand element", file="answers.csv"):
    """The answers as the researchers gave them."""

    answer: str = f.text("Answer, in the spelling of the scale; empty where none was given", public=True)
    reason: str = f.text("Why the element does not apply", words=True, public=True)
    sources: str = f.text("Source documents, separated by ;", public=True)
    comment: str = f.text("What the researcher found", words=True, public=True)
    printed_points: int = f.units("Points as the source printed them", public=True)
    role: str = f.role(public=True)
    reviewer: str = f.reviewer()
    internal_comment: str = f.internal_comment()


class StepAnswers(Table, grain="edition step company service strand element"):
    """The answers as they were given at each step of the research, the final one included."""

    answer: str = f.text("Answer, in the spelling of the scale; empty where none was given", public=True)
    reason: str = f.text("Why the element does not apply", words=True)
    sources: str = f.text("Source documents, separated by ;")
    comment: str = f.text("What the researcher found", words=True)
    role: str = f.role(public=True)
    reviewer: str = f.reviewer()
    internal_comment: str = f.internal_comment()


class Engagements(Table, grain="edition company", file="engagement.csv"):
    """Whether each company answered when it was asked about its results."""

    engagement: str = f.choice("What the company answered", f.ENGAGEMENT, public=True)
    asked_date: str = f.date("Date when it was asked: a year, a month or a day, as text", public=True)
    answered_date: str = f.date("Date when it answered: a year, a month or a day, as text", public=True)
    note: str = f.text("What may be said of it in public", words=True, public=True)
    asked: str = f.text("What it was asked")
    reply: str = f.text("What it replied")


class Sources(Table, grain="edition company source", file="sources.csv"):
    """The documents that answers rest on."""

    source: str = f.identifier("Source document, as answers cite it", public=True)
    title: str = f.text("Title of the document", words=True, public=True)
    url: str = f.text("Address", public=True)
    archived_url: str = f.text("Address of an archived copy", public=True)
    document_date: str = f.date("Date of the document: a year, a month or a day, as text", public=True)
    accessed_date: str = f.date("Date when it was read: a year, a month or a day, as text", public=True)


class PublishedScores(Table, grain="edition company service strand scope", file="published_scores.csv"):
    """Scores as the source of an edition printed them."""

    service: str = f.service_or_none("Service, or `group`, or `operating-company`; empty for the company", public=True)
    score: int = f.units("Printed score", public=True)


class PublishedRanks(Table, grain="edition company service scope", file="published_ranks.csv"):
    """Ranks as the source of an edition printed them."""

    service: str = f.service_or_none("Service; empty for the company", public=True)
    rank: f.Int32 = f.column(
        "Printed rank",
        unit="place",
        in_range={"min_value": 1, "max_value": 10**6, "error": "is not a rank (write a whole number from 1)"},
        public=True,
    )

    among: str = f.column(
        "What a service was ranked among: `class`, the services of its class; empty: all services of the edition",
        nullable=True,
        optional=True,
        public=True,
        **f.one_of(f.RANKED_AMONG),
    )


class Corrections(Table, grain="edition company service strand element column old", file="corrections.csv"):
    """What was corrected after it had been released: one cell a row, with what stood there before."""

    service: str = f.service_or_none(
        "Service, or `group`, or `operating-company`; empty for a company's cell", public=True
    )
    strand: str = f.column("Strand; empty where the cell has none", public=True)
    element: str = f.column(
        "Element, or the scope of a printed score; empty for a cell of a company or service", public=True
    )
    column: str = f.required("Column that is corrected", public=True)
    old: str = f.column("What the source has", public=True)
    new: str = f.column("What it is corrected to", public=True)
    reason: str = f.required("Why it is corrected", public=True)
    date: str = f.date("Date of the correction", nullable=False, public=True)
    reported_by: str = f.text("Who reported it", kind="person")


class StatedFindings(Table, grain="edition finding", file="findings.csv"):
    """The conclusions that an edition's report states, each as the answer to a question."""

    finding: str = f.identifier("Conclusion, in the order of the report", public=True)
    question: str = f.identifier("Question that it answers", public=True)
    claim: str = f.choice("How many do, as it is stated", f.CLAIMS, public=True)
    names: str = f.text("Those that do, where only they do: companies, or company/service, separated by ;", public=True)
    text_en: str = f.wording("en", public=True)
    text_ru: str = f.wording("ru", public=True)
    text_kk: str = f.wording("kk", public=True)
    note_en: str = f.wording("en", "What of it can't be asked of the data", public=True)
    note_ru: str = f.wording("ru", "What of it can't be asked of the data", public=True)
    note_kk: str = f.wording("kk", "What of it can't be asked of the data", public=True)


class Recommendations(Table, grain="edition recommendation", file="recommendations.csv"):
    """What the report of an edition recommends, in this project's own words, and the indicators that it would raise."""

    recommendation: str = f.identifier("Recommendation, in the order of the report", public=True)
    theme_en: str = f.wording("en", public=True)
    theme_ru: str = f.wording("ru", public=True)
    theme_kk: str = f.wording("kk", public=True)
    text_en: str = f.wording("en", public=True)
    text_ru: str = f.wording("ru", public=True)
    text_kk: str = f.wording("kk", public=True)
    indicators: str = f.required("Indicators that it would raise, separated by ;", public=True)
