"""Which product a file is of, by its first lines: so that a log of another product is told, and not read as an empty one."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from .opening import Lines, Unreadable
from .readers import SOURCES, ListSource, LogSource
from .readers.tables import Rows, decode, delimiter_of, known_names, plain

_LOOKED_AT = 200
_SURE = 0.5
_ALIKE = ({"pihole", "dnsmasq"},)


def first_lines(path: Path, most: int = _LOOKED_AT) -> list[str]:
    """The first lines of a file that say anything, unpacked where it is packed; none where it can't be read."""
    try:
        head = next(iter(Lines(path)), b"")
    except (Unreadable, OSError):
        return []
    return [text for line in islice((one for one in head.splitlines() if one.strip()), most) if (text := decode(line))]


def looks_like(lines: list[str]) -> str:
    """The log source whose product wrote most of these lines, or an empty text where none did."""
    if not lines:
        return ""
    shares = {
        source.name: sum(1 for line in lines if source.knows(line)) / len(lines)
        for source in SOURCES.values()
        if isinstance(source, LogSource)
    }
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= _SURE else ""


def looks_like_list(lines: list[str]) -> str:
    """The list source that has most of its marks among the first line's names, or an empty text."""
    if not lines:
        return ""
    sign = delimiter_of(lines[0])
    heads = {plain(cell) for cell in lines[0].split(sign)} - {""}
    if len(heads) < 2:
        return ""
    marks = {source.name: len(heads & set(source.marks)) for source in SOURCES.values() if isinstance(source, ListSource)}
    best = max(marks, key=lambda name: marks[name])
    return best if marks[best] >= 2 else ""


def hold_product(source: LogSource, path: Path, lines: list[str]) -> None:
    """Holds that the file is not plainly of another product.

    Raises:
        Unreadable: it is; the message names it.
    """
    if source.name == "csv" or not lines:
        return
    own = sum(1 for line in lines if source.knows(line))
    other = looks_like(lines)
    if own or (other and any({source.name, other} <= alike for alike in _ALIKE)):
        return
    if not other:
        other = looks_like_list(lines)
    if other and other != source.name:
        raise Unreadable(f"{path.name} looks like {_a(SOURCES[other].label)} file, not like {source.label}. Choose {other} as its source.")


def hold_columns(source: ListSource, rows: Rows, path: Path) -> None:
    """Holds that a list has a column that the source needs.

    Raises:
        Unreadable: it has none, or it is plainly a log of another product.
    """
    heads = set(rows.heads)
    if not heads or any(name in heads for what in source.needs for name in known_names()[what]):
        return
    if source.nested and any(name.startswith(source.nested) for name in heads):
        return
    other = looks_like(first_lines(path))
    if other:
        raise Unreadable(f"{path.name} looks like {_a(SOURCES[other].label)} file, not like {source.label}. Choose {other} as its source.")
    raise Unreadable(f"No column of {path.name} says what {source.label} would say. Its columns are: {', '.join(rows.heads[:20])}.")


def _a(label: str) -> str:
    return f"{'an' if label[:1].lower() in 'aeiou' else 'a'} {label}"
