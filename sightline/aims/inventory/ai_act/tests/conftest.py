"""A founded organisation with a few systems, and answers that lead to a class."""

from collections.abc import Callable
from typing import Any

import pytest

from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Organisation, Person, Unit
from sightline.aims.organisation.tests.conftest import Do, ana, do, organisation
from sightline.kernel.changes import change
from sightline.kernel.identity.actors import Actor

__all__ = ["ana", "do", "organisation"]

MINIMAL: dict[str, Any] = {
    "ai": "yes",
    "union": ["established"],
    "only": ["none"],
    "part": ["use"],
    "changed": ["none"],
    "public": "no",
    "banned": ["none"],
    "product": "no",
    "area": ["none"],
    "open": ["none"],
}
"""A deployer in the Union, of a system that nothing speaks against."""
RECRUITING = {**MINIMAL, "area": ["a4a"], "profiling": "yes"}
CHATBOT = {**MINIMAL, "part": ["own"], "model": ["none"], "open": ["talks"]}
"""Made for one's own work, so the question about models is asked."""
EMOTIONS = {**MINIMAL, "banned": ["emotion"], "emotion_reason": "no"}


@pytest.fixture
def unit(do: Do, lead: Actor, organisation: Organisation) -> Unit:
    """The claims department."""
    found: Unit = do("add_unit", lead, name="Claims")
    return found


@pytest.fixture
def system(do: Do, lead: Actor, unit: Unit) -> System:
    """A system that ranks applicants."""
    found: System = do(
        "add_system",
        lead,
        name="Candidate ranking",
        purpose="Ranks applicants for jobs by how well they fit.",
        kind="bought",
        organisation_role="deployer",
        unit=unit.reference,
        stage="development",
    )
    return found


@pytest.fixture
def owned(system: System, owner: Actor) -> System:
    """The system, which belongs to the owner."""
    person = Person(name="The owner", email="owner@northwind.example", account=owner.account)
    with change(Actor.system(), "add_person", "system", "a person for a test"):
        person.save()
        system.owner = person
        system.save()
    return system


@pytest.fixture
def classify(do: Do) -> Callable[..., Any]:
    """Classifies a system: `classify(system, actor, RECRUITING)`."""

    def it(system: System, actor: Actor, answers: dict[str, Any]) -> Any:
        return do("classify_system", actor, on=system.reference, **answers)

    return it
