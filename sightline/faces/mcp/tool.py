"""What a tool is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sightline.kernel.identity.actors import Actor

Schema = dict[str, Any]
USUAL_ROWS = 20
TEXT: Schema = {"type": "string"}
DAY: Schema = {"type": "string", "format": "date", "description": "As it stood at the end of this day (UTC), such as 2026-06-30."}
REFERENCE: Schema = {"type": "string", "description": "The reference that people see, such as SYS-0042."}


@dataclass(frozen=True)
class Tool:
    """One tool, as an actor is offered it.

    Attributes:
        name: unique; letters, digits, underscores.
        title: what people read.
        description: what it does, for the assistant.
        schema: of the arguments.
        call: does it: actor and arguments to a plain object.
        reads: it changes nothing.
        danger: it takes something out of use.
    """

    name: str
    title: str
    description: str
    schema: Schema
    call: Callable[[Actor, Mapping[str, Any]], dict[str, Any]] = field(compare=False)
    reads: bool = True
    danger: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The tool as `tools/list` gives it."""
        hints = {"readOnlyHint": self.reads, "destructiveHint": self.danger, "idempotentHint": self.reads, "openWorldHint": False}
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": self.schema,
            "annotations": {"title": self.title, **hints},
        }


def arguments(properties: dict[str, Schema], *required: str) -> Schema:
    """The schema of a tool's arguments."""
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}
