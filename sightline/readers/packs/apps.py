"""Start-up of the evidence packs."""

from sightline.kernel.rooms import Folder


class Packs(Folder):
    """Evidence packs as a Django app."""

    name = "sightline.readers.packs"
    label = "packs"
