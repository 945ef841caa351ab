"""RDR's printed ranks, as CSV files beside the zip: of companies, and of services within their class."""

import csv
import io
import re
from pathlib import Path

from pipeline.core.limits import Unread, read_file
from pipeline.core.problems import DataError, Problem
from pipeline.importers import cells
from pipeline.importers.archive import SourceTable

NAME = re.compile(r"(\d{4})-(service-)?rankings\.csv")
COLUMNS = {"total": "totalrank", "G": "governancerank", "F": "freedomrank", "P": "privacyrank"}


class RankFile:
    """`2022-rankings.csv` or `2022-service-rankings.csv`. Raises DataError if it can't be read as one of them."""

    def __init__(self, path):
        self.path = str(path)
        named = NAME.fullmatch(Path(path).name)
        if not named:
            raise self.error(
                "is neither a zip nor named like 2022-rankings.csv or 2022-service-rankings.csv (rename it)"
            )
        self.year, self.of_services = named[1], bool(named[2])
        try:
            text = read_file(Path(path)).decode("utf-8-sig")
            rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
        except FileNotFoundError:
            raise self.error("is missing (check the path)") from None
        except Unread as unread:
            raise self.error(str(unread)) from None
        except (OSError, ValueError, csv.Error) as error:
            raise self.error(f"is not CSV in UTF-8: {error} (download it again)") from None
        if not rows:
            raise self.error("is empty (download it again)")
        self.table = SourceTable(self, Path(path).name, rows[0], rows[1:])

    def error(self, message):
        return DataError([Problem(self.path, 1, "file", message)])

    def into(self, collected):
        """Add its ranks to a `Collected`; only count those of companies or services that the edition does not have."""
        names = collected.services_by_name()
        wanted = {**COLUMNS, "company": "company"}
        wanted |= {"service": "scope"} if self.of_services else {"total": "rank"}
        for row in self.table.select(**wanted):
            collected.rows_in["ranks"] += 1
            company = cells.slug(row["company"])
            service = names.get((company, cells.letters(row["service"]))) if self.of_services else ""
            if (company,) not in collected.rows["staged.companies"] or service is None:
                collected.not_imported["ranks of a company or service that the zip does not have"] += len(COLUMNS)
                continue
            for scope in COLUMNS:
                if not row[scope].isdecimal():
                    collected.no_value["rank", row[scope], "not printed: no row"] += 1
                    continue
                collected.add(
                    "published_ranks",
                    company=company,
                    service=service,
                    scope=scope,
                    rank=row[scope],
                    among="class" if service else "",
                )
