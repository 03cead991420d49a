"""The record of a comment: what somebody said about a record. It is not edited; it can be taken back, and that shows."""

from typing import ClassVar

from django.db import models

from ..identity.models import Account
from ..records import Record


class Comment(Record):
    """A comment."""

    record_type = "kernel.comment"
    reference_prefix = "CMT"
    read_permission = "comments.read"
    face_name: ClassVar[str] = "comments"

    about_type = models.CharField(max_length=60, editable=False)
    about_id = models.UUIDField(db_index=True, editable=False)
    text = models.TextField("comment", max_length=5_000)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, editable=False, verbose_name="by")
    said = models.DateTimeField("said", editable=False)

    class Meta:
        app_label = "kernel"
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.text[:80]
