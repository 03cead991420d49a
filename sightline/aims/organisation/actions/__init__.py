"""Everything that can be done about the organisation, by what it is about. Importing it puts the actions on the list."""

from . import context, founding, objectives, people, scope, structure

__all__ = ["context", "founding", "objectives", "people", "scope", "structure"]
