"""Start-up of the folder: suppliers of AI."""

from sightline.kernel.rooms import Folder


class Suppliers(Folder):
    """ISO/IEC 42001 A.10: suppliers, contracts, due diligence and what changes with them."""

    name = "sightline.aims.inventory.suppliers"
    label = "suppliers"
    verbose_name = "Suppliers"
