"""The daily mail to witnesses: the newest checkpoint, what it is good for, and how it is used. No record's content leaves the house with it."""

from __future__ import annotations

from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage

from ..jobs.registry import every
from ..journal.integrating import newest_checkpoint
from ..journal.keys import verifiers
from ..journal.models import Checkpoint
from .models import Witness, WitnessMail

WORDS = """You are a witness of the ledger {origin}{where}.

Keep this mail. It holds a signed checkpoint: a statement of what the ledger contains, without its contents. Nobody can change one of its first
{size} entries without contradicting it, not even whoever runs the ledger.

To use it, save the attached file and give it to whoever has the data:

    sightline verify --checkpoint {name}

The checkpoint:

{note}
The keys that sign for this ledger:

{keys}
"""


@every("day")
def mail_witnesses() -> int:
    """Sends the newest checkpoint to each witness who doesn't have it yet; one address that fails holds up no other.

    Returns:
        How many mails were sent.

    Raises:
        OSError: the mail server took none of those that failed; they are tried again.
    """
    newest = newest_checkpoint()
    if newest is None:
        return 0
    sent, failed = 0, None
    for witness in Witness.objects.current().exclude(mails__size__gte=newest.size):
        try:
            message_to(witness, newest).send()
        except OSError as error:
            failed = error
            continue
        WitnessMail.objects.get_or_create(witness=witness, number=newest.number, defaults={"size": newest.size})
        sent += 1
    if failed is not None:
        raise failed
    return sent


def message_to(witness: Witness, checkpoint: Checkpoint) -> EmailMessage:
    """The mail that a witness gets."""
    origin = checkpoint.note.splitlines()[0]
    name = f"checkpoint-{checkpoint.number:08d}.txt"
    where = f" at {settings.SIGHTLINE_URL}" if settings.SIGHTLINE_URL else ""
    keys = "\n".join(str(key) for key in verifiers())
    body = WORDS.format(origin=origin, where=where, size=f"{checkpoint.size:,}", name=name, note=checkpoint.note, keys=keys)
    message = EmailMessage(
        f"Checkpoint {checkpoint.number} of {origin}: {checkpoint.size:,} entries",
        body,
        to=[formataddr((" ".join(witness.name.split()), witness.email))],
    )
    message.attach(name, checkpoint.note, "text/plain")
    return message
