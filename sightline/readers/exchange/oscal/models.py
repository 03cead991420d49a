"""What others say about their products in OSCAL: a component definition, and its claims. A claim proves nothing until a person confirms it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sightline.kernel.evidence.models import Evidence
from sightline.kernel.identity.models import Account
from sightline.kernel.records import Record
from sightline.readers.frameworks.models import Requirement


class ComponentDefinition(Record):
    """A file in which somebody else says how a product of theirs meets requirements."""

    record_type = "oscal.component_definition"
    reference_prefix = "CDF"
    read_permission = "conformity.read"
    face_name: ClassVar[str] = "component-definitions"

    title = models.CharField("title", max_length=200)
    edition = models.CharField("edition", max_length=60, blank=True)
    publisher = models.CharField("from", max_length=200, blank=True)
    speaks_of = models.DateField("last changed there on", null=True, blank=True)
    components = models.JSONField("components", default=list, editable=False)
    filename = models.CharField("file", max_length=200, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    size = models.PositiveBigIntegerField("size in bytes", default=0, editable=False)

    class Meta:
        verbose_name = "component definition"
        base_manager_name = "objects"


class ClaimState(models.TextChoices):
    """What became of a claim."""

    PROPOSED = "proposed", "To be decided"
    CONFIRMED = "confirmed", "Confirmed"
    REJECTED = "rejected", "Not accepted"


class Claim(Record):
    """What a component definition says about one requirement.

    `identity` finds it again in a newer file: the component, the catalog and the control. A newer file with other words opens it again.
    """

    record_type = "oscal.claim"
    reference_prefix = "CLM"
    read_permission = "conformity.read"
    face_name: ClassVar[str] = "claims"

    definition = models.ForeignKey(ComponentDefinition, models.PROTECT, related_name="claims", verbose_name="stands in")
    component = models.CharField("product", max_length=200)
    catalog = models.CharField("catalog", max_length=300, blank=True)
    control = models.CharField("control", max_length=120)
    requirement = models.ForeignKey(Requirement, models.PROTECT, null=True, blank=True, related_name="claims", verbose_name="requirement")
    words = models.TextField("what is claimed", blank=True)
    identity = models.CharField(max_length=64, db_index=True, editable=False)
    state = models.CharField("state", max_length=12, choices=ClaimState, default=ClaimState.PROPOSED, editable=False)
    why = models.TextField("what was checked", blank=True, editable=False)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="decided by"
    )
    decided_on = models.DateField("decided on", null=True, blank=True, editable=False)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="evidence")

    class Meta:
        verbose_name = "claim"
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["identity"], condition=Q(retired__isnull=True), name="oscal_claim_once"),
            models.CheckConstraint(condition=Q(state=ClaimState.PROPOSED) | ~Q(why=""), name="oscal_claim_decided_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.component}: {self.control}"
