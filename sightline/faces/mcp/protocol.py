"""JSON-RPC 2.0 as MCP speaks it, without any state: 2026-07-28, where each request says all of itself, and the versions before, with their handshake.

One message in, one answer or none out; where it came from is no concern here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from sightline.kernel.identity.actors import Actor

from .tools import call_tool, tools_for

log = logging.getLogger(__name__)

NEW = "2026-07-28"
BEFORE = ("2025-03-26", "2025-06-18", "2025-11-25")
VERSION_KEY = "io.modelcontextprotocol/protocolVersion"
CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities"
SERVER_KEY = "io.modelcontextprotocol/serverInfo"

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL_ERROR = -32700, -32600, -32601, -32602, -32603
HEADER_MISMATCH, UNSUPPORTED_VERSION = -32020, -32022

INSTRUCTIONS = (
    "Sightline keeps an organisation's AI management system (ISO/IEC 42001). References such as SYS-0042 name records. "
    "Read before you write; show_record gives the version that a change needs; dry_run tells what would happen. "
    "Every change is kept for ever under the name of the person that you act for: ask them first, and give their reason."
)


class Failed(Exception):
    """A request that can't be answered, as JSON-RPC says it."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data


@dataclass(frozen=True)
class Reply:
    """What goes back: a JSON-RPC message, or None for a notification; `code` is that of the error, or 0."""

    message: dict[str, Any] | None
    code: int = 0


def _info() -> dict[str, Any]:
    return {"name": "sightline", "title": "Sightline", "version": version("sightline")}


def _discover(actor: Actor, params: Mapping[str, Any]) -> dict[str, Any]:
    return {"supportedVersions": [NEW], "capabilities": {"tools": {}}, "instructions": INSTRUCTIONS, "ttlMs": 0, "cacheScope": "private"}


def _initialize(actor: Actor, params: Mapping[str, Any]) -> dict[str, Any]:
    asked = params.get("protocolVersion")
    return {
        "protocolVersion": asked if asked in BEFORE else BEFORE[-1],
        "capabilities": {"tools": {}},
        "serverInfo": _info(),
        "instructions": INSTRUCTIONS,
    }


def _ping(actor: Actor, params: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _list_tools(actor: Actor, params: Mapping[str, Any]) -> dict[str, Any]:
    if params.get("cursor") is not None:
        raise Failed(INVALID_PARAMS, "The list of tools has one page.")
    return {"tools": [tool.as_dict() for tool in tools_for(actor)], "ttlMs": 0, "cacheScope": "private"}


def _call_tool(actor: Actor, params: Mapping[str, Any]) -> dict[str, Any]:
    name, given = params.get("name"), params.get("arguments")
    if not isinstance(name, str) or not isinstance(given if given is not None else {}, dict):
        raise Failed(INVALID_PARAMS, "Give the tool's name, and its arguments as an object.")
    try:
        return call_tool(actor, name, given or {})
    except LookupError as error:
        raise Failed(INVALID_PARAMS, f"There is no tool {name} that you may use.") from error


METHODS: dict[str, Callable[[Actor, Mapping[str, Any]], dict[str, Any]]] = {
    "tools/list": _list_tools,
    "tools/call": _call_tool,
    "ping": _ping,
}


def _envelope(params: Mapping[str, Any]) -> Any:
    meta = params.get("_meta")
    return meta.get(VERSION_KEY) if isinstance(meta, Mapping) else None


def _check_envelope(params: Mapping[str, Any], spoken: Any) -> None:
    if not isinstance(spoken, str) or CAPABILITIES_KEY not in params["_meta"]:
        raise Failed(INVALID_PARAMS, f"_meta needs {VERSION_KEY} and {CAPABILITIES_KEY}.")
    if spoken != NEW:
        raise Failed(UNSUPPORTED_VERSION, "Unsupported protocol version", {"supported": [NEW], "requested": spoken})


def _check_headers(message: Mapping[str, Any], params: Mapping[str, Any], spoken: Any, headers: Mapping[str, str]) -> None:
    """The headers repeat the body, so that what stands between can route; where they differ, nobody knows which is meant (2026-07-28, streamable HTTP)."""
    wanted = {"MCP-Protocol-Version": spoken, "Mcp-Method": message["method"]}
    if message["method"] == "tools/call":
        wanted["Mcp-Name"] = params.get("name")
    for name, value in wanted.items():
        if headers.get(name) != value:
            raise Failed(HEADER_MISMATCH, f"The header {name} does not say what the body says.")


def _result(actor: Actor, message: Mapping[str, Any], headers: Mapping[str, str] | None) -> dict[str, Any]:
    params = message.get("params") or {}
    if not isinstance(params, dict):
        raise Failed(INVALID_PARAMS, "params is an object.")
    method, spoken = message["method"], _envelope(params)
    is_new = spoken is not None and method != "initialize"
    if is_new:
        if headers is not None:
            _check_headers(message, params, spoken, headers)
        _check_envelope(params, spoken)
    known = METHODS | ({"server/discover": _discover} if is_new else {"initialize": _initialize})
    if method not in known:
        raise Failed(METHOD_NOT_FOUND, f"There is no method {method}.")
    found = known[method](actor, params)
    if is_new:
        return {**found, "resultType": "complete", "_meta": {SERVER_KEY: _info()}}
    return {name: value for name, value in found.items() if name not in ("ttlMs", "cacheScope")}


def failed(identity: Any, error: Failed) -> Reply:
    """An error as JSON-RPC has it."""
    told = {"code": error.code, "message": error.message, **({"data": error.data} if error.data is not None else {})}
    return Reply({"jsonrpc": "2.0", "id": identity, "error": told}, error.code)


def answer(actor: Actor, message: Any, headers: Mapping[str, str] | None = None) -> Reply:
    """Answers one message.

    Args:
        actor: who asks.
        message: the message, as JSON has it.
        headers: those of HTTP, where it came that way.
    """
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0" or not isinstance(message.get("method"), str):
        return failed(None, Failed(INVALID_REQUEST, "Send one JSON-RPC 2.0 request or notification."))
    if "id" not in message:
        return Reply(None)
    identity = message["id"]
    if isinstance(identity, bool) or not isinstance(identity, str | int):
        return failed(None, Failed(INVALID_REQUEST, "The id is a text or a whole number."))
    try:
        return Reply({"jsonrpc": "2.0", "id": identity, "result": _result(actor, message, headers)})
    except Failed as error:
        return failed(identity, error)
    except Exception as error:
        log.error("MCP fault in %s", message["method"], exc_info=error)
        return failed(identity, Failed(INTERNAL_ERROR, "This did not work, and nothing was changed. Try again."))
