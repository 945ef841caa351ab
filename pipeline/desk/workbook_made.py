"""The services, classes and codes of an edition when a workbook was written, compared with the current ones."""

from collections import Counter
from dataclasses import dataclass, field

from pipeline.core.problems import quoted
from pipeline.desk.layout import ANEW

SERVICE, ASKED = "made-service", "made-asked"
"""First cells of rows of the sheet with the codes: a service with its name and class; a category with the codes of its
rows."""

REST = "--partial imports the rest"


def made_rows(layout):
    """Yield the rows of the sheet with the codes that record what a workbook is made from."""
    for row in layout.services():
        yield SERVICE, row["service"], row["name_en"], row["class"]
    for form in layout.forms:
        codes = [code for code, *_ in form.indicators] + [question.element for question in form.questions]
        yield ASKED, form.category, ";".join(dict.fromkeys(codes))


@dataclass
class Made:
    """What changed since. `services`: id -> (name, class), as in the workbook; `gone` and `new` services, and the same
    for the codes of rows; `reclassed`: service -> (previous class, current class); `lost`: number of answers that are
    no longer asked, by kind and code. All are empty for a workbook without this record."""

    company: str = ""
    services: dict = field(default_factory=dict)
    gone: list = field(default_factory=list)
    new: dict = field(default_factory=dict)
    reclassed: dict = field(default_factory=dict)
    gone_codes: dict = field(default_factory=dict)
    new_codes: dict = field(default_factory=dict)
    categories: set = field(default_factory=set)
    lost: Counter = field(default_factory=Counter)

    def report_to(self, report):
        """Add each change to a `Report`, with the number of answers that are left out because of it."""
        for service in self.gone:
            name, _ = self.services[service]
            same = next((other for other, its in self.new.items() if its == name), None)
            now = f"which is now {same}, judging by its name" if same else "which is no longer in services.csv"
            self._add(
                report, "service", service, f"had the service {service}, {now}", f"correct services.csv, or {ANEW}"
            )
        for service in self.new:
            what = f"was written before {self.company} had the service {service}, and has no cells for it"
            report.file(f"{what} ({ANEW})", level="warning")
        for service, (then, now) in self.reclassed.items():
            what = f"had {service} in class {then or 'none'} (now: {now or 'none'})"
            self._add(report, "class", service, what, f"correct services.csv, or {ANEW}")
        if self.gone_codes:
            what = f"was asked for {_some(self.gone_codes)}"
            self._add(report, "code", "", what, "correct selection.csv, or the methodology")
        if self.new_codes:
            report.file(f"was written before {_some(self.new_codes)} was asked for ({ANEW})", level="warning")

    def _add(self, report, kind, code, what, todo):
        n = self.lost[kind, code]
        answers = "1 answer is" if n == 1 else f"{n} answers are"
        message = f"was written when {self.company} {what}: {answers} left out ({todo}; {REST})"
        report.file(message, level="error" if n else "warning")


def made_of(sheet, layout):
    """Compare the sheet with the codes with the current layout. Returns `Made`."""
    rows = [[str(value) for value in row] for row in sheet.rows]
    services = {row[1]: (row[2], row[3] if len(row) > 3 else "") for row in rows if row[0] == SERVICE}
    codes = {row[1]: dict.fromkeys(row[2].split(";")) for row in rows if row[0] == ASKED}
    if not services:
        return Made()
    now = {row["service"]: row for row in layout.services()}
    asked = {row[1]: dict.fromkeys(row[2].split(";")) for row in made_rows(layout) if row[0] == ASKED}
    then = [code for own in codes.values() for code in own]
    today = [code for own in asked.values() for code in own]
    return Made(
        layout.company,
        services,
        [service for service in services if service not in now],
        {service: row["name_en"] for service, row in now.items() if service not in services},
        {s: (its, now[s]["class"]) for s, (_, its) in services.items() if s in now and now[s]["class"] != its},
        dict.fromkeys(code for code in then if code not in today),
        dict.fromkeys(code for code in today if code not in then),
        set(codes),
    )


def _some(codes):
    """Return the first few codes as text; an indicator replaces its elements."""
    whole = [code for code in codes if code.split(".")[0] not in codes or "." not in code]
    shown = ", ".join(whole[:5]) + (", ..." if len(whole) > 5 else "")
    return quoted(shown)[1:-1]
