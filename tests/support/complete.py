"""A small project with every kind of raw file and every kind of answer."""

from pipeline.reading.validation import FILES
from support.small import EDITION, METHODOLOGY

HEADER = EDITION["answers.csv"].splitlines()[0]
STEP = "company,service,strand,element,answer,reason,sources,comment,role,reviewer,internal_comment"
FINAL = """\
acme,group,freedom,G1.1,yes,,s1,,
acme,group,freedom,G1.2,no,,s1,,
acme,group,privacy,G1.1,partial,,s1,,
acme,group,all,P2.1,partial,,s1,,
acme,group,all,P2.2,no,,s1,"Said ""in part"",
and no more",
acme,post,all,P1a.1,Иә,,s1; s2,,
acme,post,all,P1a.2,no,,s1,,0
acme,post,all,P2.1,,,,,50
acme,post,all,P2.2,yes,,s1,,
acme,store,all,P1a.1,partial,,s1,,
acme,store,all,P1b.1,no disclosure found,,s1,,
acme,store,all,P2.2,N/A,No audit is made,,,
bolt,group,privacy,G1.1,no,,,,
bolt,chat,all,P1a.1,yes,,b1,,
bolt,chat,all,P2.1,no,,,,
"""
LATER = """\
acme,group,freedom,G1.1,partial,,s1,Less than before,
acme,group,privacy,G1.2,yes,,s1,More than before,
acme,letters,all,P1a.1,yes,,s1,,
acme,letters,all,P1a.2,N/A,No account is needed,,Not any more,
bolt,chat,all,P1a.1,no,,,Gone,
bolt,maps,all,P1b.1,yes,,b1,,
"""
COMPANIES = EDITION["companies.csv"] + "bolt,Bolt,Болт,,telecom,,\n"
SERVICES = EDITION["services.csv"] + "bolt,group,Bolt,,,group,,,\nbolt,chat,Chat,,,service,mail,talk,\n"
SOURCES = EDITION["sources.csv"] + "acme,s2,Privacy policy,,,2022-00-00,\nbolt,b1,Terms,,,2021,2023-01-31\n"
# Neither edition has every answer.
PARTIAL = EDITION["edition.yaml"].replace("status: final", "status: partial")
SELECTION = "indicator,evidence,note\nG1,printed,\nP1a,text,p. 3\nP1b,assumed,\nP2,printed,\n"
FULL = {
    "methodologies/small/methodology.yaml": METHODOLOGY["methodology.yaml"]
    + "steps: [first-researcher, second-researcher, final]\nraters: [first-researcher, second-researcher]\n"
    "strands: {freedom: [G1], privacy: [G1]}\nweights: {P1: 2}\n",
    **{
        f"methodologies/small/{name}": METHODOLOGY[name]
        for name in ("categories.csv", "indicators.csv", "elements.csv")
    },
    "methodologies/small/questions.csv": """\
question,measure,units,scopes,label_en,label_ru,label_kk
policy,any,companies,G1,Policy,,
access,full,services,P1a.1;P1a.2,Easy access,,
""",
    **{f"editions/small-2023/{name}": text for name, text in EDITION.items() if name != "answers.csv"},
    "editions/small-2023/edition.yaml": PARTIAL,
    "editions/small-2023/companies.csv": COMPANIES,
    "editions/small-2023/services.csv": SERVICES,
    "editions/small-2023/sources.csv": SOURCES,
    "editions/small-2023/selection.csv": SELECTION,
    "editions/small-2023/answers/final.csv": f"{HEADER}\n{FINAL}",
    "editions/small-2023/answers/first-researcher.csv": f"{STEP}\n"
    "acme,post,all,P1a.1,partial,,s1,,first,Anna,\nacme,post,all,P1a.2,no,,s1,,first,Anna,see page 2\n",
    "editions/small-2023/answers/second-researcher.csv": f"{STEP}\n"
    "acme,post,all,P1a.1,yes,,s1,,second,Boris,\nacme,post,all,P1a.2,no,,s1,,second,Boris,\n",
    "editions/small-2023/published_scores.csv": "company,service,strand,scope,score\nacme,,all,total,41.67\n"
    "acme,store,all,P1b,0\nbolt,chat,all,P1b,66.667\n",
    "editions/small-2023/published_ranks.csv": "company,service,scope,rank\nacme,,total,1\n",
    "editions/small-2023/engagement.csv": "company,engagement,asked_date,answered_date,note,asked,reply\n"
    "acme,answered,2023-02-01,2023-02-20,Answered in full,What,That\n",
    "editions/small-2023/findings.csv": "finding,question,claim,names,text_en,text_ru,text_kk,note_en,note_ru,note_kk\n"
    "f1,policy,only,acme,Only one has a policy,,,,,\nf2,access,none,,None is easy to find,,,,,\n",
    "editions/small-2023/recommendations.csv": "recommendation,theme_en,theme_ru,theme_kk,text_en,text_ru,text_kk,"
    "indicators\nr1,Access,,,Make it easy to find,,,P1a; P1b\n",
    "editions/small-2023/corrections.csv": "company,service,strand,element,column,old,new,reason,date,reported_by\n"
    "acme,store,all,P1a.1,answer,partial,no,The page was overlooked,2024-02-01,A. Reader\n"
    "acme,,,s2,title,Privacy policy,Policy,Misread,2024-02,\n",
    "editions/small-2023/accepted_warnings.csv": "kind,file,location,reason\n"
    "excluded,final.csv,bolt/chat/P2.*,Looked into\n",
    **{f"editions/small-2024/{name}": text for name, text in EDITION.items()},
    "editions/small-2024/edition.yaml": PARTIAL.replace("2023", "2024"),
    "editions/small-2024/companies.csv": COMPANIES,
    "editions/small-2024/services.csv": SERVICES.replace("acme,post", "acme,letters").replace(
        "acme,store,Store,,,service,shop", "bolt,maps,Maps,,,service,shop"
    ),
    "editions/small-2024/sources.csv": SOURCES,
    "editions/small-2024/answers.csv": f"{HEADER}\n{LATER}",
    "lineage/companies.csv": "from_edition,from,to_edition,to,kind,note\nsmall-2023,bolt,small-2024,bolt,same,\n",
    "lineage/services.csv": """\
from_edition,company,from,to_edition,to,kind,note
small-2023,acme,post,small-2024,letters,renamed,
small-2023,acme,store,small-2024,,gone,Closed
small-2023,bolt,,small-2024,maps,new,
""",
    "lineage/elements.csv": "from_methodology,from,to_methodology,to,kind,note\nsmall,P2.2,small,P2.2,reworded,\n",
}
"""File below raw/ -> its text."""


def table_of(name):
    """Return the staged table that a file is read into."""
    if "/answers/" in name and not name.endswith("final.csv"):
        return "staged.step_answers"
    return next((t for t, file in FILES.items() if name.endswith(f"/{file}")), "staged.given_answers")
