"""What the record of a law shows besides its facts: its changes, and how its requirement set stands in numbers of requirements."""

from __future__ import annotations

from sightline.kernel.pages import Look, Shown, section

from .models import Law, LawChange
from .registers import change_status

MOST = 20


@section("law-changes", title="Changes", model=Law, permission="laws.read", order=35)
def changes_of_law(look: Look, law: Law) -> Shown | None:
    """The changes of a law, those that bind next first. Left out on a past day."""
    if look.as_of is not None:
        return None
    rows = list(LawChange.objects.current().visible_to(look.actor).filter(law=law).order_by("effective", "reference")[: MOST + 1])
    context = {
        "rows": [(row, *change_status(row)) for row in rows[:MOST]],
        "more": len(rows) > MOST,
        "law": law,
        "count": len(rows[:MOST]) or None,
        "link": ("All changes in law", f"/law-changes/?law={law.reference}"),
    }
    return Shown("law/changes.html", context)
