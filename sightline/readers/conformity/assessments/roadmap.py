"""The road map: gaps by weight and distance, a few a month, each with a proposed step, owner and last day. Proposed until somebody takes it over."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sightline.aims.organisation.models import Person
from sightline.kernel import clock
from sightline.readers.conformity.models import Judgement
from sightline.readers.conformity.standing import Overview, Standing, overview

from .concluding import Conclusion, conclude
from .models import Assessment, AssessmentState, Assignment
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

    @property
    def month(self) -> str:
        """The month in words."""
        return f"{self.due:%b %Y}"


def month_end(begin: date, months: int) -> date:
    """The last day of the month that is so many months after the one of a day."""
    place = begin.year * 12 + begin.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def road_map(assessment: Assessment, a_month: int = A_MONTH, begin: date | None = None) -> list[Stop]:
    """Every gap of the set, the largest first: as it stands now, or, while the assessment is open, as it would stand.

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
    for standing in _seen(assessment, concluded).gaps:
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


def _seen(assessment: Assessment, concluded: Mapping[str, Conclusion]) -> Overview:
    """How the set stands; of an open assessment as if its answers were judgements already."""
    seen = overview(assessment.framework.set_id)
    if assessment.state == AssessmentState.FINISHED:
        return seen
    return Overview(seen.framework, tuple(_as_judged(one, concluded.get(one.requirement.code)) for one in seen.standings))


def _as_judged(standing: Standing, conclusion: Conclusion | None) -> Standing:
    if conclusion is None or conclusion.maturity is None:
        return standing
    return replace(standing, judgement=Judgement(requirement=standing.requirement, maturity=conclusion.maturity, why=conclusion.why))


def _step(question: Question | None, conclusion: Conclusion | None, standing: Standing) -> str:
    level = conclusion.maturity if conclusion is not None and conclusion.maturity is not None else standing.level
    step = question.step(level) if question is not None else ""
    return step or f"Close the gap of {standing.requirement.code} {standing.requirement.short}"


def _owners(assessment: Assessment) -> dict[str, Person]:
    """By topic: the person who was asked for it."""
    asked = dict(Assignment.objects.current().filter(assessment=assessment).order_by("-reference").values_list("topic", "account"))
    people = {one.account_id: one for one in Person.objects.current().filter(account__in=set(asked.values()))}
    return {topic: people[account] for topic, account in asked.items() if account in people}


def by_day(stops: Sequence[Stop]) -> list[Stop]:
    """The stops by day; those of one day as they were ranked."""
    return sorted(stops, key=lambda one: one.due)
