"""The API as a Django app: it brings templates, and no models."""

from django.apps import AppConfig


class Api(AppConfig):
    """The REST API and its reference page."""

    name = "sightline.faces.api"
    label = "api"
