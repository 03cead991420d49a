"""Columns of a requirement set as a workbook, and which column of somebody else's workbook is which.

Names and other names are data (`data/workbook/columns.yaml`); nothing here knows a single one of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "data" / "workbook" / "columns.yaml"
NEARLY = 0.85  # how alike a header must be to a known name; below it “Statements” and “Settlement” meet
SHORTEST_NEARLY = 5  # characters; shorter words are alike by chance


@dataclass(frozen=True)
class Column:
    """One column: its key in a set, its name in our workbooks, its width in characters, help for who fills it in, other names for it."""

    key: str
    label: str
    help: str
    width: int = 0
    also: tuple[str, ...] = ()


@cache
def columns(part: str) -> tuple[Column, ...]:
    """Return the columns of `set`, `groups` or `requirements`, or the lines of the `introduction`."""
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))[part]
    return tuple(Column(**{"key": "", **one, "also": tuple(one.get("also", ()))}) for one in found)


def normal(header: str) -> str:
    """Return a header without case, marks and double spaces, so that “Control_ID ” and “control id” are the same."""
    return re.sub(r"[\W_]+", " ", header.casefold()).strip()


def match(headers: Sequence[str], known: Sequence[Column]) -> dict[int, str]:
    """Return which column (by place, from 0) holds which key.

    Each key goes to at most one column: by its own name first, then by another name, then by a name that is nearly the same.
    """
    own = {normal(column.label): [column.key] for column in known}
    other: dict[str, list[str]] = {}
    for column in known:
        for name in column.also:
            other.setdefault(normal(name), []).append(column.key)
    both = {name: own.get(name, []) + other.get(name, []) for name in own | other}
    found: dict[int, str] = {}
    for names, exactly in ((own, True), (other, True), (both, False)):
        for place, header in enumerate(headers):
            keys = names.get(normal(header), []) if exactly else _nearly(normal(header), names)
            free = [key for key in keys if key not in found.values()]
            if free and place not in found:
                found[place] = free[0]
    return found


def _nearly(header: str, names: dict[str, list[str]]) -> list[str]:
    near = get_close_matches(header, [name for name in names if len(name) >= SHORTEST_NEARLY], n=1, cutoff=NEARLY)
    return names[near[0]] if near and len(header) >= SHORTEST_NEARLY else []
