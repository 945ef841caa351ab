"""Schemas of the staged tables that are read from an edition's files.

`file` is the raw file that a table is read from. It has the table's columns without `edition`.
"""

from pipeline.schemas import fields as f
from pipeline.schemas.base import Table


class Editions(Table, grain="edition", file="edition.yaml"):
    """The edition itself: its series, year, methodology, title and licence."""

    series: str = f.identifier("Id of the rating, common to all its editions", public=True)
    year: f.Int32 = f.column(
        "Year in the edition's id",
        in_range={"min_value": 1990, "max_value": 2200, "error": "is not a year (write it with four digits)"},
        public=True,
    )
    methodology: str = f.identifier("Methodology id: the folder name under `raw/methodologies/`", public=True)
    title_en: str = f.required("Title in English", words=True, public=True)
    title_ru: str = f.text("Title in Russian", words=True, public=True)
    title_kk: str = f.text("Title in Kazakh", words=True, public=True)
    status: str = f.choice(
        "Progress of the edition: `draft`, `partial` (answers are missing) or `final`", f.STATUSES, public=True
    )
    fictional: bool = f.column("True if the companies and answers are invented", public=True)
    licence: str = f.required("Licence of the data, as an SPDX id", public=True)
    citation: str = f.text("How to cite the edition: a reference as text", words=True, public=True)
    notes: str = f.text("What users of the data must know, such as limits and gaps", words=True, public=True)
    authors: str = f.text("Authors of the edition, people or organizations, separated by ;", words=True, public=True)
    source: str = f.text("Publication that the data were taken from", words=True, public=True)
    team: str = f.column(
        "Team (not a person) that is responsible for the edition; Dagster shows it as the owner",
        kind="id",
        nullable=True,
        **f.ID_RULE,
    )
    publish_steps: bool = f.column(
        "True if releases contain the answers of every step of the research and the agreement of the raters; by "
        "default they contain only the final answers",
        nullable=True,
    )
    rank_decimals: f.Int32 = f.rank_decimals("; empty: as in the methodology")


class Companies(Table, grain="edition company", file="companies.csv"):
    """The companies that an edition rates."""

    company: str = f.identifier("Company id, the same in all tables of the edition", public=True)
    name_en: str = f.required("Name in English", words=True, public=True)
    name_ru: str = f.name("ru", public=True)
    name_kk: str = f.name("kk", public=True)
    type: str = f.code(
        "Company type, one of those in the methodology, such as digital_platform",
        f.WORD,
        "digital_platform",
        public=True,
    )
    engagement: str = f.engagement(nullable=True, public=True)
    source_code: str = f.text("Name exactly as spelled in the imported source; empty if not imported", public=True)


class Services(Table, grain="edition company service", file="services.csv"):
    """What is rated of each company: the group, the operating company if there is one, and the services."""

    name_en: str = f.required("Name in English", words=True, public=True)
    name_ru: str = f.name("ru", public=True)
    name_kk: str = f.name("kk", public=True)
    unit: str = f.choice("Whether the row is the group, the operating company, or a service", f.UNITS, public=True)
    class_: str = f.code(
        "Service class, one of those in the methodology, such as eCommerce; empty for group and operating company",
        f.WORD,
        "eCommerce",
        nullable=True,
        alias="class",
        public=True,
    )
    composite: str = f.column(
        "Composite id: services of a company with the same composite, such as prepaid and postpaid, are averaged "
        "first and then count as one; empty if the service counts on its own",
        kind="id",
        nullable=True,
        **f.ID_RULE,
        public=True,
    )
    source_code: str = f.text("Name exactly as spelled in the imported source; empty if not imported", public=True)
    class_evidence: str = f.choice(
        "Evidence for the class: printed in the source, concluded from its text, or assumed; empty if not recorded",
        f.EVIDENCE,
        nullable=True,
        optional=True,
        public=True,
    )


class Selection(Table, grain="edition indicator", file="selection.csv"):
    """The indicators that an edition applies, with the evidence for each."""

    evidence: str = f.choice(
        "Evidence that the edition applies the indicator: printed in the source, concluded from its text, or assumed; "
        "empty if the edition applies all indicators",
        f.EVIDENCE,
        nullable=True,
        public=True,
    )
    note: str = f.text("Where the source says so, or why it is assumed", words=True, public=True)


class GivenAnswers(Table, grain="edition company service strand element", file="answers.csv"):
    """The final answers that the researchers gave. Elements without an answer may have no row."""

    answer: str = f.answer(public=True)
    reason: str = f.reason(public=True)
    sources: str = f.sources(public=True)
    comment: str = f.comment(public=True)
    printed_points: int = f.units("Points that the source printed; empty if it printed none", public=True)
    role: str = f.role(public=True)
    reviewer: str = f.reviewer()
    internal_comment: str = f.internal_comment()


