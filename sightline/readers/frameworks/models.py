"""Requirement sets as records: what a standard, a law or one's own rules ask. They come from files and change only by loading a newer one."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from sightline.kernel.records import Record

ISO42001 = "iso42001"
"""The set that an AI management system is certified against."""


class Framework(Record):
    """A requirement set of which an edition is loaded."""

    record_type = "frameworks.framework"
    reference_prefix = "FRW"
    read_permission = "conformity.read"
    face_name: ClassVar[str] = "frameworks"

    set_id = models.CharField("id", max_length=40)
    title = models.CharField("title", max_length=200)
    short = models.CharField("short title", max_length=200)
    edition = models.CharField("edition", max_length=60, blank=True)
    publisher = models.CharField("publisher", max_length=200, blank=True)
    source = models.CharField("source", max_length=500, blank=True)
    checked_on = models.DateField("compared with the source on", null=True, blank=True)
    about = models.TextField("about", blank=True)
    copyright = models.TextField("copyright", blank=True)
    shipped = models.BooleanField("comes with Sightline", default=False)
    groups = models.JSONField("parts", default=list)
    headings = models.JSONField("headings", default=list)
    fingerprint = models.CharField("fingerprint of the file", max_length=64)

    class Meta:
        verbose_name = "requirement set"
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["set_id"], condition=Q(retired__isnull=True), name="frameworks_framework_set_id")]


class Requirement(Record):
    """One thing that a set asks, in our own words. One that a newer edition dropped is retired; judgements and evidence about it stay.

    `key` is what expectations, tasks and crosswalks name it by: `iso42001:A.6.2.4`.
    """

    record_type = "frameworks.requirement"
    reference_prefix = "REQ"
    read_permission = "conformity.read"
    face_name: ClassVar[str] = "requirements"

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="requirements", verbose_name="requirement set")
    key = models.CharField("key", max_length=90, unique=True)
    code = models.CharField("id", max_length=40)
    title = models.CharField("title", max_length=200)
    short = models.CharField("short title", max_length=200)
    kind = models.CharField("kind", max_length=20)
    group = models.CharField("part", max_length=40, blank=True)
    heading = models.CharField("heading", max_length=40, blank=True)
    position = models.PositiveIntegerField("position in the set")
    statement = models.TextField("what must be shown", blank=True)
    shown_by = models.TextField("shown by", blank=True)
    auditor_asks = models.JSONField("what auditors ask", default=list)
    typical_findings = models.JSONField("typical findings", default=list)
    weight = models.PositiveSmallIntegerField("weight", default=2)
    documented = models.BooleanField("documented information is mandatory", default=False)
    documents = models.JSONField("required documents", default=list)
    applies_to = models.JSONField("addressed to", default=list)
    applies_from = models.DateField("binds from", null=True, blank=True)
    note = models.TextField("note", blank=True)

    class Meta:
        verbose_name = "requirement"
        base_manager_name = "objects"
        indexes = [models.Index(fields=["framework", "position"], name="frameworks_req_position")]

    def __str__(self) -> str:
        return f"{self.code} {self.short}"

    @property
    def set_id(self) -> str:
        """The id of its set."""
        return self.key.partition(":")[0]

    @property
    def page(self) -> str:
        """The address under which people know it; its record's own address is `address`."""
        return f"/requirements/{self.key.replace(':', '/', 1)}/"


class Strength(models.TextChoices):
    """How much of the second requirement is served by work for the first."""

    SAME = "same", "Same"
    COVERS = "covers", "Covered"
    PARTLY = "partly", "Partly covered"
    RELATED = "related", "Related"
    NONE = "none", "Not at all"


class Pairing(Record):
    """What this organisation judges of two requirements: work for the first serves the second, how strongly, and why.

    It stands beside the shipped pairs of the crosswalk, and counts in place of one of the same two; the shipped one stays visible with its source.
    """

    record_type = "frameworks.pairing"
    reference_prefix = "XWK"
    read_permission = "conformity.read"
    face_name: ClassVar[str] = "crosswalk"

    first = models.ForeignKey(Requirement, models.PROTECT, related_name="serves", verbose_name="work for")
    second = models.ForeignKey(Requirement, models.PROTECT, related_name="served_by", verbose_name="serves")
    strength = models.CharField("how much", max_length=10, choices=Strength)
    why = models.TextField("why")

    class Meta:
        verbose_name = "pair of requirements"
        verbose_name_plural = "pairs of requirements"
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], condition=Q(retired__isnull=True), name="frameworks_pairing_once"),
            models.CheckConstraint(condition=~Q(first=models.F("second")), name="frameworks_pairing_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.first.key} serves {self.second.key}"

    def clean(self) -> None:
        """A requirement doesn't serve itself."""
        if self.first_id == self.second_id:
            raise ValidationError({"second": "These are one and the same requirement. Choose another one."})
