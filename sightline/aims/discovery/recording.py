"""From what a file shows to sightings: what is new is added, what was counted before is not. Runs inside an open change.

A file that was looked through before (the same hash) adds nothing, unless the catalogue has learnt services since: only those are added.
Files may overlap, as an export of "the last 30 days" does each week. So each sighting knows what every day of every origin added, with the first
and last second that was seen. A file whose seconds of a day come before or after them is another part of the day, such as the next rotated log:
it is added. One whose seconds overlap tells the same again: of both counts the larger one stands. Two proxies of one product see different things
in the same seconds; they are told apart by naming the origin. People can't be added up without keeping who: the most in any one file stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models.functions import Lower

from sightline.aims.organisation.models import Person
from sightline.kernel import clock

from .discovering import Seen
from .models import Scan, Sighting, State
from .scanning import Day, Found

_MOST_DOMAINS = 100
_MOST_NAMES = 50
_KEPT = 400
"""So many days of an origin are kept apart. A day before them, which no export speaks of any more, adds nothing."""
_WHOLE = "-"  # the bookkeeping's day for what says no day


@dataclass(frozen=True)
class Recorded:
    """What one file changed. `scan` is the earlier one where the file was known; `fresh` are services that were never seen before."""

    scan: Scan
    again: bool
    fresh: int


def record(seen: Seen, origin: str, catalogue: str) -> Recorded:
    """Adds what a file shows to the sightings.

    Args:
        seen: what it shows.
        origin: where it was taken, for places that see different things at the same time; empty for one place.
        catalogue: the version of the catalogue that was asked.
    """
    before = Scan.objects.current().filter(source=seen.source, sha256=seen.sha256).first() if seen.sha256 else None
    told = set(before.services) if before is not None else set()
    added = [one for name, one in seen.found.items() if name not in told]
    rows = {row.service: row for row in Sighting.objects.current().filter(service__in=[one.service.id for one in added])}
    fresh = 0
    for one in sorted(added, key=lambda found: found.service.id):
        row = rows.get(one.service.id)
        if row is None:
            row, fresh = Sighting(service=one.service.id), fresh + 1
        _describe(row, one.service)
        _add(row, one, seen.source, origin)
        if row.state_now == State.NEW:
            row.state, row.ignored_until = State.NEW, None
        row.save()
        _link_people(row, one.people)
    return Recorded(_scan(before, seen, added, origin, catalogue, fresh), before is not None, fresh)


def _scan(before: Scan | None, seen: Seen, added: list[Found], origin: str, catalogue: str, fresh: int) -> Scan:
    if before is not None and not added:
        return before
    scan = before or Scan(source=seen.source, sha256=seen.sha256, name=seen.filename[:200], origin=origin, scanned_on=clock.today())
    days = [day for one in seen.found.values() for when in (one.first, one.last) if (day := day_of(when)) is not None]
    scan.lines, scan.size, scan.hits, scan.catalogue = seen.lines, seen.size, seen.hits, catalogue
    scan.services = {name: one.requests for name, one in sorted(seen.found.items())}
    scan.new_services += fresh
    scan.first_seen, scan.last_seen = min(days, default=None), max(days, default=None)
    scan.notes = "\n".join(seen.notes)
    scan.save()
    return scan


def _describe(row: Sighting, service: Any) -> None:
    """What the catalogue says of the service today."""
    row.name, row.vendor, row.category = service.name[:200], service.vendor[:200], service.category[:80]
    row.country, row.kind = service.country[:2], service.kind[:12]
    row.inputs = service.inputs.says[:500] if service.inputs is not None else ""


def _add(row: Sighting, found: Found, source: str, origin: str) -> None:
    place = f"{source} {origin}".strip()
    book: dict[str, list[float]] = dict(row.days.get(place, {}))
    counted = Counter[str]()
    oldest = min(book.keys() - {_WHOLE}) if len(book) >= _KEPT else ""
    for name, day in found.days.items():
        if name >= oldest:
            counted += _post(book, name, day)
    rest = Day(found.requests - sum(day.requests for day in found.days.values()), 0, 0)
    if rest.requests > 0:
        undated = sum(day.blocked for day in found.days.values()), sum(day.size for day in found.days.values())
        rest.blocked, rest.size = max(0, found.blocked - undated[0]), max(0, found.size - undated[1])
        counted += _post(book, _WHOLE, rest)
    newest = sorted(book.keys() - {_WHOLE})[-_KEPT:]
    row.days = {**row.days, place: {name: book[name] for name in (*newest, _WHOLE) if name in book}}
    row.requests += counted["requests"]
    row.blocked = min(row.requests, row.blocked + counted["blocked"])
    row.size += counted["size"]
    row.users = max(row.users, found.user_count)
    row.units = {**row.units, **{name: max(many, row.units.get(name, 0)) for name, many in found.by_unit().items()}}
    row.sources = sorted({*row.sources, source})
    row.domains = _merged(row.domains, found.domains, _MOST_DOMAINS)
    row.names = _merged(row.names, found.names, _MOST_NAMES)
    first, last = day_of(found.first), day_of(found.last)
    row.first_seen = min((one for one in (row.first_seen, first) if one is not None), default=None)
    row.last_seen = max((one for one in (row.last_seen, last) if one is not None), default=None)


def _post(book: dict[str, list[float]], name: str, day: Day) -> Counter[str]:
    """Enters one day, and gives what of it is new. An entry is requests, blocked, bytes, first and last second."""
    before = book.get(name)
    new = {"requests": day.requests, "blocked": day.blocked, "size": day.size}
    if before is None:
        book[name] = [day.requests, day.blocked, day.size, day.first, day.last]
        return Counter(new)
    apart = name != _WHOLE and (day.first > before[4] or day.last < before[3])
    counts = [int(one) for one in before[:3]]
    after = [old + one if apart else max(old, one) for old, one in zip(counts, new.values(), strict=True)]
    book[name] = [*after, min(before[3], day.first), max(before[4], day.last)]
    return Counter({what: now - old for what, now, old in zip(new, after, counts, strict=True)})


def _merged(before: Iterable[str], found: Counter[str], most: int) -> list[str]:
    """Names that were there, then the most used of the new ones; never more than so many."""
    kept = list(before)
    return sorted([*kept, *[name for name, _ in found.most_common() if name not in kept][: max(0, most - len(kept))]])


def _link_people(row: Sighting, people: set[str]) -> None:
    addresses = sorted(one for one in people if "@" in one)
    for start in range(0, len(addresses), 500):  # older SQLite takes no more than 999 values in one statement
        some = addresses[start : start + 500]
        row.people.add(*Person.objects.current().annotate(low=Lower("email")).filter(low__in=some))


def day_of(when: float | None) -> date | None:
    """The day of a moment, in UTC."""
    return None if when is None else datetime.fromtimestamp(when, UTC).date()
