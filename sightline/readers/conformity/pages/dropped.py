"""On the record of a set: which of its requirements are not asked any more, though something hangs on them."""

from __future__ import annotations

from sightline.kernel.pages import Look, Shown, section
from sightline.readers.frameworks.models import Framework

from ..orphans import orphans_of
from ..telling import PERMISSION


@section("dropped", title="No longer asked", model=Framework, permission=PERMISSION, order=25)
def dropped(look: Look, framework: Framework) -> Shown | None:
    """Requirements that a newer file dropped, with the judgements, plans and evidence that are kept. Left out where nothing hangs on any."""
    if look.as_of is not None or framework.retired is not None:
        return None
    found = orphans_of(framework)
    return Shown("conformity/dropped.html", {"orphans": found, "count": len(found)}) if found else None
