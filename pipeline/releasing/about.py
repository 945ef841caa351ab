"""What a release says of itself: title, authors, date, licence, version. All of it from the edition's data."""

from dataclasses import dataclass

from pipeline.reading import listed
from pipeline.releasing.versions import Version
from pipeline.show import day

KEYWORDS = ["digital rights", "freedom of expression", "privacy", "corporate accountability", "rating"]


@dataclass(frozen=True)
class About:
    """`date` is that of the data (a year, month or day), never of the clock."""

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
    date: str
    note: str
    previous: str
    made_by: str
    source: str

    @property
    def authors(self):
        """As edition.yaml names them; else the series has no other name than its title."""
        return listed(self.made_by) or [self.title]

    @property
    def description(self):
        parts = [f"{self.title}, version {self.version}: answers, scores, ranks and what each score is made of."]
        if self.fictional:
            parts.append("FICTIONAL: companies, services, documents and answers are made up.")
        if self.status == "partial":
            parts.append("PARTIAL: answers are missing; scores that they leave open are ranges.")
        return " ".join([*parts, self.notes]).strip()

    @property
    def keywords(self):
        return [*KEYWORDS, self.series, *(["fictional"] if self.fictional else [])]

    @property
    def sources(self):
        return [self.source] if self.source else []


def about(frames, version, note, previous):
    """The `About` of one edition from its staged and public tables (name -> frame)."""
    row = frames["staged.editions"].row(0, named=True)
    days = [
        *frames["staged.sources"]["accessed_date"].drop_nulls(),
        *frames["staged.corrections"]["date"],
    ]
    return About(
        edition=row["edition"],
        series=row["series"],
        year=row["year"],
        version=version,
        title=row["title_en"],
        status=row["status"],
        fictional=row["fictional"],
        licence=row["licence"],
        citation=(row["citation"] or f"{row['authors'] or ''} {row['title_en']}").strip().rstrip(".") + ".",
        notes=" ".join((row["notes"] or "").split()),
        methodology=frames["staged.methodologies"]["title"][0],
        date=day(max(days, default=str(row["year"]))),
        note=" ".join(note.split()),
        previous=previous,
        made_by=row["authors"] or "",
        source=" ".join((row["source"] or "").split()),
    )
