"""What tests of comparisons share: a later edition of the small rating, and two editions with every kind of change."""

from support.small import EDITION, METHODOLOGY

PARTS = ["rule", "services", "methodology", "applicability", "answers"]
LINEAGE = {
    "companies.csv": "from_edition,from,to_edition,to,kind,note\n",
    "services.csv": """\
from_edition,company,from,to_edition,to,kind,note
small-2023,acme,post,small-2024,letters,renamed,
small-2023,acme,store,small-2024,,gone,
small-2023,acme,,small-2024,chat,new,
""",
    "elements.csv": """\
from_methodology,from,to_methodology,to,kind,note
small,G1.1,small-24,G1.1,same,
small,G1.2,small-24,,dropped,
small,,small-24,G1.3,new,
small,P1a.1,small-24,P1a.1,same,
small,P1a.2,small-24,P1a.2,reworded,
small,P1b.1,small-24,P1b.1,same,
""",
}
HEADER = "company,service,strand,element,answer,reason,sources,comment,printed_points\n"
BEFORE = """\
acme,group,all,G1.1,partial,,s1,,
acme,group,all,G1.2,no,,s1,,
acme,post,all,P1a.1,no,,s1,,
acme,post,all,P1a.2,no,,s1,,
acme,post,all,P1b.1,N/A,There is nothing to find,,,
acme,store,all,P1a.1,yes,,s1,,
acme,store,all,P1a.2,N/A,No account is needed,,,
acme,store,all,P1b.1,partial,,s1,,
"""
AFTER = """\
acme,group,all,G1.1,yes,,s1,,
acme,group,all,G1.3,no,,s1,,
acme,letters,all,P1a.1,partial,,s1,,
acme,letters,all,P1a.2,yes,,s1,,
acme,letters,all,P1b.1,yes,,s1,,
acme,chat,all,P1a.1,yes,,s1,,
acme,chat,all,P1a.2,N/A,No account is needed,,,
acme,chat,all,P1b.1,N/A,There is nothing to find,,,
"""


def write(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def edition(small, year, methodology="small", **files):
    """Make a further edition of the small rating; files are given by their name without extension."""
    text = (
        EDITION["edition.yaml"].replace("2023", str(year)).replace("methodology: small", f"methodology: {methodology}")
    )
    changed = {f"{name}.csv": content for name, content in files.items()}
    write(small.root / f"raw/editions/small-{year}", EDITION | {"edition.yaml": text} | changed)


def with_every_change(small):
    """Two editions of one company with every kind of change. In the later methodology `partial` has 40 points."""
    selection = "indicator,evidence,note\nG1,text,\nP1a,text,\nP1b,text,\n"
    was = EDITION["services.csv"].replace("service,mail", "service,shop")
    now = was.replace("acme,post,Post", "acme,letters,Post").replace("acme,store,Store", "acme,chat,Chat")
    write(small.edition, {"answers.csv": HEADER + BEFORE, "services.csv": was, "selection.csv": selection})
    later = METHODOLOGY | {
        "methodology.yaml": METHODOLOGY["methodology.yaml"]
        .replace("id: small", "id: small-24")
        .replace("points: 50, reversed_points: 50", "points: 40, reversed_points: 40"),
        "elements.csv": METHODOLOGY["elements.csv"].replace("G1.2,G1,", "G1.3,G1,"),
    }
    write(small.root / "raw/methodologies/small-24", later)
    edition(small, 2024, "small-24", answers=HEADER + AFTER, services=now, selection=selection)
    write(small.root / "raw/lineage", LINEAGE)
    return small


def change(rows, **wanted):
    (row,) = [r for r in rows if all(r[k] == v for k, v in wanted.items())]
    return row
