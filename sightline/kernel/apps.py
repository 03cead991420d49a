"""Start-up of the kernel: its own registries, the triggers of the journal, the checks of the house."""

from django.db.models.signals import m2m_changed, post_migrate

from .rooms import Folder, open_rooms

PARTS = ("identity", "evidence", "links", "comments", "tasks", "erasure")


class KernelConfig(Folder):
    """The kernel as a Django app."""

    name = "sightline.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Fills the registries and ties the guards."""
        from . import checks, guards  # noqa: F401 - registers the system checks
        from .journal.triggers import install_triggers
        from .reimaging import reimage

        for part in PARTS:
            open_rooms(f"{self.name}.{part}")
        post_migrate.connect(install_triggers, sender=self, dispatch_uid="kernel.triggers")
        post_migrate.connect(reimage, dispatch_uid="kernel.reimage")
        m2m_changed.connect(guards.note_links, dispatch_uid="kernel.links")
