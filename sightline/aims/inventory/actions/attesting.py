"""Asking owners whether the inventory is still true of their systems, and their answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from sightline.aims.organisation.models import Person, Unit
from sightline.kernel import clock
from sightline.kernel.actions import Ask, action
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor

from ..models import Attestation, Campaign
from ..queries import systems_covered

_TIME = timedelta(days=30)
Whom = Annotated[Person, Ask("Whom to ask")]
Said = Annotated[str, Ask("What has changed", long=True, help="In a sentence: whoever keeps the inventory writes it into the record.")]


@action("campaigns.change", label="Ask all owners", creates=Campaign, assistant=True)
def start_campaign(
    actor: Actor,
    *,
    name: Annotated[str, Ask("Name", help="Such as: inventory 2026.")],
    due: Annotated[date | None, Ask("Answers due", help="In 30 days where empty.")] = None,
    unit: Annotated[Unit | None, Ask("Only of this unit")] = None,
) -> Campaign:
    """Asks the owner of every AI system that the management system covers whether its record is still true.

    Systems without an owner are asked about too, so that somebody sees them.

    Raises:
        Invalid: the day is not in the future, or there is nothing to ask about.
    """
    if due is not None and due <= clock.today():
        raise Invalid("Nobody was asked yet.", fields={"due": ["Choose a day after today."]})
    systems = systems_covered().select_related("owner").order_by("reference")
    rows = list(systems.filter(unit=unit) if unit is not None else systems)
    if not rows:
        raise Invalid("There is no AI system to ask about. Add systems, or choose another unit.")
    campaign = Campaign(name=name[:200], started=clock.today(), due=due or clock.today() + _TIME)
    campaign.save()
    Attestation.objects.bulk_create(
        [
            Attestation(
                campaign=campaign,
                system=row,
                owner=row.owner if row.owner is not None and row.owner.retired is None else None,
                due=campaign.due,
            )
            for row in rows
        ]
    )
    return campaign


def _answered(actor: Actor, attestation: Attestation) -> str:
    if attestation.campaign.closed is not None:
        return "The campaign is closed. Review the system instead."
    return "" if attestation.state == Attestation.State.ASKED else f"It was answered already: {attestation.get_state_display().lower()}."


@action("attestations.answer", label="Still true", why_not=_answered, bulk=True)
def attest_system(actor: Actor, *, attestation: Attestation) -> Attestation:
    """Says that what the inventory says about the system is still true today."""
    return _answer(actor, attestation, Attestation.State.TRUE, "")


@action("attestations.answer", label="Something changed", why_not=_answered)
def report_change(actor: Actor, *, attestation: Attestation, said: Said) -> Attestation:
    """Says what is no longer true of the system, so that its record is mended."""
    return _answer(actor, attestation, Attestation.State.CHANGED, said)


@action("attestations.answer", label="Not mine", why_not=_answered)
def decline_attestation(
    actor: Actor, *, attestation: Attestation, said: Annotated[str, Ask("Whose it is, if you know", long=True)] = ""
) -> Attestation:
    """Says that somebody else should be asked about the system."""
    return _answer(actor, attestation, Attestation.State.NOT_MINE, said)


def _answer(actor: Actor, attestation: Attestation, state: Attestation.State, said: str) -> Attestation:
    attestation.state, attestation.said = state, said
    attestation.answered_on, attestation.answered_by = clock.today(), actor.account
    attestation.save()
    return attestation


@action("campaigns.change", label="Ask somebody else")
def reassign_attestation(actor: Actor, *, attestation: Attestation, owner: Whom) -> Attestation:
    """Asks another person about the system, within the same campaign; an answer that was given is kept in the history."""
    attestation.owner, attestation.state, attestation.said = owner, Attestation.State.ASKED, ""
    attestation.answered_on, attestation.answered_by = None, None
    attestation.save()
    return attestation


def _closed(actor: Actor, campaign: Campaign) -> str:
    return "" if campaign.closed is None else f"It was closed on {campaign.closed:%-d %B %Y}."


@action("campaigns.change", label="Close the campaign", why_not=_closed)
def close_campaign(actor: Actor, *, campaign: Campaign) -> Campaign:
    """Ends the asking. What nobody answered stays visible as not answered."""
    campaign.closed = clock.today()
    campaign.save()
    return campaign
