"""What must be looked at again: each law by its owner, and each change before it binds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from sightline.aims.organisation.queries import account_of_role
from sightline.kernel.obligations import Obligation, oblige

from .expectations import DAYS_TO_ASSESS
from .models import ChangeState, Law, LawChange


def _laws(until: date) -> QuerySet[Any]:
    answerable = Coalesce(F("owner__account_id"), account_of_role("aims-lead"))
    return Law.objects.current().filter(next_review__lte=until).annotate(due_on=F("next_review"), answerable_id=answerable)


def _changes(until: date) -> QuerySet[Any]:
    answerable = Coalesce(F("law__owner__account_id"), account_of_role("aims-lead"))
    rows = LawChange.objects.current().filter(
        state=ChangeState.NEW, effective__isnull=False, effective__lte=until + timedelta(days=DAYS_TO_ASSESS)
    )
    return rows.annotate(due_on=F("effective"), answerable_id=answerable)


oblige(Obligation("review_laws", "Review what binds us", ("iso42001:4.1", "iso42001:4.2"), _laws, action="review_law"))
oblige(
    Obligation(
        "assess_law_changes", "Assess the change in law before it binds", ("iso42001:4.1",), _changes, action="assess_change", ahead=30
    )
)
