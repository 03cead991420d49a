"""How people join and leave, and how roles are filled."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from sightline.kernel import clock
from sightline.kernel.actions import Ask, action, create_action, edit_action, retire_action
from sightline.kernel.actions.generated import fill
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor

from ..models import Appointment, Person, Role, Unit
from .reviewing import NextReview, next_review_on

_PERSON = ["name", "email", "job_title", "unit", "account"]
_ROLE = ["name", "answers_for", "authority", "held_for", "needed_when", "apart_from", "required", "next_review"]

create_action(Person, _PERSON, "organisation.change", assistant=True)
edit_action(Person, _PERSON, "organisation.change", assistant=True)


@action("organisation.change", label="This person has left", reason=True, danger=True)
def retire_person(actor: Actor, *, person: Person) -> Person:
    """Takes a person out of use from today and ends their appointments. What they own keeps their name until somebody else is named."""
    person.retire()
    for row in Appointment.objects.current().filter(person=person, until__isnull=True):
        _end(row, max(clock.today(), row.since))
    return person


def _role_held(actor: Actor, role: Role) -> str:
    holders = role.appointments.filter(retired__isnull=True, until__isnull=True).count()
    if not holders:
        return ""
    return "Somebody holds it. End that appointment first." if holders == 1 else f"{holders} people hold it. End these appointments first."


create_action(Role, _ROLE, "organisation.change")
edit_action(Role, _ROLE, "organisation.change")
retire_action(Role, "organisation.change", why_not=_role_held)


@action("organisation.change", label="Review the role")
def review_role(actor: Actor, *, role: Role, next_review: NextReview = None) -> Role:
    """Says that the role's words and holders were looked at and are right."""
    role.next_review = next_review_on(next_review)
    role.save()
    return role


def _not_by_appointment(actor: Actor, role: Role) -> str:
    if role.held_for == Role.HeldFor.ORGANISATION:
        return ""
    return "The holder is named on each AI system." if role.held_for == Role.HeldFor.SYSTEM else "The holder is named on each risk."


@action("organisation.change", label="Appoint a person", assistant=True, why_not=_not_by_appointment)
def appoint_holder(
    actor: Actor,
    *,
    role: Role,
    person: Person,
    since: Annotated[date, Ask("Since")] = date.min,
    units: Annotated[list[Unit], Ask("For these units", help="Empty for the whole organisation.")] = [],  # noqa: B006 - read, never written
) -> Appointment:
    """Makes a person answer for what the role says, from a day on."""
    made = Appointment()
    fill(made, {"role": role, "person": person, "since": clock.today() if since == date.min else since})
    made.save()
    if units:
        made.units.set(units)
    return made


def _ended(actor: Actor, appointment: Appointment) -> str:
    return f"It ended on {appointment.until:%-d %B %Y}." if appointment.until else ""


@action("organisation.change", label="End the appointment", danger=True, why_not=_ended, assistant=True)
def end_appointment(
    actor: Actor, *, appointment: Appointment, until: Annotated[date | None, Ask("Last day", help="Today where empty.")] = None
) -> Appointment:
    """Ends the appointment. The role has one holder fewer from then on.

    Raises:
        Invalid: the last day is before the first.
    """
    last = until or clock.today()
    if last < appointment.since:
        raise Invalid("Nothing was saved yet.", fields={"until": [f"It began on {appointment.since:%-d %B %Y}: it can't end before."]})
    _end(appointment, last)
    return appointment


def _end(row: Appointment, last: date) -> None:
    row.until = last
    row.save()
