"""The page that lists what can be printed and taken away."""

from __future__ import annotations

from sightline.kernel.exports import SAID, exports_of
from sightline.kernel.journal.integrating import newest_checkpoint
from sightline.kernel.pages import Look, Shown, page

from .making import PERMISSION


@page("reports", path="reports/", title="Reports", permission=PERMISSION, menu=("Audit and trust", "Reports"), order=70)
def reports(look: Look) -> Shown:
    """The reports that there are, in each format."""
    rows = [
        {
            "title": one.label,
            "about": one.about,
            "files": [(f"/reports/{one.name}.{form}", SAID.get(form, form.upper())) for form in one.formats],
        }
        for one in exports_of(None, look.actor)
        if one.report
    ]
    return Shown("reports/reports.html", {"rows": rows, "checkpoint": newest_checkpoint()})
