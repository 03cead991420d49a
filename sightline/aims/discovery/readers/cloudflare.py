"""Cloudflare Gateway: DNS, HTTP and network logs as Logpush writes them, one JSON object a line."""

from __future__ import annotations

from ..scanning import Use
from .contract import LogSource, Parse, Settings
from .hosts import host_of, whole
from .json_lines import read_object, text

_HOSTS = ("QueryName", "HTTPHost", "Host", "SNI", "URL")


def _prepare(head: bytes, settings: Settings) -> Parse:
    def parse(line: bytes) -> Use | None:
        found = read_object(line)
        if found is None or not (host := text(found, *_HOSTS)):
            return None
        decision = text(found, "ResolverDecision", "Action").lower()
        return Use(
            host_of(host),
            user=text(found, "Email", "UserID", "DeviceID", "DeviceName", "SrcIP", "SourceIP"),
            when=settings.moments.read(text(found, "Datetime", "RequestTime", "SessionStartTime")),
            size=whole(text(found, "BytesSent")) + whole(text(found, "BytesReceived")),
            blocked="block" in decision,
        )

    return parse


def _knows(line: str) -> bool:
    if not line.lstrip().startswith("{"):
        return False
    found = read_object(line)
    return found is not None and ({"QueryName", "ResolverDecision"} <= found.keys() or {"HTTPHost", "Action"} <= found.keys())


SOURCE = LogSource(
    name="cloudflare",
    label="Cloudflare Gateway",
    get="The Gateway DNS or HTTP log that Logpush delivers, packed (gz) or not.",
    prepare=_prepare,
    knows=_knows,
)
