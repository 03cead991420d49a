"""What the organisation wants to reach with its AI (ISO/IEC 42001, 6.2), and changes of the management system that are planned (6.3)."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from sightline.kernel.records import Record

from .people import Person
from .structure import Unit


class Objective(Record):
    """An objective that can be measured: what, who, with what, by when, and how one sees that it is reached."""

    record_type = "organisation.objective"
    reference_prefix = "OBJ"
    read_permission = "organisation.read"
    face_name = "objectives"

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", "Planned"
        UNDER_WAY = "under-way", "Under way"
        REACHED = "reached", "Reached"
        MISSED = "missed", "Not reached"
        DROPPED = "dropped", "Dropped"

    title = models.CharField("objective", max_length=300)
    measure = models.CharField("measure", max_length=300, blank=True, help_text="What is counted.")
    target = models.CharField("target", max_length=200, blank=True, help_text="The figure that is to be reached.")
    means = models.TextField("with what", blank=True, help_text="People, money, tools and steps.")
    evaluation = models.TextField("how it is judged", blank=True, help_text="Who looks at what, and when.")
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="objectives", verbose_name="owner")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="objectives", verbose_name="unit")
    due = models.DateField("due", null=True, blank=True)
    state = models.CharField("state", max_length=12, choices=State, default=State.PLANNED)
    result = models.TextField("result", blank=True)

    class Meta:
        verbose_name = "objective"

    OPEN = (State.PLANNED, State.UNDER_WAY)

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """An objective is its owner's own."""
        return Q(owner__account=account_id)


class PlannedChange(Record):
    """A change of the management system itself, thought through before it is made."""

    record_type = "organisation.planned_change"
    reference_prefix = "PCH"
    read_permission = "organisation.read"
    face_name = "planned-changes"

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", "Planned"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    title = models.CharField("change", max_length=300)
    purpose = models.TextField("why")
    consequences = models.TextField("what it may bring about", blank=True, help_text="What could go wrong, and what must keep working.")
    means = models.TextField("with what", blank=True, help_text="People, money and tools, and who answers for what afterwards.")
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="planned_changes", verbose_name="owner")
    due = models.DateField("planned for", null=True, blank=True)
    state = models.CharField("state", max_length=10, choices=State, default=State.PLANNED)
    result = models.TextField("what came of it", blank=True)
    concluded_on = models.DateField("concluded on", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "planned change"

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """A planned change is its owner's own."""
        return Q(owner__account=account_id)
