"""Squid's access log: the native format, and the common and combined ones of web servers that it can also write."""

from __future__ import annotations

import re
from urllib.parse import unquote

from ..scanning import Use
from .contract import NO_USE, LogSource, Parse, Settings
from .hosts import host_of, whole

_NATIVE = re.compile(r"\s*\d{9,}(?:\.\d+)?\s+-?\d+\s+\S+\s+[A-Z][A-Z_]*/\d{3}\s+-?\d+\s+\S+\s+\S+\s+\S+\s+[A-Z][A-Z_]*/\S+")
_COMMON = re.compile(rb'(\S+) \S+ (\S+) \[([^\]]+)\] "(\S+) (\S+)[^"]*" (\d{3}) (\d+|-)(?:.* ([A-Z_]+):[A-Z_]+\s*$)?')
_ASKS_WHO = "407"
"""An answer 407 only asks the browser who is there: the request itself comes again."""


def _prepare(head: bytes, settings: Settings) -> Parse:
    read = settings.moments.read

    def parse(line: bytes) -> Use | None:
        part = line.split(None, 9)
        if len(part) < 8 or b"/" not in part[3]:
            return _common(line, settings)
        code, _, answer = part[3].decode("ascii", "replace").partition("/")
        if answer == _ASKS_WHO:
            return NO_USE
        try:
            when: float | None = float(part[0])
        except ValueError:
            when = read(part[0].decode("ascii", "replace"))
        user = part[7].decode("utf-8", "replace")
        return Use(
            host_of(part[6].decode("utf-8", "replace")),
            user=unquote(user) if user != "-" else part[2].decode("ascii", "replace"),
            when=when if when is not None and 0 < when < 5e9 else None,
            size=whole(part[4].decode("ascii", "replace")),
            blocked="DENIED" in code,
        )

    return parse


def _common(line: bytes, settings: Settings) -> Use | None:
    found = _COMMON.match(line)
    if found is None:
        return None
    client, user, when, _, address, answer, size, code = (part.decode("utf-8", "replace") if part else "" for part in found.groups())
    if answer == _ASKS_WHO:
        return NO_USE
    return Use(
        host_of(address),
        user=user if user != "-" else client,
        when=settings.moments.read(when),
        size=whole(size.replace("-", "0")),
        blocked="DENIED" in code,
    )


SOURCE = LogSource(
    name="squid",
    label="Squid",
    get="The file access.log of the proxy, as it is or packed (gz, zst).",
    prepare=_prepare,
    knows=lambda line: _NATIVE.match(line) is not None or bool((found := _COMMON.match(line.encode())) and found[8]),
)
