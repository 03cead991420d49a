"""How units and sites come and go, and on which side of the boundary they lie."""

from __future__ import annotations

from typing import Annotated

from sightline.kernel.actions import Ask, action, create_action, edit_action, retire_action
from sightline.kernel.actions.generated import fill
from sightline.kernel.identity.actors import Actor

from ..models import Boundary, Site, Unit

Scope = Annotated[Boundary, Ask("Scope")]
Reason = Annotated[str, Ask("Reason", long=True, help="Needed when it is left out. Auditors read it.")]

_UNIT = ["name", "parent", "kind", "country", "in_scope", "scope_reason"]
_SITE = ["name", "country", "location", "unit", "in_scope", "scope_reason"]


def _unit_in_use(actor: Actor, unit: Unit) -> str:
    parts = unit.parts.filter(retired__isnull=True).count()
    if not parts:
        return ""
    return "A unit is part of it. Move or retire that first." if parts == 1 else f"{parts} units are part of it. Move or retire them first."


create_action(Unit, _UNIT, "organisation.change", assistant=True)
edit_action(Unit, _UNIT, "organisation.change", assistant=True)
retire_action(Unit, "organisation.change", why_not=_unit_in_use)
create_action(Site, _SITE, "organisation.change", assistant=True)
edit_action(Site, _SITE, "organisation.change", assistant=True)
retire_action(Site, "organisation.change")


@action("organisation.change", label="Decide the scope", assistant=True, bulk=True)
def decide_unit_scope(
    actor: Actor,
    *,
    unit: Unit,
    in_scope: Scope,
    scope_reason: Reason = "",
    with_parts: Annotated[bool, Ask("The same for all units below it", help="Each keeps its place in the tree.")] = False,
) -> Unit:
    """Takes a unit into the boundary of the management system, or leaves it out with a reason."""
    for row in [unit, *(_below(unit) if with_parts else [])]:
        fill(row, {"in_scope": in_scope, "scope_reason": scope_reason})
        row.save()
    return unit


def _below(unit: Unit) -> list[Unit]:
    found: list[Unit] = []
    layer = [unit.pk]
    while layer:
        rows = list(Unit.objects.current().filter(parent__in=layer).exclude(pk__in=[row.pk for row in found]))
        found += rows
        layer = [row.pk for row in rows]
    return found


@action("organisation.change", label="Decide the scope", assistant=True, bulk=True)
def decide_site_scope(actor: Actor, *, site: Site, in_scope: Scope, scope_reason: Reason = "") -> Site:
    """Takes a site into the boundary of the management system, or leaves it out with a reason."""
    fill(site, {"in_scope": in_scope, "scope_reason": scope_reason})
    site.save()
    return site
