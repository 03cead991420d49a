"""Gaps of one owner, one unit or one system: by who plans to close them, and by whose records are exceptions. One statement for all expectations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, Model, Q, QuerySet, Value

from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Person, Unit
from sightline.kernel.expectations import Expectation
from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import Look
from sightline.kernel.records import find_visible
from sightline.readers.frameworks.models import Framework

from .counting import exceptions_of
from .standing import Standing

NOBODY = "nobody"
IN_ONE_STATEMENT = 60


@dataclass(frozen=True)
class Wish:
    """What the list is narrowed to; None or an empty text where it isn't.

    Attributes:
        owner: reference of the person whose plans are meant, or `nobody`.
        unit: whose records are exceptions, with the units below it.
        system: whose records are exceptions.
        unknown: what was asked for and is not there, in words.
    """

    owner: str = ""
    unit: Unit | None = None
    system: System | None = None
    unknown: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.owner or self.unit or self.system)


def wish_of(look: Look) -> Wish:
    """What the address asks for: `?owner=PER-0001&unit=UNT-0002&system=SYS-0003`."""
    wanted = {name: look.one(name).strip().upper() for name in ("unit", "system")}
    found: dict[str, Any] = {name: _record(reference, look.actor) for name, reference in wanted.items()}
    unit = found["unit"] if isinstance(found["unit"], Unit) else None
    system = found["system"] if isinstance(found["system"], System) else None
    lost = [wanted[name] for name, record in (("unit", unit), ("system", system)) if wanted[name] and record is None]
    owner = look.one("owner").strip()
    return Wish(owner if owner == NOBODY else owner.upper(), unit, system, f"There is no {lost[0]} that you may see." if lost else "")


def _record(reference: str, actor: Actor) -> object:
    return find_visible(reference, actor) if reference else None


def narrowed(standings: Sequence[Standing], wish: Wish) -> list[Standing]:
    """Those that the wish is about, in their order."""
    found = [one for one in standings if _is_owners(one, wish.owner)]
    if wish.system is not None:
        found = _with_exceptions(found, {System: {wish.system.pk}})
    if wish.unit is not None:
        found = _with_exceptions(found, {Unit: _with_those_below(wish.unit)})
    return found


def _is_owners(standing: Standing, owner: str) -> bool:
    planned = standing.plan.owner if standing.plan is not None else None
    if not owner:
        return True
    return planned is None if owner == NOBODY else planned is not None and planned.reference == owner


def _with_those_below(unit: Unit) -> set[UUID]:
    children: dict[UUID | None, list[UUID]] = {}
    for pk, parent in Unit.objects.current().values_list("pk", "parent"):
        children.setdefault(parent, []).append(pk)
    found, waiting = set(), [unit.pk]
    while waiting:
        pk = waiting.pop()
        if pk not in found:
            found.add(pk)
            waiting += children.get(pk, [])
    return found


def _with_exceptions(standings: Sequence[Standing], wanted: dict[type[Model], set[UUID]]) -> list[Standing]:
    """Those of which an exception is about one of these records."""
    named = {one.expectation.name: one.expectation for standing in standings for one in standing.counts if one.exceptions}
    about = {name: condition for name, one in named.items() if (condition := _about(one.model, wanted)) is not None}
    hit = set(_hits([(named[name], condition) for name, condition in about.items()]))
    return [standing for standing in standings if any(one.expectation.name in hit for one in standing.counts)]


def _about(model: type[Model], wanted: dict[type[Model], set[UUID]]) -> Q | None:
    """The condition that a record is one of those, or points at one: itself, or, for a unit, through its system. None where it can't."""
    ids = {target: list(found) for target, found in wanted.items()}
    parts = [Q(pk__in=found) for target, found in ids.items() if model is target]
    for column in model._meta.get_fields():
        related = column.related_model
        if not column.concrete or not isinstance(related, type):
            continue
        parts += [Q(**{f"{column.name}__in": found}) for target, found in ids.items() if related is target]
        if related is System and Unit in ids:
            parts.append(Q(**{f"{column.name}__unit__in": ids[Unit]}))
    return reduce(or_, parts) if parts else None


def _hits(asked: Sequence[tuple[Expectation, Q]]) -> Iterator[str]:
    """The names of the expectations of which an exception fits its condition."""
    for start in range(0, len(asked), IN_ONE_STATEMENT):
        part = asked[start : start + IN_ONE_STATEMENT]
        columns: dict[str, Any] = {
            f"e{place}": _exists(exceptions_of(one).filter(condition)) for place, (one, condition) in enumerate(part)
        }
        row = Framework.objects.annotate(**columns).values(*columns).first() or {}
        yield from (one.name for place, (one, _) in enumerate(part) if row.get(f"e{place}"))


def _exists(rows: QuerySet[Any]) -> Exists | Value:
    return Value(False, output_field=BooleanField()) if rows.query.is_empty() else Exists(rows.order_by().values("pk"))


def owners_of(standings: Sequence[Standing]) -> list[Person]:
    """Who plans to close one of these gaps, by name."""
    people = {one.plan.owner.pk: one.plan.owner for one in standings if one.plan is not None and one.plan.owner is not None}
    return sorted(people.values(), key=lambda one: (one.name, one.reference))
