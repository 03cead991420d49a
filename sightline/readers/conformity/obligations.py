"""What must happen by a day: accepted exceptions are looked at again, planned gaps are closed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from sightline.kernel.obligations import Obligation, oblige

from .models import Acceptance, GapPlan


def _acceptances(until: date) -> QuerySet[Any]:
    return Acceptance.objects.current().filter(until__lte=until).annotate(due_on=F("until"), answerable_id=F("accepted_by_id"))


def _plans(until: date) -> QuerySet[Any]:
    """Plans that are not a task of their own yet."""
    rows = GapPlan.objects.current().filter(Q(task__isnull=True), due__lte=until)
    return rows.annotate(due_on=F("due"), answerable_id=F("owner__account_id")).select_related("requirement")


oblige(
    Obligation(
        name="review_acceptances",
        sentence="Look again at an accepted exception",
        serves=(),
        due=_acceptances,
        action="accept_exception",
        ahead=14,
    )
)

oblige(
    Obligation(
        name="close_gaps",
        sentence="Close a gap as planned",
        serves=("iso42001:10.1",),
        due=_plans,
        action="turn_gap_into_task",
        ahead=14,
    )
)
