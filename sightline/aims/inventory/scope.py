"""What the inventory adds to the scope statement: the AI systems on both sides of the boundary, and those that cross it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from sightline.aims.organisation.composing import Crossing, LeftOut, Part, fingerprint, listed
from sightline.aims.organisation.models import Boundary

from .models import HIGH, OrganisationRole, System

_SHOWN = 50  # crossings beyond these are told as a figure: nobody reads two thousand


def systems_part() -> Part:
    """The systems' part of the scope statement."""
    rows = System.objects.current()
    figures = rows.aggregate(
        inside=Count("pk", filter=Q(in_scope=Boundary.IN)), undecided=Count("pk", filter=Q(in_scope=Boundary.UNDECIDED))
    )
    sentences = []
    if figures["inside"]:
        some = f"{figures['inside']:,} AI system{'s' if figures['inside'] != 1 else ''}"
        sentences.append(f"It covers {some}{_as_what(rows.filter(in_scope=Boundary.IN))}, as the inventory lists them.")
    return Part(
        sentences=sentences,
        left_out=[LeftOut(row.name, row.reference, row.scope_reason) for row in rows.filter(in_scope=Boundary.OUT).order_by("reference")],
        crossings=_crossings(rows, figures["undecided"]),
        basis={"systems_in": _basis(rows, Boundary.IN), "systems_out": _basis(rows, Boundary.OUT)},
        labels={"systems_in": "AI systems in scope", "systems_out": "AI systems left out"},
    )


def _as_what(rows: Any) -> str:
    roles = rows.exclude(organisation_role="").values_list("organisation_role").annotate(n=Count("pk")).order_by("-n")
    names = [OrganisationRole(value).label.lower() for value, _ in roles]
    return f", for which it is {listed(names)}" if names else ""


def _basis(rows: Any, side: Boundary) -> dict[str, Any]:
    references = list(rows.filter(in_scope=side).values_list("reference", flat=True))
    return {"count": len(references), "mark": fingerprint(references)}


def _crossings(rows: Any, undecided: int) -> list[Crossing]:
    apart = (
        rows.filter(in_scope=Boundary.IN)
        .filter(Q(unit__in_scope=Boundary.OUT) | Q(team__in_scope=Boundary.OUT))
        .select_related("unit", "team")
        .order_by("reference")
    )
    found = []
    for row in apart[:_SHOWN]:
        outside = row.team if row.team is not None and row.team.in_scope == Boundary.OUT else row.unit
        found.append(Crossing(f"{row.name} is in scope, and {outside.name}, which has it, is left out.", row, "decide_scope"))
    affected = rows.filter(in_scope=Boundary.OUT, unit__in_scope=Boundary.IN, impact__in=HIGH).select_related("unit").order_by("reference")
    found += [
        Crossing(
            f"{row.name} touches rights or safety and is left out, though {row.unit.name}, which has it, is in scope.", row, "decide_scope"
        )
        for row in affected[:_SHOWN]
    ]
    if undecided:
        words = f"{undecided:,} AI system{'s are' if undecided != 1 else ' is'} neither in scope nor left out yet."
        found.append(Crossing(words, address="/systems/?view=undecided"))
    return found
