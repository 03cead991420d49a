"""What was counted and judged, as OSCAL says it: observations, findings and risks. Assessment results and plans of action are made of these.

An observation is one expectation (counted) or one judgement (by a person); a finding is one requirement; a risk is its gap. What records say and
what people say stay apart, as everywhere: the state of a finding is counted, and a judgement that differs is named beside it.
"""

from __future__ import annotations

from datetime import date

from sightline.kernel.identity.actors import Actor
from sightline.kernel.tasks.models import TaskState
from sightline.readers.conformity.counting import Counted, exceptions_of
from sightline.readers.conformity.models import GapPlan
from sightline.readers.conformity.standing import Standing, State, missing_words

from .framing import OWNER, Frame, moment_of
from .wording import NS, Node, clean, identifier, line, prop, trimmed
from .writing_catalogs import statement_id

NAMED = 50
"""Exceptions that an observation names; the registers have all of them."""

SIGHTLINE = identifier("tool", "sightline")
ORIGIN: Node = {"actors": [{"type": "tool", "actor-uuid": SIGHTLINE}]}
_SUBJECTS = {"inventory.system": "component", "organisation.person": "party", "organisation.site": "location", "kernel.account": "user"}
_REASONS = {State.IN_LINE: "pass", State.NOT_IN_LINE: "fail"}


def tool() -> Node:
    """Sightline itself, as what made the observations: local definitions of assessment assets."""
    made = {"uuid": SIGHTLINE, "type": "software", "title": "Sightline", "description": "Counts expectations from the records."}
    platform = {"uuid": identifier("platform"), "title": "Sightline", "uses-components": [{"component-uuid": SIGHTLINE}]}
    return {"components": [{**made, "status": {"state": "operational"}}], "assessment-platforms": [platform]}


def implementation(standing: Standing) -> str:
    """How far a requirement is put into practice, in OSCAL's words. The lower of what is counted and what is judged decides."""
    if standing.state == State.NOT_APPLICABLE:
        return "not-applicable"
    known = [level for level in (standing.counted_level, standing.judged_level) if level is not None]
    lowest = min(known, default=0)
    if lowest >= 4 and standing.state != State.NOT_IN_LINE:
        return "implemented"
    return "partial" if max(known, default=0) else "planned"


def observation_of_expectation(frame: Frame, one: Counted, actor: Actor) -> Node:
    """What was counted: a population, those that conform, and the exceptions that the actor may see."""
    said = f"{one.conforming:,} of {one.population:,} records are as expected."
    if one.accepted:
        said += f" {one.accepted:,} exceptions are accepted for a time."
    if not one.in_line:
        said += f" {missing_words(one)}"
    props = [
        prop("expectation", one.expectation.name),
        prop("population", one.population),
        prop("conforming", one.conforming),
        prop("exceptions", one.exceptions),
        prop("accepted", one.accepted),
    ]
    subjects = _exceptions(one, actor) if one.exceptions else []
    remarks = f"{NAMED} of {one.exceptions:,} exceptions are named." if one.exceptions > NAMED == len(subjects) else ""
    return trimmed(
        {
            "uuid": identifier("observation", one.expectation.name),
            "title": line(one.expectation.sentence),
            "description": said,
            "props": props,
            "methods": ["EXAMINE"],
            "types": ["control-objective"],
            "origins": [ORIGIN],
            "subjects": subjects,
            "collected": frame.time,
            "remarks": remarks,
        }
    )


def _exceptions(one: Counted, actor: Actor) -> list[Node]:
    model = one.expectation.model
    visible = model._default_manager.all().visible_to(actor).values("pk")
    rows = exceptions_of(one.expectation).filter(pk__in=visible).order_by("reference")[:NAMED]
    kind = _SUBJECTS.get(model.record_type, "resource")
    return [
        {
            "subject-uuid": identifier("component" if kind == "component" else "record", row.pk),
            "type": kind,
            "title": line(f"{row.reference} {row}"),
            "props": [prop("reference", row.reference)],
        }
        for row in rows
    ]


def observation_of_judgement(frame: Frame, standing: Standing) -> Node | None:
    """What a person judged, or None."""
    judgement = standing.judgement
    if judgement is None:
        return None
    by = frame.account(judgement.judged_by)
    return {
        "uuid": identifier("observation", judgement.pk),
        "title": f"Judgement of {line(standing.requirement.code)}: {judgement.maturity} of 5",
        "description": clean(judgement.why),
        "props": [prop("judgement", judgement.reference), prop("maturity", judgement.maturity)],
        "methods": ["UNKNOWN"],
        "types": ["control-objective"],
        "origins": [{"actors": [{"type": "party", "actor-uuid": by}]}],
        "collected": f"{judgement.judged_on.isoformat()}T00:00:00Z",
    }


