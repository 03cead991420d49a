"""What the annexes of the law ask for, filled from the records. What no record says is missing, and is told as missing: nothing is made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Model

from sightline.aims.inventory.models import System

from .models import Classification, Registration
from .tree import DATA, hold_keys, read_yaml

_MODELS: Mapping[str, type[Model]] = {"registration": Registration, "system": System, "class": Classification}


@dataclass(frozen=True)
class Row:
    """One thing that is asked for; `sources` are fields as `registration.trade_name`."""

    number: str
    label: str
    sources: tuple[str, ...]
    optional: bool


@dataclass(frozen=True)
class Sheet:
    """A data sheet or declaration, as the law asks for it."""

    id: str
    title: str
    law: str
    about: str
    rows: tuple[Row, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Filled:
    """A row with what the records say; `missing` where they say nothing and must."""

    row: Row
    value: str
    missing: bool


@cache
def sheets() -> Mapping[str, Sheet]:
    """The sheets, by id."""
    return read_sheets(DATA / "sheets.yaml")


def read_sheets(path: Path) -> dict[str, Sheet]:
    """Reads and checks sheets.

    Raises:
        ValueError: they are not what they should be; says where.
    """
    data = read_yaml(path)
    hold_keys(path.name, data, {"version", "checked_on", "sheets"})
    found = {}
    for name, one in data["sheets"].items():
        hold_keys(f"{path.name}: {name}", one, {"title", "law", "about", "rows"}, frozenset({"statements"}))
        rows = []
        for row in one["rows"]:
            hold_keys(f"{path.name}: {name}", row, {"number", "label", "from"}, frozenset({"optional"}))
            for source in row["from"]:
                model, _, field = source.partition(".")
                if model not in _MODELS or field not in {column.name for column in _MODELS[model]._meta.fields}:
                    raise ValueError(f"{path.name}: {name}: there is no {source}.")
            rows.append(Row(row["number"], row["label"], tuple(row["from"]), bool(row.get("optional"))))
        found[name] = Sheet(name, one["title"], one["law"], one["about"], tuple(rows), tuple(one.get("statements", ())))
    return found


def fill_sheet(sheet: Sheet, system: System) -> list[Filled]:
    """The rows of a sheet with what the records say of a system."""
    there: dict[str, Any] = {
        "system": system,
        "class": Classification.objects.current().filter(system=system).first(),
        "registration": Registration.objects.current().filter(system=system).first(),
    }
    filled = []
    for row in sheet.rows:
        value = ", ".join(words for source in row.sources if (words := _said(there, source)))
        filled.append(Filled(row, value, not value and not row.optional))
    return filled


def _said(there: Mapping[str, Any], source: str) -> str:
    name, _, field = source.partition(".")
    record = there[name]
    if record is None:
        return ""
    display = getattr(record, f"get_{field}_display", None)
    value = display() if display is not None else getattr(record, field)
    if value is None:
        return ""
    return f"{value.day} {value:%B %Y}" if hasattr(value, "isoformat") else "\n".join(str(value).split("\n")).strip()


def sheet_for(record: Classification | None) -> Sheet:
    """Which section of Annex VIII applies: a provider's, an exception's, or a public deployer's."""
    if record is not None and record.exception:
        return sheets()["registration-b"]
    if record is not None and record.deployer and not record.provider:
        return sheets()["registration-c"]
    return sheets()["registration-a"]
