"""Named questions about sightings that other rooms ask. Days decide with states: what is ignored until yesterday waits again."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from sightline.kernel import clock

from .models import DiscoverySettings, Scan, Sighting, State


def waiting() -> Q:
    """Sightings that nobody has decided on, or whose time of being ignored is over."""
    return Q(state=State.NEW) | Q(state=State.IGNORED, ignored_until__lt=clock.today())


def ignored() -> Q:
    """Sightings that are ignored for now."""
    return Q(state=State.IGNORED, ignored_until__gte=clock.today())


def used_though_banned() -> Q:
    """Banned services that were let through after the day of the ban."""
    return Q(state=State.BANNED, last_seen__gt=F("decided_on"), requests__gt=F("blocked"))


def known_without_system() -> Q:
    """Known services whose system has left the inventory."""
    return Q(state=State.KNOWN, system__retired__isnull=False)


def of_services() -> QuerySet[Sighting]:
    """Sightings that show a service or software in use; frameworks show that AI is built, and stand apart."""
    return Sighting.objects.current()


def last_scan() -> Scan | None:
    """The newest scan."""
    return Scan.objects.current().order_by("-scanned_on", "-reference").first()


def fresh_until(settings: DiscoverySettings, scan: Scan) -> date:
    """The day by which a scan has to be followed by another."""
    return scan.scanned_on + timedelta(days=settings.fresh_days)
