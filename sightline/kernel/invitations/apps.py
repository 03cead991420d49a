"""Start-up of invitations."""

from ..rooms import Folder


class Invitations(Folder):
    """A Django app of its own, since it has records, actions and a register."""

    name = "sightline.kernel.invitations"
    label = "invitations"

    def ready(self) -> None:
        """Opens the rooms, and says how guests are called in histories."""
        super().ready()
        from ..identity.actors import NAMED_ELSEWHERE
        from .guests import KIND, guest_names

        NAMED_ELSEWHERE[KIND] = guest_names
