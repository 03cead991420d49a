"""Everything that can be done in an assessment, by what it is about. Importing it puts the actions on the list."""

from . import answering, finishing, starting

__all__ = ["answering", "finishing", "starting"]
