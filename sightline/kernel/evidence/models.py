"""The record of a piece of evidence."""

from typing import ClassVar

from django.db import models

from ..records import Record


class Evidence(Record):
    """A file that shows something, or a link to where it can be seen."""

    record_type = "kernel.evidence"
    reference_prefix = "EVD"
    read_permission = "evidence.read"
    face_name: ClassVar[str] = "evidence"

    title = models.CharField("what it is", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    filename = models.CharField("file", max_length=200, blank=True)
    media_type = models.CharField("kind of file", max_length=100, blank=True)
    size = models.PositiveBigIntegerField("size in bytes", default=0)
    source = models.CharField("where it comes from", max_length=300, blank=True)
    speaks_of = models.DateField("speaks of", help_text="The day that it shows, not the day of the upload.")
    valid_until = models.DateField("valid until", null=True, blank=True)
    about_type = models.CharField(max_length=60, blank=True, editable=False)
    about_id = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, verbose_name="replaces")

    class Meta:
        app_label = "kernel"
        verbose_name = "piece of evidence"
        verbose_name_plural = "evidence"
        base_manager_name = "objects"
