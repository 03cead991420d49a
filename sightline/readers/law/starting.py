"""Laws and standards to begin with, read from `data/` and held to a schema. Pure: knows no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .models import LawKind

STARTER = Path(__file__).parent / "data" / "starter_laws.yaml"
_LAW = {"key", "name", "kind", "jurisdiction", "source", "binds"}
_CHANGE = {"title", "published", "effective", "summary"}


@dataclass(frozen=True)
class KnownChange:
    """A change that is known to come: what, when published, from when it binds, in short."""

    title: str
    published: date
    effective: date
    summary: str


@dataclass(frozen=True)
class KnownLaw:
    """A law or standard to choose.

    Attributes:
        key: stable; the register knows by it what was chosen already.
        name, kind, jurisdiction, source: as on the register.
        binds: whom it binds, as a help to choose.
        framework: the id of its requirement set, or an empty text.
        changes: what is known to come.
    """

    key: str
    name: str
    kind: str
    jurisdiction: str
    source: str
    binds: str
    framework: str = ""
    changes: tuple[KnownChange, ...] = ()


def read_laws(path: Path) -> tuple[KnownLaw, ...]:
    """Reads and checks a list of laws.

    Raises:
        ValueError: it is not what it should be; says where.
    """
    found = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    laws = tuple(_law(path.name, row) for row in found["laws"])
    if len({one.key for one in laws}) < len(laws):
        raise ValueError(f"{path.name}: a key is there twice.")
    return laws


def _law(where: str, row: dict[str, Any]) -> KnownLaw:
    if not _LAW <= row.keys() <= _LAW | {"framework", "changes"} or row["kind"] not in LawKind.values:
        raise ValueError(f"{where}: {row.get('key')}: give {', '.join(sorted(_LAW))}, and nothing that is not known.")
    changes = row.get("changes", [])
    for one in changes:
        if one.keys() != _CHANGE or not isinstance(one["published"], date) or not isinstance(one["effective"], date):
            raise ValueError(f"{where}: {row['key']}: a change has {', '.join(sorted(_CHANGE))}; both days as 2026-12-02.")
    return KnownLaw(**{**row, "changes": tuple(KnownChange(**one) for one in changes)})


@cache
def known_laws() -> tuple[KnownLaw, ...]:
    """The list that ships; refusals as `read_laws`."""
    return read_laws(STARTER)
