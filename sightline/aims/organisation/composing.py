"""Composes the scope statement from the records, and says where the records have left the boundary.

This folder knows units, sites and the organisation. Others add what they know (`contribute`), since they stand above this one: the inventory adds the systems.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet

from sightline.kernel.records import Record, model_by_prefix

from .models import Boundary, Objective, Organisation, ScopeStatement, Site, Unit

_NAMED = 12  # so many names are written out; beyond that a sentence is no longer read


@dataclass(frozen=True)
class LeftOut:
    """Something that the management system doesn't cover, and why."""

    what: str
    reference: str
    reason: str

    def as_dict(self) -> dict[str, str]:
        """As the statement keeps it."""
        return {"what": self.what, "reference": self.reference, "reason": self.reason}


@dataclass(frozen=True)
class Crossing:
    """A record that crosses the boundary: what is the matter, where it is, and the action that mends it; or the address of the list, for many."""

    words: str
    record: Record | None = None
    action: str = ""
    address: str = ""


@dataclass(frozen=True)
class Part:
    """What one folder knows of the scope.

    Attributes:
        sentences: of the statement, in our own words.
        left_out: what is left out.
        crossings: where the records contradict the boundary.
        basis: name -> figure or references, to see later what has moved: a list is compared one by one, a figure as a whole.
        labels: how each name of the basis reads in a sentence, such as "AI systems in scope".
    """

    sentences: Sequence[str] = ()
    left_out: Sequence[LeftOut] = ()
    crossings: Sequence[Crossing] = ()
    basis: dict[str, Any] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)


Contribution = Callable[[], Part]
_parts: dict[str, tuple[int, Contribution]] = {}


