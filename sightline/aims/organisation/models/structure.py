"""The organisation, its units as a tree, and its sites; each says on which side of the boundary it lies (ISO/IEC 42001, 4.3)."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from sightline.kernel import clock
from sightline.kernel.records import Record


class Boundary(models.TextChoices):
    """On which side of the management system's boundary something lies. Not to have decided is an answer of its own, never a silent yes."""

    IN = "yes", "In scope"
    OUT = "no", "Out of scope"
    UNDECIDED = "undecided", "Not decided"


def in_a_year() -> date:
    """The day by which something that is reviewed yearly is looked at next."""
    return clock.today() + timedelta(days=365)


def reason_when_out(in_scope: str, reason: str, field: str = "scope_reason") -> None:
    """The invariant of everything that has a boundary: what is left out says why.

    Raises:
        ValidationError: it is out of scope, and no reason is given.
    """
    if in_scope == Boundary.OUT and not reason.strip():
        raise ValidationError({field: "Say why this is left out. Auditors read the reason."})


def out_has_reason(name: str) -> models.CheckConstraint:
    """The same invariant, held by the database."""
    return models.CheckConstraint(
        condition=~Q(in_scope=Boundary.OUT) | ~Q(scope_reason=""), name=name, violation_error_message="Say why this is left out."
    )


class Organisation(Record):
    """The organisation whose management system this is. There is one; a group of companies is one organisation with units."""

    record_type = "organisation.organisation"
    reference_prefix = "ORG"
    read_permission = "organisation.read"
    face_name = "organisations"

    name = models.CharField("name", max_length=300)
    country = models.CharField("country", max_length=80, blank=True, help_text="Where its seat is.")
    sector = models.CharField("sector", max_length=120, blank=True, help_text="Such as insurance, health care or public administration.")
    activities = models.TextField("what it does", blank=True, help_text="Two sentences. The scope statement begins with them.")
    boundary = models.TextField("note on the boundary", blank=True, help_text="Anything about the boundary that units and sites don't say.")

    class Meta:
        verbose_name = "organisation"

    @classmethod
    def ours(cls) -> Organisation | None:
        """The one organisation, or None before it was founded."""
        return cls.objects.current().order_by("reference").first()


class Unit(Record):
    """A part of the organisation: a subsidiary, a department, a team, an agency."""

    record_type = "organisation.unit"
    reference_prefix = "UNT"
    read_permission = "organisation.read"
    face_name = "units"

    class Kind(models.TextChoices):
        """What sort of part it is."""

        SUBSIDIARY = "subsidiary", "Subsidiary"
        DEPARTMENT = "department", "Department"
        TEAM = "team", "Team"
        AGENCY = "agency", "Agency"

    name = models.CharField("name", max_length=300)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name="part of",
        help_text="The unit that it belongs to; empty at the top.",
    )
    kind = models.CharField("kind", max_length=20, choices=Kind, default=Kind.DEPARTMENT)
    country = models.CharField("country", max_length=80, blank=True)
    in_scope = models.CharField("scope", max_length=10, choices=Boundary, default=Boundary.UNDECIDED)
    scope_reason = models.TextField("reason for the scope", blank=True, help_text="Needed when it is left out. Auditors read it.")

    class Meta:
        verbose_name = "unit"
        constraints = (out_has_reason("organisation_unit_out_has_reason"),)
        indexes = (models.Index(fields=["name"], name="organisation_unit_name"),)

    def clean(self) -> None:
        """A reason when it is left out; the tree has no circle; no two of a name in one place."""
        reason_when_out(self.in_scope, self.scope_reason)
        above, seen = self.parent, set()
        while above is not None and above.pk not in seen:
            if above.pk == self.pk:
                raise ValidationError({"parent": "A unit can't be part of itself. Choose a unit that is not below this one."})
            seen.add(above.pk)
            above = above.parent
        twins = Unit.objects.current().filter(name__iexact=self.name, parent=self.parent).exclude(pk=self.pk)
        if twins.exists():
            raise ValidationError(
                {"name": "There is a unit of this name in the same place already. Choose another name, or open that unit."}
            )


class Site(Record):
    """A place where the organisation works."""

    record_type = "organisation.site"
    reference_prefix = "SIT"
    read_permission = "organisation.read"
    face_name = "sites"

    name = models.CharField("name", max_length=200)
    country = models.CharField("country", max_length=80)
    location = models.CharField("street and town", max_length=300, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="sites", verbose_name="unit")
    in_scope = models.CharField("scope", max_length=10, choices=Boundary, default=Boundary.UNDECIDED)
    scope_reason = models.TextField("reason for the scope", blank=True, help_text="Needed when it is left out. Auditors read it.")

    class Meta:
        verbose_name = "site"
        constraints = (out_has_reason("organisation_site_out_has_reason"),)

    def clean(self) -> None:
        """A reason when it is left out."""
        reason_when_out(self.in_scope, self.scope_reason)
