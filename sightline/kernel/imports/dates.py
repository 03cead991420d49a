"""Dates as people write them. Day and month are never guessed: where a column can be read both ways, that is asked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from .words import fold, lexicon

Order = Literal["dmy", "mdy"]
State = Literal["date", "either", "wrong", "none"]

_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)(.*)", re.DOTALL)
_NUMBERS = re.compile(r"(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)(.*)", re.DOTALL)
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.|o|º|ª)?[\s\-/.]*(?:de |d'|of )?([^\W\d_]{3,})\.?,?[\s\-/]*(?:de |del )?(\d{4}|'?\d{2})(?!\d)(.*)",
    re.DOTALL,
)
_MONTH_DAY = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)(.*)", re.DOTALL)
_MONTH_YEAR = re.compile(r"([^\W\d_]{3,})\.?[\s\-/,]*(?:de |del )?(\d{4}|'\d{2})(?!\d)(.*)", re.DOTALL)
_YEAR_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})(?![-/\d])(.*)", re.DOTALL)
_MONTH_SLASH_YEAR = re.compile(r"(\d{1,2})[./-](\d{4})(?!\d)(.*)", re.DOTALL)
_QUARTER = re.compile(
    r"(?:q([1-4])[\s/\-]*(\d{4})|(\d{4})[\s/\-]*q([1-4])|([1-4])\.?\s?(?:quartal|trimestre|quarter|kwartaal)\s+(\d{4}))(.*)", re.DOTALL
)
_YEAR = re.compile(r"(19[89]\d|20\d\d)")
_COMPACT = re.compile(r"(19[89]\d|20\d\d)(\d\d)(\d\d)")
_SERIAL = re.compile(r"([2-7]\d{4})(?:\.\d+)?")
_TRIED = re.compile(r"[\dolOIi]{1,4}\s?([./-])\s?[\dolOIi]{1,2}\s?\1\s?[\dolOIi]{1,4}")
_TIME = re.compile(
    r"[T\s,]*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|gmt|uhr|h)?\s*(?:[+-]\d{2}:?\d{2})?", re.IGNORECASE
)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim)[a-zäéû]*\.?,\s*", re.IGNORECASE)
_LONGEST = 100  # characters
_SHEET_DAY_ZERO = date(1899, 12, 30)  # day 0 of spreadsheets, their leap-year error of 1900 included


@dataclass(frozen=True)
class DateRead:
    """What a text says: a date; `either` of two days; `wrong` (written like a date that cannot be); `none` (no date at all).

    `other` is the second reading of `either` (month first; `value` is day first). `note` says what was made of an inexact text.
    """

    state: State
    value: date | None = None
    other: date | None = None
    note: str = ""


@lru_cache(maxsize=20_000)
def read_date(text: str, order: Order | None = None) -> DateRead:
    """The date that a text says. `order` settles texts such as 03/04/2025; dots are always day first. Two-digit years are 1970 to 2069."""
    text = text.strip()
    if len(text) > _LONGEST:  # prose, however many figures stand in it
        return DateRead("none")
    text = _WEEKDAY.sub("", text)
    if found := _ISO.fullmatch(text):
        return _made(int(found[1]), int(found[3]), int(found[4]), found[5])
    if found := _NUMBERS.fullmatch(text):
        return _from_numbers(int(found[1]), int(found[3]), _year(found[4]), order or ("dmy" if found[2] == "." else None), found[5])
    folded = fold(text)
    if found := _DAY_MONTH.fullmatch(folded):
        return _named(found[2], found[3], int(found[1]), found[4])
    if found := _MONTH_DAY.fullmatch(folded):
        return _named(found[1], found[3], int(found[2]), found[4])
    return _inexact(folded, text)


def _inexact(folded: str, text: str) -> DateRead:
    """A month, a quarter or a year alone: its first day, and told so."""
    if found := _COMPACT.fullmatch(folded):
        return _made(int(found[1]), int(found[2]), int(found[3]), "")
    if found := _QUARTER.fullmatch(folded):
        year, quarter = int(found[2] or found[3] or found[6]), int(found[1] or found[4] or found[5])
        return _made(year, quarter * 3 - 2, 1, "", f"“{text}” names a quarter; its first day is taken.")
    month = f"“{text}” names a month; its first day is taken."
    if found := _YEAR_MONTH.fullmatch(folded):
        return _made(int(found[1]), int(found[2]), 1, "", month)
    if found := _MONTH_SLASH_YEAR.fullmatch(folded):
        return _made(int(found[2]), int(found[1]), 1, "", month)
    if (found := _MONTH_YEAR.fullmatch(folded)) and found[1] in lexicon().months:
        return _named(found[1], found[2], 1, "", month)
    if found := _YEAR.fullmatch(folded):
        return _made(int(found[1]), 1, 1, "", f"“{text}” names a year; its first day is taken.")
    if found := _SERIAL.fullmatch(folded):
        return DateRead(
            "date", _SHEET_DAY_ZERO + timedelta(days=int(found[1])), note=f"“{text}” is read as the day number of a spreadsheet."
        )
    return DateRead("wrong" if _TRIED.fullmatch(text) else "none")


def _year(text: str) -> int:
    number = int(text.strip("'"))
    return number if len(text.strip("'")) == 4 else number + (2000 if number < 70 else 1900)


def _named(month: str, year: str, day: int, rest: str, note: str = "") -> DateRead:
    months = lexicon().months
    number = months.get(month) or months.get(month[:3], 0)
    if not number or (len(month) > 4 and month not in months and not any(word.startswith(month[:4]) for word in months)):
        return DateRead("none")
    return _made(_year(year), number, day, rest, note)


def _from_numbers(first: int, second: int, year: int, order: Order | None, rest: str) -> DateRead:
    if first > 12 or (order == "dmy" and second <= 12):
        return _made(year, second, first, rest)
    if second > 12 or order == "mdy":
        return _made(year, first, second, rest)
    day_first, month_first = _made(year, second, first, rest), _made(year, first, second, rest)
    if first == second:
        return day_first
    return DateRead("either", day_first.value, month_first.value)


def _made(year: int, month: int, day: int, rest: str, note: str = "") -> DateRead:
    if rest.strip() and not _TIME.fullmatch(rest.rstrip()):
        if rest[0].isalnum():
            return DateRead("none")
        note = note or f"Only the date was taken; “{rest.strip(' ()')[:60]}” was left out."
    try:
        value = date(year, month, day)
    except ValueError:
        return DateRead("wrong")
    sheet_year = (value - _SHEET_DAY_ZERO).days
    if 1980 <= sheet_year <= 2060:  # 7/15/1905 is how a spreadsheet shows the number 2023 in a column of dates
        return DateRead(
            "date",
            date(sheet_year, 1, 1),
            note=f"{value.isoformat()} is the year {sheet_year} that a spreadsheet turned into a day; its first day is taken.",
        )
    return DateRead("date", value, note=note)


@dataclass(frozen=True)
class OrderFound:
    """What a column's values say about day and month. `order` is None where they leave it open (then `either` of them are open)."""

    order: Order | None
    day_first_only: int
    month_first_only: int
    either: int
    dates: int
    example: str = ""

    @property
    def open(self) -> bool:
        """Whether a person must be asked."""
        return self.either > 0 and self.order is None

    @property
    def leaning(self) -> Order | None:
        """What most of the values that can be read in one way only suggest."""
        if self.day_first_only == self.month_first_only:
            return None
        return "dmy" if self.day_first_only > self.month_first_only else "mdy"


def find_order(values: Iterable[tuple[str, int]]) -> OrderFound:
    """Which comes first in a column, from its values and how often each occurs. Values that contradict each other leave it open."""
    day_first = month_first = either = dates = 0
    example = ""
    for text, number in values:
        read = read_date(text)
        dates += number * (read.state in ("date", "either"))
        if read.state == "either":
            either += number
            example = example or text
        elif read.state == "date" and (found := _NUMBERS.fullmatch(text.strip())) and found[2] != ".":
            first, second = int(found[1]), int(found[3])
            day_first += number * (first > 12)
            month_first += number * (second > 12)
    order: Order | None = None
    if day_first and not month_first:
        order = "dmy"
    elif month_first and not day_first:
        order = "mdy"
    return OrderFound(order, day_first, month_first, either, dates, example)
