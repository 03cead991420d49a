"""A system under the EU AI Act: answered, classified, confirmed by somebody else, told to people and to the database."""

from __future__ import annotations

from typing import Any

from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record

from .making import made

RECRUITING: dict[str, Any] = {
    "ai": "yes",
    "union": ["established"],
    "only": ["none"],
    "part": ["use"],
    "changed": ["none"],
    "public": "no",
    "banned": ["none"],
    "product": "no",
    "area": ["a4a"],
    "open": ["none"],
    "profiling": "yes",
}
"""High-risk: it chooses among applicants."""


def of_ai_act(lead: Actor, second: Actor, system: Record, other: Record) -> None:
    """One system with its class, its duties and its papers; another with answers on the way."""
    made("save_class_answers", lead, other, ai="yes")
    found = made("classify_system", lead, system, **RECRUITING)
    made("confirm_class", second, found)
    notice: dict[str, Any] = {
        "title": "Applicants are told",
        "case": "tell-people",
        "words": "A computer orders applications. People decide.",
    }
    made("add_transparency_notice", lead, system, **notice, place="Careers site", since=clock.today())
    made("prepare_registration", lead, system, trade_name="Candidate ranking 4")
