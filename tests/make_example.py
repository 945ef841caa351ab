"""Writes the fictional editions `example-2023` and `example-2024`, by the selection of a real one.

    python tests/make_example.py [ROOT]

Nothing in them is real: names say so, and answers come from a hash of their own key, so that every run gives the same
files. A test compares them with what is checked in.
"""

import csv
import hashlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]

COMPANIES = {
    "meadow": ("Meadow (fictional)", "Луг (вымышленная)", "Шалғын (ойдан шығарылған)", "answered"),
    "harbour": ("Harbour (fictional)", "Гавань (вымышленная)", "Айлақ (ойдан шығарылған)", "in_part"),
    "lantern": ("Lantern (fictional)", "Фонарь (вымышленная)", "Шам (ойдан шығарылған)", "none"),
    "compass": ("Compass (fictional)", "Компас (вымышленная)", "Тұсбағар (ойдан шығарылған)", "answered"),
}
SERVICES = {
    "meadow": [
        ("meadow-market", "Meadow Market (fictional)", "eCommerce"),
        ("meadow-ads", "Meadow Ads (fictional)", "socialNetworkBlogs"),
    ],
    "harbour": [
        ("harbour-chat", "Harbour Chat (fictional)", "messagingVoip"),
        ("harbour-mail", "Harbour Mail (fictional)", "email"),
        ("harbour-drive", "Harbour Drive (fictional)", "cloud"),
    ],
    "lantern": [("lantern-video", "Lantern Video (fictional)", "photoVideo")],
    "compass": [
        ("compass-search", "Compass Search (fictional)", "search"),
        ("compass-pay", "Compass Pay (fictional)", "eCommerce"),
    ],
}
NEW_NAME = ("Wayfinder (fictional)", "Путник (вымышленная)", "Жолсерік (ойдан шығарылған)")
RENAMED = {"compass": "wayfinder"}
GONE = ("harbour", "harbour-drive")
NEW = ("lantern", ("lantern-shorts", "Lantern Shorts (fictional)", "photoVideo"))
NO_LONGER_APPLIES = ("meadow", "meadow-ads", "F12.5")
DOCUMENTS = ["Terms of service", "Privacy policy", "Advertising rules", "Transparency report", "Help pages"]
ANSWERS = ["yes", "yes", "partial", "partial", "no", "no disclosure found", "no disclosure found"]


FINDINGS = [
    (
        "c1",
        "terms-access",
        "none",
        "",
        "No service has full points for access to its terms of service (fictional).",
        "Ни у одного сервиса нет полного балла за доступ к условиям использования (вымышлено).",
        "Ешбір сервис қызмет көрсету шарттарына қол жеткізу бойынша толық балл алмады (ойдан шығарылған).",
    ),
    (
        "c2",
        "expression-commitment",
        "only",
        "meadow",
        "Only Meadow commits itself to freedom of expression (fictional).",
        "Только «Луг» обязуется соблюдать свободу выражения мнений (вымышлено).",
        "Өзін өзі таныту бостандығын сақтауға тек «Шалғын» міндеттенеді (ойдан шығарылған).",
    ),
    (
        "c3",
        "security-guidance",
        "none",
        "",
        "No company gives practical guidance on cyber risks (fictional).",
        "Ни одна компания не даёт практических советов о киберугрозах (вымышлено).",
        "Ешбір компания киберқауіптер туралы практикалық кеңес бермейді (ойдан шығарылған).",
    ),
    (
        "c4",
        "advertising-control",
        "majority",
        "",
        "Most services give users some control over targeted advertising (fictional).",
        "Большинство сервисов дают пользователям хоть какой-то контроль над таргетированной рекламой (вымышлено).",
        "Сервистердің көбі мақсатты жарнаманы қандай да бір деңгейде басқаруға мүмкіндік береді (ойдан шығарылған).",
    ),
    (
        "c5",
        "senior-oversight",
        "almost_all",
        "",
        "In almost all companies senior management oversees the impact on users' rights (fictional).",
        "Почти во всех компаниях высшее руководство следит за воздействием на права пользователей (вымышлено).",
        "Дерлік барлық компанияда жоғары басшылық пайдаланушылар құқықтарына әсерді қадағалайды (ойдан шығарылған).",
    ),
]
RECOMMENDATIONS = [
    (
        "r1",
        "Transparency",
        "Прозрачность",
        "Ашықтық",
        "Publish a transparency report on a regular basis (fictional).",
        "Регулярно публикуйте отчёт о прозрачности (вымышлено).",
        "Ашықтық туралы есепті тұрақты жариялаңыз (ойдан шығарылған).",
        "F6;F7;P11a;P11b",
    ),
    (
        "r2",
        "Privacy",
        "Конфиденциальность",
        "Құпиялылық",
        "Keep a record of changes to the privacy policy and the user agreement (fictional).",
        "Ведите реестр изменений политики конфиденциальности и пользовательского соглашения (вымышлено).",
        "Құпиялылық саясаты мен пайдаланушы келісімінің өзгерістер тізілімін жүргізіңіз (ойдан шығарылған).",
        "F2a;P2a",
    ),
    (
        "r3",
        "Freedom of information",
        "Свобода информации",
        "Ақпарат бостандығы",
        "Tell users who try to open blocked information why it is blocked, and by whose decision (fictional).",
        "Показывайте пользователю, почему и по чьему решению информация заблокирована (вымышлено).",
        "Пайдаланушыға ақпараттың неге және кімнің шешімімен бұғатталғанын көрсетіңіз (ойдан шығарылған).",
        "F8",
    ),
]


