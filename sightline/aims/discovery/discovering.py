"""One file, from its bytes to what it shows: opened, recognised, looked through, counted. Pure Python; writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from .opening import BLOCK, Lines, Unreadable
from .readers import SOURCES, ListSource, LogSource, Moments, Settings, Source
from .readers.tables import Rows, hash_file
from .recognising import first_lines, hold_columns, hold_product
from .scanning import Catalogue, Finder, Found, Tally, by_requests, scan_blocks

_HEAD = 64 << 10


@dataclass
class Seen:
    """What one file shows.

    Attributes:
        source: the name of its source.
        filename: without its folder.
        sha256, size: of the file as it lies.
        lines: every line, unreadable and unterminated ones too.
        hits: uses of AI.
        found: the services, by id.
        notes: sentences for the person.
    """

    source: str
    filename: str
    sha256: str = ""
    size: int = 0
    lines: int = 0
    hits: int = 0
    found: dict[str, Found] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Way:
    """How a run reads its files.

    Attributes:
        catalogue: what is AI.
        today: the day of the run, for logs that leave out the year.
        columns: which column holds what, for `csv`.
        unit_of: the unit of a user as the source writes it, in lower case; empty where it is not known.
        keep_people: keep who as well, where the organisation chose so.
    """

    catalogue: Catalogue
    today: date
    columns: Mapping[str, str] = field(default_factory=dict)
    unit_of: Callable[[str], str] = field(default=lambda user: "")
    keep_people: bool = False


def find_source(name: str) -> Source:
    """The source of this name.

    Raises:
        Unreadable: there is none; the message names those that there are.
    """
    found = SOURCES.get(name)
    if found is None:
        raise Unreadable(f"There is no source “{name}”. Known: {', '.join(SOURCES)}.")
    return found


def look_through(source: str, path: Path, way: Way, filename: str = "") -> Seen:
    """Reads a file and counts the AI in it.

    Args:
        source: the name of its source.
        path: the file; for `manifests` also a folder.
        way: how.
        filename: what people call it, where the path is a temporary one.

    Raises:
        Unreadable: it can't be read, or is of another product; the message says what to do.
    """
    found, seen, moments = find_source(source), Seen(source, filename or path.name), Moments(way.today)
    tally = Tally(way.catalogue, way.unit_of, way.keep_people)
    settings = Settings(moments, way.columns)
    if path.is_dir() and source != "manifests":
        raise Unreadable(f"{path.name} is a folder. Choose the file in it.")
    if isinstance(found, LogSource):
        _log(found, path, settings, tally, seen)
    elif isinstance(found, ListSource):
        _list(found, path, settings, tally, seen)
    else:
        uses, seen.lines = found.uses(path, seen.notes)
        for use in uses:
            tally.add(use)
        _hash(path, seen)
    seen.hits, seen.found = tally.hits, tally.found
    if moments.unsure:
        seen.notes.append("Dates such as 03/04/2026 were read as day, then month.")
    return seen


def _log(source: LogSource, path: Path, settings: Settings, tally: Tally, seen: Seen) -> None:
    lines = first_lines(path)
    hold_product(source, path, lines)
    opened = Lines(path)
    blocks = iter(opened)
    first = next(blocks, b"")
    parse = source.prepare(first[:_HEAD], settings)
    unreadable = scan_blocks(chain([first], blocks), Finder(tally.catalogue.domains()), parse, tally)
    seen.lines, seen.sha256, seen.size = opened.count, opened.sha256, opened.size
    seen.notes += opened.notes
    if not opened.count:
        seen.notes.append("The file is empty.")
    elif lines and source.name != "csv" and not any(source.knows(line) for line in lines):
        seen.notes.append(f"None of the first {len(lines)} lines looks like one of {source.label}. Is it the right file?")
    if unreadable:
        seen.notes.append(
            f"{unreadable:,} line{'s name' if unreadable != 1 else ' names'} an AI service but can’t be read. They were left out."
        )


def _list(source: ListSource, path: Path, settings: Settings, tally: Tally, seen: Seen) -> None:
    opened = Lines(path)
    rows = Rows(opened)
    first = True
    for row in rows:
        if first:
            first = False
            hold_columns(source, rows, path)
        for use in source.uses(row, settings):
            tally.add(use)
    hold_columns(source, rows, path)
    seen.lines, seen.sha256, seen.size = opened.count, opened.sha256, opened.size
    seen.notes += opened.notes
    if not opened.count:
        seen.notes.append("The file is empty.")


def _hash(path: Path, seen: Seen) -> None:
    if path.is_file():
        opened = Lines(path)
        hash_file(opened)
        seen.sha256, seen.size = opened.sha256, opened.size
        return
    from hashlib import sha256

    # A folder has no hash of its own: that of what it named stands for it.
    told = sorted(f"{name}:{key}" for name, one in seen.found.items() for key in one.names)
    seen.sha256 = sha256("\n".join([str(path.resolve()), *told]).encode()).hexdigest()


def moment_words(when: float | None) -> str | None:
    """A moment as ISO 8601 in UTC, to the second; None where nothing is said."""
    return None if when is None else datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def together(seen: list[Seen]) -> list[Found]:
    """The services of several files, each once, most used first: people who stand in several files count once."""
    found: dict[str, Found] = {}
    for one in seen:
        for name, part in one.found.items():
            if name not in found:
                found[name] = Found(part.service)
            _add(found[name], part)
    return by_requests(found)


def _add(whole: Found, part: Found) -> None:
    whole.requests += part.requests
    whole.blocked += part.blocked
    whole.size += part.size
    whole.unnamed = max(whole.unnamed, part.unnamed)
    whole.users |= part.users
    whole.domains.update(part.domains)
    whole.names.update(part.names)
    for unit, users in part.units.items():
        whole.units.setdefault(unit, set()).update(users)
    whole.unit_counts |= part.unit_counts
    whole.first = min((one for one in (whole.first, part.first) if one is not None), default=None)
    whole.last = max((one for one in (whole.last, part.last) if one is not None), default=None)


def told(found: Found, state: str) -> dict[str, Any]:
    """A service as the command prints it."""
    return {
        "service": found.service.name,
        "id": found.service.id,
        "vendor": found.service.vendor,
        "category": found.service.category,
        "domains": [name for name, _ in sorted(found.domains.items(), key=lambda pair: (-pair[1], pair[0]))],
        "names": [name for name, _ in sorted(found.names.items(), key=lambda pair: (-pair[1], pair[0]))],
        "requests": found.requests,
        "blocked": min(found.blocked, found.requests),
        "bytes": found.size,
        "users": found.user_count,
        "units": found.by_unit(),
        "first_seen": moment_words(found.first),
        "last_seen": moment_words(found.last),
        "state": state,
    }


__all__ = ["BLOCK", "Seen", "Unreadable", "Way", "find_source", "look_through", "moment_words", "together", "told"]
