"""Requests to use AI and the rules that answer them, as lists."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.html import format_html

from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.registers import Column, Filter, Register, View, register

from .models import Outcome, Request, Rule, RuleSet
from .queries import ALLOWED

KINDS = {"allowed": "ok", "conditions": "part", "ask": "wait", "forbidden": "bad"}
_ANSWERED = (Request.State.ANSWERED, Request.State.DECIDED)


def answer_status(row: Any) -> tuple[str, str]:
    """The answer to a request, as a status."""
    if row.state == Request.State.WAITING:
        if row.due is not None and row.due < clock.today():
            return "bad", f"Late since {row.due:%-d %b}"
        return "wait", f"Answer by {row.due:%-d %b}" if row.due else "With a reviewer"
    if row.state == Request.State.WITHDRAWN:
        return "none", "Taken back"
    return KINDS[row.outcome], row.get_outcome_display()


def _lead(actor: Actor) -> str:
    told = (
        Request.objects.current()
        .visible_to(actor)
        .aggregate(
            all=Count("pk"),
            waiting=Count("pk", filter=Q(state=Request.State.WAITING)),
            once=Count("pk", filter=Q(state=Request.State.ANSWERED)),
            apart=Count("pk", filter=_apart()),
        )
    )
    figures = [f"{told[name]:,}" for name in ("all", "waiting", "once", "apart")]
    return format_html(
        '{} requests, <a href="/use-requests/?view=waiting">{} wait for an answer</a>. {} were answered at once by a rule; '
        '<a href="/use-requests/?view=apart">{} were allowed and are not in the inventory</a>.',
        *figures,
    )


def _apart() -> Q:
    return Q(state__in=_ANSWERED, outcome__in=ALLOWED, system__isnull=True)


register(
    Register(
        name="use-requests",
        on_my_page=False,
        model=Request,
        label="Requests to use AI",
        columns=[
            Column("tool"),
            Column("use"),
            Column("data"),
            Column("standing", "Answer", value=answer_status, sort="state", kind="status"),
            Column("asked_by", sort="asked_by__name", later=True),
            Column("asked_on", later=True),
            Column("unit", sort="unit__name", hidden=True),
            Column("due", hidden=True),
        ],
        filters=[Filter("state"), Filter("outcome", "Answer"), Filter("use"), Filter("data"), Filter("unit"), Filter("rule_set")],
        views=[
            View("waiting", "Waiting", lambda actor: Q(state=Request.State.WAITING)),
            View("late", "Late", lambda actor: Q(state=Request.State.WAITING, due__lt=clock.today())),
            View("apart", "Allowed, not in the inventory", lambda actor: _apart()),
            View("refused", "Answered no", lambda actor: Q(state__in=_ANSWERED, outcome=Outcome.FORBIDDEN)),
        ],
        search=("tool", "note"),
        sort="-asked_on",
        related=("asked_by", "unit"),
        lead=_lead,
        menu=("AI systems", "Requests to use"),
        empty="No requests yet. People ask under “Ask to use AI”; where the rules decide, they have their answer at once.",
        facts=("tool", "use", "data", "unit", "note", "asked_by", "asked_on", "due", "decided_by", "decided_on"),
    )
)


def _of_set(row: Any) -> tuple[str, str]:
    if row.state == RuleSet.State.PUBLISHED:
        late = row.next_review is not None and row.next_review < clock.today()
        return ("part", "In force, review is due") if late else ("ok", "In force")
    return ("part", "Draft") if row.state == RuleSet.State.DRAFT else ("none", "Replaced")


def _with_count(rows: QuerySet[Any]) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.annotate(rules_count=Count("rules", filter=Q(rules__retired__isnull=True)))
    return found


register(
    Register(
        name="rules-of-use",
        model=RuleSet,
        label="Rules for the use of AI",
        columns=[
            Column("title"),
            Column("number", "Version"),
            Column("standing", "State", value=_of_set, sort="state", kind="status"),
            Column("rules_count", "Rules", kind="number", sort="rules_count"),
            Column("published_on"),
            Column("published_by", sort="published_by__name", later=True),
            Column("next_review", later=True),
        ],
        filters=[Filter("state")],
        sort="-number",
        related=("published_by",),
        annotate=_with_count,
        menu=("AI systems", "Rules for use"),
        empty="No rules yet. Draft them: starter rules are there, and nothing is in force before somebody else publishes it.",
        facts=("title", "number", "note", "author", "published_by", "published_on", "next_review"),
    )
)

register(
    Register(
        name="use-rules",
        model=Rule,
        label="Rules, one by one",
        columns=[
            Column("rule", "Rule", value=str, sort="order"),
            Column("answer", "Answer", value=lambda row: (KINDS[row.outcome], row.get_outcome_display()), sort="outcome", kind="status"),
            Column("conditions", later=True),
            Column("why", later=True),
            Column("objective"),
            Column("rule_set", sort="rule_set__number"),
        ],
        filters=[Filter("rule_set"), Filter("outcome", "Answer"), Filter("use"), Filter("data"), Filter("unit"), Filter("objective")],
        views=[
            View("in-force", "In force", lambda actor: Q(rule_set__state=RuleSet.State.PUBLISHED)),
            View("draft", "In the draft", lambda actor: Q(rule_set__state=RuleSet.State.DRAFT)),
        ],
        search=("tools", "conditions", "why"),
        sort="order",
        related=("rule_set", "unit"),
        empty="No rules yet. They stand in a set: draft the rules first.",
        facts=("rule_set", "order", "tools", "use", "data", "unit", "outcome", "conditions", "why", "objective"),
    )
)
