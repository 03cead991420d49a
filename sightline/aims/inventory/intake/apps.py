"""Start-up of the folder: requests to use AI, and the rules that answer them."""

from sightline.kernel.rooms import Folder


class Intake(Folder):
    """ISO/IEC 42001 A.9.2 to A.9.4: rules for use, objectives of responsible use, and what tools are really meant for."""

    name = "sightline.aims.inventory.intake"
    label = "intake"
    verbose_name = "Requests to use AI"
