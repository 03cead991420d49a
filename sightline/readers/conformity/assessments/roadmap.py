"""The road map: gaps by weight and distance, a few a month, each with a proposed step, owner and last day. Proposed until somebody takes it over."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sightline.aims.organisation.models import Person
from sightline.kernel import clock
from sightline.readers.conformity.standing import Standing, overview

from .concluding import Conclusion, conclude
from .models import Assessment, Assignment
from .questions import Question, all_questions

A_MONTH = 6


@dataclass(frozen=True)
class Stop:
    """One gap on the road.

    Attributes:
        standing: how the requirement stands now.
        step: what is to be done: as planned, else as proposed.
        owner: as planned, else who answered for the topic.
        due: as planned, else the last day of the proposed month.
        question: the question that the step comes from, or None.
        planned: whether step and day are planned already.
    """

    standing: Standing
    step: str
    owner: Person | None
    due: date
    question: Question | None
    planned: bool


def month_end(begin: date, months: int) -> date:
    """The last day of the month that is so many months after the one of a day."""
    place = begin.year * 12 + begin.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def road_map(assessment: Assessment, a_month: int = A_MONTH, begin: date | None = None) -> list[Stop]:
    """Every gap of the set as it stands now, the largest first.

    Args:
        assessment: whose answers propose the steps.
        a_month: how many gaps are proposed for one month.
        begin: a day of the first month; next month where left out.
    """
    concluded = conclude(assessment.answers.all())
    owners = _owners(assessment)
    first = begin or month_end(clock.today(), 1)
    asked = {code: question for question in all_questions() for code in question.judges}
    stops, place = [], 0
    for standing in overview(assessment.framework.set_id).gaps:
        plan, code = standing.plan, standing.requirement.code
        planned = plan is not None and bool(plan.step) and plan.due is not None
        conclusion = concluded.get(code)
        question = conclusion.weakest if conclusion is not None else asked.get(code)
        due = plan.due if plan is not None and plan.due else month_end(first, place // a_month)
        owner = plan.owner if plan is not None and plan.owner else owners.get(question.topic) if question else None
        step = plan.step if plan is not None and plan.step else _step(question, conclusion, standing)
        stops.append(Stop(standing, step, owner, due, question, planned))
        place += not planned
    return stops


def _step(question: Question | None, conclusion: Conclusion | None, standing: Standing) -> str:
    level = conclusion.maturity if conclusion is not None and conclusion.maturity is not None else standing.level
    step = question.step(level) if question is not None else ""
    return step or f"Close the gap of {standing.requirement.code} {standing.requirement.short}"


def _owners(assessment: Assessment) -> dict[str, Person]:
    """By topic: the person who was asked for it."""
    asked = dict(Assignment.objects.current().filter(assessment=assessment).order_by("-reference").values_list("topic", "account"))
    people = {one.account_id: one for one in Person.objects.current().filter(account__in=set(asked.values()))}
    return {topic: people[account] for topic, account in asked.items() if account in people}


def by_month(stops: Sequence[Stop]) -> Iterator[tuple[date, list[Stop]]]:
    """The stops month by month; within a month as they were ranked."""
    ordered = sorted(stops, key=lambda one: (one.due.year, one.due.month))
    for _, rows in groupby(ordered, key=lambda one: (one.due.year, one.due.month)):
        found = list(rows)
        yield found[0].due, found
