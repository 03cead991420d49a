"""How a new key is taken."""

from __future__ import annotations

from django.db import transaction

from ..actions import action
from ..identity.actors import Actor
from ..journal import keys
from .models import LedgerKey


@action(
    "ledger.change",
    label="Take a new signing key",
    creates=LedgerKey,
    reason=True,
    danger=True,
)
def rotate_key(actor: Actor) -> LedgerKey:
    """From then on the new key signs. What the old one signed stays valid."""
    key = keys.next_key()
    record = LedgerKey(name=key.verifier.name, verifier=str(key.verifier))
    record.save()
    # Once the ledger says so for good, and not where this is only tried out.
    transaction.on_commit(lambda: keys.take_key(key))
    return record
