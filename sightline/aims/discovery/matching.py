"""Which AI system of the inventory a sighting may be: by name and vendor. A suggestion only; a person decides."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from sightline.aims.inventory.models import System

from .models import Sighting

_LEAST = 80
_SAME_VENDOR = 8
_NOISE = re.compile(r"\b(?:inc|ltd|llc|gmbh|corp(?:oration)?|limited|the|by|for|enterprise|business|team|plus|pro|app)\b|[^a-z0-9]+")


def _key(text: str) -> str:
    return " ".join(_NOISE.sub(" ", text.lower()).split())


def likely_systems(sightings: Sequence[Sighting], systems: Sequence[System]) -> dict[str, tuple[System, int]]:
    """The likeliest system of each sighting, with how alike they are, of 100; those that have none are left out.

    Args:
        sightings: what was found.
        systems: systems in the inventory.

    Returns:
        service -> (system, likeness).
    """
    names = {place: _key(one.name) for place, one in enumerate(systems)}
    found: dict[str, tuple[System, int]] = {}
    for sighting in sightings:
        wanted = _key(sighting.name)
        if len(wanted) < 3:
            continue
        best: tuple[int, int] | None = None
        for _, likeness, place in process.extract(wanted, names, scorer=fuzz.token_set_ratio, score_cutoff=_LEAST - _SAME_VENDOR, limit=5):
            vendor = _key(systems[place].vendor)
            same = bool(vendor and sighting.vendor) and fuzz.token_set_ratio(vendor, _key(sighting.vendor)) >= 90
            score = min(100, int(likeness) + _SAME_VENDOR * same)
            if score >= _LEAST and (best is None or score > best[0]):
                best = (score, place)
        if best is not None:
            found[sighting.service] = (systems[best[1]], best[0])
    return found
