"""Named questions about AI systems that other rooms and folders ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sightline.aims.organisation.models import Boundary
from sightline.kernel import clock

from .models import HIGH, Absence, Attestation, Stage, SuspectedDuplicate, System


def systems_covered() -> QuerySet[System]:
    """Systems that the management system has to care for: not left out, and not out of use. Undecided ones count, since not to decide is no way out."""
    return System.objects.current().exclude(in_scope=Boundary.OUT).exclude(stage=Stage.RETIRED)


def touches_rights_or_safety() -> Q:
    """Systems that touch rights or safety."""
    return Q(impact__in=HIGH)


def without_owner() -> Q:
    """Systems that nobody answers for, or only somebody who has left."""
    return Q(owner__isnull=True) | Q(owner__retired__isnull=False)


def review_due() -> Q:
    """Systems whose day of review has passed."""
    return Q(next_review__lt=clock.today())


def pairs_in_use() -> QuerySet[SuspectedDuplicate]:
    """Pairs that may be one system and are both still in the inventory, decided on or not."""
    return SuspectedDuplicate.objects.current().filter(first__retired__isnull=True, second__retired__isnull=True)


def absences_open() -> QuerySet[Absence]:
    """Systems still in the inventory that a complete list no longer has, and that nobody has decided on."""
    return Absence.objects.current().filter(state=Absence.State.OPEN, system__retired__isnull=True)


def attested(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of which somebody said within a year that the record is still true."""
    year = clock.today() - timedelta(days=366)
    said = Attestation.objects.current().filter(system=OuterRef("pk"), state=Attestation.State.TRUE, answered_on__gte=year)
    return rows.filter(Exists(said))


def asked_in_open_campaigns() -> QuerySet[Attestation]:
    """What owners are asked in campaigns that go on, about systems still in the inventory."""
    return Attestation.objects.current().filter(campaign__closed__isnull=True, campaign__retired__isnull=True, system__retired__isnull=True)
