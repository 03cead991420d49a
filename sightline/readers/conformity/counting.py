"""The engine: how many records each expectation speaks of, and how many are as expected. Counted by the database, never in Python loops.

A count is kept with the entry of the ledger up to which it holds. Only expectations over record types that a later entry touched, or whose
answer changes with the day, are counted again: all of them in one statement. The tables kept here are written on the side: where another
writer holds the database, a page does not wait for it, and counts again the next time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from sightline.kernel import clock
from sightline.kernel.errors import NotFound
from sightline.kernel.expectations import Expectation, all_expectations, find_expectation
from sightline.kernel.journal.reading import last_touched
from sightline.kernel.records import Record

from .models import Acceptance, Count, DailyCount
from .tallying import part_of, parts_of, sizes


@dataclass(frozen=True)
class Counted:
    """How an expectation stands.

    Attributes:
        expectation: which.
        population: records that it speaks of.
        conforming: those of them that are as expected.
        accepted: exceptions that somebody accepted for a time.
        day: when it was counted.
    """

    expectation: Expectation
    population: int
    conforming: int
    accepted: int
    day: date

    @property
    def exceptions(self) -> int:
        """All exceptions, accepted ones too."""
        return self.population - self.conforming

    @property
    def open(self) -> int:
        """Exceptions that nobody accepted."""
        return self.exceptions - self.accepted

    @property
    def absent(self) -> bool:
        """Whether something must be there and is not."""
        return self.population < self.expectation.least

    @property
    def silent(self) -> bool:
        """Whether there is nothing that it could speak of yet, and nothing must be there."""
        return self.population == 0 and not self.absent

    @property
    def in_line(self) -> bool:
        """No open exception, and nothing absent."""
        return self.open <= 0 and not self.absent

    @property
    def share(self) -> float:
        """The part that conforms, from 0 to 1; 0 where something is absent."""
        return 0.0 if self.absent or not self.population else self.conforming / self.population


def expectation_named(name: str) -> Expectation:
    """The expectation of this name.

    Raises:
        NotFound: there is none.
    """
    found = find_expectation(name)
    if found is None:
        raise NotFound(f"There is no expectation {name}.")
    return found


def exceptions_of(expectation: Expectation) -> QuerySet[Any]:
    """The records of the population that are not as expected, unsorted."""
    population = expectation.population()
    return population.exclude(pk__in=expectation.conforming(expectation.population()).order_by().values("pk"))


def counted(expectations: Iterable[Expectation] | None = None) -> dict[str, Counted]:
    """How expectations stand now, by name: all of them, or those given.

    Three queries where nothing changed since the last count, one more for all the expectations that must be counted again.
    """
    wanted = list(all_expectations() if expectations is None else expectations)
    today = clock.today()
    kinds = {one.name: _kinds(one) for one in wanted}
    touched = last_touched(sorted({kind for reads in kinds.values() for kind in reads}))
    newest = {name: max(touched[kind] for kind in reads) for name, reads in kinds.items()}
    kept = {row.expectation: row for row in Count.objects.filter(expectation__in=list(newest))}
    stale = [one for one in wanted if not _holds(kept.get(one.name), newest[one.name], one, today)]
    fresh = {
        one.name: Count(expectation=one.name, entry=newest[one.name], day=today, population=population, conforming=conforming)
        for one, population, conforming in _count(stale)
    }
    if fresh:
        _keep(list(fresh.values()))
    rows = kept | fresh
    accepted = _accepted({one.name: one for one in wanted}, today)
    return {
        one.name: Counted(one, rows[one.name].population, rows[one.name].conforming, accepted.get(one.name, 0), rows[one.name].day)
        for one in wanted
    }


def counted_here(expectations: Iterable[Expectation]) -> dict[str, Counted]:
    """How expectations stand inside the transaction that is open, by name. Always counted, never kept: it may be rolled back."""
    wanted, today = list(expectations), clock.today()
    accepted = _accepted({one.name: one for one in wanted}, today)
    return {
        one.name: Counted(one, population, conforming, accepted.get(one.name, 0), today) for one, population, conforming in _count(wanted)
    }


@cache
def _kinds(expectation: Expectation) -> tuple[str, ...]:
    """The record types that make it stale; kept, since asking builds a query."""
    return expectation.record_types


@cache
def model_of(expectation: Expectation) -> type[Record]:
    """The model of its population; kept, since asking builds a query."""
    return expectation.model


def _holds(row: Count | None, newest: int, expectation: Expectation, today: date) -> bool:
    return row is not None and row.entry == newest and (not expectation.daily or row.day == today)


def _count(expectations: Sequence[Expectation]) -> Iterator[tuple[Expectation, int, int]]:
    found = sizes([part for one in expectations for part in parts_of(one)])
    for place, one in enumerate(expectations):
        yield one, found[2 * place], found[2 * place + 1]


def _accepted(expectations: dict[str, Expectation], today: date) -> dict[str, int]:
    """How many exceptions of each expectation are accepted and still exceptions."""
    by_name: dict[str, list[Any]] = {}
    for name, record_id in Acceptance.holding(today).values_list("expectation", "about_id"):
        if name in expectations:
            by_name.setdefault(name, []).append(record_id)
    if not by_name:
        return {}
    parts = [part_of(exceptions_of(expectations[name]).filter(pk__in=ids)) for name, ids in by_name.items()]
    return dict(zip(by_name, sizes(parts), strict=True))


@contextmanager
def waiting_little() -> Iterator[None]:
    """A transaction that gives up after 50 ms where another writer holds the database.

    Raises:
        OperationalError: another writer held it; nothing was written.
    """
    before = 0
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout")
            before = cursor.fetchone()[0]
            cursor.execute("PRAGMA busy_timeout = 50")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL lock_timeout = '50ms'")
            yield
    finally:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA busy_timeout = {int(before)}")


def _keep(rows: list[Count]) -> None:
    # SQLite refuses when the transaction begins, so nothing inside it could catch this.
    with suppress(OperationalError), waiting_little():
        keep_counts(rows)


def keep_counts(rows: list[Count]) -> None:
    """Keeps counts, and how their day stands."""
    Count.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["expectation"], update_fields=["entry", "day", "population", "conforming"]
    )
    DailyCount.objects.bulk_create(
        [DailyCount(expectation=row.expectation, day=row.day, population=row.population, conforming=row.conforming) for row in rows],
        update_conflicts=True,
        unique_fields=["expectation", "day"],
        update_fields=["population", "conforming"],
    )
