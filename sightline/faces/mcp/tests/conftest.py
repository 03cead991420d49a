"""What tests of MCP need: a message sent by hand, and callers with tokens."""

from __future__ import annotations

from typing import Any

from django.test import Client

from sightline.faces.mcp.protocol import CAPABILITIES_KEY, NEW, VERSION_KEY, answer
from sightline.kernel.identity.actors import Actor

ENVELOPE = {VERSION_KEY: NEW, CAPABILITIES_KEY: {}}


def message(method: str, params: dict[str, Any] | None = None, *, new: bool = False, identity: Any = 1) -> dict[str, Any]:
    """A request, of the newest version with its envelope or of one before."""
    filled = {**(params or {}), **({"_meta": ENVELOPE} if new else {})}
    return {"jsonrpc": "2.0", "id": identity, "method": method, "params": filled}


def send(secret: str, sent: Any, **headers: str) -> Any:
    """POST /mcp."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Client().post("/mcp", sent, content_type="application/json", headers={"Authorization": f"Bearer {secret}", **named})


def call(actor: Actor, name: str, /, **given: Any) -> dict[str, Any]:
    """The result of a tool, called without transport."""
    told = answer(actor, message("tools/call", {"name": name, "arguments": given})).message
    assert told is not None
    result: dict[str, Any] = told["result"]
    return result
