"""What passes between the organisation and a supplier: contracts, certificates, who stands behind them, notices of change, reviews."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from sightline.aims.inventory.models import System
from sightline.kernel import clock
from sightline.kernel.identity.models import Account
from sightline.kernel.records import Record

from .suppliers import Supplier


class Contract(Record):
    """An agreement with a supplier, and what of importance for AI stands in it (ISO/IEC 42001, A.10.2)."""

    record_type = "suppliers.contract"
    reference_prefix = "CTR"
    read_permission = "suppliers.read"
    face_name = "contracts"

    CLAUSES = (
        "duties_divided",
        "training_forbidden",
        "change_notice",
        "audit_right",
        "sub_processors_told",
        "data_location",
        "incident_notice",
        "exit_help",
        "liability",
    )

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="contracts", verbose_name="supplier")
    title = models.CharField("contract", max_length=300, help_text="Its name or number, as your files have it.")
    starts = models.DateField("from", null=True, blank=True)
    ends = models.DateField("until", null=True, blank=True, help_text="Empty if it has no end.")
    notice_days = models.PositiveSmallIntegerField("notice, in days", null=True, blank=True)
    duties_divided = models.BooleanField("It says who answers for what", default=False)
    training_forbidden = models.BooleanField("Training on our data is forbidden", default=False)
    change_notice = models.BooleanField("We are told before a model changes", default=False)
    audit_right = models.BooleanField("We may examine them", default=False)
    sub_processors_told = models.BooleanField("Sub-processors are named, and we may object", default=False)
    data_location = models.BooleanField("Where data is processed is fixed", default=False)
    incident_notice = models.BooleanField("Incidents are told within a fixed time", default=False)
    exit_help = models.BooleanField("Data comes back, and they help us to leave", default=False)
    liability = models.BooleanField("They stand in for claims of others", default=False)
    note = models.TextField("note", blank=True)

    class Meta:
        verbose_name = "contract"
        constraints = (
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="suppliers_contract_ends_after_start",
                violation_error_message="It can't end before it begins.",
            ),
        )

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """Whoever looks after the supplier."""
        return Q(supplier__owner__account=account_id)

    def clean(self) -> None:
        """It ends after it begins."""
        if self.starts is not None and self.ends is not None and self.ends < self.starts:
            raise ValidationError({"ends": f"It can't end before it begins, on {self.starts:%-d %B %Y}."})

    @property
    def agreed(self) -> int:
        """How many of the clauses stand in it."""
        return sum(bool(getattr(self, name)) for name in self.CLAUSES)


class Certificate(Record):
    """A certificate or audit report of a supplier, with its end."""

    record_type = "suppliers.certificate"
    reference_prefix = "CRT"
    read_permission = "suppliers.read"
    face_name = "certificates"

    class Kind(models.TextChoices):
        """What it is for."""

        ISO42001 = "iso42001", "ISO/IEC 42001"
        ISO27001 = "iso27001", "ISO/IEC 27001"
        ISO27701 = "iso27701", "ISO/IEC 27701"
        SOC2 = "soc2", "SOC 2 report"
        CONFORMITY = "conformity", "Declaration of conformity (EU AI Act)"
        OTHER = "other", "Another one"

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="certificates", verbose_name="supplier")
    kind = models.CharField("kind", max_length=12, choices=Kind)
    issuer = models.CharField("issued by", max_length=200, blank=True)
    number = models.CharField("number", max_length=120, blank=True)
    covers = models.TextField("what it covers", blank=True, help_text="Compare it with what you buy: scopes are often narrower.")
    issued = models.DateField("issued", null=True, blank=True)
    expires = models.DateField("valid until")

    class Meta:
        verbose_name = "certificate"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.supplier}"

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """Whoever looks after the supplier."""
        return Q(supplier__owner__account=account_id)


class SubProcessor(Record):
    """Somebody who stands behind a supplier: a model maker, a host, a support firm."""

    record_type = "suppliers.sub_processor"
    reference_prefix = "SPR"
    read_permission = "suppliers.read"
    face_name = "sub-processors"

    class Stance(models.TextChoices):
        """What the organisation said to it."""

        OPEN = "open", "Not looked at"
        ACCEPTED = "accepted", "Accepted"
        OBJECTED = "objected", "Objected to"

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="sub_processors", verbose_name="supplier")
    name = models.CharField("name", max_length=300)
    country = models.CharField("country", max_length=80, blank=True, help_text="Where they process.")
    does = models.TextField("what they do", blank=True, help_text="Such as hosting, the model itself, support.")
    data = models.TextField("which data they see", blank=True)
    stance = models.CharField("what we say", max_length=10, choices=Stance, default=Stance.OPEN)

    class Meta:
        verbose_name = "sub-processor"

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """Whoever looks after the supplier."""
        return Q(supplier__owner__account=account_id)


class ChangeNotice(Record):
    """A supplier said that a model or its behaviour changes. The owners of the systems touched are asked what it means for them."""

    record_type = "suppliers.change_notice"
    reference_prefix = "CHN"
    read_permission = "suppliers.read"
    face_name = "change-notices"

    class State(models.TextChoices):
        """What came of it."""

        OPEN = "open", "Not assessed"
        ACCEPTED = "accepted", "Taken over"
        TESTED = "tested", "Taken over after tests"
        REFUSED = "refused", "Not taken over"

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="change_notices", verbose_name="supplier")
    title = models.CharField("what changes", max_length=200)
    description = models.TextField("how it differs", blank=True)
    received = models.DateField("told on", default=clock.today)
    effective = models.DateField("takes effect", null=True, blank=True)
    systems = models.ManyToManyField(System, blank=True, related_name="change_notices", verbose_name="AI systems touched")
    state = models.CharField("state", max_length=10, choices=State, default=State.OPEN, editable=False)
    assessment = models.TextField("what it means for us", blank=True, editable=False)
    assessed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="assessed_notices", verbose_name="assessed by", editable=False
    )
    assessed_on = models.DateField("assessed on", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "notice of change"
        verbose_name_plural = "notices of change"

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """Whoever looks after the supplier, or after a system that is touched."""
        return Q(supplier__owner__account=account_id) | Q(systems__owner__account=account_id)


class Review(Record):
    """A look at a supplier as a whole: goes on, goes on under conditions, or is left."""

    record_type = "suppliers.review"
    reference_prefix = "SRV"
    read_permission = "suppliers.read"
    face_name = "supplier-reviews"

    class Result(models.TextChoices):
        """What was decided."""

        GOES_ON = "goes_on", "Goes on"
        CONDITIONS = "conditions", "Goes on under conditions"
        LEAVE = "leave", "We leave"

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="reviews", verbose_name="supplier")
    held_on = models.DateField("held on")
    result = models.CharField("result", max_length=12, choices=Result)
    findings = models.TextField("what was seen")
    conditions = models.TextField("conditions", blank=True)
    reviewer = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="supplier_reviews", verbose_name="by")

    class Meta:
        verbose_name = "supplier review"

    def __str__(self) -> str:
        return f"Review of {self.supplier}, {self.held_on:%-d %b %Y}"

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """Whoever looks after the supplier."""
        return Q(supplier__owner__account=account_id)