def finding(frame: Frame, standing: Standing) -> Node:
    """How one requirement stands."""
    requirement, state = standing.requirement, standing.state
    observed = [identifier("observation", one.expectation.name) for one in standing.counts]
    if standing.judgement is not None:
        observed.append(identifier("observation", standing.judgement.pk))
    status: Node = {"state": "satisfied" if state == State.IN_LINE else "not-satisfied", "reason": _REASONS.get(state, "other")}
    status["remarks"] = f"{standing.state_words}."
    return trimmed(
        {
            "uuid": identifier("finding", requirement.pk),
            "title": line(f"{requirement.code} {requirement.title}"),
            "description": " ".join(standing.missing) or f"{standing.state_words}.",
            "props": _stands(standing),
            "target": {
                "type": "statement-id",
                "target-id": statement_id(frame.set_id, requirement.code),
                "status": status,
                "implementation-status": {"state": implementation(standing)},
            },
            "related-observations": [{"observation-uuid": one} for one in observed],
            "related-risks": [{"risk-uuid": identifier("risk", requirement.pk)}] if standing.gap else [],
        }
    )


def _stands(standing: Standing) -> list[Node]:
    said = {
        "requirement": standing.requirement.key,
        "state": standing.state.value,
        "level": standing.level,
        "level-from": standing.level_from,
        "goal": standing.goal,
        "disagreement": standing.disagreement,
    }
    through = [prop("through", one.requirement.key, kind=one.tie.strength, remarks=one.tie.source) for one in standing.speaking]
    return [prop(name, value) for name, value in said.items() if value != ""] + through


def risk(frame: Frame, standing: Standing) -> Node:
    """The gap of a requirement, with the plan to close it."""
    requirement, plan = standing.requirement, standing.plan
    facets = {"gap": standing.gap, "weight": standing.weight, "rank": standing.rank}
    done = _is_done(plan)
    return trimmed(
        {
            "uuid": identifier("risk", requirement.pk),
            "title": line(f"Gap of {requirement.code} {requirement.short}"),
            "description": " ".join(standing.missing) or f"Level {standing.level} of 5; the goal is {standing.goal}.",
            "statement": clean(requirement.statement) or line(requirement.title),
            "props": [prop("requirement", requirement.key), prop("state", standing.state.value)],
            "status": "remediating" if plan is not None and (plan.step or plan.task is not None) and not done else "open",
            "characterizations": [
                {"origin": ORIGIN, "facets": [{"name": name, "system": NS, "value": str(value)} for name, value in facets.items()]}
            ],
            "deadline": moment_of(plan.due) if plan is not None and plan.due else "",
            "remediations": [remediation(frame, plan)] if plan is not None else [],
        }
    )


def _is_done(plan: GapPlan | None) -> bool:
    return plan is not None and plan.task is not None and plan.task.state == TaskState.DONE


def remediation(frame: Frame, plan: GapPlan) -> Node:
    """A plan for a gap: what will be done, by whom, by when, and the task that it became."""
    milestone: Node = {
        "uuid": identifier("milestone", plan.pk),
        "type": "milestone",
        "title": line(f"Level {plan.goal} of 5 is reached"),
        "timing": _on(plan.due),
        "responsible-roles": [{"role-id": OWNER, "party-uuids": [frame.person(plan.owner)]}] if plan.owner is not None else [],
    }
    tasks = [trimmed(milestone)]
    if plan.task is not None:
        task = plan.task
        tasks.append(
            trimmed(
                {
                    "uuid": identifier("task", task.pk),
                    "type": "action",
                    "title": line(task.title),
                    "description": clean(task.result or task.details),
                    "props": [prop("reference", task.reference), prop("state", task.state)],
                    "timing": _on(task.due),
                }
            )
        )
    return {
        "uuid": identifier("plan", plan.pk),
        "lifecycle": "completed" if _is_done(plan) else "planned",
        "title": line(str(plan)),
        "description": line(plan.step) if plan.step else "What will be done is not said yet.",
        "props": [prop("reference", plan.reference)],
        "tasks": tasks,
    }


def _on(day: date | None) -> Node:
    return {"on-date": {"date": moment_of(day)}} if day is not None else {}


def observations(frame: Frame, standings: list[Standing], actor: Actor) -> list[Node]:
    """What was observed of these requirements: each expectation once, then each judgement."""
    counts = {one.expectation.name: one for standing in standings for one in standing.counts}
    made = [observation_of_expectation(frame, one, actor) for one in counts.values()]
    return made + [found for standing in standings if (found := observation_of_judgement(frame, standing)) is not None]