def contribute(name: str, part: Contribution, *, order: int = 50) -> None:
    """Adds what another folder knows; parts stand by their order, then by their names.

    Raises:
        ValueError: another function has this name.
    """
    if _parts.get(name, (order, part))[1] is not part:
        raise ValueError(f"There is a part “{name}” of the scope already.")
    _parts[name] = (order, part)


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them: “A, B and C”, and beyond twelve “and 5 more”."""
    shown = list(names[:_NAMED])
    if len(names) > _NAMED:
        return f"{', '.join(shown)} and {len(names) - _NAMED:,} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]])) if shown else ""


def fingerprint(references: Iterable[str]) -> str:
    """A short text that differs as soon as one of many references does."""
    return hashlib.sha256("\n".join(sorted(references)).encode()).hexdigest()[:16]


def _left_out(rows: QuerySet[Any]) -> list[LeftOut]:
    return [LeftOut(str(row), row.reference, row.scope_reason) for row in rows.filter(in_scope=Boundary.OUT).order_by("reference")]


def _structure() -> Part:
    units, sites = Unit.objects.current(), Site.objects.current()
    inside = units.filter(in_scope=Boundary.IN)
    tops = list(inside.exclude(parent__in_scope=Boundary.IN).order_by("name"))
    places = list(sites.filter(in_scope=Boundary.IN).order_by("name"))
    sentences = []
    if tops:
        sentences.append(
            f"It covers {listed([row.name for row in tops])}{', each with the parts that are in scope' if inside.count() > len(tops) else ''}."
        )
    if places:
        sentences.append(f"It holds at {listed([f'{row.name} ({row.country})' for row in places])}.")
    return Part(
        sentences=sentences,
        left_out=[*_left_out(units), *_left_out(sites)],
        crossings=[*_unit_crossings(units), *_site_crossings(sites)],
        basis={
            "units_in": sorted(inside.values_list("reference", flat=True)),
            "units_out": sorted(units.filter(in_scope=Boundary.OUT).values_list("reference", flat=True)),
            "sites_in": sorted(sites.filter(in_scope=Boundary.IN).values_list("reference", flat=True)),
        },
        labels={"units_in": "units in scope", "units_out": "units left out", "sites_in": "sites in scope"},
    )


def _unit_crossings(units: QuerySet[Any]) -> list[Crossing]:
    under = units.filter(in_scope=Boundary.IN, parent__in_scope=Boundary.OUT).select_related("parent")
    return [
        Crossing(f"{row.name} is in scope, and {row.parent.name}, which it is part of, is left out.", row, "decide_unit_scope")
        for row in under
    ]


def _site_crossings(sites: QuerySet[Any]) -> list[Crossing]:
    apart = (
        sites.filter(unit__isnull=False)
        .exclude(in_scope=F("unit__in_scope"))
        .filter(Q(in_scope=Boundary.IN, unit__in_scope=Boundary.OUT) | Q(in_scope=Boundary.OUT, unit__in_scope=Boundary.IN))
    )
    words = {Boundary.IN.value: "in scope", Boundary.OUT.value: "left out"}
    return [
        Crossing(
            f"{row.name} is {words[row.in_scope]}, and {row.unit.name}, which works there, is {words[row.unit.in_scope]}.",
            row,
            "decide_site_scope",
        )
        for row in apart.select_related("unit")
    ]


def _objectives() -> Part:
    """What the management system is for: the objectives that it serves (ISO/IEC 42001, 6.2)."""
    rows = list(Objective.objects.current().exclude(state=Objective.State.DROPPED).order_by("reference").values_list("reference", "title"))
    sentences = [f"It serves these objectives: {'; '.join(_as_clause(title) for _, title in rows[:_NAMED])}."] if rows else []
    if len(rows) > _NAMED:
        sentences = [f"{sentences[0][:-1]}; and {len(rows) - _NAMED:,} more."]
    return Part(sentences=sentences, basis={"objectives": [reference for reference, _ in rows]}, labels={"objectives": "objectives"})


def _as_clause(title: str) -> str:
    return title.strip().rstrip(".")


@dataclass(frozen=True)
class Composition:
    """A scope statement as the records would write it today."""

    statement: str
    boundary: str
    left_out: list[LeftOut]
    crossings: list[Crossing]
    basis: dict[str, Any]
    labels: dict[str, str]


def compose() -> Composition:
    """Reads the records and writes the statement."""
    ours = Organisation.ours()
    contributed = [part() for _, _, part in sorted((order, name, part) for name, (order, part) in _parts.items())]
    parts = [_structure(), *contributed, _objectives()]
    basis = {name: value for part in parts for name, value in part.basis.items()}
    labels = {name: label for part in parts for name, label in part.labels.items()}
    sentences = [sentence for part in parts for sentence in part.sentences]
    opening = f"This is the scope of the AI management system of {ours.name}." if ours else "This is the scope of the AI management system."
    statement = "\n\n".join(filter(None, [opening, ours.activities.strip() if ours else "", " ".join(sentences)]))
    return Composition(
        statement=statement,
        boundary=ours.boundary if ours else "",
        left_out=[one for part in parts for one in part.left_out],
        crossings=[one for part in parts for one in part.crossings],
        basis=basis,
        labels=labels,
    )


def moved_since(statement: ScopeStatement, now: Composition) -> list[str]:
    """What has moved in the records since a statement was composed, in sentences; empty where it still says what is so."""
    told = []
    for name, value in now.basis.items():
        before, label = statement.basis.get(name), now.labels.get(name, name)
        if before is None or before == value:
            continue
        if isinstance(value, list) and isinstance(before, list):
            came, went = sorted(set(value) - set(before)), sorted(set(before) - set(value))
            told += [f"New among {label}: {listed(_named(came))}."] * bool(came)
            told += [f"No longer among {label}: {listed(_named(went))}."] * bool(went)
        elif isinstance(value, dict) and isinstance(before, dict):
            same = before.get("count") == value.get("count")
            told.append(
                f"The {label} are others than then: {value['count']:,}."
                if same
                else f"{before.get('count', 0):,} {label} then, {value['count']:,} now."
            )
    return told


def _named(references: Sequence[str]) -> list[str]:
    """References with what they are called: one query for each kind of record."""
    names: dict[str, str] = {}
    by_model: dict[type[Record], list[str]] = {}
    for reference in references:
        model = model_by_prefix(reference)
        if model is not None:
            by_model.setdefault(model, []).append(reference)
    for model, these in by_model.items():
        names |= {row.reference: str(row) for row in model._default_manager.filter(reference__in=these)}
    return [f"{names[one]} ({one})" if one in names else one for one in references]
