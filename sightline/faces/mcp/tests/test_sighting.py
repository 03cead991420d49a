"""The line of sight and readiness, as an assistant reads them."""

import pytest

from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from sightline.readers.frameworks.applying import ensure_shipped_frameworks

from .conftest import call

pytestmark = pytest.mark.django_db


def test_an_assistant_sees_what_proves_a_requirement_and_what_blocks(lead: Actor) -> None:
    ensure_shipped_frameworks(Actor.system(), "system", only=("iso42001",))
    perform("add_system", lead, {"name": "Ranking"}, face="cli")
    told = call(lead, "sight", reference="A.3.2")["structuredContent"]
    assert told["records_count"] == len(told["records"]) > 0
    assert "scope" in call(lead, "readiness")["structuredContent"]["stages"][0]["blockers"]
    assert call(lead, "sight", reference="A.99")["isError"] is True


def test_a_dry_run_says_what_would_turn(lead: Actor) -> None:
    ensure_shipped_frameworks(Actor.system(), "system", only=("iso42001",))
    system = perform("add_system", lead, {"name": "Ranking"}, face="cli").reference
    told = call(lead, "edit_system", reference=system, version=1, purpose="Ranks applicants", dry_run=True)["structuredContent"]
    assert "systems_say_purpose" in {one["expectation"] for one in told["would_turn"]["expectations"]}
