"""Start-up of imports: lists that people have, on their way into records."""

from ..rooms import Folder


class Imports(Folder):
    """A Django app of its own, since it has records, actions, a register and pages."""

    name = "sightline.kernel.imports"
    label = "imports"
