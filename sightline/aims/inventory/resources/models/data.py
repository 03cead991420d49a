"""The record of a data set."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models as db
from django.db.models import Q

from sightline.aims.inventory.suppliers.models import Supplier
from sightline.aims.organisation.models import Person
from sightline.kernel.records import Record


class Origin(db.TextChoices):
    """How the data were acquired (ISO/IEC 42001, A.7.3)."""

    COLLECTED = "collected", "Collected by us"
    CUSTOMERS = "customers", "Given by customers"
    BOUGHT = "bought", "Bought or licensed"
    PUBLIC = "public", "Public"
    SYNTHETIC = "synthetic", "Synthetic"
    SUPPLIER = "supplier", "Held by the supplier"


class Personal(db.TextChoices):
    """Whether the data are about people. Not to have said is an answer of its own."""

    UNKNOWN = "unknown", "Not said"
    NONE = "none", "No personal data"
    PERSONAL = "personal", "Personal data"
    SPECIAL = "special", "Special categories too"


class DataSet(Record):
    """Data that a model or an AI system is trained, validated, tested or run on (ISO/IEC 42001, A.4.3 and A.7)."""

    record_type = "resources.data_set"
    reference_prefix = "DST"
    read_permission = "inventory.read"
    face_name = "datasets"

    name = db.CharField("name", max_length=300)
    release = db.CharField("version of the data", max_length=100, blank=True)
    description = db.TextField("description", blank=True)
    origin = db.CharField("origin", max_length=12, choices=Origin, blank=True)
    provenance = db.TextField("where it comes from", blank=True, help_text="Who collected it, when, how. Auditors follow this.")
    supplier = db.ForeignKey(Supplier, db.PROTECT, null=True, blank=True, related_name="data_sets", verbose_name="supplier")
    licence = db.CharField("licence or right of use", max_length=300, blank=True)
    about_people = db.CharField("data about people", max_length=10, choices=Personal, default=Personal.UNKNOWN)
    categories = db.TextField("categories of personal data", blank=True, help_text="Such as names, CVs, ratings. One a line.")
    special_categories = db.TextField(
        "special categories", blank=True, help_text="Such as health or ethnic origin (GDPR, Art. 9). One a line."
    )
    quality = db.TextField("quality", blank=True, help_text="What was required of it, what was measured.")
    known_bias = db.TextField("known bias", blank=True, help_text="Whom it shows too seldom or wrongly; “none found” is an answer.")
    preparation = db.TextField("how it was prepared", blank=True, help_text="Cleaning, labelling, leaving out.")
    retention = db.CharField("kept until", max_length=200, blank=True, help_text="Such as two years after the end of the contract.")
    country = db.CharField("country where it is kept", max_length=80, blank=True)
    found_at = db.CharField("where it is", max_length=500, blank=True)
    details = db.TextField("further data", blank=True, editable=False)
    source_id = db.CharField("reference elsewhere", max_length=300, blank=True)
    owner = db.ForeignKey(Person, db.PROTECT, null=True, blank=True, related_name="data_sets", verbose_name="owner")
    last_review = db.DateField("last review", null=True, blank=True, editable=False)
    next_review = db.DateField("next review", null=True, blank=True)

    class Meta:
        verbose_name = "data set"
        indexes = (db.Index(fields=["retired", "name"], name="resources_dataset_name"),)

    def __str__(self) -> str:
        return f"{self.name} {self.release}".strip()

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """A data set is its owner's own."""
        return Q(owner__account=account_id)

    def clean(self) -> None:
        """Special categories are personal data."""
        if self.special_categories and self.about_people in (Personal.NONE, Personal.PERSONAL):
            raise ValidationError(
                {"about_people": "Special categories are named below. Say “special categories too” here, or take them out."}
            )
