"""The sources that discovery reads, and the one list of them. A new source is a module here and a line in the list."""

from __future__ import annotations

from . import (
    cloudflare,
    csv_log,
    dnsmasq,
    entra,
    expenses,
    extensions,
    google,
    intune,
    jamf,
    manifests,
    okta,
    osquery,
    pihole,
    software,
    squid,
    zscaler,
)
from .contract import ListSource, LogSource, Settings, Source, TreeSource
from .moments import Moments

SOURCES: dict[str, Source] = {
    module.SOURCE.name: module.SOURCE
    for module in (
        squid,
        zscaler,
        cloudflare,
        pihole,
        dnsmasq,
        csv_log,
        google,
        entra,
        okta,
        expenses,
        software,
        osquery,
        intune,
        jamf,
        extensions,
        manifests,
    )
}
"""Every source by its name, in the order in which people are offered them."""

__all__ = ["SOURCES", "ListSource", "LogSource", "Moments", "Settings", "Source", "TreeSource"]
