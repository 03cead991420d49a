"""People, the roles that the standard makes an organisation fill, and who holds them (ISO/IEC 42001, 5.3 and A.3.2)."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from sightline.kernel.identity.models import Account
from sightline.kernel.records import Record

from .structure import Unit, in_a_year


class Person(Record):
    """Somebody in the organisation, with or without an account that signs in."""

    record_type = "organisation.person"
    reference_prefix = "PER"
    read_permission = "organisation.read"
    face_name = "people"
    personal: ClassVar[dict[str, Any]] = {"name": "Somebody who was erased", "email": "", "job_title": ""}

    name = models.CharField("name", max_length=200)
    email = models.EmailField("mail address", blank=True, help_text="Reminders go there.")
    job_title = models.CharField("job title", max_length=200, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="people", verbose_name="unit")
    account = models.ForeignKey(
        Account,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name="account",
        help_text="With which this person signs in.",
    )

    class Meta:
        verbose_name = "person"
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email="") & Q(retired__isnull=True),
                name="organisation_person_email",
                violation_error_message="Another person has this mail address already.",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(retired__isnull=True),
                name="organisation_person_account",
                violation_error_message="Another person signs in with this account already.",
            ),
        )

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """A person's record is their own."""
        return Q(account=account_id)


class Role(Record):
    """A role of the management system: what it answers for, and whether the standard needs it to be filled."""

    record_type = "organisation.role"
    reference_prefix = "ROL"
    read_permission = "organisation.read"
    face_name = "roles"

    class HeldFor(models.TextChoices):
        """For what a holder is named. Only roles for the organisation are held by appointment; the others stand on each system or risk."""

        ORGANISATION = "organisation", "The organisation"
        SYSTEM = "system", "Each AI system"
        RISK = "risk", "Each risk"

    name = models.CharField("name", max_length=160)
    key = models.CharField("key", max_length=60, blank=True, editable=False)
    answers_for = models.TextField("answers for")
    authority = models.TextField("may decide", blank=True, help_text="What the holder decides without asking.")
    held_for = models.CharField("held for", max_length=14, choices=HeldFor, default=HeldFor.ORGANISATION)
    needed_when = models.CharField("needed when", max_length=300, blank=True)
    apart_from = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="kept_apart", verbose_name="not together with")
    serves = models.JSONField("requirements", default=list, blank=True, editable=False)
    required = models.BooleanField("must be filled", default=False)
    next_review = models.DateField("next review", default=in_a_year)

    class Meta:
        verbose_name = "role"
        constraints = (
            models.UniqueConstraint(
                Lower("name"),
                condition=Q(retired__isnull=True),
                name="organisation_role_name",
                violation_error_message="There is a role of this name already.",
            ),
        )


class Appointment(Record):
    """A person holds a role from a day on, for all units or for some."""

    record_type = "organisation.appointment"
    reference_prefix = "APT"
    read_permission = "organisation.read"
    face_name = "appointments"

    role = models.ForeignKey(Role, models.PROTECT, related_name="appointments", verbose_name="role")
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", verbose_name="person")
    since = models.DateField("since")
    until = models.DateField("until", null=True, blank=True)
    units = models.ManyToManyField(Unit, blank=True, related_name="appointments", verbose_name="for these units")

    class Meta:
        verbose_name = "appointment"
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="organisation_appointment_ends_after_start",
                violation_error_message="It can't end before it begins.",
            ),
            models.UniqueConstraint(
                fields=["role", "person"],
                condition=Q(until__isnull=True, retired__isnull=True),
                name="organisation_appointment_once",
                violation_error_message="This person holds this role already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} as {self.role}"

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """An appointment is its holder's own."""
        return Q(person__account=account_id)

    def clean(self) -> None:
        """It ends after it begins, and nobody holds a role twice at once."""
        if self.until is not None and self.until < self.since:
            raise ValidationError({"until": f"It can't end before it begins, on {self.since:%-d %B %Y}."})
        again = Appointment.objects.current().filter(role=self.role, person=self.person, until__isnull=True).exclude(pk=self.pk)
        if self.until is None and again.exists():
            raise ValidationError(
                {"person": f"{self.person} holds this role already. End that appointment first, or choose somebody else."}
            )
