"""The pages of assessments, by what they show. Importing it puts them on the list."""

from . import asking, results, sections

__all__ = ["asking", "results", "sections"]
