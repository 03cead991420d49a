"""Start-up of the records of signing keys."""

from ..rooms import Folder


class Signing(Folder):
    """A Django app of its own, since it has records, an action, a register and a page."""

    name = "sightline.kernel.signing"
    label = "signing"
