"""What must happen again, or by a day that the law names."""

from __future__ import annotations

from datetime import date

from django.db.models import F, QuerySet

from sightline.kernel.obligations import Obligation, oblige

from .models import Classification, Duty
from .queries import answerable_account, classified_covered, duties_now, is_met

_QUARTER = 90


def _checks(until: date) -> QuerySet[Classification]:
    rows = classified_covered().filter(state=Classification.State.CONFIRMED, next_review__lte=until)
    found: QuerySet[Classification] = rows.annotate(due_on=F("next_review"), answerable_id=F("system__owner__account_id"))
    return found


def _duties(until: date) -> QuerySet[Duty]:
    found: QuerySet[Duty] = (
        duties_now().filter(~is_met(), effective__lte=until).annotate(due_on=F("effective"), answerable_id=answerable_account())
    )
    return found


oblige(Obligation("check_classes", "Check the class under the EU AI Act again", ("eu-ai-act:Art. 6",), _checks, action="check_class"))
oblige(
    Obligation(
        "meet_duties",
        "Meet the duty under the EU AI Act",
        tuple(f"eu-ai-act:Art. {number}" for number in (26, 27, 49, 50, 53)),
        _duties,
        action="settle_duty",
        ahead=_QUARTER,
    )
)
