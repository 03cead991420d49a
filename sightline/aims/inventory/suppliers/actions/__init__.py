"""Everything that can be done about suppliers."""

from . import dealings, questionnaires, suppliers

__all__ = ["dealings", "questionnaires", "suppliers"]
