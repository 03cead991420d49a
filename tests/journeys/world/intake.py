"""Rules for the use of AI, and somebody who asks."""

from __future__ import annotations

from sightline.kernel.identity.actors import Actor

from .making import made


def of_intake(lead: Actor) -> None:
    """The starter rules as a draft, and a request that waits, since none are in force."""
    made("draft_rules", lead)
    made("ask_to_use", lead, tool="Chatterbox", use="draft", data="public")
