"""Start-up of the folder: what the records say about each requirement, and what people judge."""

from sightline.kernel.rooms import Folder


class Conformity(Folder):
    """ISO/IEC 42001 as it stands: counted from the records, then judged."""

    name = "sightline.readers.conformity"
    label = "conformity"
    verbose_name = "Conformity"

    def ready(self) -> None:
        """Opens the rooms, and ties the seeding of the Statement of Applicability and the daily count."""
        super().ready()
        from sightline.readers.frameworks.applying import when_loaded

        from . import daily  # noqa: F401 - declares the regular jobs
        from .seeding import seed_controls

        when_loaded(seed_controls)
