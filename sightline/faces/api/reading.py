"""Registers by their names in an address. What is read of them stands in `kernel.reads`, which MCP shares."""

from __future__ import annotations

from sightline.kernel.errors import NotFound
from sightline.kernel.registers import Register, find_register


def register_named(name: str) -> Register:
    """A register by its name.

    Raises:
        NotFound: there is none.
    """
    found = find_register(name)
    if found is None:
        raise NotFound(f"There is no register “{name}”. /api/v1/registers lists them.")
    return found
