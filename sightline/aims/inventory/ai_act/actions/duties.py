"""What is said of a duty: who answers for it, and what shows that it is met."""

from __future__ import annotations

from typing import Annotated

from sightline.aims.organisation.models import Person
from sightline.kernel import clock
from sightline.kernel.actions import Ask, action
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor

from ..models import Duty

Owner = Annotated[Person, Ask("Owner", help="Who sees to it that the duty is met.")]


@action("classes.change", label="Name the owner", bulk=True)
def name_duty_owner(actor: Actor, *, duty: Duty, owner: Owner) -> Duty:
    """Says who answers for the duty, where it is not the system's owner.

    Raises:
        Invalid: the person has left.
    """
    if owner.retired is not None:
        raise Invalid("Nothing was saved yet.", fields={"owner": [f"{owner} has left. Choose somebody who is here."]})
    duty.owner = owner
    duty.save()
    return duty


@action("classes.change", label="Say whether it is met", assistant=True, bulk=True)
def settle_duty(
    actor: Actor,
    *,
    duty: Duty,
    state: Annotated[Duty.State, Ask("State")],
    shown_by: Annotated[str, Ask("What shows it", long=True, help="Name the record or document; attach evidence. Auditors read it.")] = "",
) -> Duty:
    """Says that the duty is met, doesn't apply, or is open again, and what shows it.

    Raises:
        Invalid: nothing is said that shows it.
    """
    if state != Duty.State.OPEN and not shown_by.strip():
        raise Invalid("Nothing was saved yet.", fields={"shown_by": ["Say what shows it: a record, a document, a fact."]})
    duty.state, duty.shown_by = state, shown_by
    duty.settled_by, duty.settled_on = (None, None) if state == Duty.State.OPEN else (actor.account, clock.today())
    duty.save()
    return duty
