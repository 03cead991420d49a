"""Microsoft Intune: discovered apps, with the number of devices that have each."""

from __future__ import annotations

from .contract import ListSource
from .software import uses_of

SOURCE = ListSource(
    name="intune",
    label="Microsoft Intune",
    get="Intune admin centre, Apps, Monitor, Discovered apps, Export.",
    uses=uses_of("software"),
    needs=("software",),
    marks=("applicationname", "applicationpublisher", "devicecount", "applicationkey"),
)
