"""Start-up of the folder: OSCAL in and out."""

from sightline.kernel.rooms import Folder
from sightline.readers.frameworks.loading import also_read

from .catalogs import read_catalog


class Oscal(Folder):
    """Requirement sets, statements, components, results and plans as OSCAL; catalogs and components of others as records."""

    name = "sightline.readers.exchange.oscal"
    label = "oscal"
    verbose_name = "OSCAL"

    def ready(self) -> None:
        """Tells that catalogs are requirement sets too, then opens the rooms."""
        also_read(read_catalog)
        super().ready()
