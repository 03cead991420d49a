"""How a link is ended before its day. Links are made by the actions of the folders that invite."""

from __future__ import annotations

from .. import clock
from ..actions import action
from ..identity.actors import Actor
from .models import Invitation


def _closed(actor: Actor, invitation: Invitation) -> str:
    closed = invitation.closed_on
    return f"It stopped working on {closed:%-d %B %Y}." if closed is not None else ""


@action("invitations.change", label="End the link now", danger=True, bulk=True, why_not=_closed)
def end_invitation(actor: Actor, *, invitation: Invitation) -> Invitation:
    """Shuts the link at once. What was done through it stays."""
    invitation.ended = clock.now()
    invitation.save()
    return invitation
