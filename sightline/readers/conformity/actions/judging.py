"""How people judge a requirement, and plan what to do about its gap."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from sightline.aims.organisation.models import Person
from sightline.kernel import clock
from sightline.kernel.actions import Ask, action, edit_action, retire_action
from sightline.kernel.errors import Conflict, Invalid
from sightline.kernel.identity.actors import Actor
from sightline.kernel.tasks.actions import give
from sightline.kernel.tasks.models import Task, TaskState
from sightline.readers.frameworks.models import Requirement

from ..models import GapPlan, Judgement, Maturity

SOURCE = "gap"
"""What tasks that come from a gap say about where they come from; the plan's reference follows."""


def _maturities(actor: Actor) -> list[Any]:
    return list(Maturity.choices)


def _weights(actor: Actor) -> list[Any]:
    return [(1, "1 · Little"), (2, "2 · Usual"), (3, "3 · Much")]


@action("conformity.judge", label="Judge", assistant=True)
def judge_requirement(
    actor: Actor,
    *,
    requirement: Requirement,
    maturity: Annotated[int, Ask("Maturity", choices=_maturities, help="What you have seen, not what is planned.")],
    why: Annotated[str, Ask("Why", long=True, help="Auditors read this. Say what you relied on.")],
) -> Judgement:
    """Says how well a requirement is met, beside what the records say. A later judgement takes its place; the earlier stays in the history."""
    judgement = Judgement.objects.current().filter(requirement=requirement).first() or Judgement(requirement=requirement)
    judgement.maturity, judgement.why = int(maturity), why
    judgement.judged_by, judgement.judged_on = actor.account, clock.today()
    judgement.save()
    return judgement


retire_action(Judgement, "conformity.judge", label="Take the judgement back")


def plan_for(requirement: Requirement) -> GapPlan:
    """The plan for a requirement's gap: the one that there is, or a new one, not saved."""
    return GapPlan.objects.current().filter(requirement=requirement).select_related("task").first() or GapPlan(requirement=requirement)


@action("conformity.change", label="Plan", assistant=True, bulk=True)
def plan_gap(
    actor: Actor,
    *,
    requirement: Requirement,
    step: Annotated[str, Ask("What will be done", help="Begin with a verb. It becomes the title of the task.")] = "",
    owner: Annotated[Person | None, Ask("Owner", help="Who closes the gap.")] = None,
    due: Annotated[date | None, Ask("By")] = None,
    goal: Annotated[int | None, Ask("Goal", choices=_maturities, help="The maturity to be reached; 4 unless you say otherwise.")] = None,
    weight: Annotated[int | None, Ask("Weight here", choices=_weights, help="How much this gap matters to you.")] = None,
) -> GapPlan:
    """Says who closes the gap of a requirement, how and by when. What is left empty stays as it is."""
    plan = plan_for(requirement)
    if due is not None and due < clock.today():
        raise Invalid("This day has passed.", fields={"due": [f"Choose {clock.today():%-d %B %Y} or a later day."]})
    plan.step, plan.owner, plan.due = step or plan.step, owner or plan.owner, due or plan.due
    # Chosen values come as text, so that a goal of "0" is an answer and only the empty text is none.
    plan.goal = int(goal) if goal else plan.goal
    plan.weight = int(weight) if weight else plan.weight
    plan.save()
    return plan


edit_action(GapPlan, ["step", "owner", "due", "goal", "weight"], "conformity.change", name="edit_gap_plan", label="Change the plan")
retire_action(GapPlan, "conformity.change", name="retire_gap_plan", label="Drop the plan")


def _has_open_task(actor: Actor, plan: GapPlan) -> str:
    open_task = plan.task is not None and plan.task.state == TaskState.OPEN
    return f"{plan.task.reference} is open for it already." if open_task and plan.task is not None else ""


def _title(plan: GapPlan) -> str:
    return plan.step or f"Close the gap of {plan.requirement.code} {plan.requirement.short}"


def _give(actor: Actor, plan: GapPlan) -> Task:
    account = plan.owner.account if plan.owner is not None else None
    nobody = plan.owner is not None and account is None
    return give(
        actor,
        _title(plan),
        about=plan.requirement,
        assignee=account,
        due=plan.due,
        details=f"For {plan.owner}, who does not sign in." if nobody else "",
        serves=(plan.requirement.key,),
        # The version makes it unique: a plan may give a second task for the same day once the first is closed.
        source=f"{SOURCE}:{plan.reference}:{plan.version}",
    )


@action("conformity.change", label="Make it a task", why_not=_has_open_task, assistant=True, bulk=True)
def turn_gap_into_task(actor: Actor, *, plan: GapPlan) -> GapPlan:
    """Gives the step of a plan as a task to its owner, with its day. The task counts for the requirement."""
    if hindrance := _has_open_task(actor, plan):
        raise Conflict(hindrance)
    plan.task = _give(actor, plan)
    plan.save()
    return plan


def _task_is_open(actor: Actor, requirement: Requirement) -> str:
    return _has_open_task(actor, plan_for(requirement))


@action("conformity.change", label="Give as a task", why_not=_task_is_open, bulk=True)
def give_gap_task(
    actor: Actor,
    *,
    requirement: Requirement,
    owner: Annotated[Person | None, Ask("Owner", help="Left empty, who is planned already.")] = None,
    due: Annotated[date | None, Ask("By", help="Left empty, the day that is planned already.")] = None,
) -> GapPlan:
    """Makes a task of the gap of a requirement, with its planned step, owner and day; of many gaps at once, one task each."""
    if due is not None and due < clock.today():
        raise Invalid("This day has passed.", fields={"due": [f"Choose {clock.today():%-d %B %Y} or a later day."]})
    plan = plan_for(requirement)
    plan.owner, plan.due = owner or plan.owner, due or plan.due
    # Saved first: the task names the plan's reference.
    plan.save()
    plan.task = _give(actor, plan)
    plan.save()
    return plan
