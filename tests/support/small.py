"""A small, correct project to change and to damage; `test_worked_examples.py` computes its scores by hand."""

from support.running import frame_of

METHODOLOGY = {
    "methodology.yaml": """\
id: small
title: A small methodology for tests
scale:
  - {answer: "yes", points: 100, reversed_points: 0, label: {en: "Yes", kk: "Иә"}}
  - {answer: partial, points: 50, reversed_points: 50}
  - {answer: "no", points: 0, reversed_points: 100}
  - {answer: no disclosure found, points: 0, reversed_points: 0}
  - {answer: N/A, points: "", reversed_points: ""}
services_as_one: true
total_of: families
service_score: nearest
printed_decimals: 2
company_types: [platform, telecom]
service_classes: [mail, shop]
""",
    "categories.csv": "category,label_en,label_ru,label_kk\nG,Governance,,\nP,Privacy,,\n",
    "indicators.csv": """\
indicator,family,category,scoring_scope,excluded_company_types,excluded_service_classes,label_en,label_ru,label_kk
G1,G1,G,company,,,Policy,,
P1a,P1,P,services,,,Access,,
P1b,P1,P,services,,mail,Notice,,
P2,P2,P,full,telecom,,Security,,
""",
    "elements.csv": """\
element,indicator,reversed,depends_on,excluded_company_types,excluded_service_classes,label_en,label_ru,label_kk
G1.1,G1,false,,,,Commitment,,
G1.2,G1,false,,,,Training,,
P1a.1,P1a,false,,,,Easy to find,,
P1a.2,P1a,true,,,,Needs an account,,
P1b.1,P1b,false,,,,Notice,,
P2.1,P2,false,,,shop,Audit,,
P2.2,P2,false,P2.1,,,Audit published,,
""",
}
EDITION = {
    "edition.yaml": """\
id: small-2023
series: small
year: 2023
methodology: small
title: {en: Small rating 2023 (fictional)}
status: final
fictional: true
licence: CC-BY-4.0
""",
    "companies.csv": """\
company,name_en,name_ru,name_kk,type,engagement,source_code
acme,Acme,,,platform,answered,
""",
    "services.csv": """\
company,service,name_en,name_ru,name_kk,unit,class,composite,source_code
acme,group,Group,,,group,,,
acme,post,Post,,,service,mail,,
acme,store,Store,,,service,shop,,
""",
    "answers.csv": """\
company,service,strand,element,answer,reason,sources,comment,printed_points
acme,group,all,G1.1,yes,,s1,,
acme,group,all,G1.2,no,,s1,,
acme,group,all,P2.1,partial,,s1,,
acme,group,all,P2.2,no,,s1,,
acme,post,all,P1a.1,yes,,s1,,
acme,post,all,P1a.2,no,,s1,,
acme,post,all,P2.1,yes,,s1,,
acme,post,all,P2.2,yes,,s1,,
acme,store,all,P1a.1,partial,,s1,,
acme,store,all,P1a.2,yes,,s1,,
acme,store,all,P1b.1,partial,,s1,,
acme,store,all,P2.2,N/A,No audit is made,,,
""",
    "sources.csv": """\
company,source,title,url,archived_url,document_date,accessed_date
acme,s1,Terms,https://example.org/terms,https://archive.example.org/terms,2022-05,2023-01-31
""",
    "published_scores.csv": "company,service,strand,scope,score\n",
    "published_ranks.csv": "company,service,scope,rank\n",
}
STEPS = "steps: [first-researcher, second-researcher, third-researcher, company-engagement, final]\n"
RATERS = "raters: [first-researcher, second-researcher, third-researcher]\n"
HEADER = "company,service,strand,element,answer,reason,sources,comment,role,reviewer,internal_comment\n"
"""Keys of a methodology with steps, and the header of the answers of a step."""


class Small:
    """A small, correct project. `edition` and `methodology` are folders; `change` rewrites a part of a file."""

    def __init__(self, root):
        self.root = root
        self.edition = root / "raw/editions/small-2023"
        self.methodology = root / "raw/methodologies/small"
        for folder, files in ((self.edition, EDITION), (self.methodology, METHODOLOGY)):
            folder.mkdir(parents=True)
            for name, text in files.items():
                (folder / name).write_text(text, encoding="utf-8")

    def file(self, name):
        return next(f / name for f in (self.edition, self.methodology) if (f / name).exists())

    def change(self, name, old, new):
        path = self.file(name)
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def problems(self):
        """Return all problems as the command prints them, with paths relative to the root."""
        from pipeline.core.project import Project
        from pipeline.reading import editions

        found = editions.load(Project(self.root))
        return [str(p).removeprefix(f"{self.root}/") for p in sorted({p for e in found for p in e.problems})]

    def build(self, *wanted):
        """Read raw/ and compute the wanted tables, as the assets do; returns a function table name -> rows, which
        computes what it is asked for besides. Audits run once all of their tables are there, and must find nothing."""
        from pipeline.computing import sql
        from pipeline.computing.build import Audit, steps
        from pipeline.core.project import Project
        from pipeline.reading import editions

        project = Project(self.root)
        found = editions.load(project)
        assert [str(p) for e in found for p in e.problems if p.level == "error"] == []
        frames, made = editions.staged_tables(found), set()

        def compute(tables):
            with sql.DuckDB(project) as engine:
                models = [name for name in sql.needed(tables) if name not in made]
                done = list(steps(engine, {} if made else frames, models))
            assert [step for step in done if isinstance(step, Audit) and step.rows] == []
            made.update(frames, models)

        def rows(name):
            compute([name])
            return frame_of(self.root, name).to_dicts()

        compute(wanted)
        return rows
