"""The records of a model, and of a tool or computing resource."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models as db
from django.db.models import Q

from sightline.aims.inventory.models import System
from sightline.aims.inventory.suppliers.models import Supplier
from sightline.aims.organisation.models import Person
from sightline.kernel.records import Record


class ModelKind(db.TextChoices):
    """How the organisation came to have it. A general-purpose model is one by the EU AI Act, Art. 3(63)."""

    OWN = "own", "Trained by us"
    BOUGHT = "bought", "Bought or licensed"
    OPEN = "open", "Open weights"
    GENERAL = "general", "General-purpose model"


class Approach(db.TextChoices):
    """How it learnt, as CycloneDX names it."""

    SUPERVISED = "supervised", "Supervised"
    UNSUPERVISED = "unsupervised", "Unsupervised"
    REINFORCEMENT = "reinforcement-learning", "By reinforcement"
    SEMI = "semi-supervised", "Semi-supervised"
    SELF = "self-supervised", "Self-supervised"


class Model(Record):
    """A trained model that AI systems run on (ISO/IEC 42001, A.4.4; ISO/IEC 22989, 3.1.23)."""

    record_type = "resources.model"
    reference_prefix = "MDL"
    read_permission = "inventory.read"
    face_name = "models"

    name = db.CharField("name", max_length=300)
    release = db.CharField("version of the model", max_length=100, blank=True)
    description = db.TextField("description", blank=True)
    kind = db.CharField("kind", max_length=10, choices=ModelKind, blank=True)
    provider = db.CharField("provider", max_length=300, blank=True, help_text="Who trained it.")
    supplier = db.ForeignKey(
        Supplier,
        db.PROTECT,
        null=True,
        blank=True,
        related_name="models",
        verbose_name="supplier",
        help_text="Who you have it from, as recorded under Suppliers.",
    )
    licence = db.CharField("licence", max_length=200, blank=True, help_text="Such as MIT, Apache-2.0, or the contract.")
    task = db.CharField("task", max_length=200, blank=True, help_text="Such as text classification.")
    approach = db.CharField("how it learnt", max_length=30, choices=Approach, blank=True)
    family = db.CharField("architecture family", max_length=200, blank=True, help_text="Such as transformer.")
    architecture = db.CharField("architecture", max_length=300, blank=True)
    base = db.ForeignKey(
        "self",
        db.PROTECT,
        null=True,
        blank=True,
        related_name="derived",
        verbose_name="made from",
        help_text="The model it was tuned from.",
    )
    intended_use = db.TextField("intended use", blank=True)
    limitations = db.TextField("limitations", blank=True, help_text="What it can't do well. Known bias belongs here too.")
    metrics = db.TextField("measured performance", blank=True, help_text="One figure a line, such as accuracy: 0.91.")
    card = db.TextField("model card", blank=True, help_text="The card itself, as its provider wrote it.")
    card_data = db.TextField("model card as data", blank=True, editable=False)
    found_at = db.CharField("where it is", max_length=500, blank=True, help_text="Its page or its place in a registry.")
    source_id = db.CharField("reference elsewhere", max_length=300, blank=True)
    owner = db.ForeignKey(Person, db.PROTECT, null=True, blank=True, related_name="models", verbose_name="owner")

    class Meta:
        verbose_name = "model"
        indexes = (db.Index(fields=["retired", "name"], name="resources_model_name"),)

    def __str__(self) -> str:
        return f"{self.name} {self.release}".strip()

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """A model is its owner's own."""
        return Q(owner__account=account_id)

    def clean(self) -> None:
        """A model is not made from itself."""
        if self.base_id is not None and self.base_id == self.pk:
            raise ValidationError({"base": "A model is not made from itself. Choose another one, or none."})


class ResourceKind(db.TextChoices):
    """What sort of resource."""

    TOOL = "tool", "Tool"
    COMPUTING = "computing", "Computing"


class Resource(Record):
    """A tool that is used to build or run AI systems (ISO/IEC 42001, A.4.4), or what they compute on (A.4.5)."""

    record_type = "resources.resource"
    reference_prefix = "RES"
    read_permission = "inventory.read"
    face_name = "resources"

    name = db.CharField("name", max_length=300)
    kind = db.CharField("kind", max_length=10, choices=ResourceKind)
    purpose = db.TextField("what it is for", blank=True)
    supplier = db.ForeignKey(Supplier, db.PROTECT, null=True, blank=True, related_name="resources", verbose_name="supplier")
    place = db.CharField("where it runs", max_length=200, blank=True, help_text="Such as our computer room, or the region of a cloud.")
    country = db.CharField("country", max_length=80, blank=True)
    capacity = db.CharField("capacity", max_length=200, blank=True, help_text="What an auditor should know of its size.")
    owner = db.ForeignKey(Person, db.PROTECT, null=True, blank=True, related_name="resources", verbose_name="owner")
    systems = db.ManyToManyField(System, blank=True, related_name="resources", verbose_name="AI systems")

    class Meta:
        verbose_name = "tool or computing resource"
        verbose_name_plural = "tools and computing resources"

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """A resource is its owner's own."""
        return Q(owner__account=account_id)
