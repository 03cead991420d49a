"""The pages of conformity, by what they show. Importing it puts them on the list."""

from . import applicability, coverage, dropped, gaps, home, requirements, sections

__all__ = ["applicability", "coverage", "dropped", "gaps", "home", "requirements", "sections"]
