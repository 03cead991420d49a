"""AI systems are compared with their records by the day that each says; owners answer campaigns in time."""

from __future__ import annotations

from django.db.models import F

from sightline.kernel.obligations import Obligation, oblige

from .models import Attestation
from .queries import asked_in_open_campaigns, systems_covered

oblige(
    Obligation(
        name="review_systems",
        sentence="Review the AI system",
        serves=("iso42001:A.6.2.6", "iso42001:8.1"),
        due=lambda until: (
            systems_covered().filter(next_review__lte=until).annotate(due_on=F("next_review"), answerable_id=F("owner__account_id"))
        ),
        action="review_system",
    )
)
oblige(
    Obligation(
        name="attest_systems",
        sentence="Say whether the inventory is still true",
        serves=("iso42001:A.4.2",),
        due=lambda until: (
            asked_in_open_campaigns()
            .filter(state=Attestation.State.ASKED, due__lte=until)
            .annotate(due_on=F("due"), answerable_id=F("owner__account_id"))
        ),
        action="attest_system",
        ahead=60,
    )
)
