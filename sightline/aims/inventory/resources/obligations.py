"""Data sets are compared with their records by the day that each says."""

from __future__ import annotations

from django.db.models import F

from sightline.kernel.obligations import Obligation, oblige

from .models import DataSet

oblige(
    Obligation(
        name="review_data_sets",
        sentence="Review the data set",
        serves=("iso42001:A.7.2",),
        due=lambda until: (
            DataSet.objects.current().filter(next_review__lte=until).annotate(due_on=F("next_review"), answerable_id=F("owner__account_id"))
        ),
        action="review_data_set",
    )
)
