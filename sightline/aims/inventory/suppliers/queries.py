"""Named questions about suppliers that other rooms and folders ask."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower, Trim

from sightline.aims.inventory.models import System
from sightline.aims.inventory.queries import systems_covered
from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor

from .models import Certificate, Contract, Criticality, Questionnaire, Supplier

MATTER = (Criticality.CRITICAL, Criticality.IMPORTANT)


def suppliers_in_use() -> QuerySet[Supplier]:
    """Suppliers of at least one AI system that the management system covers."""
    return Supplier.objects.current().filter(Exists(systems_covered().filter(suppliers=OuterRef("pk"))))


def without_owner() -> Q:
    """Suppliers that nobody looks after, or only somebody who has left."""
    return Q(owner__isnull=True) | Q(owner__retired__isnull=False)


def contracts_in_force() -> QuerySet[Contract]:
    """Contracts that hold today."""
    today = clock.today()
    return Contract.objects.current().filter(Q(starts__isnull=True) | Q(starts__lte=today), Q(ends__isnull=True) | Q(ends__gte=today))


def has_contract(**clauses: bool) -> Exists:
    """For suppliers: a contract holds today, with these clauses."""
    return Exists(contracts_in_force().filter(supplier=OuterRef("pk"), **clauses))


def was_questioned() -> Exists:
    """For suppliers: a questionnaire was answered, looked through, and found to be enough, if under conditions."""
    good = (Questionnaire.Result.ENOUGH, Questionnaire.Result.CONDITIONS)
    return Exists(Questionnaire.objects.current().filter(supplier=OuterRef("pk"), state=Questionnaire.State.REVIEWED, result__in=good))


def is_questioned() -> Exists:
    """For suppliers: a questionnaire is drawn up, sent or answered, and not concluded."""
    return Exists(Questionnaire.objects.current().filter(supplier=OuterRef("pk")).exclude(state=Questionnaire.State.REVIEWED))


def certificates_in_force() -> QuerySet[Certificate]:
    """The newest certificate of each kind that a supplier in use has shown: an older one is replaced by it, not missing."""
    newer = Certificate.objects.current().filter(supplier=OuterRef("supplier"), kind=OuterRef("kind"), expires__gt=OuterRef("expires"))
    return Certificate.objects.current().filter(~Exists(newer), supplier__in=Subquery(suppliers_in_use().values("pk")))


def named_only(actor: Actor) -> QuerySet[System]:
    """AI systems that the actor sees, that name a supplier, and that are tied to the record of none."""
    ties = Supplier.objects.current().filter(systems=OuterRef("pk"))
    return System.objects.current().visible_to(actor).exclude(vendor="").filter(~Exists(ties))


def names_not_recorded(actor: Actor) -> int:
    """How many suppliers the inventory names that have no record."""
    known: Any = Supplier.objects.current().annotate(known=Lower(Trim("name"))).values("known")
    rows = named_only(actor).annotate(named=Lower(Trim("vendor"))).exclude(named__in=known)
    return int(rows.values("named").distinct().count())
