"""Deciding on a sighting: it is a known system, becomes one, is banned, or is ignored for a time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from sightline.aims.inventory.models import Kind, OrganisationRole, Stage, System
from sightline.aims.organisation.models import Person, Unit
from sightline.kernel import clock
from sightline.kernel.actions import Ask, action
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor
from sightline.kernel.tasks.actions import give

from ..models import LONGEST_IGNORED, Sighting, State

_TELL_WITHIN = timedelta(days=14)
Which = Annotated[System, Ask("AI system", help="The one in the inventory that this service is.")]
_ASSISTANTS = {"assistants", "search"}


def _decided(actor: Actor, sighting: Sighting) -> str:
    """Known systems are decided; opening them again comes first, so that nobody undoes a match by accident."""
    return "It belongs to an AI system already. Open it again first." if sighting.state_now == State.KNOWN else ""


def _not_decided(actor: Actor, sighting: Sighting) -> str:
    return "Nobody has decided on it yet." if sighting.state_now == State.NEW else ""


def _banned(actor: Actor, sighting: Sighting) -> str:
    return "It is banned already." if sighting.state_now == State.BANNED else ""


def _decide(sighting: Sighting, state: State, reason: str, *, system: System | None = None, until: date | None = None) -> Sighting:
    sighting.state, sighting.reason, sighting.system = state, reason.strip(), system
    sighting.ignored_until, sighting.decided_on = until, clock.today()
    sighting.save()
    return sighting


@action("discovery.change", label="It is this system", assistant=True)
def match_sighting(
    actor: Actor,
    *,
    sighting: Sighting,
    system: Which,
    reason: Annotated[str, Ask("Note", long=True)] = "",
) -> Sighting:
    """Ties what was found to an AI system of the inventory. From then on it is known, in every file to come.

    Raises:
        Invalid: the system has left the inventory.
    """
    if system.retired is not None:
        raise Invalid("Nothing was saved yet.", fields={"system": [f"{system} has left the inventory. Choose another, or make a draft."]})
    return _decide(sighting, State.KNOWN, reason, system=system)


@action("discovery.change", label="Make a draft of a system", assistant=True, bulk=True, why_not=_decided)
def make_draft(actor: Actor, *, sighting: Sighting) -> Sighting:
    """Adds an AI system to the inventory with what is known of the service, and ties the sighting to it."""
    return _decide(sighting, State.KNOWN, "", system=_draft(sighting))


def _draft(sighting: Sighting) -> System:
    units = list(sighting.units)
    unit = Unit.objects.current().filter(name=units[0]).order_by("reference").first() if len(units) == 1 else None
    built_on = sighting.kind == "framework"
    system = System(
        name=sighting.name,
        vendor="" if built_on else sighting.vendor,
        kind=Kind.BUILT if built_on else Kind.GENERAL if sighting.category in _ASSISTANTS else Kind.BOUGHT,
        stage="" if built_on else Stage.OPERATION,
        organisation_role="" if built_on else OrganisationRole.DEPLOYER,
        unit=unit,
        description=_told(sighting),
        models=sighting.name if built_on else "",
        started=sighting.first_seen,
        source_id=f"catalogue:{sighting.service}",
    )
    system.save()
    return system


def _told(sighting: Sighting) -> str:
    """What the draft says of itself: it was found in use, and where."""
    where = ", ".join([*sighting.domains[:5], *sighting.names[:5]])
    said = [f"Found in use ({sighting.reference}){': ' + where if where else ''}."]
    if sighting.inputs:
        said.append(f"What the vendor does with inputs: {sighting.inputs}")
    said.append("A draft: say what it is for, who answers for it, and what it takes in and gives out.")
    return "\n".join(said)


@action("discovery.change", label="Ban it", assistant=True, danger=True, why_not=_banned)
def ban_sighting(
    actor: Actor,
    *,
    sighting: Sighting,
    reason: Annotated[str, Ask("Why it may not be used", long=True, help="Who uses it reads this.")],
    tell: Annotated[list[Person] | None, Ask("Who must be told", help="Each gets a task to pass it on to those concerned.")] = None,
    due: Annotated[date | None, Ask("Told by", help="In two weeks where empty.")] = None,
) -> Sighting:
    """Says that the service may not be used, and gives a task to everybody who must pass that on.

    Raises:
        Invalid: the day has passed.
    """
    day = due or clock.today() + _TELL_WITHIN
    if day < clock.today():
        raise Invalid("Nothing was saved yet.", fields={"due": ["Choose today or a later day."]})
    _decide(sighting, State.BANNED, reason)
    seen = ", ".join(f"{unit} ({many})" for unit, many in sorted(sighting.units.items()))
    details = f"{reason.strip()}\n{'Seen in: ' + seen + '.' if seen else 'The units are not known.'}"
    asked: list[Person | None] = [*tell] if tell else [None]
    for person in asked:
        whom = "" if person is None or person.account is not None else f" (through {person})"
        account = actor.account if person is None else person.account
        give(actor, f"Tell who uses {sighting.name} that it is banned{whom}", about=sighting, assignee=account, due=day, details=details)
    return sighting


@action("discovery.change", label="Ignore it for a time", assistant=True, bulk=True, why_not=_decided)
def ignore_sighting(
    actor: Actor,
    *,
    sighting: Sighting,
    reason: Annotated[str, Ask("Why", long=True, help="Auditors read this. Say what you relied on.")],
    until: Annotated[date, Ask("Until", help="A year at most. Then it waits for a decision again.")],
) -> Sighting:
    """Leaves the service out of the inventory for a time, with a reason.

    Raises:
        Invalid: the time is over already, or longer than a year.
    """
    latest = clock.today() + LONGEST_IGNORED
    if not clock.today() < until <= latest:
        raise Invalid("Nothing was saved yet.", fields={"until": [f"Choose a day after today, {latest:%-d %B %Y} at the latest."]})
    return _decide(sighting, State.IGNORED, reason, until=until)


@action("discovery.change", label="Open it again", assistant=True, bulk=True, why_not=_not_decided)
def reopen_sighting(actor: Actor, *, sighting: Sighting, reason: Annotated[str, Ask("Why", long=True)]) -> Sighting:
    """Takes the decision back: the sighting waits for another one. A system that was drafted stays in the inventory."""
    sighting.state, sighting.system, sighting.ignored_until, sighting.decided_on = State.NEW, None, None, None
    sighting.reason = reason.strip()
    sighting.save()
    return sighting
