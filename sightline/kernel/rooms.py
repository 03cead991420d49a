"""A folder opens its rooms in one place, its `apps.py`: what they declare goes onto the registries."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

ROOMS = ("actions", "registers", "expectations", "obligations", "pages", "sources", "exports")


def open_rooms(folder: str) -> None:
    """Imports the rooms of a folder that are there, so that what they declare goes onto the registries."""
    for room in ROOMS:
        name = f"{folder}.{room}"
        if find_spec(name) is not None:
            import_module(name)


class Folder(AppConfig):
    """The start-up of a domain folder. `label` is the folder's name."""

    default = False
    default_auto_field = "django.db.models.BigAutoField"

    def __init_subclass__(cls) -> None:
        """Each folder's own start-up is its app's default one, though this class stands in the same module."""
        cls.default = True

    def ready(self) -> None:
        """Opens the rooms that are there."""
        open_rooms(self.name)
