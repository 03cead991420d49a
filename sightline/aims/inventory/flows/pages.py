"""The map of data flows, and its part on the page of each AI system. The table beside it says the same."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString

from sightline.aims.inventory.models import System
from sightline.kernel.actions import find_action
from sightline.kernel.actions.performing import may_do
from sightline.kernel.drawing import draw
from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import Look, Shown, is_bare, page, section

from .choosing import PICKS, VIEWS, Wish, counts_of_views, options, said
from .mapping import Row, Seen, seen_by
from .models import Flow

_READ = "inventory.read"
TABLE = 200
"""Rows of the table; the register has all of them."""
FAULTS = 7
PICTURE = 25
"""A system with more flows than these has its map on the page of maps only."""


def _picks(wish: Wish, opened: str) -> list[dict[str, Any]]:
    found = []
    for name, label in PICKS:
        value = getattr(wish, name)
        found.append(
            {
                "label": label,
                "said": said(wish, name) if value else "",
                "remove": wish.address(**{name: ""}),
                "address": wish.address(opened="" if opened == name else name),
                "open": opened == name,
            }
        )
    return found


def _svg(seen: Seen) -> SafeString:
    return SafeString(draw(seen.map).svg)


def _lead(seen: Seen) -> str:
    if seen.too_many:
        return "There are too many flows for one map. Choose a system, a unit, a kind of data or a country first."
    if not seen.rows:
        return "A map of where data comes from, which system and supplier works on it, and in which country it arrives."
    count, over = len(seen.rows), sum(bool(row.flow.arrives and row.flow.arrives != row.flow.leaves) for row in seen.rows)
    wrong = sum(bool(row.open) for row in seen.rows)
    crossing = f"{over:,} cross{'es' if over == 1 else ''} a border" if over else "None crosses a border"
    finding = f"{wrong:,} {'has' if wrong == 1 else 'have'} a finding" if wrong else "none has a finding"
    return f"{count:,} flow{'' if count == 1 else 's'} between {seen.places:,} places. {crossing}; {finding}."


def _faults(rows: list[Row], actor: Actor) -> list[dict[str, Any]]:
    """Findings one by one with what to do, open ones first."""
    accept = find_action("accept_exception")
    may_accept = accept is not None and actor.may(accept.permission)
    may_ask = actor.may("tasks.change")
    found = []
    for row in rows:
        for fault in row.faults:
            query = f"record={row.flow.reference}&expectation={fault.finding.name}"
            found.append(
                {
                    "row": row,
                    "fault": fault,
                    "ask": f"{row.flow.address}do/raise-from-flow/?finding={fault.finding.name}" if may_ask else "",
                    "accept": f"/do/accept-exception/?{query}" if may_accept else "",
                }
            )
    return sorted(found, key=lambda one: one["fault"].until is not None)


def _can_add(actor: Actor) -> bool:
    action = find_action("add_flow")
    return action is not None and actor.may(action.permission)


@page("data-flows", path="data-flows/", title="Data flows", permission=_READ, menu=("AI systems", "Data flows"))
def flows_page(look: Look) -> Shown:
    """The map: lead, views, filters, the drawing, what is wrong, the table."""
    wish, opened = Wish.read(look.params), look.one("open")
    seen = seen_by(look.actor, wish)
    counts = counts_of_views(look.actor, wish)
    names = dict(PICKS)
    faults = _faults(list(seen.rows), look.actor)
    return Shown(
        "flows/flows.html",
        {
            "seen": seen,
            "wish": wish,
            "lead": _lead(seen),
            "svg": _svg(seen) if seen.rows else "",
            "table": seen.worst_first[:TABLE],
            "faults": faults[:FAULTS],
            "more_faults": len(faults) - FAULTS,
            "views": [(label, wish.address(view=name), counts[name], name == wish.view) for name, (label, _) in VIEWS.items()],
            "picks": _picks(wish, opened),
            "options": options(look.actor, wish, opened) if opened in names else [],
            "options_of": names.get(opened, ""),
            "one_by_one": wish.address(whole=True),
            "grouped": wish.address(whole=False),
            "clear": Wish().address(),
            "query": wish.address().partition("?")[2],
            "can_add": _can_add(look.actor),
            "total": counts[""],
        },
    )


def _flows(system: System) -> QuerySet[Flow]:
    return Flow.objects.current().filter(Q(from_system=system) | Q(to_system=system))


@section("flows", title="Data flows", model=System, permission=_READ, order=40, rows=_flows, always=True)
def flows_section(look: Look, record: System) -> Shown | None:
    """Where the data of one system comes from and goes. Left out on a past day."""
    if look.as_of is not None:
        return None
    bare = is_bare(record, "flows")
    seen = None if bare else seen_by(look.actor, Wish(system=record.reference, whole=True), key="own-flows")
    verb = find_action("draw_flow")
    hindrance = may_do(verb, look.actor, record) if verb is not None and look.actor.may(verb.permission) else "no"
    return Shown(
        "flows/section.html",
        {
            "record": record,
            "seen": seen,
            "svg": _svg(seen) if seen is not None and 0 < len(seen.rows) <= PICTURE else "",
            "table": seen.worst_first[:TABLE] if seen is not None else [],
            "count": len(seen.rows) or None if seen is not None else None,
            "draw": "" if hindrance else f"{record.address}do/draw-flow/",
            "link": ("See it on the map", Wish(system=record.reference).address()) if seen is not None and seen.rows else None,
        },
    )
