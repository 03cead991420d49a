"""The line of sight: from a requirement to every record that proves it, from a record to every requirement that rests on it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Person
from sightline.kernel.actions import perform
from sightline.kernel.changes import change
from sightline.kernel.errors import NotFound, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import Look
from sightline.readers.conformity.pages.sections import line_of_sight
from sightline.readers.conformity.pages.sighting import whole_sight
from sightline.readers.conformity.sighting import requirement_named, sight
from sightline.readers.frameworks.applying import ensure_shipped_frameworks

from .conftest import requirement


@pytest.fixture
def sets(iso: None) -> None:
    """Two more sets, so that the crosswalk leads somewhere."""
    ensure_shipped_frameworks(Actor.system(), "system", only=("nist-ai-rmf", "eu-ai-act"))


def _systems(count: int, owner: Person | None = None) -> list[System]:
    with change(Actor.system(), "add_system", "system", "systems for a test"):
        return System.objects.bulk_create([System(name=f"System {n:04}", owner=owner) for n in range(count)])


def _person() -> Person:
    with change(Actor.system(), "add_person", "system", "a person for a test"):
        person = Person(name="Ines Prado")
        person.save()
    return person


def test_a_requirement_shows_every_record_that_proves_it(sets: None, lead: Actor) -> None:
    _systems(1, _person())
    (orphan,) = _systems(1)
    files = {"file": SimpleUploadedFile("roles.pdf", b"%PDF roles")}
    data = {"title": "Roles as decided", "speaks_of": "2026-11-01", "source": "Minutes"}
    evidence = perform("attach_evidence", lead, data, face="web", subject=requirement("A.3.2"), files=files).reference
    judged = perform("judge_requirement", lead, {"maturity": "4", "why": "Seen."}, face="web", subject=requirement("A.3.2")).reference
    task = perform("give_task", lead, {"title": "Name owners"}, face="web", subject=requirement("A.3.2")).reference
    found = sight("A.3.2", lead)
    records = {one["reference"]: one for one in found["records"]}
    assert (found["reference"], found["kind"]) == ("iso42001:A.3.2", "requirement")
    assert records[orphan.reference]["kind"] == "bad"
    assert "systems_have_owner" in records[orphan.reference]["through"]
    assert [records[one]["kind"] for one in (evidence, judged, task)] == ["ok", "ok", "part"]
    assert found["requirements"][0]["id"] == "A.3.2"
    assert {one["set"] for one in found["requirements"]} == {"iso42001", "nist-ai-rmf", "eu-ai-act"}
    assert all(one["through"] == ["iso42001:A.3.2"] and one["strength"] for one in found["requirements"][1:])


def test_work_for_one_requirement_proves_those_that_it_serves(sets: None, lead: Actor) -> None:
    (system,) = _systems(1)
    found = sight("nist-ai-rmf:GOVERN 2.1", lead)
    record = next(one for one in found["records"] if one["reference"] == system.reference)
    assert record["through"] == ["iso42001:A.3.2"]


def test_a_record_shows_every_requirement_that_rests_on_it(sets: None, lead: Actor) -> None:
    (system,) = _systems(1)
    found = sight(system.reference, lead)
    by_key = {f"{one['set']}:{one['id']}": one for one in found["requirements"]}
    assert found["kind"] == "AI system"
    assert "systems_have_owner" in by_key["iso42001:A.3.2"]["through"]
    assert by_key["iso42001:A.3.2"]["kind"] == "bad"
    assert "iso42001:A.3.2" in by_key["nist-ai-rmf:GOVERN 2.1"]["through"]
    assert found["records"][0]["reference"] == system.reference


def test_a_piece_of_evidence_leads_to_what_it_is_attached_to(iso: None, lead: Actor) -> None:
    files = {"file": SimpleUploadedFile("policy.pdf", b"%PDF a policy")}
    data = {"title": "AI policy", "speaks_of": "2026-01-01", "valid_until": "2026-02-01", "source": "Library"}
    evidence = perform("attach_evidence", lead, data, face="web", subject=requirement("5.2"), files=files)
    found = sight(evidence.reference, lead)
    policy = next(one for one in found["requirements"] if one["id"] == "5.2")
    assert (policy["kind"], policy["through"]) == ("part", ["attached to it"])
    assert evidence.record is not None
    assert line_of_sight(Look(lead), evidence.record) is not None


@pytest.mark.parametrize("name", ["A.6.2.4", "a.6.2.4", "iso42001:A.6.2.4", " A.6.2.4 "])
def test_a_requirement_is_found_however_it_is_written(iso: None, name: str) -> None:
    assert requirement_named(name).key == "iso42001:A.6.2.4"


def test_blanks_in_an_article_do_not_matter(sets: None) -> None:
    assert requirement_named("eu-ai-act:Art.26").code == "Art. 26"
    assert requirement_named("Art.26").key == "eu-ai-act:Art. 26"


@pytest.mark.parametrize("name", ["A.99", "nothing:4.3", "SYS-9999", ""])
def test_what_is_not_there_is_said(iso: None, lead: Actor, name: str) -> None:
    with pytest.raises(NotFound, match="There is no"):
        sight(name, lead)


def test_only_who_may_read_requirements_sees_it(iso: None, employee: Actor) -> None:
    with pytest.raises(NotPermitted):
        sight("A.3.2", employee)


def test_a_thousand_records_cost_as_many_queries_as_one(sets: None, lead: Actor, django_assert_max_num_queries: object) -> None:
    _systems(1)
    sight("A.3.2", lead)
    with django_assert_max_num_queries(40) as few:  # type: ignore[operator]
        sight("A.3.2", lead)
    _systems(1000)
    sight("A.3.2", lead)
    with django_assert_max_num_queries(len(few)):  # type: ignore[operator]
        found = sight("A.3.2", lead)
    assert sum(one["type"] == "AI system" for one in found["records"]) == 1001


def test_the_page_lists_records_a_page_at_a_time_worst_first(iso: None, lead: Actor) -> None:
    _systems(60)
    shown = whole_sight(Look(lead, {"show": ["bad"], "page": ["2"]}, {"reference": "A.3.2"}))
    assert shown.context["page"] == 2
    assert shown.context["count"] == 60 + sum(one.noun == "role" for one in shown.context["line"].records)
    assert {row.kind for row, _ in shown.context["rows"]} == {"bad"}
