"""Named questions about the organisation that other rooms and folders ask."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, UUIDField

from sightline.kernel import clock

from .models import Appointment, Role


def current_appointments() -> QuerySet[Appointment]:
    """Appointments that hold today, by people who are still here."""
    today = clock.today()
    return Appointment.objects.current().filter(Q(until__isnull=True) | Q(until__gte=today), since__lte=today, person__retired__isnull=True)


def roles_to_fill() -> QuerySet[Role]:
    """The roles of the organisation that must have a holder."""
    return Role.objects.current().filter(required=True, held_for=Role.HeldFor.ORGANISATION)


def is_held() -> Exists:
    """For roles: somebody holds it today."""
    return Exists(current_appointments().filter(role=OuterRef("pk")))


def account_of_role(key: str) -> Subquery:
    """The account of whoever holds the role of this key today; none where nobody does. For obligations of the management system as a whole."""
    held = current_appointments().filter(role__key=key, person__account__isnull=False).order_by("since")
    return Subquery(held.values("person__account_id")[:1], output_field=UUIDField())