class StepAnswers(Table, grain="edition step company service strand element"):
    """The answers given at each step of the research, including the final one."""

    answer: str = f.answer(public=True)
    reason: str = f.reason()
    sources: str = f.sources()
    comment: str = f.comment()
    role: str = f.role(public=True)
    reviewer: str = f.reviewer()
    internal_comment: str = f.internal_comment()


class Engagements(Table, grain="edition company", file="engagement.csv"):
    """Whether each company responded when asked about its results."""

    engagement: str = f.engagement(public=True)
    asked_date: str = f.asked_date(public=True)
    answered_date: str = f.answered_date(public=True)
    note: str = f.engagement_note(public=True)
    asked: str = f.text("What the company was asked; never published")
    reply: str = f.text("What the company replied; never published")


class Sources(Table, grain="edition company source", file="sources.csv"):
    """The documents that answers cite."""

    source: str = f.identifier("Source id, unique within the company; answers cite it in `sources`", public=True)
    title: str = f.text("Title of the document", words=True, public=True)
    url: str = f.text("Web address of the document", public=True)
    archived_url: str = f.text("Web address of an archived copy", public=True)
    document_date: str = f.date("Date of the document: a year, a month or a day, as text", public=True)
    accessed_date: str = f.date("Date when researchers read it: a year, a month or a day, as text", public=True)


class PublishedScores(Table, grain="edition company service strand scope", file="published_scores.csv"):
    """The scores that the source of an edition printed."""

    service: str = f.unit_or_none(public=True)
    score: int = f.units("Printed score", public=True)


class PublishedRanks(Table, grain="edition company service scope", file="published_ranks.csv"):
    """The ranks that the source of an edition printed."""

    service: str = f.service_or_none(public=True)
    rank: f.Int32 = f.column(
        "Printed rank",
        unit="rank",
        in_range={"min_value": 1, "max_value": 10**6, "error": "is not a rank (write a whole number from 1)"},
        public=True,
    )
    among: str = f.ranked_among(optional=True, public=True)


class Corrections(Table, grain="edition company service strand element column old", file="corrections.csv"):
    """Changes of released cells, one a row, with the old and the new value."""

    service: str = f.unit_or_none(public=True)
    strand: str = f.column("Strand; an empty text if the corrected table has none", public=True)
    element: str = f.column(
        "Element code, or the scope of a printed score; an empty text for a cell of a company or service", public=True
    )
    column: str = f.required("Column that is corrected", public=True)
    old: str = f.column("Value before the correction, as in the raw file", public=True)
    new: str = f.column("Value after the correction", public=True)
    reason: str = f.required("Why the value is corrected", public=True)
    date: str = f.date("Date of the correction", nullable=False, public=True)
    reported_by: str = f.text("Person who reported the error; never published", kind="person")


class StatedFindings(Table, grain="edition finding", file="findings.csv"):
    """The conclusions that an edition's report states, each as the answer to a question."""

    finding: str = f.identifier("Conclusion id, such as c1, numbered in the order of the report", public=True)
    question: str = f.question(public=True)
    claim: str = f.claim(public=True)
    names: str = f.claimed_names(public=True)
    text_en: str = f.wording("en", "The conclusion", public=True)
    text_ru: str = f.wording("ru", "The conclusion", public=True)
    text_kk: str = f.wording("kk", "The conclusion", public=True)
    note_en: str = f.untestable("en", public=True)
    note_ru: str = f.untestable("ru", public=True)
    note_kk: str = f.untestable("kk", public=True)


class Recommendations(Table, grain="edition recommendation", file="recommendations.csv"):
    """The recommendations of an edition's report, in this project's own words, with the indicators they would raise."""

    recommendation: str = f.identifier(
        "Recommendation id, such as r1-2-1, numbered in the order of the report", public=True
    )
    theme_en: str = f.wording("en", "Theme", public=True)
    theme_ru: str = f.wording("ru", "Theme", public=True)
    theme_kk: str = f.wording("kk", "Theme", public=True)
    text_en: str = f.wording("en", "The recommendation", public=True)
    text_ru: str = f.wording("ru", "The recommendation", public=True)
    text_kk: str = f.wording("kk", "The recommendation", public=True)
    indicators: str = f.required(
        "Codes of the indicators whose scores rise if the recommendation is followed, separated by ;", public=True
    )
