"""Which flows a map shows: the wishes that its address names, and what else could be wished for. Everything is narrowed by the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Unit
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor

from .findings import any_finding, with_findings
from .models import Flow
from .queries import ENDS_OF_FLOW, abroad, carries, carries_kind, crossing, with_countries
from .reference import categories

MOST = 2_000
"""Flows that one look reads at the most: beyond, filters come first."""
NAMES = ("view", "system", "unit", "data", "country")
PICKS = (("system", "System"), ("data", "Data"), ("country", "Country"), ("unit", "Unit"))
OPTIONS = 60


@dataclass(frozen=True)
class Wish:
    """What is to be seen.

    Attributes:
        view: one of `VIEWS`, or an empty text.
        system: reference of a system: the flows at its doors.
        unit: reference of a unit: the flows of its systems and places.
        data: a kind of data.
        country: a country at either end.
        whole: every box by itself, however many.
    """

    view: str = ""
    system: str = ""
    unit: str = ""
    data: str = ""
    country: str = ""
    whole: bool = False

    @classmethod
    def read(cls, params: Mapping[str, list[str]]) -> Wish:
        """The wish of an address; unknown views and kinds of data are refused in `chosen`."""
        values = {name: (params.get(name) or [""])[-1].strip() for name in NAMES}
        return cls(**values, whole=(params.get("whole") or [""])[-1] == "1")

    def address(self, **changes: Any) -> str:
        """The address of the map with some wishes changed; `opened` names the filter whose choices are open."""
        opened = changes.pop("opened", "")
        other = replace(self, **changes)
        pairs = [(name, getattr(other, name)) for name in NAMES] + [("whole", "1" if other.whole else ""), ("open", opened)]
        query = urlencode([(name, value) for name, value in pairs if value])
        return f"/data-flows/?{query}" if query else "/data-flows/"

    @property
    def set(self) -> bool:
        """Whether anything narrows the map."""
        return any(getattr(self, name) for name in NAMES)


def _to_suppliers() -> Q:
    return Q(to_supplier__isnull=False)


VIEWS: dict[str, tuple[str, Callable[[], Q]]] = {
    "": ("All data", Q),
    "special": ("Special categories", lambda: carries("special")),
    "abroad": ("Crosses a border", abroad),
    "suppliers": ("To suppliers", _to_suppliers),
    "crossing": ("Crosses the boundary", crossing),
    "findings": ("With a finding", any_finding),
}


def all_of(actor: Actor) -> QuerySet[Any]:
    """Every flow that somebody may see, with countries."""
    return with_countries(Flow.objects.current().visible_to(actor))


def _narrowed(rows: QuerySet[Any], wish: Wish, without: str = "") -> QuerySet[Any]:
    """The flows of a wish, with one of its parts left aside."""
    if wish.view not in VIEWS:
        raise Invalid(f"There is no view “{wish.view}”.", fields={"view": [f"Choose one of {', '.join(filter(None, VIEWS))}."]})
    if wish.data and wish.data not in categories():
        raise Invalid(f"There is no kind of data “{wish.data}”.", fields={"data": [f"Choose one of {', '.join(categories())}."]})
    asked = {name: getattr(wish, name) for name in NAMES if name != without}
    if asked.get("view"):
        rows = rows.filter(VIEWS[wish.view][1]())
    if asked.get("system"):
        rows = rows.filter(Q(from_system__reference=wish.system.upper()) | Q(to_system__reference=wish.system.upper()))
    if asked.get("unit"):
        unit = wish.unit.upper()
        ends = ("from_system__unit", "to_system__unit", "from_place__unit", "to_place__unit")
        of_unit = Q(pk__in=[])
        for end in ends:
            of_unit |= Q(**{f"{end}__reference": unit})
        rows = rows.filter(of_unit)
    if asked.get("data"):
        rows = rows.filter(carries_kind(wish.data))
    if asked.get("country"):
        rows = rows.filter(Q(leaves=wish.country.lower()) | Q(arrives=wish.country.lower()))
    return rows


def chosen(actor: Actor, wish: Wish) -> list[Any]:
    """The flows of a wish, with findings and with the names of both ends, in one query.

    Raises:
        Invalid: there is no such view or kind of data.
    """
    rows = with_findings(_narrowed(all_of(actor), wish)).select_related(*ENDS_OF_FLOW)
    return list(rows.order_by("reference")[: MOST + 1])


def counts_of_views(actor: Actor, wish: Wish) -> dict[str, int]:
    """How many flows each view has under the other wishes, in one query."""
    rows = _narrowed(all_of(actor), wish, without="view").order_by()
    told = rows.aggregate(**{f"n{place}": Count("pk", filter=where() or None) for place, (_, where) in enumerate(VIEWS.values())})
    return {name: told[f"n{place}"] for place, name in enumerate(VIEWS)}


@dataclass(frozen=True)
class Option:
    """A value that a filter can take: what it is called, where it leads, how many flows it leaves."""

    label: str
    address: str
    count: int
    on: bool


def options(actor: Actor, wish: Wish, name: str) -> list[Option]:
    """What a filter can be set to under the other wishes, most first."""
    rows = _narrowed(all_of(actor), wish, without=name).order_by()
    pairs = {"system": _systems, "unit": _units, "data": _kinds, "country": _countries}[name](rows)
    now = getattr(wish, name).lower()
    return [
        Option(label, wish.address(**{name: "" if value.lower() == now else value}), count, value.lower() == now)
        for value, label, count in pairs[:OPTIONS]
    ]


Counted = list[tuple[str, str, int]]


def _at_ends(rows: QuerySet[Any], *paths: str) -> Counted:
    counts: Counter[tuple[str, str]] = Counter()
    for path in paths:
        for reference, label, count in rows.values_list(f"{path}__reference", f"{path}__name").annotate(n=Count("pk")).order_by():
            if reference:
                counts[reference, label] += count
    return [(reference, label, count) for (reference, label), count in counts.most_common()]


def _systems(rows: QuerySet[Any]) -> Counted:
    return _at_ends(rows, "from_system", "to_system")


def _units(rows: QuerySet[Any]) -> Counted:
    return _at_ends(rows, "from_system__unit", "to_system__unit")


def _kinds(rows: QuerySet[Any]) -> Counted:
    known = list(categories().values())
    told = rows.aggregate(**{f"n{place}": Count("pk", filter=carries_kind(one.id)) for place, one in enumerate(known)})
    found = [(one.id, one.label, int(told[f"n{place}"])) for place, one in enumerate(known)]
    return sorted((one for one in found if one[2]), key=lambda one: -one[2])


def _countries(rows: QuerySet[Any]) -> Counted:
    counts: Counter[str] = Counter()
    for leaves, arrives, count in rows.values_list("leaves", "arrives").annotate(n=Count("pk")).order_by():
        for one in {leaves, arrives} - {""}:
            counts[one] += count
    return [(one.title(), one.title(), count) for one, count in counts.most_common()]


def said(wish: Wish, name: str) -> str:
    """What a filter is set to, as people read it."""
    value = getattr(wish, name)
    if name == "data":
        return categories()[value].label if value in categories() else str(value)
    if name in ("system", "unit") and value:
        model: Any = System if name == "system" else Unit
        row = model.objects.filter(reference=value.upper()).first()
        return str(row) if row is not None else str(value)
    return str(value)
