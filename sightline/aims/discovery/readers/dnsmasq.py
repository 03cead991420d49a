"""The query log of dnsmasq, and of the name servers built on it. It leaves out the year and knows clients, not people."""

from __future__ import annotations

import re

from ..scanning import Use
from .contract import NO_USE, LogSource, Parse, Settings
from .hosts import host_of

_LINE = re.compile(
    rb"\s*(?:<\d+>)?([A-Z][a-z]{2})\s+(\d{1,2})\s+(\d\d):(\d\d):(\d\d)\s+(?:\S+\s+)?dnsmasq(?:-\w+)?(?:\[\d+\])?:\s+(?:\d+\s+\S+/\d+\s+)?(.*)"
)
_ISO_LINE = re.compile(
    rb"\s*(?:<\d+>\d?\s*)?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*)\s+(?:\S+\s+)?dnsmasq(?:-\w+)?(?:\[\d+\])?:\s+(?:\d+\s+\S+/\d+\s+)?(.*)"
)
_QUERY = re.compile(rb"query\[([A-Za-z0-9=]+)\]\s+(\S+)\s+from\s+(\S+)")
_STOPPED = re.compile(
    rb"(?:gravity blocked|exactly (?:blacklisted|denied)|regex (?:blacklisted|denied)|blacklisted|config)\s+(\S+)\s+is\s+(?:<|NXDOMAIN|NODATA|0\.0\.0\.0|::|127\.)"
)


def prepare(head: bytes, settings: Settings) -> Parse:
    """Takes a line apart: a question is a use, a question that was refused is noted as blocked, everything else is an answer."""
    moments = settings.moments

    def parse(line: bytes) -> Use | None:
        found = _LINE.match(line)
        if found is not None:
            seconds = int(found[3]) * 3600 + int(found[4]) * 60 + int(found[5])
            when, said = moments.without_year(found[1].decode(), int(found[2]), seconds), found[6]
        elif (found := _ISO_LINE.match(line)) is not None:
            when, said = moments.read(found[1].decode("ascii", "replace")), found[2]
        else:
            return None
        if query := _QUERY.match(said):
            return Use(host_of(query[2].decode("ascii", "replace")), user=query[3].decode("ascii", "replace"), when=when)
        if stopped := _STOPPED.match(said):
            # The question itself was counted on its own line; this one says only what became of it.
            return Use(host_of(stopped[1].decode("ascii", "replace")), when=when, requests=0, blocked=True)
        return NO_USE

    return parse


def knows(line: str) -> bool:
    """Whether a line is of dnsmasq."""
    raw = line.encode()
    return _LINE.match(raw) is not None or _ISO_LINE.match(raw) is not None


SOURCE = LogSource(
    name="dnsmasq",
    label="dnsmasq",
    get="The log of dnsmasq with “log-queries” on.",
    prepare=prepare,
    knows=lambda line: knows(line) and "gravity blocked" not in line,
)
