"""Start-up of the web face."""

from django.apps import AppConfig


class Web(AppConfig):
    """The web face as a Django app: templates, tags and static files."""

    name = "sightline.faces.web"
    label = "web"

    def ready(self) -> None:
        """Opens the rooms: sections of record pages that belong to every record."""
        from . import sections  # noqa: F401 - declares them
