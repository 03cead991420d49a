"""What rules and requests should show, for A.9.2 to A.9.4."""

from __future__ import annotations

from django.db.models import Q

from sightline.aims.inventory.models import System
from sightline.kernel import clock
from sightline.kernel.expectations import Expectation, expect

from .models import Request, RuleSet
from .queries import requests_allowed, rules_in_force

expect(
    Expectation(
        name="rules_of_use_in_force",
        sentence="Rules for the use of AI are in force, approved by somebody who didn't write them",
        serves=("iso42001:A.9.2",),
        population=lambda: RuleSet.objects.current().exclude(state=RuleSet.State.SUPERSEDED),
        conforming=lambda rows: rows.filter(state=RuleSet.State.PUBLISHED),
        why="Is a draft, and not in force",
        mend="publish_rules",
        least=1,
        absent="No rules yet. Draft them; starter rules are there.",
    )
)
expect(
    Expectation(
        name="rules_of_use_reviewed",
        sentence="The rules for the use of AI were reviewed in time",
        serves=("iso42001:A.9.2",),
        population=lambda: RuleSet.objects.current().filter(state=RuleSet.State.PUBLISHED),
        conforming=lambda rows: rows.filter(next_review__gte=clock.today()),
        why="The review is overdue",
        mend="review_rules",
        daily=True,
    )
)
expect(
    Expectation(
        name="rules_say_objective",
        sentence="Every rule for use names the objective of responsible use that it protects",
        serves=("iso42001:A.9.3",),
        population=rules_in_force,
        conforming=lambda rows: rows.exclude(objective=""),
        why="Doesn't say what it protects",
        mend="draft_rules",
        reads=(RuleSet,),
        least=1,
        absent="No rules are in force yet. Each names what it protects, such as fairness or privacy.",
    )
)
expect(
    Expectation(
        name="requests_answered_in_time",
        sentence="Every request to use AI was answered by its day",
        serves=("iso42001:A.9.2",),
        population=lambda: Request.objects.current().exclude(state=Request.State.WITHDRAWN),
        conforming=lambda rows: rows.exclude(state=Request.State.WAITING, due__lt=clock.today()),
        why="Waits, and its day has passed",
        mend="decide_request",
        daily=True,
    )
)
expect(
    Expectation(
        name="allowed_tools_in_inventory",
        sentence="Every tool whose use was allowed on request is in the inventory",
        serves=("iso42001:A.9.2", "iso42001:A.4.2"),
        population=requests_allowed,
        conforming=lambda rows: rows.filter(system__isnull=False, system__retired__isnull=True),
        why="Was allowed, and is not in the inventory",
        mend="record_requested_system",
        reads=(System,),
    )
)
expect(
    Expectation(
        name="allowed_uses_fit_purpose",
        sentence="Every AI system that people asked to use says what it is for, so that its use can be compared with it",
        serves=("iso42001:A.9.4",),
        population=lambda: System.objects.current().filter(use_requests__in=requests_allowed()).distinct(),
        conforming=lambda rows: rows.exclude(Q(purpose="")),
        why="Doesn't say what it is for",
        mend="edit_system",
        reads=(Request,),
    )
)
