"""Which systems of the inventory may be one that somebody is registering: by name, unit, supplier and purpose."""

from __future__ import annotations

from django.db.models import Q

from sightline.kernel.imports.identity import Likeness
from sightline.kernel.imports.words import squeeze

from .models import System

_MOST_COMPARED = 3_000
_MOST_TOLD = 5
_BEGINNING = 4  # letters: a slip further on is found, and the database needs no fuzzy search


def _told(name: str, unit: str | None, vendor: str, purpose: str) -> Likeness:
    return Likeness.of(name, unit or "", vendor, purpose)


def look_alikes(system: System) -> list[tuple[System, int]]:
    """The systems in the inventory that may be this one, with how alike they are of 100, most alike first; at most five.

    One query: only systems are compared that share the beginning of a word of the name, or the purpose.
    """
    beginnings = {word[:_BEGINNING] for word in system.name.split() if len(word) >= 2} | {
        squeeze(system.name).replace(" ", "")[:_BEGINNING]
    }
    near = Q(purpose=system.purpose) if system.purpose else Q()
    for beginning in sorted(beginnings, key=len, reverse=True)[:8]:
        near |= Q(name__icontains=beginning)
    rows = (
        System.objects.current()
        .filter(near)
        .exclude(pk=system.pk)
        .order_by("reference")
        .values_list("pk", "name", "unit__name", "vendor", "purpose")[:_MOST_COMPARED]
    )
    own = _told(system.name, system.unit.name if system.unit else "", system.vendor, system.purpose)
    found = sorted(
        ((likeness, pk) for pk, *said in rows if (likeness := own.to(_told(*said)) or _unit_open(own, _told(*said)))),
        key=lambda pair: -pair[0],
    )[:_MOST_TOLD]
    there = System.objects.in_bulk([pk for _, pk in found])
    return [(there[pk], likeness) for likeness, pk in found]


def _unit_open(own: Likeness, other: Likeness) -> int:
    """The same name, where one of the two does not say its unit: worth asking when somebody registers it by hand."""
    return 90 if own.name and own.name == other.name and not (own.unit and other.unit) else 0
