"""The scope statement (ISO/IEC 42001, 4.3): composed from the records, edited, approved by somebody else, superseded by the next."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from sightline.kernel.identity.models import Account
from sightline.kernel.records import Record

from .structure import in_a_year


class ScopeStatement(Record):
    """One version of the scope. Its words are fixed once it is approved; what comes after is the next version."""

    record_type = "organisation.scope_statement"
    reference_prefix = "SCP"
    read_permission = "organisation.read"
    face_name = "scope-statements"

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", "Draft"
        APPROVED = "approved", "Approved"
        SUPERSEDED = "superseded", "Superseded"

    title = models.CharField("title", max_length=200)
    number = models.PositiveIntegerField("version number", editable=False)
    state = models.CharField("state", max_length=12, choices=State, default=State.DRAFT, editable=False)
    statement = models.TextField("statement", help_text="What the management system covers. It may stand on the certificate.")
    boundary = models.TextField("boundary", blank=True, help_text="Units, sites and what lies just outside.")
    exclusions = models.JSONField("left out", default=list, blank=True, editable=False)
    basis = models.JSONField("what it was composed from", default=dict, blank=True, editable=False)
    author = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, editable=False, related_name="scopes_written", verbose_name="author"
    )
    writers = models.JSONField("written by", default=list, editable=False)
    approved_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, editable=False, related_name="scopes_approved", verbose_name="approved by"
    )
    approved_on = models.DateField("approved on", null=True, blank=True, editable=False)
    next_review = models.DateField("next review", default=in_a_year)

    class Meta:
        verbose_name = "scope statement"
        constraints = (
            models.UniqueConstraint(fields=["number"], name="organisation_scope_number"),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="approved", retired__isnull=True), name="organisation_scope_one_approved"
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="draft", retired__isnull=True),
                name="organisation_scope_one_draft",
                violation_error_message="There is a draft already. Edit it, or retire it first.",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_on__isnull=False), name="organisation_scope_approved_has_day"
            ),
        )

    @classmethod
    def in_force(cls) -> ScopeStatement | None:
        """The approved statement, or None."""
        return cls.objects.current().filter(state=cls.State.APPROVED).first()

    @classmethod
    def draft(cls) -> ScopeStatement | None:
        """The draft, or None: there is one at a time."""
        return cls.objects.current().filter(state=cls.State.DRAFT).first()

    def left_out(self) -> list[dict[str, Any]]:
        """What is left out, each with `what`, `reference` and `reason`."""
        return list(self.exclusions)
