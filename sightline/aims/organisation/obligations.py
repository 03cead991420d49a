"""What must be looked at again, yearly at least. The compliance lead for AI answers for it where no person is named."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from sightline.kernel.obligations import Obligation, oblige
from sightline.kernel.records import Record

from .models import ContextIssue, InterestedParty, Objective, PlannedChange, ScopeStatement
from .queries import account_of_role, roles_to_fill


def _reviews(rows: QuerySet[Any], until: date) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.filter(next_review__lte=until).annotate(due_on=F("next_review"), answerable_id=account_of_role("aims-lead"))
    return found


def _owned(model: type[Record], until: date, **open_ones: Any) -> QuerySet[Any]:
    found: QuerySet[Any] = model._default_manager.filter(Q(retired__isnull=True, due__lte=until, **open_ones)).annotate(
        due_on=F("due"), answerable_id=F("owner__account_id")
    )
    return found


oblige(
    Obligation(
        "review_scope",
        "Review the scope",
        ("iso42001:4.3",),
        lambda until: _reviews(ScopeStatement.objects.current().filter(state=ScopeStatement.State.APPROVED), until),
        action="review_scope",
        ahead=60,
    )
)
oblige(
    Obligation(
        "review_issues",
        "Review the issue of the context",
        ("iso42001:4.1",),
        lambda until: _reviews(ContextIssue.objects.current(), until),
        action="review_issue",
    )
)
oblige(
    Obligation(
        "review_parties",
        "Review the needs of the interested party",
        ("iso42001:4.2",),
        lambda until: _reviews(InterestedParty.objects.current(), until),
        action="review_party",
    )
)
oblige(
    Obligation(
        "review_roles",
        "Review the role and its holders",
        ("iso42001:5.3", "iso42001:A.3.2"),
        lambda until: _reviews(roles_to_fill(), until),
        action="review_role",
    )
)
oblige(
    Obligation(
        "judge_objectives",
        "Judge the objective",
        ("iso42001:6.2",),
        lambda until: _owned(Objective, until, state__in=Objective.OPEN),
        action="judge_objective",
        ahead=30,
    )
)
oblige(
    Obligation(
        "conclude_changes",
        "Say what came of the change",
        ("iso42001:6.3",),
        lambda until: _owned(PlannedChange, until, state=PlannedChange.State.PLANNED),
        action="conclude_change",
        ahead=14,
    )
)