def draw(*key, of):
    """A whole number from 0 to `of` - 1 that depends on the key alone."""
    return int.from_bytes(hashlib.sha256("/".join(key).encode()).digest()[:4], "big") % of


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Edition:
    def __init__(self, year):
        self.year = year
        self.changed = year == 2024
        methodology = HERE / "raw/methodologies/rdr-2020"
        self.selection = read(HERE / "raw/editions/kz-2023/selection.csv")
        selected = {row["indicator"] for row in self.selection}
        self.indicators = {
            row["indicator"]: row for row in read(methodology / "indicators.csv") if row["indicator"] in selected
        }
        self.elements = [row for row in read(methodology / "elements.csv") if row["indicator"] in selected]
        self.services = [(company, *service) for company, services in SERVICES.items() for service in services]
        if self.changed:
            self.services = [s for s in self.services if s[:2] != GONE] + [(NEW[0], *NEW[1])]

    def id_of(self, company):
        return RENAMED.get(company, company) if self.changed else company

    def files(self):
        """File name -> (header, rows)."""
        companies, services = [], []
        for company, (en, ru, kk, engagement) in COMPANIES.items():
            if self.changed and company in RENAMED:
                en, ru, kk = NEW_NAME
            companies.append([self.id_of(company), en, ru, kk, "digital_platform", engagement, ""])
            services.append(
                [self.id_of(company), "group", "Group", "Группа компаний", "Компаниялар тобы", "group", "", "", ""]
            )
        for company, service, name, kind in self.services:
            services.append([self.id_of(company), service, name, name, name, "service", kind, "", ""])
        documents = [
            [
                self.id_of(company),
                f"doc-{i}",
                f"{title} of {self.names(company)}",
                f"https://example.org/{self.id_of(company)}/doc-{i}",
                "",
                f"{self.year - 1}-0{i}-15",
                f"{self.year}-02-01",
            ]
            for company in COMPANIES
            for i, title in enumerate(DOCUMENTS, 1)
        ]
        return {
            "companies.csv": ("company,name_en,name_ru,name_kk,type,engagement,source_code", companies),
            "services.csv": ("company,service,name_en,name_ru,name_kk,unit,class,composite,source_code", services),
            "selection.csv": (
                "indicator,evidence,note",
                [[row["indicator"], "assumed", "As in kz-2023"] for row in self.selection],
            ),
            "answers.csv": (
                "company,service,strand,element,answer,reason,sources,comment,printed_points",
                list(self.answers()),
            ),
            "sources.csv": ("company,source,title,url,archived_url,document_date,accessed_date", documents),
            "published_scores.csv": ("company,service,strand,scope,score", []),
            "published_ranks.csv": ("company,service,scope,rank", []),
        }

    def names(self, company):
        return NEW_NAME[0] if self.changed and company in RENAMED else COMPANIES[company][0]

    def answers(self):
        units = [(company, "group", "", "group") for company in COMPANIES]
        units += [(company, service, kind, "service") for company, service, _, kind in self.services]
        for company, service, kind, unit in units:
            for element in self.elements:
                scope = self.indicators[element["indicator"]]
                if scope["scoring_scope"] == ("company" if unit == "service" else "services"):
                    continue
                yield [
                    self.id_of(company),
                    service,
                    "all",
                    element["element"],
                    *self.answer(company, service, kind, scope, element),
                ]

    def answer(self, company, service, kind, indicator, element):
        """answer, reason, sources, comment, printed_points"""
        code = element["element"]
        excluded = (indicator["excluded_service_classes"] + ";" + element["excluded_service_classes"]).split(";")
        if kind and kind in excluded:
            return ["N/A", "", "", "", ""]
        if self.changed and (company, service, code) == NO_LONGER_APPLIES:
            return ["N/A", "The service no longer shows recommendations (fictional)", "", "", ""]
        answer = ANSWERS[draw(company, service, code, of=len(ANSWERS))]
        if self.changed and draw("changed", company, service, code, of=12) == 0:
            answer = ANSWERS[draw("2024", company, service, code, of=len(ANSWERS))]
        source = f"doc-{1 + draw('source', company, service, code, of=len(DOCUMENTS))}"
        if answer == "no disclosure found":
            return [answer, "", "", "", ""]
        return [answer, "", source, f"Made-up finding about {code} (fictional)", ""]


EDITION = """\
id: example-{year}
series: example
year: {year}
methodology: rdr-2020
title:
  en: Example rating {year} (fictional)
  ru: Пример рейтинга {year} (вымышленный)
  kk: Рейтинг үлгісі {year} (ойдан шығарылған)
status: final
fictional: true
licence: CC-BY-4.0
citation: The Digital Rating pipeline. Example rating {year} (fictional).
notes: All companies, answers and scores are invented. The edition shows what a complete edition looks like.
authors: The Digital Rating pipeline
source: Invented answers, generated by tests/make_example.py of the pipeline
"""


def main(root=HERE):
    for year in (2023, 2024):
        folder = Path(root) / f"raw/editions/example-{year}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "edition.yaml").write_text(EDITION.format(year=year), encoding="utf-8")
        files = Edition(year).files()
        if year == 2024:
            files["findings.csv"] = (
                "finding,question,claim,names,text_en,text_ru,text_kk,note_en,note_ru,note_kk",
                [(*row, "", "", "") for row in FINDINGS],
            )
            files["recommendations.csv"] = (
                "recommendation,theme_en,theme_ru,theme_kk,text_en,text_ru,text_kk,indicators",
                RECOMMENDATIONS,
            )
        for name, (header, rows) in files.items():
            with (folder / name).open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(header.split(","))
                writer.writerows(rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
