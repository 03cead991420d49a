"""The records of a business process that AI systems serve, and of a group of people whom they touch."""

from __future__ import annotations

from uuid import UUID

from django.db import models as db
from django.db.models import Q

from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Person, Unit
from sightline.kernel.records import Record


class Process(Record):
    """A business process in which AI systems are used."""

    record_type = "resources.process"
    reference_prefix = "PRC"
    read_permission = "inventory.read"
    face_name = "processes"

    name = db.CharField("name", max_length=300)
    description = db.TextField("description", blank=True)
    unit = db.ForeignKey(Unit, db.PROTECT, null=True, blank=True, related_name="processes", verbose_name="unit")
    owner = db.ForeignKey(Person, db.PROTECT, null=True, blank=True, related_name="processes", verbose_name="owner")
    systems = db.ManyToManyField(System, blank=True, related_name="processes", verbose_name="AI systems")

    class Meta:
        verbose_name = "business process"
        verbose_name_plural = "business processes"

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """A process is its owner's own."""
        return Q(owner__account=account_id)


class AffectedGroup(Record):
    """People whom AI systems touch (ISO/IEC 42001, A.5.4)."""

    record_type = "resources.affected_group"
    reference_prefix = "GRP"
    read_permission = "inventory.read"
    face_name = "groups"

    class Where(db.TextChoices):
        """On which side of the door."""

        INSIDE = "inside", "Inside the organisation"
        OUTSIDE = "outside", "Outside"

    name = db.CharField("name", max_length=300, help_text="Such as applicants, drivers, patients.")
    description = db.TextField("how they are affected", blank=True)
    where = db.CharField("where they are", max_length=10, choices=Where, blank=True)
    vulnerable = db.BooleanField("need special protection", default=False, help_text="Children, people who depend on the organisation.")
    how_many = db.CharField("how many", max_length=100, blank=True, help_text="Such as about 4,000 a year.")
    systems = db.ManyToManyField(System, blank=True, related_name="groups", verbose_name="AI systems")

    class Meta:
        verbose_name = "group of people affected"
        verbose_name_plural = "groups of people affected"

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """A group belongs to whoever answers for all the systems that touch it; one that others share is for those who see to all."""
        touching = System.objects.filter(groups=db.OuterRef("pk"))
        own = System.owned_by(account_id)
        return Q(db.Exists(touching.filter(own))) & ~Q(db.Exists(touching.exclude(own)))
