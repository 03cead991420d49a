"""The organisation: its units, sites, people and context."""

from __future__ import annotations

from datetime import timedelta

from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record

from .making import made, model


def of_organisation(lead: Actor) -> tuple[Record, Record]:
    """Found it if it isn't, and return a unit and a person."""
    later = clock.today() + timedelta(days=200)
    if not model("organisations")._default_manager.exists():
        made("found_organisation", lead, name="Northwind Staffing")
    unit = made("add_unit", lead, name="Human resources")
    made("add_site", lead, name="Harbour office", country="DE")
    kim = made("add_person", lead, name="Kim Dahl")
    made("add_issue", lead, title="People expect to be heard", side="external", next_review=later)
    made("add_party", lead, name="Applicants", side="external", needs="To be judged by people", next_review=later)
    made("add_objective", lead, title="Fewer overrides")
    made("plan_change", lead, title="Bring the management system in", purpose="To keep what we promise")
    return unit, kim
