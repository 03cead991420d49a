"""The unit of whoever a log names: from a list that says so, else from the people of the register. Nothing of it is kept."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

from sightline.aims.organisation.models import Person

from .opening import Unreadable
from .readers.tables import decode, delimiter_of, plain

_LARGEST = 50 << 20
_USERS, _UNITS = {"user", "username", "email", "login", "client", "ip", "person", "upn"}, {"unit", "department", "dept", "team"}


def unit_of_user(said: Mapping[str, str] | None = None) -> Callable[[str], str]:
    """Gives the unit of a user as a log writes it: `ana@northwind.example`, `NORTHWIND\\ana`, `ana`, an address of a machine.

    Args:
        said: user in lower case -> unit, which wins over the register.
    """
    known = {email.lower(): unit for email, unit in _people() if email}
    short: dict[str, str] = {}
    for email, unit in known.items():
        local = email.partition("@")[0]
        short[local] = "" if local in short and short[local] != unit else unit
    given = dict(said or {})

    def find(user: str) -> str:
        name = user.rpartition("\\")[2].partition("@")[0]
        return given.get(user) or given.get(name) or known.get(user) or ("" if "@" in user else short.get(name, ""))

    return find


def _people() -> list[tuple[str, str]]:
    rows = Person.objects.current().filter(unit__isnull=False).exclude(email="")
    return list(rows.values_list("email", "unit__name"))


def read_unit_map(path: Path) -> dict[str, str]:
    """User -> unit from a CSV of two columns, with or without names.

    Raises:
        Unreadable: it has no two columns.
    """
    if path.stat().st_size > _LARGEST:
        raise Unreadable(f"{path.name} is larger than 50 MB. A list of users and units is a line for each user.")
    lines = decode(path.read_bytes().removeprefix(b"\xef\xbb\xbf")).splitlines()
    rows = [row for row in csv.reader(lines, delimiter=delimiter_of("\n".join(lines[:50]))) if len(row) >= 2]
    if not rows:
        raise Unreadable(f"{path.name} has no two columns. Write a line for each user: user,unit.")
    heads = [plain(cell) for cell in rows[0]]
    user = next((place for place, name in enumerate(heads) if name in _USERS), None)
    unit = next((place for place, name in enumerate(heads) if name in _UNITS), None)
    if user is not None and unit is not None:
        rows = rows[1:]
    return {
        row[user or 0].strip().lower(): row[unit if unit is not None else 1].strip() for row in rows if len(row) > max(user or 0, unit or 1)
    }
