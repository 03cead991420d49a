"""Requirements, judgements, plans, accepted exceptions, controls and statements as lists."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q

from sightline.kernel import clock
from sightline.kernel.expectations import find_expectation
from sightline.kernel.registers import Column, Filter, Register, View, register
from sightline.kernel.tasks.models import TaskState
from sightline.readers.frameworks.models import Requirement

from .models import Acceptance, Applicability, Applies, GapPlan, Judgement, Statement, StatementState

register(
    Register(
        name="requirements",
        model=Requirement,
        label="Requirements",
        columns=[
            Column("code", sort="position"),
            Column("title"),
            Column("framework", sort="framework__short"),
            Column("kind", later=True),
            Column("weight"),
            Column("documented", label="Document is mandatory", later=True),
        ],
        filters=[
            Filter("framework", path="framework__set_id", label="Requirement set"),
            Filter("kind"),
            Filter("weight"),
            Filter("documented"),
        ],
        views=[
            View("clauses", "Clauses", lambda actor: Q(kind="clause")),
            View("controls", "Controls", lambda actor: Q(kind="control")),
            View("documents", "With a mandatory document", lambda actor: Q(documented=True)),
        ],
        search=("code", "title", "short", "statement"),
        sort="position",
        related=("framework",),
        empty="No requirements yet. Load a requirement set.",
        facts=("code", "title", "framework", "statement", "shown_by", "weight", "documented", "applies_from", "note"),
    )
)

register(
    Register(
        name="judgements",
        model=Judgement,
        label="Judgements",
        columns=[
            Column("requirement", sort="requirement__position"),
            Column("maturity", kind="choice"),
            Column("why", later=True),
            Column("judged_by", sort="judged_by__name"),
            Column("judged_on"),
        ],
        filters=[Filter("maturity")],
        views=[View("mine", "Mine", lambda actor: Q(judged_by=actor.account) if actor.account else Q(pk__in=[]))],
        search=("requirement__code", "requirement__title", "why"),
        sort="requirement",
        related=("requirement", "judged_by"),
        empty="No judgement yet. Open a requirement and judge how well it is met.",
    )
)

register(
    Register(
        name="gap-plans",
        model=GapPlan,
        label="Plans for gaps",
        columns=[
            Column("step", label="What will be done", value=str),
            Column("requirement", sort="requirement__position"),
            Column("owner", sort="owner__name"),
            Column("due"),
            Column("goal", kind="number"),
            Column("task", value=lambda plan: plan.task.reference if plan.task else "", sort="-"),
        ],
        filters=[Filter("owner")],
        views=[
            View("mine", "Mine", lambda actor: Q(owner__account=actor.account) if actor.account else Q(pk__in=[])),
            View("nobody", "Without an owner", lambda actor: Q(owner__isnull=True)),
            View("late", "Late", lambda actor: Q(due__lt=clock.today()) & (Q(task__isnull=True) | Q(task__state=TaskState.OPEN))),
        ],
        search=("step", "requirement__code", "requirement__title", "owner__name"),
        sort="due",
        related=("requirement", "owner", "task"),
        empty="No plans yet. Open the gap analysis and plan the largest gap.",
    )
)


def _sentence(row: Any) -> str:
    found = find_expectation(row.expectation)
    return found.sentence if found is not None else row.expectation


register(
    Register(
        name="acceptances",
        model=Acceptance,
        label="Accepted exceptions",
        columns=[
            Column("about_reference", label="Record"),
            Column("sentence", label="Exception of", value=_sentence, sort="-"),
            Column("why", later=True),
            Column("until"),
            Column("accepted_by", sort="accepted_by__name"),
            Column("accepted_on", later=True),
        ],
        filters=[Filter("expectation")],
        views=[
            View("holding", "In force", lambda actor: Q(until__gte=clock.today())),
            View("ended", "Ended", lambda actor: Q(until__lt=clock.today())),
        ],
        search=("about_reference", "why"),
        sort="until",
        related=("accepted_by",),
        empty="No exception was accepted. Open one under its requirement, and accept it for a time if there is a reason.",
        facts=("about_reference", "expectation", "why", "until", "accepted_by", "accepted_on"),
    )
)

register(
    Register(
        name="controls",
        model=Applicability,
        label="Controls",
        columns=[
            Column("requirement", label="Control", sort="requirement__position"),
            Column("applies"),
            Column("basis"),
            Column("justification", later=True),
            Column("practice", later=True),
        ],
        filters=[Filter("applies"), Filter("basis")],
        views=[
            View("undecided", "Not decided", lambda actor: Q(applies=Applies.UNDECIDED)),
            View("no", "Do not apply", lambda actor: Q(applies=Applies.NO)),
        ],
        search=("requirement__code", "requirement__title", "justification", "practice"),
        sort="requirement",
        related=("requirement",),
        annotate=lambda rows: rows.annotate(code=F("requirement__code")),
        empty="No controls yet. They come with ISO/IEC 42001.",
        facts=("requirement", "applies", "basis", "justification", "practice"),
    )
)

register(
    Register(
        name="statements",
        model=Statement,
        label="Statements of Applicability",
        columns=[
            Column("number", label="Version"),
            Column("state"),
            Column("author", sort="author__name"),
            Column("drafted_on"),
            Column("approved_by", sort="approved_by__name"),
            Column("approved_on"),
        ],
        filters=[Filter("state")],
        views=[View("in-force", "In force", lambda actor: Q(state=StatementState.APPROVED))],
        sort="-number",
        related=("author", "approved_by"),
        empty="No version yet. Decide the controls, then draft one.",
        facts=("number", "state", "note", "author", "drafted_on", "approved_by", "approved_on"),
    )
)
