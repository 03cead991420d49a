"""Start-up of witnesses."""

from ..rooms import Folder


class Witnesses(Folder):
    """A Django app of its own, since it has records, actions, a register and a regular job."""

    name = "sightline.kernel.witnesses"
    label = "witnesses"

    def ready(self) -> None:
        """Opens the rooms, and ties the daily mail."""
        super().ready()
        from . import mailing  # noqa: F401 - declares the regular job
