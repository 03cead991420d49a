"""Days and times as logs and exports write them, as seconds since 1970 in UTC. What says no zone is taken as UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

_MONTHS = {
    name: number for number, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d?):(\d\d)(?::(\d\d))?(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?$", re.IGNORECASE)
_SYSLOG = re.compile(r"([A-Za-z]{3})\s+(\d{1,2})\s+(\d\d):(\d\d):(\d\d)")
_LONG = re.compile(r"(?:[A-Za-z]{3},?\s+)?([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(?:(\d\d):(\d\d):(\d\d)\s+)?(\d{4}),?(?:\s+(.*))?$")
_DAY_FIRST = re.compile(r"(?:[A-Za-z]{3},\s+)?(\d{1,2})[ -/]([A-Za-z]{3})[a-z]*[ -/:](\d{4})(?:[ :T](.*))?$")
_FIGURES = re.compile(r"(\d{1,2})([./-])(\d{1,2})[./-](\d{4})(?:,?\s+(.*))?$")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?(?:[.,]\d+)?\s*([AaPp])?\.?[Mm]?\.?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?")


@lru_cache(maxsize=8192)
def _midnight(year: int, month: int, day: int) -> float | None:
    try:
        return datetime(year, month, day, tzinfo=UTC).timestamp()
    except ValueError:
        return None


def _zone(text: str | None) -> int:
    if not text or text[0] not in "+-":
        return 0
    digits = text[1:].replace(":", "")
    return (-1 if text[0] == "-" else 1) * (int(digits[:2]) * 3600 + int(digits[2:4]) * 60)


def _clock(text: str | None) -> int:
    """Seconds after midnight, in UTC."""
    found = _CLOCK.match(text.strip()) if text else None
    if found is None:
        return 0
    hour = int(found[1])
    if found[4]:
        hour = hour % 12 + 12 * (found[4] in "Pp")
    return hour * 3600 + int(found[2]) * 60 + int(found[3] or 0) - _zone(found[5])


class Moments:
    """Reads moments.

    Attributes:
        today: the day of the run; a log without years speaks of the twelve months before it.
        unsure: how many dates such as 03/04/2026 were read as day before month.
    """

    def __init__(self, today: date) -> None:
        self.today = today
        self.unsure = 0
        self._last = ("", None)  # type: tuple[str, float | None]

    def read(self, text: str) -> float | None:
        """Seconds since 1970, or None where this is no moment. Never raises."""
        if text == self._last[0]:
            return self._last[1]
        try:
            found = self._read(text.strip().strip('"'))
        except (ValueError, OverflowError):
            found = None
        self._last = (text, found)
        return found

    def _read(self, text: str) -> float | None:
        if not text or len(text) > 80:
            return None
        if found := _ISO.match(text):
            return self._of(int(found[1]), int(found[2]), int(found[3]), _of_groups(found, 4) - _zone(found[7]))
        if text[0].isdigit() and (number := _number(text)) is not None:
            return number
        if found := _SYSLOG.match(text):
            return self.without_year(found[1], int(found[2]), _of_groups(found, 3))
        if (found := _LONG.match(text)) and (month := _MONTHS.get(found[1].lower())):
            return self._of(int(found[6]), month, int(found[2]), _of_groups(found, 3) if found[3] else _clock(found[7]))
        if (found := _DAY_FIRST.match(text)) and (month := _MONTHS.get(found[2].lower())):
            return self._of(int(found[3]), month, int(found[1]), _clock(found[4]))
        if found := _FIGURES.match(text):
            return self._in_figures(int(found[1]), found[2], int(found[3]), int(found[4]), found[5])
        return None

    def _in_figures(self, one: int, sign: str, other: int, year: int, rest: str | None) -> float | None:
        american = sign == "/" and (other > 12 or bool(rest and re.search(r"[AaPp]\.?[Mm]", rest)))
        if one <= 12 and other <= 12 and sign != "." and not american and one != other:
            self.unsure += 1
        day, month = (other, one) if american else (one, other)
        return self._of(year, month, day, _clock(rest))

    def without_year(self, month: str, day: int, seconds: int) -> float | None:
        """A moment of a log that leaves out the year: the latest one that is not after tomorrow."""
        number = _MONTHS.get(month.lower()[:3])
        if number is None:
            return None
        latest = datetime(self.today.year, self.today.month, self.today.day, tzinfo=UTC) + timedelta(days=2)
        for year in (self.today.year + 1, self.today.year, self.today.year - 1, self.today.year - 4):
            midnight = _midnight(year, number, day)
            if midnight is not None and midnight < latest.timestamp():
                return midnight + seconds
        return None

    @staticmethod
    def _of(year: int, month: int, day: int, seconds: int) -> float | None:
        midnight = _midnight(year, month, day)
        return None if midnight is None else midnight + seconds


def _of_groups(found: re.Match[str], first: int) -> int:
    return int(found[first] or 0) * 3600 + int(found[first + 1] or 0) * 60 + int(found[first + 2] or 0)


def _number(text: str) -> float | None:
    """Seconds, milliseconds, microseconds or nanoseconds since 1970, by their size: 2001 to 2128."""
    try:
        number = float(text)
    except ValueError:
        return None
    for unit in (1, 1e3, 1e6, 1e9):
        if 1e9 <= number / unit < 5e9:
            return number / unit
    return None
