"""What data flows add to the scope statement: which of them cross the boundary."""

from __future__ import annotations

from sightline.aims.inventory.models import System
from sightline.aims.organisation.composing import Crossing, Part, fingerprint
from sightline.aims.organisation.models import Boundary

from .models import Flow
from .queries import ENDS_OF_FLOW, crossing

_SHOWN = 50  # crossings beyond these are told as a figure: nobody reads two thousand


def flows_part() -> Part:
    """The flows' part of the scope statement."""
    rows = Flow.objects.current().filter(crossing()).order_by("reference").select_related(*ENDS_OF_FLOW)
    found = list(rows)
    bare = [row for row in found if not row.governed.strip()]
    sentences = []
    if found:
        many = "1 data flow crosses" if len(found) == 1 else f"{len(found):,} data flows cross"
        sentences.append(f"{many} the boundary; what governs {'it' if len(found) == 1 else 'each'} stands in its record.")
    crossings = [Crossing(_words(row), row, "govern_flow") for row in bare[:_SHOWN]]
    if len(bare) > _SHOWN:
        crossings.append(Crossing(f"{len(bare) - _SHOWN:,} more data flows cross the boundary.", address="/data-flows/?view=crossing"))
    references = [row.reference for row in found]
    return Part(
        sentences=sentences,
        crossings=crossings,
        basis={"flows_crossing": {"count": len(references), "mark": fingerprint(references)}},
        labels={"flows_crossing": "data flows across the boundary"},
    )


def _words(row: Flow) -> str:
    inner, outer = (row.start, row.end) if isinstance(row.start, System) and row.start.in_scope == Boundary.IN else (row.end, row.start)
    verb = "feeds" if inner == row.start else "is fed by"
    return f"{inner} is in scope and {verb} {outer}, which is left out; nothing is said to govern it."
