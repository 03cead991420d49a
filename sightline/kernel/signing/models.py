"""The record of a key that was taken to sign checkpoints. Only its public half is here; the key itself is a file for its owner's eyes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from .. import clock
from ..records import Record


class LedgerKey(Record):
    """A key that was taken in place of another. The first key of an installation was taken before there was a ledger, and has no record."""

    record_type = "kernel.ledger_key"
    reference_prefix = "KEY"
    read_permission = "ledger.read"
    face_name: ClassVar[str] = "ledger-keys"

    name = models.CharField("the name of the log", max_length=120, help_text="Stays the same from key to key.")
    verifier = models.TextField("public half", help_text="Give it to everybody who keeps your checkpoints.")
    taken = models.DateField("taken on", default=clock.today)

    class Meta:
        verbose_name = "signing key"
        base_manager_name = "objects"

    def __str__(self) -> str:
        """The name and the short id, as signed notes write them."""
        return "+".join(self.verifier.split("+")[:2])
