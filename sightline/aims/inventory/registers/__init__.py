"""What the inventory lists, by what it is about. Importing it puts the registers on the list."""

from . import asking, doubts, systems

__all__ = ["asking", "doubts", "systems"]
