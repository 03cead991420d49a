"""Pi-hole: its log is that of the dnsmasq inside it, with lines of its own for what it blocks."""

from __future__ import annotations

from .contract import LogSource
from .dnsmasq import knows, prepare

SOURCE = LogSource(
    name="pihole",
    label="Pi-hole",
    get="The file /var/log/pihole/pihole.log, as it is or packed (gz).",
    prepare=prepare,
    knows=knows,
)
