"""Jamf Pro: applications on Apple devices."""

from __future__ import annotations

from .contract import ListSource
from .software import uses_of

SOURCE = ListSource(
    name="jamf",
    label="Jamf Pro",
    get="An export of an advanced computer search with applications, or of the application inventory, as CSV.",
    uses=uses_of("software", "software_id"),
    needs=(
        "software",
        "software_id",
    ),
    marks=("computername", "applicationtitle", "applicationversion", "jamfcomputerid"),
)
