"""How long each process has been running with records to show for it: the first and the last entry of the ledger, by record type.

Read from the ledger and not from the records, so that nobody makes a process older by typing an early day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from sightline.kernel import clock
from sightline.kernel.expectations import all_expectations
from sightline.kernel.journal.models import IMAGES_PER_ENTRY, Entry

MONTHS = 12
"""How far back the months with records are counted."""


@dataclass(frozen=True)
class Ran:
    """How long records of some kinds have been written.

    Attributes:
        first, last: days of the first and last entry, or None where there is none.
        active: in how many of the last twelve months something was written.
        records: images written in that time.
    """

    first: date | None = None
    last: date | None = None
    active: int = 0
    records: int = 0

    @property
    def months(self) -> int:
        """Whole months since the first entry."""
        if self.first is None:
            return 0
        today = clock.today()
        return max(0, (today.year - self.first.year) * 12 + today.month - self.first.month - (today.day < self.first.day))

    @property
    def words(self) -> str:
        """How long, in words."""
        if self.first is None or self.last is None:
            return "No records yet"
        long = "less than a month" if not self.months else f"{self.months} month{'' if self.months == 1 else 's'}"
        return f"For {long}: since {self.first:%-d %b %Y}, last {self.last:%-d %b %Y}"

    def as_dict(self) -> dict[str, Any]:
        """As faces print it."""
        return {
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "months": self.months,
            "active_months": self.active,
            "records": self.records,
        }


def types_serving(keys: Iterable[str]) -> set[str]:
    """The record types that expectations count for requirements, by their keys."""
    wanted = set(keys)
    return {one.model.record_type for one in all_expectations() if wanted & set(one.serves)}


def _placed(day: str) -> date:
    return clock.read_stamp(day).date()


def ran_by_type(types: Iterable[str]) -> dict[str, Ran]:
    """How long records of each type have been written: three queries, of which none reads more than a year of the ledger."""
    names = sorted(set(types))
    if not names:
        return {}
    ends = _ends(names)
    entries = {place // IMAGES_PER_ENTRY for pair in ends.values() for place in pair}
    times = dict(Entry.objects.filter(index__in=entries).values_list("index", "time"))
    recent = _recent(names)
    found = {}
    for name, (first, last) in ends.items():
        begun, ended = times[first // IMAGES_PER_ENTRY], times[last // IMAGES_PER_ENTRY]
        active, records = recent.get(name, (0, 0))
        found[name] = Ran(_placed(begun), _placed(ended), active, records)
    return found


def _ends(names: Sequence[str]) -> dict[str, tuple[int, int]]:
    parts = ", ".join(
        "(SELECT MIN(place) FROM kernel_image WHERE record_type = %s), (SELECT MAX(place) FROM kernel_image WHERE record_type = %s)"
        for _ in names
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts}", [name for one in names for name in (one, one)])
        row = cursor.fetchone()
    pairs = zip(names, row[::2], row[1::2], strict=True)
    return {name: (first, last) for name, first, last in pairs if first is not None}


def _recent(names: Sequence[str]) -> dict[str, tuple[int, int]]:
    today = clock.today()
    begin = date(today.year - 1, today.month, 1)
    marks = ", ".join("%s" for _ in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT record_type, COUNT(DISTINCT SUBSTR(time, 1, 7)), COUNT(*) FROM kernel_image "  # noqa: S608 - placeholders and a number of ours
            f'JOIN kernel_entry ON kernel_entry."index" = place / {IMAGES_PER_ENTRY} '
            f"WHERE record_type IN ({marks}) AND time > %s GROUP BY record_type",
            [*names, begin.isoformat()],
        )
        return {name: (min(months, MONTHS), count) for name, months, count in cursor.fetchall()}


def together(parts: Iterable[Ran]) -> Ran:
    """Several kinds of records as one process."""
    known = [one for one in parts if one.first is not None and one.last is not None]
    if not known:
        return Ran()
    return Ran(
        min(one.first for one in known if one.first),
        max(one.last for one in known if one.last),
        max(one.active for one in known),
        sum(one.records for one in known),
    )
