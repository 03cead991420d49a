"""The one clock. Nothing else in Sightline asks the operating system for the time, so that a test can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

_fixed: ContextVar[datetime | None] = ContextVar("fixed_time", default=None)


def now() -> datetime:
    """The present moment, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def today() -> date:
    """The present day, in UTC."""
    return now().date()


def stamp(moment: datetime) -> str:
    """A moment as the ledger writes it: RFC 3339, UTC, microseconds, `Z`. Sorts as text in the order of time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_stamp(text: str) -> datetime:
    """The moment that `stamp` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def end_of(day: date) -> str:
    """The last stamp that still belongs to a day (UTC): what "as of" that day means."""
    return f"{day.isoformat()}T23:59:59.999999Z"


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Sets the clock for the code inside, for tests and replays."""
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
