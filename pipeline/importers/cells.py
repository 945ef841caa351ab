"""Conversion of cells of RDR's files: ids, codes, dates, source references."""

import datetime
import re
import unicodedata

NO_VALUE = {"", "NA", "N/A", "exclude"}
"""RDR's spellings of an empty value."""

NO_REASON = "Judged not applicable; the source gives no reason"
ANSWER_WORDS = ("yes", "partial", "no.", "no,", "no disclosure")

NO_DATE = re.compile(r"(no date|undated|none found|none|unknown|none found but new|n/?a|)\.?", re.IGNORECASE)
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"


LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэіғқңөұүһё", "abvgdeziyklmnoprstufyeigqnouuhe", strict=True))
    | {
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ю": "yu",
        "я": "ya",
        "ә": "a",
        "ъ": "",
        "ь": "",
    }
)
"""Cyrillic letters of Russian and Kazakh in Latin letters, for ids."""


def slug(name):
    """Return a name as an id: `América Móvil` becomes `america-movil`, lower-case ASCII with `-` for the rest. Cyrillic
    is written in Latin letters."""
    latin = unicodedata.normalize("NFC", name).casefold().translate(LATIN)
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]


def code(text):
    """Return a code without leading zeros: `F05a.01` becomes `F5a.1`."""
    return re.sub(r"(?<=[A-Z.])0+(?=[0-9])", "", text)


def source_id(text):
    """Return the id of a source: `4'` (a translation of source 4) becomes `4-prime`, `22.1` becomes `22-1`."""
    return slug(re.sub(r"['’]", "-prime", text))


def source_ids(text):
    """Return the ids of the sources in a cell such as `3; 4'; 22.1`."""
    if text in NO_VALUE:
        return []
    ids = [source_id(part.strip(".")) for part in re.split(r"[;,\s]+", text)]
    return list(dict.fromkeys(filter(None, ids)))


def reason(comment):
    """Return a comment as the reason for N/A; None if it is only "N/A" or begins with an answer."""
    given = re.sub(r"^n/?a\W*$", "", comment.strip(), flags=re.IGNORECASE)
    return None if not given or given.casefold().startswith(ANSWER_WORDS) else given


def letters(name):
    """Return only the letters and digits of a name, to match names that are spelt differently in different files."""
    return "".join(ch for ch in name.casefold() if ch.isalnum())


def number(text):
    """Return True for a cell that is a number."""
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", text) is not None


def date(text):
    """Return a date as 2023, 2023-05 or 2023-05-21; '' if the cell states that there is no date; None if it is
    ambiguous or not a date (`03/04/2018`, `Early 2018`)."""
    text = " ".join(text.split())
    if NO_DATE.fullmatch(text):
        return ""
    if m := re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", text):
        parts = [int(p) for p in m.groups() if p]
        return _iso(*parts)
    if re.fullmatch(r"[34]\d{4}", text):  # a spreadsheet's day number
        return (datetime.date(1899, 12, 30) + datetime.timedelta(days=int(text))).isoformat()
    for pattern in (
        rf"{MONTH} (?P<day>\d{{1,2}})(st|nd|rd|th)?,? ?(?P<year>\d{{4}})\.?",
        rf"{MONTH} ?,? (?P<year>\d{{4}})",
        rf"(?P<day>\d{{1,2}}) {MONTH} (?P<year>\d{{4}})",
    ):
        if (m := re.fullmatch(pattern, text)) and m["month"][:3].lower() in MONTHS:
            day = m.groupdict().get("day")
            month = MONTHS.index(m["month"][:3].lower()) + 1
            return _iso(int(m["year"]), month, *([int(day)] if day else []))
    if m := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        a, b, year = map(int, m.groups())
        if a > 12 or b > 12 or a == b:
            return _iso(year, min(a, b) if a > 12 or b > 12 else a, max(a, b))
    if m := re.fullmatch(r"(\d{1,2})/(\d{4})", text):
        return _iso(int(m[2]), int(m[1]))
    return None


def _iso(year, month=None, day=None):
    """Return a date in ISO 8601, or None. RDR's zeros for an unknown month or day, as in `2021-09-00`, stay."""
    if month is None:
        return f"{year:04d}"
    if (month, day) == (0, 0):
        return f"{year:04d}-00-00"
    if not 1 <= month <= 12 or (day or 0) > 31:
        return None
    if day:
        try:
            datetime.date(year, month, day)
        except ValueError:
            return None
    return f"{year:04d}-{month:02d}" + ("" if day is None else f"-{day:02d}")
