"""What is listed: sightings, files that were looked through, own entries and updates of the catalogue, the settings."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from sightline.kernel.identity.actors import Actor
from sightline.kernel.registers import Column, Filter, Register, View, register

from .models import CatalogueUpdate, DiscoverySettings, OwnService, Scan, Sighting, State
from .queries import ignored, known_without_system, used_though_banned, waiting
from .readers import SOURCES


def sighting_status(row: Sighting) -> tuple[str, str]:
    """How a sighting stands today, as a status."""
    match row.state_now:
        case State.KNOWN:
            return ("bad", "Its system left the inventory") if row.system is not None and row.system.retired else ("ok", "Known")
        case State.BANNED:
            again = row.decided_on is not None and row.last_seen is not None and row.last_seen > row.decided_on and row.let_through
            return ("bad", "Banned, still used") if again else ("none", "Banned")
        case State.IGNORED:
            return ("told", f"Ignored until {row.ignored_until:%-d %b %Y}")
        case _:
            return ("part", "To decide again") if row.state == State.IGNORED else ("new", "New")


def source_words(names: list[str]) -> str:
    """Sources by their labels."""
    return ", ".join(SOURCES[name].label if name in SOURCES else name for name in names)


def _lead(actor: Actor) -> str:
    told = Sighting.objects.current().visible_to(actor).aggregate(all=Count("pk"), open=Count("pk", filter=waiting()))
    one = told["all"] == 1
    return f"{told['all']:,} AI service{'' if one else 's'} found in use, {told['open']:,} to decide on."


register(
    Register(
        name="sightings",
        model=Sighting,
        label="AI found in use",
        columns=[
            Column("name"),
            Column("category"),
            Column("users"),
            Column("requests", later=True),
            Column("last_seen"),
            Column("standing", "State", value=sighting_status, sort="state", kind="status"),
            Column("system", sort="system__name", later=True),
            Column("vendor", hidden=True),
            Column("country", hidden=True),
            Column("kind", hidden=True),
            Column("seen_in", "Seen in", value=lambda row: source_words(row.sources), sort="-", hidden=True),
            Column("blocked", hidden=True),
            Column("size", hidden=True),
            Column("first_seen", hidden=True),
            Column("ignored_until", hidden=True),
        ],
        filters=[Filter("state"), Filter("category"), Filter("vendor"), Filter("country"), Filter("kind")],
        views=[
            View("waiting", "To decide", lambda actor: waiting()),
            View("known", "Known", lambda actor: Q(state=State.KNOWN)),
            View("banned", "Banned", lambda actor: Q(state=State.BANNED)),
            View("ignored", "Ignored", lambda actor: ignored()),
            View("trouble", "Not in line", lambda actor: used_though_banned() | known_without_system()),
        ],
        search=("name", "vendor", "service"),
        sort="-users",
        related=("system",),
        lead=_lead,
        empty="Nothing found yet. Look through a log or list that you have: AI in use shows by itself.",
        facts=(
            "name",
            "vendor",
            "category",
            "country",
            "kind",
            "inputs",
            "state",
            "system",
            "reason",
            "ignored_until",
            "decided_on",
            "requests",
            "blocked",
            "size",
            "users",
            "first_seen",
            "last_seen",
            "people",
        ),
    )
)
register(
    Register(
        name="scans",
        model=Scan,
        label="Files looked through",
        columns=[
            Column("name"),
            Column("product", "Source", value=lambda row: source_words([row.source]), sort="source"),
            Column("lines"),
            Column("hits"),
            Column("new_services", "New services"),
            Column("scanned_on"),
            Column("origin", hidden=True),
            Column("sha256", hidden=True),
            Column("size", hidden=True),
            Column("first_seen", hidden=True),
            Column("last_seen", hidden=True),
            Column("catalogue", hidden=True),
        ],
        filters=[Filter("source"), Filter("origin")],
        search=("name", "origin", "sha256"),
        sort="-scanned_on",
        empty="No file was looked through yet. Files are counted, never kept.",
        facts=(
            "name",
            "source",
            "origin",
            "sha256",
            "size",
            "lines",
            "hits",
            "new_services",
            "first_seen",
            "last_seen",
            "scanned_on",
            "catalogue",
            "notes",
        ),
    )
)
register(
    Register(
        name="own-services",
        model=OwnService,
        label="Own entries of the catalogue",
        columns=[Column("name"), Column("vendor"), Column("category"), Column("country"), Column("domains", later=True)],
        filters=[Filter("category"), Filter("vendor")],
        search=("name", "vendor", "domains", "oauth", "software", "expense"),
        sort="name",
        empty="No own entries. Add what the catalogue lacks, such as a tool that only you have.",
    )
)
register(
    Register(
        name="catalogue-updates",
        model=CatalogueUpdate,
        label="Updates of the catalogue",
        columns=[
            Column("name"),
            Column("filename"),
            Column("services"),
            Column("domains"),
            Column("loaded_on"),
            Column("sha256", hidden=True),
        ],
        search=("name", "filename"),
        sort="-loaded_on",
        empty="The catalogue of the release is in use. Load a newer one when there is one.",
        facts=("name", "filename", "sha256", "services", "domains", "loaded_on"),
    )
)


def _people(row: Any) -> tuple[str, str]:
    return ("part", "People are kept") if row.keep_people else ("ok", "Only counted")


register(
    Register(
        name="discovery-settings",
        model=DiscoverySettings,
        label="How you discover",
        columns=[
            Column("name", "Settings", value=str, sort="-", kind="text"),
            Column("fresh_days"),
            Column("keeping", "Who", value=_people, sort="keep_people", kind="status"),
        ],
        empty="The usual answers hold: a look every 90 days, people only counted.",
        facts=("fresh_days", "keep_people", "reason"),
    )
)
