"""Browser extensions, by name or by id."""

from __future__ import annotations

from .contract import ListSource
from .software import uses_of

SOURCE = ListSource(
    name="extensions",
    label="Browser extensions",
    get="Google admin console, Chrome browser, Apps and extensions usage, Export; or any list of extension names or ids.",
    uses=uses_of("software", "software_id"),
    needs=(
        "software_id",
        "software",
    ),
    marks=("extensionid", "extensionname", "browserinstances", "appid"),
)
