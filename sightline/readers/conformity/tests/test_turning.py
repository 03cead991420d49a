"""What would break if: shown before it is done, and nothing of it is kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Person
from sightline.kernel.actions import perform
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.checking import replay
from sightline.kernel.journal.reading import last_entry
from sightline.readers.conformity.counting import counted
from sightline.readers.conformity.models import Count, DailyCount
from sightline.readers.conformity.standing import State, standing_of
from sightline.readers.conformity.turning import foresee, foreseen
from sightline.readers.frameworks.applying import ensure_shipped_frameworks

from .conftest import requirement

pytestmark = pytest.mark.usefixtures("iso")


@pytest.fixture
def owned(lead: Actor) -> tuple[System, Person]:
    """One AI system with an owner."""
    person = perform("add_person", lead, {"name": "Ines Prado"}, face="web").record
    data = {"name": "Candidate ranking", "purpose": "Ranks applicants", "owner": person.reference if person else ""}
    system = perform("add_system", lead, data, face="web").record
    assert isinstance(system, System)
    assert isinstance(person, Person)
    return system, person


def test_when_an_owner_leaves_their_systems_have_none(lead: Actor, owned: tuple[System, Person]) -> None:
    _, person = owned
    turning = foreseen("retire_person", lead, face="web", subject=person)
    assert turning is not None
    shift = next(one for one in turning.shifts if one.expectation.name == "systems_have_owner")
    assert (shift.before.conforming, shift.after.conforming, shift.worse) == (1, 0, True)
    assert turning.shifts[0].worse
    person.refresh_from_db()
    assert person.retired is None


def test_withdrawn_evidence_turns_what_rested_on_it(lead: Actor) -> None:
    files = {"file": SimpleUploadedFile("minutes.pdf", b"%PDF minutes")}
    data = {"title": "Minutes", "speaks_of": "2026-11-01", "source": "Board"}
    evidence = perform("attach_evidence", lead, data, face="web", subject=requirement("5.2"), files=files).record
    assert standing_of(requirement("7.5.2")).state == State.IN_LINE
    turning = foreseen("retire_evidence", lead, face="web", subject=evidence) if evidence else None
    assert turning is not None
    turned = {one.requirement.code: (one.before, one.after) for one in turning.turns}
    assert turned["7.5.2"] == (State.IN_LINE, State.NOT_RECORDED)
    assert "would no longer be in line" in turning.sentence
    assert turning.as_dict()["requirements"][0]["before"] == "in-line"


def test_requirements_of_other_sets_turn_through_the_crosswalk(lead: Actor) -> None:
    ensure_shipped_frameworks(Actor.system(), "system", only=("iso27001",))
    files = {"file": SimpleUploadedFile("minutes.pdf", b"%PDF minutes")}
    data = {"title": "Minutes", "speaks_of": "2026-11-01", "source": "Board"}
    evidence = perform("attach_evidence", lead, data, face="web", subject=requirement("5.2"), files=files).record
    turning = foreseen("retire_evidence", lead, face="web", subject=evidence) if evidence else None
    assert turning is not None
    assert {one.requirement.set_id for one in turning.turns} == {"iso42001", "iso27001"}


def test_nothing_of_it_is_kept(lead: Actor, owned: tuple[System, Person]) -> None:
    system, _ = owned
    counted()
    before = (last_entry(), system.version, list(Count.objects.order_by("pk").values()), list(DailyCount.objects.order_by("pk").values()))
    outcome, turning = foresee("retire_system", lead, {}, face="web", subject=system, reason="Bought another one")
    system.refresh_from_db()
    after = (last_entry(), system.version, list(Count.objects.order_by("pk").values()), list(DailyCount.objects.order_by("pk").values()))
    assert after == before
    assert outcome.entry is None
    assert [one.record_type for one in outcome.written] == ["inventory.system"]
    assert turning.shifts
    assert replay().ok


def test_what_is_foreseen_is_what_happens(lead: Actor, owned: tuple[System, Person]) -> None:
    _, person = owned
    turning = foreseen("retire_person", lead, face="web", subject=person)
    perform("retire_person", lead, {}, face="web", subject=person, reason="Left")
    now = counted()
    assert turning is not None
    assert all(
        (one.after.population, one.after.conforming) == (now[one.expectation.name].population, now[one.expectation.name].conforming)
        for one in turning.shifts
    )


def test_what_cannot_be_done_is_refused_and_not_foreseen(lead: Actor, owned: tuple[System, Person], employee: Actor) -> None:
    system, _ = owned
    with pytest.raises(Invalid):
        foresee("retire_system", lead, {}, face="web", subject=system)
    assert foreseen("retire_system", employee, face="web", subject=system) is None
