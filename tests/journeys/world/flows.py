"""Where data goes."""

from __future__ import annotations

from typing import Any

from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record

from .making import made


def of_flows(lead: Actor, system: Record, supplier: Record) -> None:
    """A place, a flow from it into the system, one out of it to its supplier, and a country that was decided on."""
    site = made("add_place", lead, name="Careers site", kind="source", country="Germany")
    into: dict[str, Any] = {"name": "Application form", "categories": ["contact"], "purpose": "input", "legal_basis": "contract"}
    made("add_flow", lead, from_place=site, to_system=system, **into)
    made("draw_flow", lead, system, name="Letters to rank", direction="out", supplier=supplier, kinds=["health"], purpose="sharing")
    made("decide_country", lead, country="Ireland", verdict="approved", why="In the Union.")
