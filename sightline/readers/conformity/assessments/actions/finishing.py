"""How an assessment ends: its answers become judgements in one change, and its gaps a road map."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from sightline.kernel import clock
from sightline.kernel.actions import Ask, action
from sightline.kernel.errors import Conflict, Invalid
from sightline.kernel.identity.actors import Actor
from sightline.kernel.tasks.actions import close_about
from sightline.readers.conformity.models import Applicability, Applies, Basis, GapPlan, Judgement
from sightline.readers.frameworks.models import Requirement

from ..concluding import Conclusion, conclude
from ..models import Assessment, AssessmentState, Assignment
from ..roadmap import A_MONTH, Stop, road_map
from .starting import is_closed


def _cannot_finish(actor: Actor, assessment: Assessment) -> str:
    return is_closed(actor, assessment)


@action("assessments.change", label="Finish the assessment", why_not=_cannot_finish)
def finish_assessment(actor: Actor, *, assessment: Assessment) -> Assessment:
    """Turns the answers into judgements with their reasons. After that the assessment stays as it is."""
    found = conclude(assessment.answers.all())
    if not found:
        raise Conflict("No question is answered yet. Answer some first; “I do not know” alone says nothing about a requirement.")
    requirements = {row.code: row for row in Requirement.objects.current().filter(framework=assessment.framework_id, code__in=list(found))}
    _judge(actor, assessment, found, requirements)
    _leave_out(found, requirements)
    for asked in Assignment.objects.current().filter(assessment=assessment, task__state="open"):
        close_about(asked, "The assessment was finished.")
    assessment.state, assessment.finished_on = AssessmentState.FINISHED, clock.today()
    assessment.save()
    return assessment


def _judge(actor: Actor, assessment: Assessment, found: Mapping[str, Conclusion], requirements: Mapping[str, Requirement]) -> None:
    """One judgement for each requirement, in two statements whatever their number."""
    standing = {row.requirement_id: row for row in Judgement.objects.current().filter(requirement__in=requirements.values())}
    changed: list[Judgement] = []
    new: list[Judgement] = []
    for code, requirement in requirements.items():
        conclusion = found[code]
        if conclusion.maturity is None:
            continue
        row = standing.get(requirement.pk) or Judgement(requirement=requirement)
        row.maturity, row.why = conclusion.maturity, f"{conclusion.why}\n{assessment.title} ({assessment.reference})"
        row.judged_by, row.judged_on = actor.account, clock.today()
        (changed if requirement.pk in standing else new).append(row)
    if changed:
        Judgement.objects.bulk_update(changed, ["maturity", "why", "judged_by", "judged_on"])
    if new:
        Judgement.objects.bulk_create(new)


def _leave_out(found: Mapping[str, Conclusion], requirements: Mapping[str, Requirement]) -> None:
    """Controls that do not apply, with the reason, where nobody had decided."""
    out = {requirements[code].pk: one for code, one in found.items() if one.maturity is None and code in requirements}
    rows = list(Applicability.objects.current().filter(requirement__in=list(out), applies=Applies.UNDECIDED))
    for row in rows:
        row.applies, row.basis, row.justification = Applies.NO, Basis.CHOICE, out[row.requirement_id].why
    if rows:
        Applicability.objects.bulk_update(rows, ["applies", "basis", "justification"])


def _is_open(actor: Actor, assessment: Assessment) -> str:
    return "" if assessment.state == AssessmentState.FINISHED else "Finish it first; the road map follows from the judgements."


@action("assessments.change", label="Take the road map over", why_not=_is_open)
def adopt_road_map(
    actor: Actor,
    *,
    assessment: Assessment,
    a_month: Annotated[int, Ask("Gaps a month", help="How many you can close. The largest come first.")] = A_MONTH,
    begin: Annotated[date | None, Ask("Beginning with the month of", help="Left empty: next month.")] = None,
) -> Assessment:
    """Makes a plan for each gap that has none, with the proposed step, owner and day. What is planned already stays as it is."""
    if not 1 <= a_month <= 70:
        raise Invalid("Choose another number.", fields={"a_month": ["From 1 to 70 gaps a month."]})
    if begin is not None and begin < clock.today().replace(day=1):
        raise Invalid("This month has passed.", fields={"begin": ["Choose a day of this month or later."]})
    stops = [one for one in road_map(assessment, a_month, begin) if not one.planned]
    if not stops:
        raise Conflict("Every gap has a plan already. Change the plans in the gap analysis.")
    known = {
        one.requirement_id: one for one in GapPlan.objects.current().filter(requirement__in=[stop.standing.requirement for stop in stops])
    }
    changed: list[GapPlan] = []
    new: list[GapPlan] = []
    for stop in stops:
        requirement = stop.standing.requirement
        (changed if requirement.pk in known else new).append(_planned(known.get(requirement.pk) or GapPlan(requirement=requirement), stop))
    if changed:
        GapPlan.objects.bulk_update(changed, ["step", "owner", "due"])
    if new:
        GapPlan.objects.bulk_create(new)
    return assessment


def _planned(plan: GapPlan, stop: Stop) -> GapPlan:
    plan.step, plan.owner, plan.due = plan.step or stop.step[:200], plan.owner or stop.owner, plan.due or stop.due
    return plan
