"""Start-up of the folder: which AI systems there are."""

from sightline.kernel.rooms import Folder


class Inventory(Folder):
    """ISO/IEC 42001 A.4, A.9 and A.10 as far as the inventory shows them; the systems' part of the scope (4.3)."""

    name = "sightline.aims.inventory"
    label = "inventory"
    verbose_name = "Inventory of AI systems"

    def ready(self) -> None:
        """Opens the rooms and adds the systems to the scope statement."""
        super().ready()
        from sightline.aims.organisation.composing import contribute

        from .scope import systems_part

        contribute("systems", systems_part)
