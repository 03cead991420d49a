"""Everything that can be done to an AI system of the inventory."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.db.models import TextChoices

from sightline.aims.organisation.actions.reviewing import NextReview, next_review_on
from sightline.aims.organisation.models import Boundary, Person
from sightline.kernel import clock
from sightline.kernel.actions import Ask, action, create_action, edit_action, retire_action
from sightline.kernel.actions.generated import fill
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor

from .models import Stage, SuspectedDuplicate, System

Owner = Annotated[Person, Ask("Owner", help="Who answers for it, with a name that people know.")]

_FIELDS = [
    "name",
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

create_action(System, _FIELDS, "inventory.add", help="Puts an AI system into the inventory.", assistant=True)
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


class Kept(TextChoices):
    """Which of two records goes on."""

    FIRST = "first", "The first"
    SECOND = "second", "The second"


_TAKEN_OVER = (
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
    "models",
    "data_sets",
    "started",
)


def _decided(actor: Actor, duplicate: SuspectedDuplicate) -> str:
    return "" if duplicate.state == SuspectedDuplicate.State.OPEN else f"It was decided already: {duplicate.get_state_display().lower()}."


@action("inventory.import", label="They are the same", why_not=_decided)
def confirm_duplicate(
    actor: Actor,
    *,
    duplicate: SuspectedDuplicate,
    keep: Annotated[Kept, Ask("Which one goes on", help="The other is retired; its history stays.")] = Kept.FIRST,
    reason: Annotated[str, Ask("Why", long=True)] = "",
) -> SuspectedDuplicate:
    """Retires one of two records of the same system. What the other leaves empty is taken over from it."""
    kept, other = (duplicate.first, duplicate.second) if keep == Kept.FIRST else (duplicate.second, duplicate.first)
    for name in _TAKEN_OVER:
        if not getattr(kept, name) and getattr(other, name):
            setattr(kept, name, getattr(other, name))
    if kept.team is not None and kept.unit is not None and kept.team.parent_id != kept.unit.pk:
        kept.team = None
    kept.save()
    other.retire()
    return _decide(duplicate, SuspectedDuplicate.State.SAME, reason)


@action("inventory.import", label="They are two", why_not=_decided)
def dismiss_duplicate(
    actor: Actor, *, duplicate: SuspectedDuplicate, reason: Annotated[str, Ask("Why", long=True)] = ""
) -> SuspectedDuplicate:
    """Says that these are two systems. They are not proposed again."""
    return _decide(duplicate, SuspectedDuplicate.State.DIFFERENT, reason)


def _decide(duplicate: SuspectedDuplicate, state: SuspectedDuplicate.State, reason: str) -> SuspectedDuplicate:
    duplicate.state, duplicate.reason = state, reason
    duplicate.save()
    return duplicate
