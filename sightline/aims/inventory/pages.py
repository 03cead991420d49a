"""What the derived pages of a system can't show: what is missing next, and what may be the same system."""

from __future__ import annotations

from django.db.models import Q

from sightline.kernel.actions import actions_on, find_action
from sightline.kernel.actions.performing import may_do
from sightline.kernel.pages import Look, Shown, section

from .missing import missing_of
from .models import SuspectedDuplicate, System


@section("missing", title="What is missing next", model=System, permission="inventory.read", order=10)
def missing_section(look: Look, record: System) -> Shown | None:
    """What is not there yet, each with the verb that mends it."""
    if record.retired is not None:
        return None
    missing, concerned = missing_of(record)
    allowed = {found.name for found in actions_on(System, look.actor)}
    rows = []
    for one in missing:
        mend = find_action(one.mend)
        can = mend is not None and mend.name in allowed and not may_do(mend, look.actor, record)
        rows.append(
            {"expectation": one, "requirements": [serve.partition(":")[::2] for serve in one.serves], "mend": mend if can else None}
        )
    aside = f"{concerned - len(missing)} of {concerned} are there"
    return Shown("inventory/missing.html", {"rows": rows, "record": record, "aside": aside, "count": len(missing) or None})


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
