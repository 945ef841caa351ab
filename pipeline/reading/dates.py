"""Dates in common notations, converted to ISO 8601: a year, a month or a day."""

import datetime
import re

from pipeline.core.problems import quoted
from pipeline.schemas.fields import DATE

FORMS = "2023, 2023-05, 2023-05-21 or 21.05.2023"
_TIME = r"[T ]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?( ?(Z|[+-][0-9]{2}:?[0-9]{2}))?$"
# The abbreviation of "year" after the number, in Russian and Kazakh.
_YEAR = r"[ \u00a0]*([гж]\.?)?$"
_DAY_FIRST = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([12][0-9]{3})" + _YEAR)
_YEAR_FIRST = re.compile(r"([12][0-9]{3})([./-])([0-9]{1,2})\2([0-9]{1,2})")
_MONTH = re.compile(r"([0-9]{1,2})[./]([12][0-9]{3})" + _YEAR)
_SHORT = re.compile(r"[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{2}")
_SERIAL = re.compile(r"[1-9][0-9]{4}")


class NoDate(Exception):
    """A text is not a date; the message states what was found (what to do)."""


def read_date(text):
    """Return a text as a date in ISO 8601; a time of day is dropped, an empty text stays empty. Raises NoDate."""
    plain = re.sub(_TIME, "", text, flags=re.ASCII)
    if not plain or re.fullmatch(DATE, plain, re.ASCII):
        day = len(plain) == 10 and not plain.endswith("-00")
        return _real(text, *map(int, plain.split("-"))) if day else plain
    if found := _YEAR_FIRST.fullmatch(plain):
        return _real(text, int(found[1]), int(found[3]), int(found[4]))
    if found := _DAY_FIRST.fullmatch(plain):
        return _day_first(text, found)
    if (found := _MONTH.fullmatch(plain)) and 1 <= int(found[1]) <= 12:
        return f"{found[2]}-{int(found[1]):02}"
    if _SHORT.fullmatch(plain):
        raise NoDate(f"{quoted(text)} has a year of two digits (write it with four, such as 21.05.2023)")
    if _SERIAL.fullmatch(plain):
        day = serial(int(plain))
        raise NoDate(f"{quoted(text)} is not a date; it is Excel's serial number of {day} (write that date)")
    raise NoDate(f"{quoted(text)} is not a date (write {FORMS})")


def _day_first(text, found):
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == "." or first > 12 or first == second:
        return _real(text, year, second, first)
    if second > 12:
        return _real(text, year, first, second)
    either = f"{year}-{first:02}-{second:02} or {year}-{second:02}-{first:02}"
    raise NoDate(f"{quoted(text)} can be {either} (write one of these)")


def _real(text, year, month, day):
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        if not 1 <= month <= 12:
            raise NoDate(f"{quoted(text)} is not a date (write {FORMS})") from None
        raise NoDate(f"{quoted(text)} is not a date (that month has no such day)") from None


def serial(number):
    """Return the day of Excel's serial number, which counts from 1900 and includes a false 29 February 1900."""
    return (datetime.date(1899, 12, 30) + datetime.timedelta(days=number)).isoformat()


def plain_date(text):
    """Return a text as a date in ISO 8601, or unchanged if it is not a date."""
    try:
        return read_date(text)
    except NoDate:
        return text
