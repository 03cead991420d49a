"""How an invitation is made inside the open change, mailed after it, and used. Folders call this from their own actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from .. import clock
from ..actions import Outcome, find_action, perform
from ..errors import Invalid, NotFound
from ..identity.actors import Actor
from ..permissions import table
from ..records import Record
from .guests import Guest
from .models import LONGEST, Invitation, digest_of, new_secret

FACE = "link"


def invite(
    actor: Actor, about: Record, may: Sequence[str], *, name: str, email: str = "", days: int = 30, one: bool = True
) -> tuple[Invitation, str]:
    """Makes an invitation inside the open change.

    Args:
        actor: who invites.
        about: the record that it opens.
        may: names of the actions that it gives, each done on that record.
        name: who is invited.
        email: their address, if known.
        days: how long the link works.
        one: whether earlier links to the record end now.

    Returns:
        The invitation, and the link's address, which is shown once and kept nowhere.

    Raises:
        Invalid: the number of days is out of bounds.
        ValueError: an action is none that a guest may be given: an error of ours.
    """
    if not 1 <= days <= LONGEST:
        raise Invalid("Nothing was saved yet.", fields={"days": [f"Between 1 and {LONGEST} days."]})
    for wanted in may:
        found = find_action(wanted)
        if found is None or found.subject is not type(about) or found.permission not in table().guests:
            raise ValueError(f"{wanted} can't be given by an invitation to {about.record_type}.")
    if one:
        end_links(about)
    secret = new_secret()
    made = Invitation(
        name=name.strip()[:200],
        email=email.strip(),
        about_type=about.record_type,
        about_id=about.pk,
        about_name=str(about)[:300],
        may=sorted(may),
        expires=clock.now() + timedelta(days=days),
        invited_by=actor.account,
        digest=digest_of(secret),
    )
    made.save()
    return made, f"{settings.SIGHTLINE_URL.rstrip('/')}/open/{secret}/"


def end_links(about: Record) -> None:
    """Ends the links to a record that still work, inside the open change."""
    for row in Invitation.objects.current().filter(about_id=about.pk, ended__isnull=True, expires__gt=clock.now()):
        row.ended = clock.now()
        row.save()


def mail_link(invitation: Invitation, subject: str, words: str) -> None:
    """Mails an invitation once the change is kept. Without an address, or without a mail server, it is handed over by hand.

    Args:
        invitation: whose address it goes to.
        subject: of the mail, on one line.
        words: the whole text, with the link in it.
    """
    if not invitation.email:
        return
    message = EmailMessage(subject, words, to=[formataddr((" ".join(invitation.name.split()), invitation.email))])
    transaction.on_commit(lambda: message.send(fail_silently=True))


def perform_invited(invitation: Invitation, action: str, data: Mapping[str, Any], *, dry_run: bool = False) -> Outcome:
    """Does an action for the person invited: through the same door as everybody, and only what the invitation names.

    Raises:
        NotFound: the invitation doesn't give this action, or doesn't work any more.
        Refused: as `perform`.
    """
    about = invitation.about
    if action not in invitation.may or about is None or invitation.closed_on is not None:
        raise NotFound("This can't be done through this link.")
    return perform(action, Guest.by(invitation), data, face=FACE, subject=about, dry_run=dry_run)
