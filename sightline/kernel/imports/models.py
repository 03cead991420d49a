"""The record of an import, and what is kept beside it: how columns were read last time, and which row of which list is which record."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from .. import clock
from ..records import Operational, Record


class ImportState(models.TextChoices):
    """Where an import stands."""

    DRAFT = "draft", "Columns to check"
    WAITING = "waiting", "Under way"
    DONE = "done", "Imported"
    FAILED = "failed", "Stopped"
    TAKEN_BACK = "taken-back", "Taken back"


class Import(Record):
    """One file of one kind of list. `mapping` says how its columns are read, as `--map` takes it; `columns` what was known about each."""

    record_type = "imports.import"
    reference_prefix = "IMP"
    read_permission = "imports.read"
    face_name: ClassVar[str] = "imports"

    name = models.CharField("file", max_length=200)
    kind = models.CharField("list of", max_length=40)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("size in bytes", default=0)
    sheet = models.CharField("sheet", max_length=200, blank=True)
    rows = models.PositiveIntegerField("rows", default=0)
    columns = models.JSONField("columns", default=list, blank=True, editable=False)
    mapping = models.JSONField("how the columns are read", default=dict, blank=True, editable=False)
    notes = models.JSONField("notes", default=list, blank=True, editable=False)
    state = models.CharField("state", max_length=12, choices=ImportState, default=ImportState.DRAFT, editable=False)
    created = models.PositiveIntegerField("added", default=0, editable=False)
    updated = models.PositiveIntegerField("changed", default=0, editable=False)
    unchanged = models.PositiveIntegerField("the same", default=0, editable=False)
    refused = models.PositiveIntegerField("refused", default=0, editable=False)
    complete = models.BooleanField(
        "the whole list", default=False, editable=False, help_text="What it does not have is proposed for retirement."
    )
    imported_on = models.DateField("imported on", null=True, blank=True, editable=False)
    result = models.TextField("what came of it", blank=True, editable=False)

    class Meta:
        verbose_name = "import"


class RememberedMapping(Operational):
    """How the columns of a list with these heads were read last time."""

    kind = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=16)
    mapping = models.JSONField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "fingerprint"], name="imports_remembered_once"),)


class ImportedRow(Operational):
    """Which row of a list became which record, so that the next import of the list finds it whatever was edited since.

    `values` holds a short hash of each value as it was last imported: it tells what changed in the list from what changed here.
    `became` is the record that goes on where the row's own one was merged into another.
    """

    record_id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=40, db_index=True)
    source_id = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=48)
    values = models.JSONField(default=dict)
    imported_by = models.CharField(max_length=24)
    became = models.UUIDField(null=True, blank=True, db_index=True)
