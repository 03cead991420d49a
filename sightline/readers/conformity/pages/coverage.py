"""Every loaded set side by side: what is covered by its own records, what through the crosswalk, and what remains."""

from __future__ import annotations

from sightline.kernel.actions import find_action
from sightline.kernel.pages import Look, Shown, page

from ..coverage import covers, themes
from ..telling import PERMISSION


@page("coverage", path="coverage/", title="Coverage", permission=PERMISSION, menu=("Requirements", "Other frameworks"), order=59)
def coverage_page(look: Look) -> Shown:
    """What is covered of each set, and of each topic in each."""
    found = covers()
    load = find_action("load_framework")
    may_load = load is not None and look.actor.may(load.permission)
    return Shown("conformity/coverage.html", {"covers": found, "themes": themes(found), "may_load": may_load})
