"""Zscaler Internet Access: the web log as the Nanolog Streaming Service feeds it in JSON."""

from __future__ import annotations

from typing import Any

from ..scanning import Use
from .contract import LogSource, Parse, Settings
from .hosts import host_of, whole
from .json_lines import read_object, text

_NOBODY = {"unknown", "none", "na", "n/a", "other", "default department"}


def _event(line: bytes | str) -> dict[str, Any] | None:
    found = read_object(line)
    if found is None:
        return None
    event = found.get("event", found)
    return event if isinstance(event, dict) and ("eurl" in event or "url" in event or "host" in event) else None


def _said(value: str) -> str:
    return "" if value.strip().lower() in _NOBODY else value


def _prepare(head: bytes, settings: Settings) -> Parse:
    def parse(line: bytes) -> Use | None:
        event = _event(line)
        if event is None:
            return None
        return Use(
            host_of(text(event, "eurl", "url", "host")),
            user=_said(text(event, "login", "user")) or text(event, "devicehostname", "cip"),
            unit=_said(text(event, "dept", "department")),
            when=settings.moments.read(text(event, "time", "datetime")),
            size=whole(text(event, "reqsize", "requestsize")) + whole(text(event, "respsize", "responsesize")),
            blocked=text(event, "action").lower().startswith("block"),
        )

    return parse


def _knows(line: str) -> bool:
    event = _event(line) if line.lstrip().startswith("{") else None
    return event is not None and (
        "zscaler" in line[:400].lower() or {"eurl", "login"} <= event.keys() or {"urlsupercat", "dept"} <= event.keys()
    )


SOURCE = LogSource(
    name="zscaler",
    label="Zscaler",
    get="The web log that an NSS feed writes in JSON, one event a line.",
    prepare=_prepare,
    knows=_knows,
)
