"""Start-up of the folder: applicable law and its changes."""

from sightline.kernel.rooms import Folder


class AppliedLaw(Folder):
    """What binds the organisation, who sees to it, and what changes in it."""

    name = "sightline.readers.law"
    label = "law"
    verbose_name = "Applicable law"
