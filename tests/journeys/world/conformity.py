"""What people say about requirements, and what suppliers say about them in OSCAL."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record

from .making import first, made, model, upload

_SAID = [{"uuid": "3", "control-id": "A.10.3", "description": "We tell you 30 days before a model changes."}]
_COMPONENT = {
    "uuid": "91f646c5-b1b6-4786-9ec3-2305a044e217",
    "type": "service",
    "title": "Rankwise",
    "description": "Ranks applications",
    "control-implementations": [{"uuid": "2", "source": "catalog.json", "description": "-", "implemented-requirements": _SAID}],
}
_METADATA = {"title": "Rankwise, OSCAL", "version": "3", "last-modified": "2026-02-01T00:00:00Z", "parties": [{"name": "Rankwise"}]}
DEFINITION = json.dumps({"component-definition": {"uuid": "1", "metadata": _METADATA, "components": [_COMPONENT]}}).encode()


def of_conformity(lead: Actor, system: Record, owner: Record) -> None:
    """Judgements, a plan, an exception, the applicability of every control, a pair, and claims of a supplier."""
    context = first("requirements", key="iso42001:4.1")
    made("appoint_holder", lead, first("roles", required=True, held_for="organisation"), person=owner)
    made("judge_requirement", lead, context, maturity=2, why="Seen in the minutes.")
    made("plan_gap", lead, context, step="Write the issues down", owner=owner, due=clock.today() + timedelta(days=30))
    until = clock.today() + timedelta(days=60)
    said: dict[str, Any] = {"record": system, "expectation": "systems_have_owner", "until": until, "why": "The team is being formed."}
    made("accept_exception", lead, **said)
    made("draft_scope", lead)
    for control in model("controls")._default_manager.all():
        made("state_applicability", lead, control, applies="yes", basis="risk", justification="It answers a risk.")
    made("draft_applicability", lead)
    serves = first("requirements", key="iso42001:4.2")
    made("pair_requirements", lead, context, serves=serves, strength="partly", why="Parties are found with the context.")
    made("load_component_definition", lead, files=upload("rankwise.json", DEFINITION))
