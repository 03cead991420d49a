"""Flows and decisions on countries are looked at again by their day."""

from __future__ import annotations

from django.db.models import F
from django.db.models.functions import Coalesce

from sightline.aims.organisation.queries import account_of_role
from sightline.kernel.obligations import Obligation, oblige

from .models import CountryDecision, Flow

oblige(
    Obligation(
        name="review_flows",
        sentence="Compare the data flow with what really happens",
        serves=("iso42001:A.7.5", "gdpr:Art. 30"),
        due=lambda until: (
            Flow.objects.current()
            .filter(next_review__lte=until)
            .annotate(
                due_on=F("next_review"),
                answerable_id=Coalesce("to_system__owner__account_id", "from_system__owner__account_id", account_of_role("aims-lead")),
            )
        ),
        action="review_flow",
    )
)
oblige(
    Obligation(
        name="review_country_decisions",
        sentence="Look at the decision on the country again",
        serves=("gdpr:Art. 45",),
        due=lambda until: (
            CountryDecision.objects.current()
            .filter(next_review__lte=until)
            .annotate(due_on=F("next_review"), answerable_id=account_of_role("aims-lead"))
        ),
        action="edit_country_decision",
    )
)
