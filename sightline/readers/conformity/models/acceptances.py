"""An exception that somebody accepts for a time, with a reason."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from sightline.kernel.identity.models import Account
from sightline.kernel.records import Record, RecordQuerySet


class Acceptance(Record):
    """One record may stay an exception of one expectation until a day. It stays counted as an exception; it is not open."""

    record_type = "conformity.acceptance"
    reference_prefix = "EXC"
    read_permission = "conformity.read"
    face_name: ClassVar[str] = "acceptances"

    expectation = models.CharField("expectation", max_length=80)
    about_type = models.CharField(max_length=60, editable=False)
    about_id = models.UUIDField(db_index=True, editable=False)
    about_reference = models.CharField("record", max_length=24, editable=False)
    why = models.TextField("why it may stay")
    until = models.DateField("until")
    accepted_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, editable=False, verbose_name="by")
    accepted_on = models.DateField("on", editable=False)

    class Meta:
        verbose_name = "accepted exception"
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["expectation", "about_id"], condition=Q(retired__isnull=True), name="conformity_acceptance_one"
            ),
            models.CheckConstraint(condition=Q(until__gte=models.F("accepted_on")), name="conformity_acceptance_ends_later"),
        ]

    @classmethod
    def holding(cls, day: date) -> RecordQuerySet[Acceptance]:
        """Those that are in force on a day, its last one included."""
        return cls.objects.current().filter(until__gte=day)

    def __str__(self) -> str:
        return f"{self.about_reference}, accepted until {self.until:%-d %B %Y}"
