"""Everything that can be done about conformity, by what it is about. Importing it puts the actions on the list."""

from . import accepting, applicability, evidence, judging

__all__ = ["accepting", "applicability", "evidence", "judging"]
