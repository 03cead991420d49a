"""The engine: which services a log shows, how much, when, and by how many. Pure Python; knows neither Django nor the database.

A log is looked through in blocks: one Aho-Corasick pass over the lower-cased block finds every place where a domain of the catalogue stands, and
only the lines that hit are taken apart. A hit is no more than a candidate: the catalogue decides on the parsed host, label by label.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

_MOST_NAMES = 2_000
_MOST_USERS_REMEMBERED = 200_000
_BESIDE = 2
"""Blocks that are searched beside each other."""


class Use(NamedTuple):
    """One use of something, as a line of a log or a row of a list tells it.

    Attributes:
        key: what the catalogue is asked for: a host, the name of an application, a merchant, a package.
        user: who, as the source writes it; never kept, only counted.
        unit: the unit, where the source names one.
        when: seconds since 1970 (UTC), or None where nothing is said.
        size: bytes that were sent and received.
        requests: how many requests it stands for.
        blocked: it was tried and not let through.
        users: how many people or devices it stands for, where they are only counted.
        also: another key that may tell it where the first does not, such as a bundle id beside a name.
        how: what the key is: domain, application, merchant, software, or the ecosystem of a package.
    """

    key: str
    user: str = ""
    unit: str = ""
    when: float | None = None
    size: int = 0
    requests: int = 1
    blocked: bool = False
    users: int = 0
    also: str = ""
    how: str = "domain"


class Catalogued(Protocol):
    """What the engine asks of a service of the catalogue."""

    @property
    def id(self) -> str:
        """Its key."""


class Catalogue(Protocol):
    """What the engine asks of the catalogue."""

    def by_domain(self, host: str) -> Any | None: ...
    def by_oauth(self, name: str) -> Any | None: ...
    def by_merchant(self, text: str) -> Any | None: ...
    def by_software(self, name: str) -> Any | None: ...
    def by_package(self, ecosystem: str, name: str) -> Any | None: ...
    def domains(self) -> list[bytes]: ...


@dataclass
class Day:
    """What one day adds: requests, those of them that were blocked, bytes, and its first and last second that was seen."""

    requests: int = 0
    blocked: int = 0
    size: int = 0
    first: float = 0.0
    last: float = 0.0


@dataclass
class Found:
    """One service, as far as it was seen."""

    service: Any
    requests: int = 0
    blocked: int = 0
    size: int = 0
    unnamed: int = 0
    users: set[int] = field(default_factory=set)
    units: dict[str, set[int]] = field(default_factory=dict)
    unit_counts: Counter[str] = field(default_factory=Counter)
    domains: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    people: set[str] = field(default_factory=set)
    days: dict[str, Day] = field(default_factory=dict)
    first: float | None = None
    last: float | None = None

    @property
    def user_count(self) -> int:
        """How many people or devices."""
        return len(self.users) + self.unnamed

    def by_unit(self) -> dict[str, int]:
        """How many people or devices of each unit."""
        names = self.units.keys() | self.unit_counts.keys()
        return {name: len(self.units.get(name, ())) + self.unit_counts[name] for name in sorted(names)}


@lru_cache(maxsize=4096)
def _day_of(number: int) -> str:
    return datetime.fromtimestamp(number * 86_400, UTC).date().isoformat()


@dataclass
class Tally:
    """Counts uses by service. Who is only counted: hashes stand for people, and a unit for many of them.

    Attributes:
        catalogue: decides what is AI.
        unit_of: the unit of a user, or an empty text.
        keep_people: also keep who, for an organisation that chose so.
    """

    catalogue: Catalogue
    unit_of: Callable[[str], str] = field(default=lambda user: "")
    keep_people: bool = False
    found: dict[str, Found] = field(default_factory=dict)
    hits: int = 0
    _units: dict[str, str] = field(default_factory=dict)

    def add(self, use: Use) -> bool:
        """Counts a use; False where it is no AI."""
        service = self._service(use)
        if service is None:
            return False
        found = self.found.get(service.id)
        if found is None:
            if not use.requests:
                return False  # what became of a request that stands in another file
            found = self.found[service.id] = Found(service)
        self.hits += bool(use.requests)
        found.requests += use.requests
        found.blocked += max(use.requests, 1) * use.blocked
        found.size += use.size
        names = found.domains if use.how == "domain" else found.names
        if use.key in names or len(names) < _MOST_NAMES:
            names[use.key] += use.requests
        self._count_people(found, use)
        if use.when is not None:
            _count_day(found, use, use.when)
        return True

    def _service(self, use: Use) -> Any | None:
        match use.how:
            case "domain":
                return self.catalogue.by_domain(use.key)
            case "application":
                return self.catalogue.by_oauth(use.key)
            case "merchant":
                return self.catalogue.by_merchant(use.key)
            case "software":
                return self.catalogue.by_software(use.key) or (self.catalogue.by_software(use.also) if use.also else None)
            case ecosystem:
                return self.catalogue.by_package(ecosystem, use.key)

    def _count_people(self, found: Found, use: Use) -> None:
        found.unnamed += use.users
        unit = use.unit
        if use.user:
            who = use.user.lower()
            mark = hash(who)
            found.users.add(mark)
            unit = self._unit(who) or unit
            if self.keep_people:
                found.people.add(who)
            if unit:
                found.units.setdefault(unit, set()).add(mark)
        if unit and use.users:
            found.unit_counts[unit] += use.users

    def _unit(self, who: str) -> str:
        known = self._units.get(who)
        if known is None:
            if len(self._units) >= _MOST_USERS_REMEMBERED:
                self._units.clear()
            known = self._units[who] = self.unit_of(who)
        return known


def _count_day(found: Found, use: Use, when: float) -> None:
    if found.first is None or when < found.first:
        found.first = when
    if found.last is None or when > found.last:
        found.last = when
    name = _day_of(int(when // 86_400))
    day = found.days.get(name)
    if day is None:
        day = found.days[name] = Day(first=when, last=when)
    day.requests += use.requests
    day.blocked += max(use.requests, 1) * use.blocked
    day.size += use.size
    day.first, day.last = min(day.first, when), max(day.last, when)


class Finder:
    """Finds the lines of a block on which a domain of the catalogue stands."""

    def __init__(self, domains: Iterable[bytes]) -> None:
        patterns = sorted({domain.lower() for domain in domains if domain})
        self._search = BytesAhoCorasick(patterns, MatchKind.Standard, Implementation.DFA) if patterns else None

    def places(self, block: bytes) -> list[tuple[int, int, int]]:
        """Where in a block a domain stands. Holds no lock of the interpreter, so that blocks can be searched beside each other."""
        return self._search.find_matches_as_indexes(block.lower()) if self._search is not None else []


def _lines_at(block: bytes, places: list[tuple[int, int, int]]) -> Iterator[bytes]:
    """Each line that hits, once, without its line end."""
    done = -1
    for _, start, stop in places:
        if start >= done:
            begin = block.rfind(b"\n", 0, start) + 1
            done = block.find(b"\n", stop)
            if done < 0:
                done = len(block)
            yield block[begin:done]


def _searched(blocks: Iterable[bytes], finder: Finder) -> Iterator[tuple[bytes, list[tuple[int, int, int]]]]:
    """Blocks with their places, in order; the next ones are searched meanwhile."""
    with ThreadPoolExecutor(_BESIDE, thread_name_prefix="discovery") as pool:
        waiting: deque[tuple[bytes, Future[list[tuple[int, int, int]]]]] = deque()
        for block in blocks:
            waiting.append((block, pool.submit(finder.places, block)))
            if len(waiting) > _BESIDE:
                first, search = waiting.popleft()
                yield first, search.result()
        while waiting:
            first, search = waiting.popleft()
            yield first, search.result()


def scan_blocks(blocks: Iterable[bytes], finder: Finder, parse: Callable[[bytes], Use | None], tally: Tally) -> int:
    """Counts what the lines that hit tell.

    Args:
        blocks: whole lines, block by block.
        finder: which lines are candidates.
        parse: takes a line apart; None for a line that tells of no use.
        tally: counts.

    Returns:
        How many candidates could not be read.
    """
    unreadable = 0
    for block, places in _searched(blocks, finder):
        for line in _lines_at(block, places):
            use = parse(line)
            if use is None:
                unreadable += 1
            elif use.requests or use.blocked:
                tally.add(use)
    return unreadable


def by_requests(found: Mapping[str, Found]) -> list[Found]:
    """The services, most used first."""
    return sorted(found.values(), key=lambda one: (-one.requests, one.service.id))
