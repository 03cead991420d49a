"""The map of data flows, and its part on the page of each AI system. The table beside it says the same."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString

from sightline.aims.inventory.models import System
from sightline.kernel.actions.offering import offer_now, offers
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


def _faults(rows: list[Row]) -> list[dict[str, Any]]:
    """Findings one by one with what to do, open ones first."""
    found = [{"row": row, "fault": fault} for row in rows for fault in row.faults]
    return sorted(found, key=lambda one: one["fault"].until is not None)


def _with_verbs(faults: list[dict[str, Any]], actor: Actor) -> list[dict[str, Any]]:
    """What can be done about each finding that is shown."""
    asks = offers("raise_from_flow", actor, list({one["row"].flow.pk: one["row"].flow for one in faults}.values()))
    for one in faults:
        flow, finding = one["row"].flow, one["fault"].finding.name
        ask = asks.get(flow.pk)
        one["ask"] = f"{ask.address}?{urlencode({'finding': finding})}" if ask is not None and not ask.why_not else ""
        one["accept"] = offer_now("accept_exception", actor, given={"record": flow.reference, "expectation": finding})
    return faults


@page("data-flows", path="data-flows/", title="Data flows", permission=_READ, menu=("AI systems", "Data flows"))
def flows_page(look: Look) -> Shown:
    """The map: lead, views, filters, the drawing, what is wrong, the table."""
    wish, opened = Wish.read(look.params), look.one("open")
    seen = seen_by(look.actor, wish)
    counts = counts_of_views(look.actor, wish)
    names = dict(PICKS)
    faults = _faults(list(seen.rows))
    return Shown(
        "flows/flows.html",
        {
            "seen": seen,
            "wish": wish,
            "lead": _lead(seen),
            "svg": _svg(seen) if seen.rows else "",
            "table": seen.worst_first[:TABLE],
            "faults": _with_verbs(faults[:FAULTS], look.actor),
            "more_faults": len(faults) - FAULTS,
            "views": [(label, wish.address(view=name), counts[name], name == wish.view) for name, (label, _) in VIEWS.items()],
            "picks": _picks(wish, opened),
            "options": options(look.actor, wish, opened) if opened in names else [],
            "options_of": names.get(opened, ""),
            "one_by_one": wish.address(whole=True),
            "grouped": wish.address(whole=False),
            "clear": Wish().address(),
            "query": wish.address().partition("?")[2],
            "add": offer_now("add_flow", look.actor),
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
    draw_flow = offer_now("draw_flow", look.actor, record)
    return Shown(
        "flows/section.html",
        {
            "record": record,
            "seen": seen,
            "svg": _svg(seen) if seen is not None and 0 < len(seen.rows) <= PICTURE else "",
            "table": seen.worst_first[:TABLE] if seen is not None else [],
            "count": len(seen.rows) or None if seen is not None else None,
            "draw": draw_flow.address if draw_flow is not None else "",
            "link": ("See it on the map", Wish(system=record.reference).address()) if seen is not None and seen.rows else None,
        },
    )
