"""What the organisation reckons with (ISO/IEC 42001, 4.1) and who expects something of it (4.2)."""

from __future__ import annotations

from django.db import models

from sightline.kernel import clock
from sightline.kernel.records import Record

from .structure import in_a_year


class ContextIssue(Record):
    """Something inside or outside the organisation that bears on what its management system for AI can reach."""

    record_type = "organisation.context_issue"
    reference_prefix = "ISS"
    read_permission = "organisation.read"
    face_name = "issues"

    class Side(models.TextChoices):
        """Where it comes from."""

        INTERNAL = "internal", "Internal"
        EXTERNAL = "external", "External"

    title = models.CharField("issue", max_length=200)
    side = models.CharField("side", max_length=10, choices=Side)
    description = models.TextField("what it is", blank=True)
    effect = models.TextField("what it means for us", blank=True, help_text="How it bears on the AI management system.")
    key = models.CharField("key", max_length=60, blank=True, editable=False)
    reviewed_on = models.DateField("reviewed on", default=clock.today)
    next_review = models.DateField("next review", default=in_a_year)

    class Meta:
        verbose_name = "issue"


class InterestedParty(Record):
    """Somebody who is touched by the organisation's AI or expects something of it, with their needs and which of these are met as requirements."""

    record_type = "organisation.interested_party"
    reference_prefix = "PTY"
    read_permission = "organisation.read"
    face_name = "parties"

    class Side(models.TextChoices):
        """Where they stand."""

        INTERNAL = "internal", "Internal"
        EXTERNAL = "external", "External"

    name = models.CharField("who", max_length=200)
    side = models.CharField("side", max_length=10, choices=Side, default=Side.EXTERNAL)
    affected = models.BooleanField("AI may decide about them", default=False)
    description = models.TextField("who they are", blank=True)
    needs = models.TextField("needs and expectations", help_text="One a line.")
    requirements = models.TextField(
        "which of these we meet", blank=True, help_text="The needs that are requirements of the management system."
    )
    key = models.CharField("key", max_length=60, blank=True, editable=False)
    reviewed_on = models.DateField("reviewed on", default=clock.today)
    next_review = models.DateField("next review", default=in_a_year)

    class Meta:
        verbose_name = "interested party"
        verbose_name_plural = "interested parties"
