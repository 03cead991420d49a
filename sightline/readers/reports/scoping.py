"""What the scope report and the map of data flows say, as plain values: the statement as it was approved, and how the records stand today."""

from __future__ import annotations

from typing import Any

from sightline.aims.inventory.flows.choosing import PICKS, VIEWS, Wish, said
from sightline.aims.inventory.flows.mapping import Row, seen_by
from sightline.aims.inventory.flows.models import Flow
from sightline.aims.inventory.flows.queries import ENDS_OF_FLOW, crossing
from sightline.aims.inventory.flows.registers import countries
from sightline.aims.organisation.composing import Composition, compose, moved_since
from sightline.aims.organisation.models import Objective, ScopeStatement, Site, Unit
from sightline.kernel.drawing import draw, standalone
from sightline.kernel.errors import Invalid, NotFound
from sightline.kernel.identity.actors import Actor

from .gathering import Report, around, day_words

CLAUSE = "ISO/IEC 42001, clause 4.3"
CROSSINGS = 200
"""Flows across the boundary that the report names; the register has all of them."""


def scope_report(actor: Actor, statement: ScopeStatement | None = None) -> Report:
    """The scope: a version's own words, or those in force; a draft, marked as one, where nothing is in force yet.

    Raises:
        NotFound: there is no scope statement yet.
        CannotIntegrate: an entry of the ledger does not hold together, so nothing can rest on it.
    """
    scope = statement or ScopeStatement.in_force() or ScopeStatement.draft()
    if scope is None:
        raise NotFound("There is no scope statement yet. Draft one from the records first.")
    now = compose()
    return {
        **around(actor, "Scope of the AI management system"),
        "short": CLAUSE,
        "version": {"number": scope.number, "reference": scope.reference, "words": _version(scope), "draft": scope.state == "draft"},
        "paragraphs": [part.strip() for part in scope.statement.split("\n\n") if part.strip()],
        "boundary": [part.strip() for part in scope.boundary.split("\n\n") if part.strip()],
        "left_out": [dict(row) for row in scope.left_out()],
        "units": _named(Unit, scope.basis.get("units_in", ())),
        "sites": _named(Site, scope.basis.get("sites_in", ())),
        "systems": _systems(scope),
        "objectives": _objectives(scope),
        "flows": _flows(actor),
        "today": _today(scope, now),
    }


def _version(scope: ScopeStatement) -> str:
    if scope.state == ScopeStatement.State.DRAFT:
        return f"Draft of version {scope.number}. Nobody approved it yet, so it binds nobody."
    by = scope.approved_by.name if scope.approved_by is not None else "the person at the command line"
    approved = f"Version {scope.number}, approved by {by} on {day_words(scope.approved_on)}"
    if scope.state == ScopeStatement.State.SUPERSEDED:
        return f"{approved}. A later version took its place."
    return f"{approved}. To be looked at again by {day_words(scope.next_review)}."


def _named(model: Any, references: Any) -> list[Report]:
    rows = model.objects.filter(reference__in=list(references)).order_by("name")
    return [{"reference": row.reference, "name": row.name, "country": row.country} for row in rows]


def _systems(scope: ScopeStatement) -> str:
    count = (scope.basis.get("systems_in") or {}).get("count", 0)
    return f"{count:,} AI system{'' if count == 1 else 's'}, as the inventory lists them" if count else "No AI system is in scope yet"


def _objectives(scope: ScopeStatement) -> list[Report]:
    rows = Objective.objects.filter(reference__in=list(scope.basis.get("objectives", ()))).select_related("owner").order_by("reference")
    return [
        {
            "reference": row.reference,
            "title": row.title,
            "target": row.target,
            "owner": str(row.owner) if row.owner is not None else "",
            "due": day_words(row.due),
            "state": row.get_state_display(),
        }
        for row in rows
    ]


def _flows(actor: Actor) -> list[Report]:
    rows = Flow.objects.current().visible_to(actor).filter(crossing()).select_related(*ENDS_OF_FLOW).order_by("reference")[:CROSSINGS]
    return [
        {
            "reference": row.reference,
            "name": row.name,
            "ends": f"{row.start} to {row.end}",
            "countries": countries(row),
            "governed": row.governed,
        }
        for row in rows
    ]


def _today(scope: ScopeStatement, now: Composition) -> Report:
    binding = scope.state == ScopeStatement.State.APPROVED
    return {"moved": moved_since(scope, now) if binding else [], "crossings": [one.words for one in now.crossings]}


def map_report(actor: Actor, wish: Wish, base: str = "") -> Report:
    """The map of data flows: the picture, what is wrong by rule, and every flow as a row.

    Args:
        actor: who looks.
        wish: which flows.
        base: what the addresses of links begin with; without it the picture has none.

    Raises:
        Invalid: there are too many flows for one map, or the wish names what is not there.
        NotFound: there are no such flows.
    """
    seen = seen_by(actor, wish)
    if seen.too_many:
        raise Invalid("There are too many flows for one map.", fields={"system": ["Choose a system, a unit, a kind of data or a country."]})
    if not seen.rows:
        raise NotFound("There are no such data flows. Draw one on the page of an AI system, or take a filter away.")
    drawn = draw(seen.map)
    picked = [f"{label}: {said(wish, name)}" for name, label in PICKS if getattr(wish, name)]
    return {
        **around(actor, "Map of data flows"),
        "short": "ISO/IEC 42001, A.4.3 and A.7",
        "lead": f"{seen.map.title[:1].upper()}{seen.map.title[1:]}.",
        "shown": "; ".join(filter(None, [VIEWS[wish.view][0], *picked])),
        "together": seen.together,
        "svg": standalone(drawn, base),
        "width": drawn.width,
        "height": drawn.height,
        "flows": [_row(row) for row in seen.worst_first],
        "findings": [
            {
                "number": row.number,
                "name": str(row.flow),
                "why": fault.finding.why,
                "advice": fault.finding.advice,
                "until": day_words(fault.until),
            }
            for row in seen.worst_first
            for fault in row.faults
        ],
    }


def _row(row: Row) -> Report:
    return {
        "number": row.number,
        "reference": row.flow.reference,
        "name": row.flow.name,
        "ends": f"{row.flow.start} to {row.flow.end}",
        "purpose": row.flow.get_purpose_display(),
        "data": row.data,
        "countries": countries(row.flow),
        "ground": row.ground,
        "state": row.status[0],
        "words": row.status[1],
    }
