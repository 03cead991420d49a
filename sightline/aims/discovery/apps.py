"""Start-up of the folder: AI in use that nobody asked for."""

from sightline.kernel.rooms import Folder


class Discovery(Folder):
    """ISO/IEC 42001 4.3, A.4.2, A.4.4 and A.9.2 as far as discovery shows them."""

    name = "sightline.aims.discovery"
    label = "discovery"
    verbose_name = "AI found in use"
