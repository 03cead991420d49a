"""Reads the folder's reference data: kinds of data, and the countries that are approved unless decided otherwise. Checked when loaded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).parent / "data"
GROUPS = ("none", "personal", "special")


@dataclass(frozen=True)
class Category:
    """A kind of data: `group` is none, personal or special."""

    id: str
    label: str
    group: str
    source: str


@dataclass(frozen=True)
class ApprovedCountry:
    """A country that is approved unless decided otherwise: `ground` is eea or adequacy, `also` are other names of it."""

    name: str
    also: tuple[str, ...]
    ground: str
    source: str
    limits: str


def _rows(file: str, key: str, *needed: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((_DATA / file).read_text(encoding="utf-8"))[key]
    for row in rows:
        missing = [name for name in needed if not row.get(name)]
        if missing:
            raise ValueError(f"{file}: {row}: {', '.join(missing)} is missing.")
    return rows


@cache
def categories() -> dict[str, Category]:
    """The kinds of data by id, in the order of the file.

    Raises:
        ValueError: one lacks something, an id stands twice, or a group is unknown.
    """
    rows = _rows("categories.yaml", "categories", "id", "label", "group")
    found = {row["id"]: Category(row["id"], row["label"], row["group"], row.get("source", "")) for row in rows}
    if len(found) < len(rows) or any(one.group not in GROUPS for one in found.values()):
        raise ValueError("categories.yaml: an id stands twice, or a group is unknown.")
    return found


@cache
def approved_countries() -> tuple[ApprovedCountry, ...]:
    """The countries that are approved unless decided otherwise (GDPR Art. 44 and 45).

    Raises:
        ValueError: one lacks something, a name stands twice, or a ground is unknown.
    """
    rows = _rows("countries.yaml", "countries", "name", "ground", "source")
    found = tuple(
        ApprovedCountry(row["name"], tuple(row.get("also", ())), row["ground"], row["source"], row.get("limits", "")) for row in rows
    )
    names = [name for one in found for name in (one.name, *one.also)]
    if len(set(names)) < len(names) or any(one.ground not in ("eea", "adequacy") for one in found):
        raise ValueError("countries.yaml: a name stands twice, or a ground is unknown.")
    return found


@cache
def approved_names() -> tuple[str, ...]:
    """All their names, in lower case."""
    return tuple(sorted(name.lower() for one in approved_countries() for name in (one.name, *one.also)))


def heaviest(ids: list[str]) -> str:
    """The gravest group among kinds of data: special before personal before none."""
    groups = {categories()[one].group for one in ids if one in categories()}
    return next((group for group in reversed(GROUPS) if group in groups), "none")


def labels(ids: list[str]) -> list[str]:
    """Kinds of data as people read them; an id that is not in the file any more stays as it is."""
    known = categories()
    return [known[one].label if one in known else one for one in ids]
