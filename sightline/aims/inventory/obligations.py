"""AI systems are compared with their records by the day that each says."""

from __future__ import annotations

from django.db.models import F

from sightline.kernel.obligations import Obligation, oblige

from .queries import systems_covered

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
