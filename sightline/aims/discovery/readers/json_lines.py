"""Lines that are JSON objects, as cloud products ship their logs. Never raises: a line that is none is told as None."""

from __future__ import annotations

import json
from typing import Any


def read_object(line: bytes | str) -> dict[str, Any] | None:
    """The object on a line, or None."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def text(found: dict[str, Any], *names: str) -> str:
    """The first of these members that says something, as text."""
    for name in names:
        value = found.get(name)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
    return ""
