"""The record of a witness, and which checkpoint each was sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from .. import clock
from ..records import Operational, Record


class Witness(Record):
    """Somebody who keeps the checkpoints of this ledger: best outside the organisation, such as an auditor, a lawyer, a sister company."""

    record_type = "kernel.witness"
    reference_prefix = "WIT"
    read_permission = "ledger.read"
    face_name: ClassVar[str] = "witnesses"

    name = models.CharField("who", max_length=120, help_text="Best somebody outside, such as your auditor or lawyer.")
    email = models.EmailField("mail address", help_text="Gets the newest checkpoint once a day, when there is a new one.")

    class Meta:
        verbose_name = "witness"
        verbose_name_plural = "witnesses"
        base_manager_name = "objects"
        constraints = (models.UniqueConstraint(fields=["email"], condition=models.Q(retired__isnull=True), name="witnesses_email_once"),)


class WitnessMail(Operational):
    """A checkpoint that was sent to a witness."""

    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="mails")
    number = models.BigIntegerField()
    size = models.BigIntegerField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["witness", "number"], name="witnesses_mail_once"),)
