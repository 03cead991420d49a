"""What the derived pages of a system can't show: what may be the same system."""

from __future__ import annotations

from django.db.models import Q

from sightline.kernel.pages import Look, Shown, section

from .models import SuspectedDuplicate, System


@section("duplicates", title="May be the same as", model=System, permission="inventory.read", order=75)
def duplicates_section(look: Look, record: System) -> Shown | None:
    """Systems of nearly the same name that nobody has decided on."""
    pairs = SuspectedDuplicate.objects.current().filter(
        Q(first=record) | Q(second=record), state=SuspectedDuplicate.State.OPEN, first__retired__isnull=True, second__retired__isnull=True
    )
    rows = [
        (pair, pair.second if pair.first_id == record.pk else pair.first)
        for pair in pairs.select_related("first", "second", "first__unit", "second__unit")
    ]
    return Shown("inventory/duplicates.html", {"rows": rows, "count": len(rows)}) if rows else None
