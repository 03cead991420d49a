"""Installed software, as any inventory lists it; the products below differ only in how their columns are called."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..scanning import Use
from .contract import ListSource, Row, Settings
from .hosts import whole
from .tables import pick


def uses_of(name: str, also: str = "") -> Callable[[Row, Settings], Iterator[Use]]:
    """What a row tells of software: one use for a device or user, or as many as the row counts.

    Args:
        name: what the column holds that names the software.
        also: what another one holds that may tell it where the name doesn't, such as a bundle id.
    """

    def uses(row: Row, settings: Settings) -> Iterator[Use]:
        known, other = pick(row, name), pick(row, also) if also else ""
        if not known and not other:
            return
        who = pick(row, "device_user") or pick(row, "device")
        counted = 0 if who else whole(pick(row, "device_count"))
        yield Use(
            known or other,
            also=other,
            user=who,
            unit=pick(row, "unit"),
            when=settings.moments.read(pick(row, "seen_on")),
            requests=max(1, counted),
            users=counted,
            how="software",
        )

    return uses


SOURCE = ListSource(
    name="software",
    label="Installed software",
    get="A list of installed software as CSV or XLSX: name, and device or number of devices.",
    uses=uses_of("software"),
    needs=("software",),
    marks=("softwarename", "installedsoftware", "installdate", "publisher"),
)
