"""What a workbook was made from: its edition's services, classes and codes then, compared with the current ones."""

from collections import Counter
from dataclasses import dataclass, field

from pipeline.core.problems import quoted
from pipeline.desk.layout import ANEW

SERVICE, ASKED = "made-service", "made-asked"
"""Begin rows of the sheet with the codes: a service with its name and class; a category with the codes of its rows."""

REST = "--partial imports the rest"


def made_rows(layout):
    """The rows of the sheet with the codes that say what a workbook is made from."""
    for row in layout.services():
        yield SERVICE, row["service"], row["name_en"], row["class"]
    for form in layout.forms:
        codes = [code for code, *_ in form.indicators] + [question.element for question in form.questions]
        yield ASKED, form.category, ";".join(dict.fromkeys(codes))


@dataclass
class Made:
    """What is another now. `services`: id -> (name, class), as the workbook has it; of the services and of the codes of
    rows, those that are gone and those that are new; `reclassed`: service -> (class then, class now). `lost` counts
    answers that have no place any more, by kind and code. All of it is empty for a workbook that does not say."""

    company: str = ""
    services: dict = field(default_factory=dict)
    gone: list = field(default_factory=list)
    new: dict = field(default_factory=dict)
    reclassed: dict = field(default_factory=dict)
    gone_codes: dict = field(default_factory=dict)
    new_codes: dict = field(default_factory=dict)
    categories: set = field(default_factory=set)
    lost: Counter = field(default_factory=Counter)

    def tell(self, told):
        """Report each change, with the number of answers that are left out because of it."""
        for service in self.gone:
            name, _ = self.services[service]
            same = next((other for other, its in self.new.items() if its == name), None)
            now = f"which is now {same}, judging by its name" if same else "which is no longer in services.csv"
            self._say(told, "service", service, f"had the service {service}, {now}", f"correct services.csv, or {ANEW}")
        for service in self.new:
            what = f"was made before {self.company} had the service {service}, and has no cells for it"
            told.whole(f"{what} ({ANEW})", level="warning")
        for service, (then, now) in self.reclassed.items():
            what = f"had {service} in class {then or 'none'} (now: {now or 'none'})"
            self._say(told, "class", service, what, f"correct services.csv, or {ANEW}")
        if self.gone_codes:
            what = f"was asked for {_some(self.gone_codes)}"
            self._say(told, "code", "", what, "correct selection.csv, or the methodology")
        if self.new_codes:
            told.whole(f"was made before {_some(self.new_codes)} was asked for ({ANEW})", level="warning")

    def _say(self, told, kind, code, what, todo):
        n = self.lost[kind, code]
        answers = "1 answer is" if n == 1 else f"{n} answers are"
        message = f"was made when {self.company} {what}: {answers} left out ({todo}; {REST})"
        told.whole(message, level="error" if n else "warning")


def made_of(sheet, layout):
    """A `Made`: the sheet with the codes compared with the current layout."""
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
    """The first few codes as text; an indicator replaces its elements."""
    whole = [code for code in codes if code.split(".")[0] not in codes or "." not in code]
    shown = ", ".join(whole[:5]) + (", ..." if len(whole) > 5 else "")
    return quoted(shown)[1:-1]
