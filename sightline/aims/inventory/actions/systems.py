"""Everything that can be done to an AI system of the inventory."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from sightline.aims.organisation.actions.reviewing import NextReview, next_review_on
from sightline.aims.organisation.models import Boundary, Person
from sightline.kernel import clock
from sightline.kernel.actions import Action, Ask, action, edit_action, retire_action
from sightline.kernel.actions.declaring import enrol
from sightline.kernel.actions.generated import fill, model_fields
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor

from ..likeness import look_alikes
from ..models import Stage, SuspectedDuplicate, System

Owner = Annotated[Person, Ask("Owner", help="Who answers for it, with a name that people know.")]

_FIELDS = [
    "name",
    "also_called",
    "purpose",
    "description",
    "kind",
    "owner",
    "unit",
    "team",
    "vendor",
    "stage",
    "affects",
    "people_affected",
    "autonomy",
    "organisation_role",
    "impact",
    "models",
    "data_sets",
    "started",
    "in_scope",
    "scope_reason",
    "source_id",
    "next_review",
]


def _add(actor: Actor, **answers: Any) -> System:
    system = System()
    fill(system, answers)
    system.save()
    SuspectedDuplicate.objects.bulk_create(
        [SuspectedDuplicate(first=other, second=system, likeness=likeness) for other, likeness in look_alikes(system)]
    )
    return system


enrol(
    Action(
        name="add_system",
        label="Add an AI system",
        permission="inventory.add",
        help="Puts an AI system into the inventory, and asks whether it may be one that is there already.",
        subject=None,
        subject_name="",
        fields=lambda actor, record: model_fields(System, _FIELDS, actor),
        run=_add,
        creates=System,
        assistant=True,
        where=__file__,
    )
)
edit_action(System, _FIELDS, "inventory.change", help="Changes what the inventory says about the system.", assistant=True)
retire_action(System, "inventory.change", label="Take out of the inventory")


@action("inventory.change", label="Name the owner", assistant=True, bulk=True)
def name_owner(actor: Actor, *, system: System, owner: Owner) -> System:
    """Says who answers for the system.

    Raises:
        Invalid: the person has left.
    """
    if owner.retired is not None:
        raise Invalid("Nothing was saved yet.", fields={"owner": [f"{owner} has left. Choose somebody who is here."]})
    system.owner = owner
    system.save()
    return system


@action("inventory.change", label="Move to another stage", assistant=True, bulk=True)
def move_stage(
    actor: Actor,
    *,
    system: System,
    stage: Annotated[Stage, Ask("Stage")],
    started: Annotated[date | None, Ask("In use since", help="Where it goes into operation.")] = None,
) -> System:
    """Says in which stage of its life the system is now."""
    system.stage = stage
    if started is not None:
        system.started = started
    elif stage == Stage.OPERATION and system.started is None:
        system.started = clock.today()
    system.save()
    return system


@action("inventory.change", label="Decide the scope", assistant=True, bulk=True)
def decide_scope(
    actor: Actor,
    *,
    system: System,
    in_scope: Annotated[Boundary, Ask("Scope")],
    scope_reason: Annotated[str, Ask("Reason", long=True, help="Needed when it is left out. Auditors read it.")] = "",
) -> System:
    """Takes the system into the boundary of the management system, or leaves it out with a reason."""
    fill(system, {"in_scope": in_scope, "scope_reason": scope_reason})
    system.save()
    return system


@action("inventory.change", label="Review the system", assistant=True, bulk=True)
def review_system(actor: Actor, *, system: System, next_review: NextReview = None) -> System:
    """Says that the record was compared with how the system is used today, and is right."""
    system.last_review, system.next_review = clock.today(), next_review_on(next_review)
    system.save()
    return system
