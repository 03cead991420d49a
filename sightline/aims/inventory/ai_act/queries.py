"""Named questions about classes and duties, for other rooms and folders."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from sightline.aims.inventory.models import System
from sightline.aims.inventory.queries import systems_covered
from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import RecordQuerySet

from .duties import duty_models
from .models import Classification, Duty, Notice, Registration, RiskClass

_NEEDED = ("trade_name", "registrant_name", "registrant_address", "registrant_contact", "market", "countries")


def class_of(system: System) -> Classification | None:
    """The class of a system, whatever its state."""
    found: Classification | None = Classification.objects.current().filter(system=system).first()
    return found


def may_be_used(system: System) -> str:
    """Why a system may not be used, or an empty text. For gates: what is banned passes none, whatever else is in order."""
    found = class_of(system)
    if found is None or found.risk_class != RiskClass.PROHIBITED:
        return ""
    said = "; ".join(f"{step['article']}: {step['reason'].rstrip('.')}" for step in found.steps if step["gives"] == RiskClass.PROHIBITED)
    if found.state == Classification.State.SUGGESTED:
        return f"It may be banned. {said}. Answer the questions on the EU AI Act first."
    return f"It is banned. {said}. Stop it, or change it and classify it again."


def still_holds() -> Q:
    """For classifications: confirmed, and the system is what it was."""
    return Q(state=Classification.State.CONFIRMED) & Classification.same_basis()


def reopened() -> Q:
    """For classifications: the system is no longer what the class was based on."""
    return ~Classification.same_basis()


def to_confirm() -> Q:
    """For classifications: somebody can confirm them now."""
    waiting = Q(state__in=(Classification.State.SUGGESTED, Classification.State.ANSWERED)) & ~Q(risk_class="")
    return waiting & Q(unsettled=[]) & Classification.same_basis()


def not_clear() -> Q:
    """For classifications: the answers, or the inventory, say too little."""
    return Q(risk_class="")


def _covered() -> Q:
    """For what hangs on a system: the management system covers it. Looked up row by row: there are far fewer duties of an article than systems."""
    return Q(Exists(systems_covered().filter(pk=OuterRef("system"))))


def classified_covered() -> QuerySet[Classification]:
    """Classes of the systems that the management system covers."""
    found: QuerySet[Classification] = Classification.objects.current().filter(_covered())
    return found


def systems_seen(actor: Actor) -> QuerySet[System]:
    """Systems that the management system covers and that the actor may see."""
    rows: Any = systems_covered()
    found: QuerySet[System] = rows.visible_to(actor)
    return found


def not_looked_at(among: QuerySet[System] | None = None) -> QuerySet[System]:
    """Systems without any class, suggested or other: among all that are covered, or among these."""
    rows = systems_covered() if among is None else among
    return rows.filter(~Q(Exists(Classification.objects.current().filter(system=OuterRef("pk")))))


def duties_now() -> RecordQuerySet[Duty]:
    """Duties of systems that the management system covers."""
    found: RecordQuerySet[Duty] = Duty.objects.current().filter(_covered())
    return found


def _ids(shown: str) -> list[str]:
    return [one.id for one in duty_models().values() if one.shown == shown]


def is_met() -> Q:
    """For duties: somebody said that it is met or does not apply, or a record shows it."""
    of_system = {"system": OuterRef("system"), "retired__isnull": True}
    registered = Registration.objects.filter(**of_system).exclude(number="")
    signed = Registration.objects.filter(**of_system, signed_on__isnull=False).exclude(signed_by="")
    told = Notice.objects.filter(**of_system, case=OuterRef("duty"))
    written = Classification.objects.filter(still_holds(), **of_system)
    return (
        ~Q(state=Duty.State.OPEN)
        | Q(duty__in=_ids("registration")) & Q(Exists(registered))
        | Q(duty__in=_ids("declaration")) & Q(Exists(signed))
        | Q(duty__in=_ids("notice")) & Q(Exists(told))
        | Q(duty__in=_ids("class")) & Q(Exists(written))
    )


def has_owner() -> Q:
    """For duties: somebody who is here answers for it."""
    own = Q(owner__isnull=False, owner__retired__isnull=True)
    return own | Q(owner__isnull=True, system__owner__isnull=False, system__owner__retired__isnull=True)


def is_late() -> Q:
    """For duties: it applies already."""
    return Q(effective__lte=clock.today())


def answerable_account() -> Coalesce:
    """For duties: the account of who answers for it."""
    return Coalesce(F("owner__account_id"), F("system__owner__account_id"))


def data_complete() -> Exists:
    """For duties of registration: what the database asks first is filled in."""
    empty = Q()
    for name in _NEEDED:
        empty |= Q(**{name: ""})
    return Exists(Registration.objects.filter(system=OuterRef("system"), retired__isnull=True).exclude(empty))


def duties_of_registration() -> QuerySet[Duty]:
    """Duties to register a system or its use."""
    found: QuerySet[Duty] = duties_now().filter(duty__in=_ids("registration"))
    return found
