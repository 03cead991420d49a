"""Which AI system of the inventory a sighting may be: by name and vendor. A suggestion only; a person decides."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from rapidfuzz import fuzz, process

from sightline.aims.inventory.models import System
from sightline.kernel.identity.actors import Actor

from .models import Sighting

_LEAST = 80
_SAME_VENDOR = 8
_SHORTEST = 3
_BEGINS = 4
"""Letters: “Chat GPT” and “ChatGPT” begin alike."""
_MOST = 200
_NOISE = re.compile(r"\b(?:inc|ltd|llc|gmbh|corp(?:oration)?|limited|the|by|for|enterprise|business|team|plus|pro|app)\b|[^a-z0-9]+")


def _key(text: str) -> str:
    return " ".join(_NOISE.sub(" ", text.lower()).split())


def _candidates(sighting: Sighting, actor: Actor) -> list[System]:
    """Systems whose name or vendor shares how a word of the sighting begins, those that share most first; found by the database."""
    begins = {word[:_BEGINS] for word in f"{_key(sighting.name)} {_key(sighting.vendor)}".split() if len(word) >= _SHORTEST}
    if not begins:
        return []
    shared: Any = Value(0)
    some = Q()
    for begin in sorted(begins):
        alike = Q(name__icontains=begin) | Q(vendor__icontains=begin)
        some |= alike
        shared = shared + Case(When(alike, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = System.objects.current().visible_to(actor).filter(some).annotate(shared=shared)
    return list(rows.order_by("-shared", "name").only("name", "vendor", "reference")[:_MOST])


def likely_system(sighting: Sighting, actor: Actor) -> tuple[System, int] | None:
    """The likeliest system of a sighting, with how alike they are, of 100; None where none is.

    Args:
        sighting: what was found.
        actor: who decides; only systems that they may see are named.
    """
    wanted = _key(sighting.name)
    if len(wanted) < _SHORTEST:
        return None
    systems = _candidates(sighting, actor)
    names = {place: _key(one.name) for place, one in enumerate(systems)}
    best: tuple[int, int] | None = None
    for _, likeness, place in process.extract(wanted, names, scorer=fuzz.token_set_ratio, score_cutoff=_LEAST - _SAME_VENDOR, limit=5):
        vendor = _key(systems[place].vendor)
        same = bool(vendor and sighting.vendor) and fuzz.token_set_ratio(vendor, _key(sighting.vendor)) >= 90
        score = min(100, int(likeness) + _SAME_VENDOR * same)
        if score >= _LEAST and (best is None or score > best[0]):
            best = (score, place)
    return (systems[best[1]], best[0]) if best is not None else None
