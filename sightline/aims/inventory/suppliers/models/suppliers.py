"""The record of a supplier: who supplies AI or a part of it, for which systems, and how one would leave them."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Person
from sightline.kernel.records import Record


class Criticality(models.TextChoices):
    """What happens if the supplier fails. Not to have said is an answer of its own."""

    CRITICAL = "critical", "Critical: work stops without it"
    IMPORTANT = "important", "Important: work gets harder"
    ORDINARY = "ordinary", "Ordinary: can be replaced"
    UNKNOWN = "unknown", "Not said"


class Supplier(Record):
    """A third party that supplies AI systems, models, data or services that they rest on (ISO/IEC 42001, A.10.3)."""

    record_type = "suppliers.supplier"
    reference_prefix = "SUP"
    read_permission = "suppliers.read"
    face_name = "suppliers"
    personal: ClassVar[dict[str, Any]] = {"contact_name": "Somebody who was erased", "contact_email": ""}
    outlives_erasure = True  # the contact goes, the supplier stays

    name = models.CharField("name", max_length=500)
    country = models.CharField("country", max_length=80, blank=True, help_text="Where its seat is.")
    website = models.CharField("website", max_length=300, blank=True)
    contact_name = models.CharField("contact", max_length=200, blank=True, help_text="Who answers there.")
    contact_email = models.EmailField("mail address of the contact", blank=True, help_text="Questionnaires go there.")
    supplies = models.TextField("what they supply", blank=True, help_text="Models, tools, data, services. Auditors read this.")
    owner = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suppliers",
        verbose_name="owner",
        help_text="Who looks after this supplier.",
    )
    systems = models.ManyToManyField(System, blank=True, related_name="suppliers", verbose_name="AI systems")
    criticality = models.CharField("criticality", max_length=10, choices=Criticality, default=Criticality.UNKNOWN)
    exit_plan = models.TextField("exit plan", blank=True, help_text="How you would leave: data back, replacement, time needed.")
    last_review = models.DateField("last review", null=True, blank=True, editable=False)
    next_review = models.DateField("next review", null=True, blank=True)

    class Meta:
        verbose_name = "supplier"
        constraints = (
            models.UniqueConstraint(
                Lower("name"),
                condition=Q(retired__isnull=True),
                name="suppliers_supplier_name",
                violation_error_message="There is a supplier of this name already.",
            ),
        )

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """A supplier is its owner's own."""
        return Q(owner__account=account_id)
