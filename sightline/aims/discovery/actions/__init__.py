"""Everything that can be done in discovery: looking through files, deciding on what was found, keeping the catalogue."""

from . import cataloguing, deciding, looking

__all__ = ["cataloguing", "deciding", "looking"]
