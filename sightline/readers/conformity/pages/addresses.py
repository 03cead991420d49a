"""How addresses write the id of a requirement set: small letters, so that `/requirements/REQ-0001/` stays a record's."""

from django.urls import register_converter


class SetId:
    """An id such as `iso42001` or `eu-ai-act`."""

    # `/requirements/do/...` are actions on many rows of the list.
    regex = "(?!do/)[a-z][a-z0-9-]{1,39}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


NAME = "requirement_set"
register_converter(SetId, NAME)
