"""The record of a task: what somebody is to do, about which record, by when. Obligations make them; so do people."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from ..identity.models import Account
from ..records import Record


class TaskState(models.TextChoices):
    """Where a task stands."""

    OPEN = "open", "Open"
    DONE = "done", "Done"
    DROPPED = "dropped", "Not needed any more"


class Task(Record):
    """A task."""

    record_type = "kernel.task"
    reference_prefix = "TSK"
    read_permission = "tasks.read"
    face_name: ClassVar[str] = "tasks"

    title = models.CharField("what is to be done", max_length=200)
    details = models.TextField("details", blank=True)
    about_type = models.CharField(max_length=60, blank=True, editable=False)
    about_id = models.UUIDField(null=True, blank=True, db_index=True, editable=False)
    serves = models.JSONField("requirements", default=list, blank=True)
    assignee = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, verbose_name="for")
    due = models.DateField("due", null=True, blank=True)
    state = models.CharField("state", max_length=10, choices=TaskState.choices, default=TaskState.OPEN, editable=False)
    result = models.TextField("what came of it", blank=True, editable=False)
    closed = models.DateField("closed", null=True, blank=True, editable=False)
    source = models.CharField("made by", max_length=120, blank=True, editable=False)
    given_by = models.CharField(max_length=60, blank=True, editable=False)

    class Meta:
        app_label = "kernel"
        base_manager_name = "objects"
        indexes = [models.Index(fields=["state", "due"], name="kernel_task_state_due")]
        constraints = [
            models.UniqueConstraint(fields=["source", "about_id", "due"], condition=~Q(source=""), name="kernel_task_source_once")
        ]

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """A task is its assignee's."""
        return Q(assignee_id=account_id)
