"""Named questions about data flows that other rooms ask. Each is answered by the database, whatever the number of flows."""

from __future__ import annotations

from functools import cache, reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower, NullIf

from sightline.aims.inventory.models import Kind, Stage, System
from sightline.aims.inventory.queries import systems_covered
from sightline.aims.organisation.models import Boundary

from .models import CountryDecision, Flow, Purpose
from .reference import approved_names, categories

_IN_USE = (Stage.DEPLOYMENT, Stage.OPERATION)
ENDS_OF_FLOW = (
    "from_place",
    "from_system__unit",
    "from_system__owner",
    "from_supplier",
    "to_place",
    "to_system__unit",
    "to_system__owner",
    "to_supplier",
)


@cache
def carries(*groups: str) -> Q:
    """Flows with data of one of these groups: none, personal, special. What is stored is a list of ids as JSON, which both databases search as text."""
    wanted = [Q(categories__icontains=f'"{one.id}"') for one in categories().values() if one.group in groups]
    return reduce(or_, wanted)


def carries_kind(category: str) -> Q:
    """Flows with data of one kind."""
    return Q(categories__icontains=f'"{category}"') if category in categories() else Q(pk__in=[])


def _country(side: str) -> Any:
    said = [
        f"{side}_country",
        f"{side}_place__country",
        f"{side}_supplier__country",
        f"{side}_system__unit__country",
    ]
    return Lower(Coalesce(*(NullIf(F(path), Value("")) for path in said), Value("")))


def with_countries(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `leaves` and `arrives`, the countries at both ends in lower case, and `approved`, whether the country of arrival is."""
    decided = CountryDecision.objects.current().annotate(low=Lower("country")).filter(low=OuterRef("arrives"))
    approved = Exists(decided.filter(verdict=CountryDecision.Verdict.APPROVED)) | (
        Q(arrives__in=approved_names()) & ~Exists(decided.filter(verdict=CountryDecision.Verdict.REFUSED))
    )
    found: QuerySet[Any] = rows.annotate(leaves=_country("from"), arrives=_country("to")).annotate(approved=approved)
    return found


def abroad() -> Q:
    """Flows that arrive in another country than they leave; for rows `with_countries`."""
    return ~Q(arrives="") & ~Q(arrives=F("leaves"))


def crossing() -> Q:
    """Flows between a system in scope and a system or place that is left out."""
    found = Q(pk__in=[])
    for inner, outer in (("from", "to"), ("to", "from")):
        inside = Q(**{f"{inner}_system__in_scope": Boundary.IN})
        outside = Q(**{f"{outer}_system__in_scope": Boundary.OUT}) | Q(**{f"{outer}_place__in_scope": Boundary.OUT})
        found |= inside & outside
    return found


def flows_of(system: System) -> QuerySet[Flow]:
    """The flows into a system and out of it."""
    return Flow.objects.current().filter(Q(from_system=system) | Q(to_system=system))


def systems_in_use() -> QuerySet[System]:
    """Systems that the management system covers and that are in use."""
    return systems_covered().filter(stage__in=_IN_USE)


def systems_built() -> QuerySet[System]:
    """Systems that the management system covers and that the organisation built itself."""
    return systems_covered().filter(kind=Kind.BUILT)


def has_flow() -> Q:
    """Systems with a flow into them or out of them. Two questions, since one over both columns reads every flow for every system."""
    flows = Flow.objects.current()
    return Q(Exists(flows.filter(to_system=OuterRef("pk")))) | Q(Exists(flows.filter(from_system=OuterRef("pk"))))


def has_training_data() -> Q:
    """Systems with a flow of training data into them."""
    return Q(Exists(Flow.objects.current().filter(to_system=OuterRef("pk"), purpose=Purpose.TRAINING)))
