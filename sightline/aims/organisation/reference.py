"""Reads the folder's reference data: the roles that are founded with the organisation, and starters that a newcomer may adopt. Checked when loaded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class RoleModel:
    """A role as the data have it; `apart_from` are ids of roles, `serves` requirements as `set:id`."""

    id: str
    title: str
    answers_for: str
    may: str
    held_for: str
    required: bool
    when: str
    apart_from: tuple[str, ...]
    serves: tuple[str, ...]


@dataclass(frozen=True)
class Starter:
    """A suggested issue or interested party: `issue` or `party`, and what its record would say."""

    kind: str
    id: str
    title: str
    side: str
    description: str
    ask: str
    needs: str
    requirements: str
    affected: bool


def _read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((_DATA / name).read_text(encoding="utf-8"))
    return data


def _need(file: str, row: dict[str, Any], *keys: str) -> None:
    missing = [key for key in keys if row.get(key) in (None, "")]
    if missing:
        raise ValueError(f"{file}: {row.get('id', row)}: {', '.join(missing)} is missing.")


@cache
def role_models() -> tuple[RoleModel, ...]:
    """The roles of `roles.yaml`.

    Raises:
        ValueError: a role lacks something, an id stands twice, or `apart_from` names a role that there isn't.
    """
    found = []
    for row in _read("roles.yaml")["roles"]:
        _need("roles.yaml", row, "id", "title", "answers_for", "for")
        serves = tuple(f"{name}:{one}" for name, ids in row.get("serves", {}).items() for one in ids)
        found.append(
            RoleModel(
                row["id"],
                row["title"],
                row["answers_for"],
                row.get("may", ""),
                row["for"],
                bool(row.get("required")),
                row.get("when", ""),
                tuple(row.get("apart_from", ())),
                serves,
            )
        )
    ids = {one.id for one in found}
    unknown = {other for one in found for other in one.apart_from} - ids
    if len(ids) < len(found) or unknown:
        raise ValueError(f"roles.yaml: an id stands twice, or is unknown: {', '.join(sorted(unknown))}")
    return tuple(found)


@cache
def starters() -> tuple[Starter, ...]:
    """The issues and parties of `starters.yaml`, issues first. Needs that a law or contract stands behind are proposed as requirements.

    Raises:
        ValueError: a starter lacks something, or an id stands twice.
    """
    data = _read("starters.yaml")
    found = []
    for row in data["issues"]:
        _need("starters.yaml", row, "id", "title", "side")
        found.append(Starter("issue", row["id"], row["title"], row["side"], row.get("detail", ""), row.get("ask", ""), "", "", False))
    for row in data["parties"]:
        _need("starters.yaml", row, "id", "title", "side", "needs")
        binding = [need for need in row["needs"] if need.get("ground") in ("law", "contract")]
        needs = "\n".join(need["text"] for need in row["needs"])
        requirements = "\n".join(need["text"] + (f" ({need['source']})" if need.get("source") else "") for need in binding)
        found.append(
            Starter("party", row["id"], row["title"], row["side"], row.get("who", ""), "", needs, requirements, bool(row.get("affected")))
        )
    keys = [(one.kind, one.id) for one in found]
    if len(set(keys)) < len(keys):
        raise ValueError("starters.yaml: an id stands twice.")
    return tuple(found)
