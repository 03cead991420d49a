"""A log that shows AI in use, and how it was looked through."""

from __future__ import annotations

from typing import Any

from sightline.kernel.identity.actors import Actor

from .making import made, upload

USES = (("chatgpt.com", "kim"), ("chatgpt.com", "robin"), ("claude.ai", "kim"), ("www.deepl.com", "robin"))
LOG = "".join(
    f"176362560{second}.000 10 10.0.0.1 TCP_TUNNEL/200 100 CONNECT {host}:443 {who}@northwind.example HIER_DIRECT/192.0.2.1 -\n"
    for second, (host, who) in enumerate(USES)
).encode()
CATALOGUE = b"""version: '2027.01'
services:
  - id: newcomer
    name: Newcomer
    vendor: Newcomer Ltd
    category: assistants
    source: https://newcomer.example
    domains: [newcomer.example]
"""


def of_discovery(lead: Actor) -> None:
    """An entry of one's own, a newer catalogue, how it is to be done, and a look through a log."""
    helper: dict[str, Any] = {"name": "Helper", "vendor": "Northwind", "category": "assistants", "domains": "helper.northwind.example"}
    made("add_ownservice", lead, **helper)
    made("load_catalogue", lead, files=upload("newer.yaml", CATALOGUE))
    made("set_discovery", lead, fresh_days=60)
    made("discover_ai", lead, files=upload("access.log", LOG), source="squid")
