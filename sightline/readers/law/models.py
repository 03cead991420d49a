"""What binds the organisation from outside, and each change of it: noticed, assessed, applied or dismissed."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from sightline.aims.organisation.models import Person
from sightline.aims.organisation.models.structure import in_a_year
from sightline.kernel import clock
from sightline.kernel.identity.models import Account
from sightline.kernel.records import Record
from sightline.readers.frameworks.models import Framework


class LawKind(models.TextChoices):
    """What kind of thing binds."""

    LAW = "law", "Law"
    CONTRACT = "contract", "Contract"
    STANDARD = "standard", "Standard"
    VOLUNTARY = "voluntary", "Taken on freely"


class Law(Record):
    """A law, contract, standard or promise that binds the organisation in what it does with AI."""

    record_type = "law.law"
    reference_prefix = "LAW"
    read_permission = "laws.read"
    face_name: ClassVar[str] = "laws"

    name = models.CharField("name", max_length=200, help_text="As people call it, such as EU AI Act.")
    kind = models.CharField("kind", max_length=10, choices=LawKind, default=LawKind.LAW)
    jurisdiction = models.CharField("where it holds", max_length=120, blank=True, help_text="A country, a union, a state, or the parties.")
    why = models.TextField("why it binds us", blank=True, help_text="What you do, where, or to whom. Auditors read this.")
    framework = models.ForeignKey(
        Framework,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="laws",
        verbose_name="requirement set",
        help_text="Where its requirements are loaded, they are counted.",
    )
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="laws", verbose_name="owner", help_text="Who sees to it."
    )
    source = models.CharField("where to read it", max_length=500, blank=True)
    key = models.CharField("key", max_length=60, blank=True, editable=False)
    reviewed_on = models.DateField("reviewed on", default=clock.today, editable=False)
    next_review = models.DateField("next review", default=in_a_year)

    class Meta:
        verbose_name = "law, contract or standard"
        verbose_name_plural = "laws, contracts and standards"
        base_manager_name = "objects"
        constraints = (
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(retired__isnull=True),
                name="law_law_name",
                violation_error_message="It is on the register already.",
            ),
        )

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """It is its owner's own."""
        return Q(owner__account=account_id)


class ChangeState(models.TextChoices):
    """How far a change is."""

    NEW = "new", "New"
    ASSESSED = "assessed", "Assessed"
    APPLIED = "applied", "Applied"
    DISMISSED = "dismissed", "Changes nothing here"


class LawChange(Record):
    """A change of a law, contract or standard: what it says, from when, and what the organisation does about it."""

    record_type = "law.change"
    reference_prefix = "LCH"
    read_permission = "laws.read"
    face_name: ClassVar[str] = "law-changes"

    law = models.ForeignKey(
        Law,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name="of",
        help_text="Empty where it is on the register of laws no more, or not yet.",
    )
    title = models.CharField("what changes", max_length=300)
    source = models.CharField("source", max_length=500, blank=True, help_text="Where it was published. Auditors read this.")
    published = models.DateField("published", null=True, blank=True)
    effective = models.DateField("binds from", null=True, blank=True)
    summary = models.TextField("in short", blank=True)
    source_id = models.CharField("number in the list", max_length=200, blank=True)
    noticed = models.DateField("noticed on", default=clock.today, editable=False)
    state = models.CharField("state", max_length=10, choices=ChangeState, default=ChangeState.NEW, editable=False)
    assessment = models.TextField("what it means for us", blank=True, editable=False)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="assessed by"
    )
    decided_on = models.DateField("assessed on", null=True, blank=True, editable=False)
    applied_on = models.DateField("applied on", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "change in law"
        verbose_name_plural = "changes in law"
        base_manager_name = "objects"
        indexes = (models.Index(fields=["state", "effective"], name="law_change_state_effective"),)

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """A change is its law's owner's own."""
        return Q(law__owner__account=account_id)
