"""The Statement of Applicability (ISO/IEC 42001, 6.1.3): for each control of Annex A whether it applies, why, and how it is put into practice."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from sightline.kernel.identity.models import Account
from sightline.kernel.records import Record
from sightline.readers.frameworks.models import Requirement


class Applies(models.TextChoices):
    """Whether a control applies. Not to have decided is an answer of its own."""

    UNDECIDED = "undecided", "Not decided"
    YES = "yes", "Applies"
    NO = "no", "Does not apply"


class Basis(models.TextChoices):
    """What an inclusion or exclusion rests on."""

    RISK = "risk", "Our risk assessment"
    LAW = "law", "A law"
    CONTRACT = "contract", "A contract"
    CHOICE = "choice", "Our own choice"


class Applicability(Record):
    """The decision about one control."""

    record_type = "conformity.applicability"
    reference_prefix = "CTL"
    read_permission = "conformity.read"
    face_name: ClassVar[str] = "controls"

    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="applicability", verbose_name="control", editable=False)
    applies = models.CharField("applies", max_length=10, choices=Applies, default=Applies.UNDECIDED)
    basis = models.CharField("rests on", max_length=10, choices=Basis, blank=True)
    justification = models.TextField("reason", blank=True, help_text="Why it applies, or why it does not. Auditors read this.")
    practice = models.TextField(
        "how it is put into practice", blank=True, help_text="Where one sees it done. Empty where it does not apply."
    )

    class Meta:
        verbose_name = "control"
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["requirement"], name="conformity_control_one"),
            models.CheckConstraint(
                condition=Q(applies=Applies.UNDECIDED) | (~Q(justification="") & ~Q(basis="")), name="conformity_control_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(self.requirement)

    def clean(self) -> None:
        """A decision has a reason, and says what it rests on."""
        if self.applies == Applies.UNDECIDED:
            return
        missing: dict[str, str] = {}
        if not self.basis:
            missing["basis"] = "Say what the decision rests on."
        if not self.justification.strip():
            missing["justification"] = "Say why, in a sentence. Auditors read the reason of each control."
        if missing:
            raise ValidationError(missing)


class StatementState(models.TextChoices):
    """Where a version of the statement stands."""

    DRAFT = "draft", "Draft"
    APPROVED = "approved", "In force"
    SUPERSEDED = "superseded", "Superseded"


class Statement(Record):
    """A version of the Statement of Applicability. Its content is fixed when it is drafted; who drafted it does not approve it."""

    record_type = "conformity.statement"
    reference_prefix = "SOA"
    read_permission = "conformity.read"
    face_name: ClassVar[str] = "statements"

    number = models.PositiveIntegerField("number", unique=True, editable=False)
    state = models.CharField("state", max_length=12, choices=StatementState, default=StatementState.DRAFT, editable=False)
    content: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField("content", default=list, editable=False)
    note = models.TextField("what changed", blank=True)
    author = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="drafted by")
    author_key = models.CharField(max_length=60, editable=False)
    drafted_on = models.DateField("drafted on", editable=False)
    approved_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="approved by"
    )
    approved_on = models.DateField("approved on", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "Statement of Applicability"
        verbose_name_plural = "Statements of Applicability"
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="approved", retired__isnull=True), name="conformity_statement_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="draft", retired__isnull=True), name="conformity_statement_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"Statement of Applicability, version {self.number}"

    @classmethod
    def in_force(cls) -> Statement | None:
        """The approved version, or None."""
        return cls.objects.current().filter(state=StatementState.APPROVED).first()

    @classmethod
    def draft(cls) -> Statement | None:
        """The draft, or None: there is one at a time."""
        return cls.objects.current().filter(state=StatementState.DRAFT).first()
