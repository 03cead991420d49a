"""A founded organisation, and a short way to do things to it."""

from collections.abc import Callable
from typing import Any

import pytest

from sightline.aims.organisation.models import Organisation, Person
from sightline.kernel.actions import Outcome, perform
from sightline.kernel.changes import change
from sightline.kernel.identity.actors import Actor

Do = Callable[..., Any]


@pytest.fixture
def do() -> Do:
    """Performs an action and gives the record (`do("add_unit", lead, name="Claims")`); `on` is its subject, `reason` why."""

    def perform_it(action: str, actor: Actor, /, *, on: Any = None, reason: str = "", **answers: Any) -> Any:
        outcome: Outcome = perform(action, actor, answers, face="cli", subject=on, reason=reason)
        return outcome.record if outcome.record is not None else outcome.result

    return perform_it


@pytest.fixture
def organisation(do: Do, lead: Actor) -> Organisation:
    """Founded by the lead, with the roles of the standard."""
    found: Organisation = do(
        "found_organisation",
        lead,
        name="Northwind Staffing",
        country="Netherlands",
        activities="It finds people for jobs and jobs for people.",
    )
    return found


@pytest.fixture
def ana(organisation: Organisation) -> Person:
    """Somebody who works there."""
    person = Person(name="Ana Li", email="ana@northwind.example")
    with change(Actor.system(), "add_person", "system", "a person for a test"):
        person.save()
    return person
