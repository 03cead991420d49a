"""The pages of conformity, by what they show. Importing it puts them on the list."""

from . import applicability, coverage, documents, dropped, gaps, home, readiness, requirements, sections, sighting

__all__ = ["applicability", "coverage", "documents", "dropped", "gaps", "home", "readiness", "requirements", "sections", "sighting"]
