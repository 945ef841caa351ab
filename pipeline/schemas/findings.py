"""Schemas of the findings: one table for each claim that a conclusion may make, with what the data say of it."""

from pipeline.schemas import fields as f
from pipeline.schemas.base import Table


class Finding(Table):
    """What every claim has: whether it holds, and the words for it where it does."""

    edition: str = f.edition()
    finding: str = f.identifier("Conclusion; a question's id where no report states one")
    verdict: str = f.choice("Whether it holds", f.VERDICTS)
    lead_en: str = f.required("The claim in English")
    lead_ru: str = f.required("The claim in Russian")
    lead_kk: str = f.required("The claim in Kazakh")


class NoneDo(Finding):
    """Nobody does what is asked."""

    class Config:
        unique = ["edition", "finding"]


class OnlyTheseDo(Finding):
    """Only those do that are named."""

    class Config:
        unique = ["edition", "finding"]


class AlmostNoneDo(Finding):
    """Almost nobody does: at most one in five."""

    class Config:
        unique = ["edition", "finding"]


class FewDo(Finding):
    """Most do not: fewer than half do."""

    class Config:
        unique = ["edition", "finding"]


class MostDo(Finding):
    """Most do: more than half."""

    class Config:
        unique = ["edition", "finding"]


class AlmostAllDo(Finding):
    """Almost all do: at least four in five."""

    class Config:
        unique = ["edition", "finding"]
