"""How objectives and planned changes are set, followed and concluded."""

from __future__ import annotations

from typing import Annotated

from sightline.kernel import clock
from sightline.kernel.actions import Ask, action, create_action, edit_action, retire_action
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor

from ..models import Objective, PlannedChange

_OBJECTIVE = ["title", "measure", "target", "means", "evaluation", "owner", "unit", "due"]
_CHANGE = ["title", "purpose", "consequences", "means", "owner", "due"]
Result = Annotated[str, Ask("Result", long=True, help="The figure, and where it was read.")]

create_action(Objective, _OBJECTIVE, "organisation.change", assistant=True)
edit_action(Objective, _OBJECTIVE, "organisation.change", assistant=True)
retire_action(Objective, "organisation.change")
create_action(PlannedChange, _CHANGE, "organisation.change", name="plan_change", label="Plan a change", assistant=True)
edit_action(PlannedChange, _CHANGE, "organisation.change", name="edit_change", assistant=True)
retire_action(PlannedChange, "organisation.change", name="retire_change")


@action("organisation.change", label="Judge the objective", assistant=True)
def judge_objective(
    actor: Actor, *, objective: Objective, state: Annotated[Objective.State, Ask("State")], result: Result = ""
) -> Objective:
    """Says how far the objective is, and by what figure.

    Raises:
        Invalid: it is said to be reached or missed without a result.
    """
    if state in (Objective.State.REACHED, Objective.State.MISSED) and not result.strip():
        raise Invalid("Nothing was saved yet.", fields={"result": ["Give the figure that shows it."]})
    objective.state, objective.result = state, result or objective.result
    objective.save()
    return objective


@action("organisation.change", label="Conclude the change", assistant=True)
def conclude_change(
    actor: Actor,
    *,
    planned_change: PlannedChange,
    state: Annotated[PlannedChange.State, Ask("State")],
    result: Annotated[str, Ask("What came of it", long=True)] = "",
) -> PlannedChange:
    """Says whether the change was made, and what came of it.

    Raises:
        Invalid: it is concluded without saying what came of it.
    """
    done = state != PlannedChange.State.PLANNED
    if done and not result.strip():
        raise Invalid("Nothing was saved yet.", fields={"result": ["Say what came of it, or why it was dropped."]})
    planned_change.state, planned_change.result = state, result or planned_change.result
    planned_change.concluded_on = clock.today() if done else None
    planned_change.save()
    return planned_change
