"""The metadata of a release, all from the edition's data: title, authors, date, licence, version."""

from dataclasses import dataclass

from pipeline.core.figures import day
from pipeline.reading.files import listed
from pipeline.releasing.versions import Version

KEYWORDS = ["digital rights", "freedom of expression", "privacy", "corporate accountability", "rating"]


@dataclass(frozen=True)
class About:
    """`released` is the date of the release. `data_as_of` is the latest day (or month, or year) on which a source was
    read, `data_from` the earliest; both are empty if no source has such a date."""

    edition: str
    series: str
    year: int
    version: Version
    title: str
    status: str
    fictional: bool
    licence: str
    citation: str
    notes: str
    methodology: str
    released: str
    data_from: str
    data_as_of: str
    content_sha256: str
    note: str
    previous: str
    made_by: str
    source: str

    @property
    def authors(self):
        """The authors in edition.yaml, else the title."""
        return listed(self.made_by) or [self.title]

    @property
    def description(self):
        content = "answers, scores, ranks, and the weight of each answer in each score"
        parts = [f"{self.title}, version {self.version}: {content}."]
        if self.fictional:
            parts.append("FICTIONAL: companies, services, documents and answers are invented.")
        if self.status == "partial":
            parts.append("PARTIAL: answers are missing; scores that depend on them are ranges.")
        return " ".join([*parts, self.notes]).strip()

    @property
    def data_dates(self):
        """A sentence about the date of the data."""
        if not self.data_as_of:
            return "The date of the data is not known, because no source has a date of access."
        earliest = "" if self.data_from == self.data_as_of else f"; the earliest is {self.data_from}"
        return f"The latest date on which a source was read is {self.data_as_of}{earliest}."

    @property
    def keywords(self):
        return [*KEYWORDS, self.series, *(["fictional"] if self.fictional else [])]

    @property
    def sources(self):
        return [self.source] if self.source else []


def about(frames, record, content_sha256):
    """Return the `About` of one edition, from its staged tables (name -> frame) and a release's `Record`."""
    row = frames["staged.editions"].row(0, named=True)
    days = frames["staged.sources"]["accessed_date"].drop_nulls()
    return About(
        edition=row["edition"],
        series=row["series"],
        year=row["year"],
        version=Version.parse(record.version),
        title=row["title_en"],
        status=row["status"],
        fictional=row["fictional"],
        licence=row["licence"],
        citation=(row["citation"] or f"{row['authors'] or ''} {row['title_en']}").strip().rstrip(".") + ".",
        notes=" ".join((row["notes"] or "").split()),
        methodology=frames["staged.methodologies"]["title"][0],
        released=record.date_released,
        data_from=day(min(days, default="")),
        data_as_of=day(max(days, default="")),
        content_sha256=content_sha256,
        note=record.note,
        previous=record.previous,
        made_by=row["authors"] or "",
        source=" ".join((row["source"] or "").split()),
    )
