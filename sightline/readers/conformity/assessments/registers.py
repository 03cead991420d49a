"""Assessments, answers and what people were asked, as lists."""

from __future__ import annotations

from django.db.models import F, Q

from sightline.kernel.registers import Column, Filter, Register, View, register
from sightline.kernel.tasks.models import TaskState

from .models import Answer, Assessment, AssessmentState, Assignment

register(
    Register(
        name="assessments",
        model=Assessment,
        label="Assessments",
        columns=[
            Column("title"),
            Column("state"),
            Column("started_on"),
            Column("finished_on"),
            Column("started_by", sort="started_by__name", later=True),
            Column("cloned_from", sort="cloned_from__reference", later=True),
        ],
        filters=[Filter("state")],
        views=[View("open", "Open", lambda actor: Q(state=AssessmentState.OPEN))],
        search=("title",),
        sort="-started_on",
        related=("started_by", "cloned_from"),
        empty="No assessment yet. Start the first one; it takes an afternoon.",
        facts=("title", "state", "framework", "started_on", "started_by", "finished_on", "cloned_from"),
    )
)

register(
    Register(
        name="assessment-answers",
        model=Answer,
        label="Answers",
        columns=[
            Column("asks", label="Question", value=str, sort="question"),
            Column("said", label="Answer", value=lambda row: row.words, sort="answer"),
            Column("reason", later=True),
            Column("assessment", sort="assessment__reference"),
            Column("answered_by", sort="answered_by__name"),
            Column("carried", later=True),
        ],
        filters=[Filter("assessment"), Filter("answer"), Filter("carried")],
        views=[
            View("unknown", "Not known", lambda actor: Q(answer="unknown")),
            View("differ", "Colleagues differ", lambda actor: ~Q(other_answer="") & ~Q(other_answer=F("answer"))),
        ],
        search=("question", "reason"),
        sort="question",
        related=("assessment", "answered_by"),
        empty="No answers yet. They come from the questions of an assessment.",
        facts=(
            "question",
            "answer",
            "reason",
            "assessment",
            "answered_by",
            "answered_at",
            "carried",
            "other_answer",
            "other_by",
            "other_reason",
        ),
    )
)


register(
    Register(
        name="assessment-assignments",
        model=Assignment,
        label="Asked topics",
        columns=[
            Column("topic", value=str, sort="topic"),
            Column("account", sort="account__name"),
            Column("due"),
            Column("assessment", sort="assessment__reference"),
            Column("task", value=lambda row: row.task.reference if row.task else "", sort="-"),
        ],
        filters=[Filter("assessment"), Filter("account")],
        views=[
            View("waiting", "Not answered", lambda actor: Q(task__state=TaskState.OPEN)),
            View("mine", "Mine", lambda actor: Q(account=actor.account) if actor.account else Q(pk__in=[])),
        ],
        search=("topic", "account__name"),
        sort="due",
        related=("assessment", "account", "task"),
        empty="Nobody was asked yet. Open an assessment and ask somebody who knows a topic.",
        facts=("topic", "account", "due", "assessment", "task"),
    )
)
