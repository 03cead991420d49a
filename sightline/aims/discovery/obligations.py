"""Discovery is done again before it is stale, and what is ignored is decided on again when its time ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import DateField, F, QuerySet, Value

from sightline.aims.organisation.queries import account_of_role
from sightline.kernel.obligations import Obligation, oblige

from .models import DiscoverySettings, Scan, Sighting, State
from .queries import fresh_until, last_scan


def _looking_again(until: date) -> QuerySet[Any]:
    scan = last_scan()
    due = fresh_until(DiscoverySettings.ours(), scan) if scan is not None else until
    # Also where there is nothing yet, the rows have their day: whoever lists what falls due sorts by it.
    rows = Scan.objects.filter(pk=scan.pk) if scan is not None and due <= until else Scan.objects.none()
    return rows.annotate(due_on=Value(due, output_field=DateField()), answerable_id=account_of_role("aims-lead"))


oblige(
    Obligation(
        name="discover_again",
        sentence="Look for AI in use again",
        serves=("iso42001:A.4.2", "iso42001:A.4.4"),
        due=_looking_again,
        ahead=14,
    )
)
oblige(
    Obligation(
        name="decide_ignored_again",
        sentence="Decide again on what was ignored",
        serves=("iso42001:4.3",),
        due=lambda until: (
            Sighting.objects.current()
            .filter(state=State.IGNORED, ignored_until__lte=until)
            .annotate(due_on=F("ignored_until"), answerable_id=account_of_role("aims-lead"))
        ),
        action="ignore_sighting",
        ahead=14,
    )
)
