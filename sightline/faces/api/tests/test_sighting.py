"""The line of sight, readiness and what would turn, as the API gives them."""

import pytest

from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from sightline.readers.conformity.readiness import readiness
from sightline.readers.frameworks.applying import ensure_shipped_frameworks

from .conftest import Caller, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def standing(calls: Caller) -> Caller:
    """A caller in an installation that has one AI system."""
    ensure_shipped_frameworks(Actor.system(), "system", only=("iso42001",))
    perform("add_system", calls.actor, {"name": "Ranking"}, face="cli")
    return calls


def test_a_line_of_sight_from_either_end(standing: Caller) -> None:
    told = read(standing.get("/api/v1/sight/A.3.2"))
    assert told["reference"] == "iso42001:A.3.2"
    (record,) = [one for one in told["records"] if one["title"] == "Ranking"]
    back = read(standing.get(f"/api/v1/sight/{record['reference']}"))
    assert "A.3.2" in {one["id"] for one in back["requirements"]}
    assert standing.get("/api/v1/sight/A.99").status_code == 404


def test_readiness_is_what_the_pages_say(standing: Caller) -> None:
    told = read(standing.get("/api/v1/readiness"))
    assert told["stages"] == readiness(standing.actor)["stages"]
    assert told["trail"]["name"] == "Ranking"
    assert standing.get("/api/v1/readiness?system=SYS-9999").status_code == 404


def test_a_dry_run_tells_what_would_turn(standing: Caller) -> None:
    person = perform("add_person", standing.actor, {"name": "Ines Prado"}, face="cli").reference
    perform("name_owner", standing.actor, {"owner": person}, face="cli", subject="SYS-0001")
    told = read(standing.post(f"/api/v1/people/{person}/do/retire-person?dry_run=true", {"reason": "Left"}))
    shift = next(one for one in told["would_turn"]["expectations"] if one["expectation"] == "systems_have_owner")
    assert (shift["before"]["conforming"], shift["after"]["conforming"]) == (1, 0)
    assert told["entry"] is None
