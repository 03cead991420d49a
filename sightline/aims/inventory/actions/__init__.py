"""Everything that can be done to the inventory, by what it is about. Importing it puts the actions on the list."""

from . import absences, attesting, duplicates, systems

__all__ = ["absences", "attesting", "duplicates", "systems"]
