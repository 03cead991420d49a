"""The board of what was found in use: what waits for a decision, with the likeliest system and the verbs; and how fresh the look is."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from sightline.aims.inventory.models import System
from sightline.kernel import clock
from sightline.kernel.actions import find_action
from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import Look, Shown, block, page, section

from .matching import likely_system
from .models import DiscoverySettings, Scan, Sighting, State
from .queries import fresh_until, ignored, known_without_system, last_scan, used_though_banned, waiting
from .readers import SOURCES
from .registers import sighting_status, source_words

_READ = "discovery.read"
_BOARD = 7
_SCANS = 5
_HERE = "/found/"


def _rank(rows: Any) -> Any:
    """Services first, most people first; a framework only shows that something is built."""
    built = Case(When(kind="framework", then=Value(1)), default=Value(0), output_field=IntegerField())
    return rows.order_by(built, "-users", "-requests", "name")


def _period(row: Sighting) -> str:
    first, last = row.first_seen, row.last_seen
    if first is None or last is None:
        return ""
    if first == last:
        return f"on {first.day} {first:%b %Y}"
    same = first.year == last.year
    return f"{first.day} {first:%b}{'' if same else f' {first.year}'} to {last.day} {last:%b %Y}"


def _told(row: Sighting) -> str:
    """`14 people, 1,204 requests, 3 Oct to 24 Nov 2026, in Squid`."""
    parts = []
    if row.users:
        parts.append("1 person or device" if row.users == 1 else f"{row.users:,} people or devices")
    parts.append(f"{row.requests:,} use{'' if row.requests == 1 else 's'}")
    if row.blocked:
        parts.append("all blocked" if row.blocked >= row.requests else f"{row.blocked:,} of them blocked")
    if period := _period(row):
        parts.append(period)
    if row.sources:
        parts.append(f"in {source_words(row.sources)}")
    return ", ".join(parts)


def _units(row: Sighting, most: int = 4) -> str:
    named = sorted(row.units.items(), key=lambda pair: (-pair[1], pair[0]))
    rest = len(named) - most
    return ", ".join(f"{name} ({many:,})" for name, many in named[:most]) + (
        f" and {rest} more unit{'s' if rest > 1 else ''}" if rest > 0 else ""
    )


def _card(row: Sighting, actor: Actor, may: bool) -> dict[str, Any]:
    """What there is to know of one, to decide on it."""
    return {
        "row": row,
        "again": row.state == State.IGNORED,
        "told": _told(row),
        "units": _units(row),
        "traces": ", ".join([*row.domains[:3], *row.names[:3]]),
        "likely": likely_system(row, actor) if may else None,
    }


def _open_ones(rows: Any, wanted: str) -> list[Sighting]:
    """The first that wait; the one that the address names stands before the others."""
    found = list(_rank(rows.filter(waiting()))[:_BOARD])
    chosen = [one for one in found if one.reference == wanted] or (list(rows.filter(waiting(), reference=wanted)) if wanted else [])
    return [*chosen, *(one for one in found if one not in chosen)][:_BOARD]


def _lead(told: dict[str, int]) -> str:
    if not told["all"]:
        return "Nothing was found in use yet."
    found = f"{told['all']:,} AI service{' was' if told['all'] == 1 else 's were'} found in use"
    if not told["waiting"]:
        return f"{found}. All are decided on."
    return f"{found}. {told['waiting']:,} wait{'s' if told['waiting'] == 1 else ''} for a decision."


def _fresh() -> dict[str, Any]:
    """When somebody last looked, and by when to look again."""
    scan, settings = last_scan(), DiscoverySettings.ours()
    due = fresh_until(settings, scan) if scan is not None else None
    return {"scan": scan, "due": due, "late": due is not None and due < clock.today(), "settings": settings}


@page("found", path="found/", title="Found in use", permission=_READ, menu=("AI systems", "Found in use"))
def found_page(look: Look) -> Shown:
    """What waits, what was decided, what was looked through."""
    rows = Sighting.objects.current().visible_to(look.actor)
    told = rows.aggregate(
        all=Count("pk"),
        waiting=Count("pk", filter=waiting()),
        known=Count("pk", filter=Q(state=State.KNOWN)),
        banned=Count("pk", filter=Q(state=State.BANNED)),
        ignored=Count("pk", filter=ignored()),
        used=Count("pk", filter=used_though_banned()),
        gone=Count("pk", filter=known_without_system()),
    )
    may = look.actor.may("discovery.change")
    open_ones = _open_ones(rows, look.one("one"))
    trouble = list(_rank(rows.filter(used_though_banned() | known_without_system())).select_related("system")[:_BOARD])
    return Shown(
        "discovery/found.html",
        {
            "lead": _lead(told),
            "told": told,
            "may": may,
            "card": _card(open_ones[0], look.actor, may) if open_ones else None,
            "others": [(row, _told(row)) for row in open_ones[1:]],
            "trouble": [(row, *sighting_status(row)) for row in trouble],
            "fresh": _fresh(),
            "scans": [
                (scan, source_words([scan.source])) for scan in Scan.objects.current().order_by("-scanned_on", "-reference")[:_SCANS]
            ],
            "sources": list(SOURCES.values()) if may else [],
            "here": _HERE,
        },
    )


@section("seen", title="Where it was seen", model=Sighting, permission=_READ, order=15)
def seen_section(look: Look, record: Sighting) -> Shown:
    """How many of which unit, by which hosts and names; and which system it may be."""
    may = look.actor.may("discovery.change") and record.retired is None
    likely = None
    if may and record.state_now == State.NEW and find_action("match_sighting") is not None:
        likely = likely_system(record, look.actor)
    units = sorted(record.units.items(), key=lambda pair: (-pair[1], pair[0]))
    return Shown(
        "discovery/seen.html",
        {
            "record": record,
            "told": _told(record),
            "units": units,
            "traces": [*record.domains, *record.names],
            "likely": likely,
            "standing": sighting_status(record),
        },
    )


@section("showed", title="What it showed", model=Scan, permission=_READ, order=15)
def showed_section(look: Look, record: Scan) -> Shown:
    """The services that a file shows, most used first, as they stand now."""
    rows = {one.service: one for one in Sighting.objects.current().filter(service__in=list(record.services)).select_related("system")}
    ranked = sorted(record.services.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = [(rows[name], many, *sighting_status(rows[name])) for name, many in ranked if name in rows]
    return Shown("discovery/showed.html", {"rows": shown, "aside": f"{len(shown):,} services" if len(shown) != 1 else "1 service"})


def _sightings(system: System) -> QuerySet[Sighting]:
    return Sighting.objects.current().filter(system=system)


@section("in-use", title="Found in use as", model=System, permission=_READ, order=72, rows=_sightings)
def in_use_section(look: Look, record: System) -> Shown | None:
    """What discovery has seen of a system."""
    rows = list(_sightings(record).order_by("-last_seen", "name")[:_BOARD])
    return Shown("discovery/in_use.html", {"rows": [(row, _told(row)) for row in rows]}) if rows else None


@block("found_in_use", title="Tools found in use", permission="discovery.change", place="side", order=40)
def found_block(look: Look) -> Shown | None:
    """How many wait for a decision."""
    rows = list(_rank(Sighting.objects.current().filter(waiting()))[:3])
    if not rows:
        return None
    return Shown("discovery/home.html", {"rows": rows, "link": ("Decide", _HERE)})
