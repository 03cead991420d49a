"""The organisation's own Word templates, which DOCX reports are written into."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sightline.kernel.identity.models import Account
from sightline.kernel.records import Record


class Templated(models.TextChoices):
    """The reports that an own template may be set for."""

    GAP = "gap", "Gap report"
    SOA = "soa", "Statement of Applicability"


class ReportTemplate(Record):
    """A Word file with fields in it. Its content lies beside evidence, under its hash; earlier ones stay there."""

    record_type = "reports.template"
    reference_prefix = "TPL"
    read_permission = "reports.read"
    face_name: ClassVar[str] = "report-templates"

    report = models.CharField("report", max_length=20, choices=Templated, editable=False)
    filename = models.CharField("file", max_length=200, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    size = models.PositiveBigIntegerField("bytes", editable=False)
    set_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, editable=False, verbose_name="set by", related_name="+")
    set_on = models.DateField("set on", editable=False)

    class Meta:
        verbose_name = "report template"
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["report"], condition=Q(retired__isnull=True), name="reports_template_one")]

    def __str__(self) -> str:
        return f"{self.get_report_display()}: {self.filename}"
