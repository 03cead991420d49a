"""What falls due with requests and rules. The compliance lead answers where nobody else is named."""

from __future__ import annotations

from django.db.models import F

from sightline.aims.organisation.queries import account_of_role
from sightline.kernel.obligations import Obligation, oblige

from .models import RuleSet
from .queries import requests_waiting

oblige(
    Obligation(
        "review_rules_of_use",
        "Review the rules for the use of AI",
        ("iso42001:A.9.2",),
        lambda until: (
            RuleSet.objects.current()
            .filter(state=RuleSet.State.PUBLISHED, next_review__lte=until)
            .annotate(due_on=F("next_review"), answerable_id=account_of_role("aims-lead"))
        ),
        action="review_rules",
        ahead=45,
    )
)
oblige(
    Obligation(
        "answer_requests",
        "Answer the request to use AI",
        ("iso42001:A.9.2",),
        lambda until: requests_waiting().filter(due__lte=until).annotate(due_on=F("due"), answerable_id=account_of_role("aims-lead")),
        action="decide_request",
        ahead=0,
    )
)
