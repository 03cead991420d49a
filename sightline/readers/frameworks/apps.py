"""Start-up of the folder: requirement sets, as data and as records."""

from sightline.kernel.rooms import Folder


class Frameworks(Folder):
    """Standards, laws and an organisation's own rules, loaded from files into records."""

    name = "sightline.readers.frameworks"
    label = "frameworks"
    verbose_name = "Requirement sets"
