"""Start-up of the folder: what AI systems rest on."""

from sightline.kernel.rooms import Folder


class Resources(Folder):
    """ISO/IEC 42001 A.4 (resources) and A.7 (data), as far as records of models, data sets, tools and their uses show them."""

    name = "sightline.aims.inventory.resources"
    label = "resources"
    verbose_name = "Models, data and tools"
