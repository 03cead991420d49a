"""The pages of conformity, by what they show. Importing it puts them on the list."""

from . import applicability, coverage, gaps, home, requirements, sections

__all__ = ["applicability", "coverage", "gaps", "home", "requirements", "sections"]
