"""Start-up of the folder: who the organisation is, who answers for what, and what its management system covers."""

from sightline.kernel.rooms import Folder


class Organisation(Folder):
    """ISO/IEC 42001 clauses 4.1 to 4.4, 5.3, 6.2 and 6.3."""

    name = "sightline.aims.organisation"
    label = "organisation"
    verbose_name = "Organisation"
