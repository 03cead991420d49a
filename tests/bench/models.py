"""One shape of a record, kept in four ways: saved plainly, in the ledger, by django-simple-history, by django-auditlog. The shape is that of an AI system."""

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords  # type: ignore[import-untyped]
from uuid_utils.compat import uuid7

from sightline.kernel.records import Record


class Shape(models.Model):
    """The columns that a person fills."""

    name = models.CharField(max_length=500)
    purpose = models.TextField(blank=True)
    description = models.TextField(blank=True)
    kind = models.CharField(max_length=12, blank=True)
    vendor = models.CharField(max_length=500, blank=True)
    stage = models.CharField(max_length=16, blank=True)
    affects = models.CharField(max_length=10, blank=True)
    people_affected = models.TextField(blank=True)
    autonomy = models.CharField(max_length=12, blank=True)
    impact = models.CharField(max_length=12, blank=True)
    in_scope = models.CharField(max_length=10, blank=True)
    scope_reason = models.TextField(blank=True)
    source_id = models.CharField(max_length=200, blank=True, db_index=True)
    started = models.DateField(null=True, blank=True)
    next_review = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class Columns(Shape):
    """And those that every record has."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=24, unique=True)
    version = models.PositiveIntegerField(default=0)
    retired = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class Plain(Columns):
    """Saved by Django and by nothing else."""

    operational = True


class Historied(Columns):
    """Followed by django-simple-history."""

    operational = True
    history: Any = HistoricalRecords()


class Audited(Columns):
    """Followed by django-auditlog."""

    operational = True


class Kept(Shape, Record):
    """In the ledger, as every record of Sightline."""

    record_type = "bench.kept"
    reference_prefix = "KPT"
    read_permission = "inventory.read"
    face_name = "kept"

    class Meta:
        verbose_name = "kept record"
        base_manager_name = "objects"
