"""The one table of permissions: roles across, permissions down, each cell `all`, `own` or nothing. It is data, and the only place that says who may do what.

Every route, endpoint, command and tool asks it through `Actor.cell`. `own` means the records that a model's `owned_by` names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

CELLS = ("", "own", "all")


@dataclass(frozen=True)
class Table:
    """The table as read from its file.

    Attributes:
        roles: role -> what it is for, in one line.
        permissions: permission -> what it allows, in one line.
        cells: permission -> role -> cell.
        guests: what an invitation may give somebody without an account, at most, and only for the record that it is about.
    """

    roles: dict[str, str]
    permissions: dict[str, str]
    cells: dict[str, dict[str, str]]
    guests: frozenset[str] = frozenset()

    def cell(self, permission: str, roles: Iterable[str]) -> str:
        """The widest cell that any of the roles has. An unknown permission is an error of ours, never a silent no."""
        row = self.cells[permission]
        return max((row.get(role, "") for role in roles), key=CELLS.index, default="")

    def who(self, permission: str) -> list[str]:
        """The titles of the roles that may do this, for refusals that say who can."""
        return [role for role, cell in self.cells[permission].items() if cell]


def read_table(path: Path) -> Table:
    """Reads and checks the file.

    Raises:
        ValueError: a cell, role or permission is not what it should be; says which.
    """
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    roles: dict[str, str] = data["roles"]
    permissions: dict[str, str] = {}
    cells: dict[str, dict[str, str]] = {}
    for name, row in data["permissions"].items():
        permissions[name] = row.pop("label")
        for role, cell in row.items():
            if role not in roles or cell not in CELLS:
                raise ValueError(f"{path}: {name}: {role}: {cell} is not a cell of a known role")
        cells[name] = dict(row)
    guests = frozenset(data.get("guests", ()))
    if unknown := sorted(guests - permissions.keys()):
        raise ValueError(f"{path}: guests: {', '.join(unknown)} is no permission")
    return Table(roles, permissions, cells, guests)


@cache
def table() -> Table:
    """The table of this installation."""
    return read_table(Path(settings.SIGHTLINE_PERMISSIONS))
