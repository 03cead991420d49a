"""Start-up of the folder: data flows."""

from sightline.kernel.rooms import Folder


class Flows(Folder):
    """ISO/IEC 42001 A.4.3, A.7.2, A.7.3, A.7.5 as data flows show them, and the flows' part of the scope (4.3)."""

    name = "sightline.aims.inventory.flows"
    label = "flows"
    verbose_name = "Data flows"

    def ready(self) -> None:
        """Opens the rooms and adds the flows that cross the boundary to the scope statement."""
        super().ready()
        from sightline.aims.organisation.composing import contribute

        from .scope import flows_part

        contribute("flows", flows_part, order=60)
