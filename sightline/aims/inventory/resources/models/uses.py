"""The records of uses: which system runs on which model, and which data went into what. A use has an author, a beginning and a history; it is no plain link."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models as db
from django.db.models import Q

from sightline.aims.inventory.models import System
from sightline.kernel.records import Record

from .data import DataSet
from .software import Model


class ModelUse(Record):
    """An AI system runs on a model."""

    record_type = "resources.model_use"
    reference_prefix = "MUS"
    read_permission = "inventory.read"
    face_name = "model-uses"

    system = db.ForeignKey(System, db.PROTECT, related_name="model_uses", verbose_name="AI system")
    model = db.ForeignKey(Model, db.PROTECT, related_name="uses", verbose_name="model")
    how = db.CharField("what it does there", max_length=300, blank=True)
    since = db.DateField("since", null=True, blank=True)

    class Meta:
        verbose_name = "use of a model"
        verbose_name_plural = "uses of models"
        constraints = (
            db.UniqueConstraint(
                fields=["system", "model"],
                condition=Q(retired__isnull=True),
                name="resources_model_use_once",
                violation_error_message="It is recorded already that this system uses this model.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.system} uses {self.model}"

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """A use belongs to whoever answers for the system."""
        return Q(system__owner__account=account_id)


class Phase(db.TextChoices):
    """What the data are for."""

    TRAINING = "training", "Training"
    VALIDATION = "validation", "Validation"
    TESTING = "testing", "Testing"
    OPERATION = "operation", "Operation"


class DataUse(Record):
    """A model or an AI system is trained, validated, tested or run on a data set: one of the two, exactly."""

    record_type = "resources.data_use"
    reference_prefix = "DUS"
    read_permission = "inventory.read"
    face_name = "data-uses"

    system = db.ForeignKey(System, db.PROTECT, null=True, blank=True, related_name="data_uses", verbose_name="AI system")
    model = db.ForeignKey(Model, db.PROTECT, null=True, blank=True, related_name="data_uses", verbose_name="model")
    data_set = db.ForeignKey(DataSet, db.PROTECT, related_name="uses", verbose_name="data set")
    phase = db.CharField("for", max_length=12, choices=Phase, default=Phase.OPERATION)
    provenance = db.TextField("which part, and how it got there", blank=True, help_text="So that each result can be followed back (A.7.5).")

    class Meta:
        verbose_name = "use of data"
        verbose_name_plural = "uses of data"
        constraints = (
            db.CheckConstraint(
                condition=Q(system__isnull=True, model__isnull=False) | Q(system__isnull=False, model__isnull=True),
                name="resources_data_use_of_one",
                violation_error_message="Choose an AI system or a model, one of the two.",
            ),
            db.UniqueConstraint(
                fields=["system", "data_set", "phase"],
                condition=Q(retired__isnull=True, system__isnull=False),
                name="resources_data_use_system_once",
                violation_error_message="This use is recorded already.",
            ),
            db.UniqueConstraint(
                fields=["model", "data_set", "phase"],
                condition=Q(retired__isnull=True, model__isnull=False),
                name="resources_data_use_model_once",
                violation_error_message="This use is recorded already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.data_set} for {self.get_phase_display().lower()} of {self.system or self.model}"

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """A use belongs to whoever answers for the system, or for the model."""
        return Q(system__owner__account=account_id) | Q(model__owner__account=account_id)

    def clean(self) -> None:
        """One of the two, with the words beside the field."""
        if (self.system_id is None) == (self.model_id is None):
            raise ValidationError({"system": "Choose an AI system or a model, one of the two."})
