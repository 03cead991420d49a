"""Owners are asked whether the inventory is still true, and answer quickly."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sightline.aims.inventory.models import Attestation, System
from sightline.aims.organisation.models import Organisation, Person
from sightline.kernel import clock
from sightline.kernel.changes import change
from sightline.kernel.errors import Invalid, NotNow, NotPermitted
from sightline.kernel.expectations import find_expectation
from sightline.kernel.identity.actors import Actor
from sightline.kernel.jobs.regular import give_due_tasks
from sightline.kernel.journal.checking import replay
from sightline.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db


def open_ones(name: str) -> int:
    """How many exceptions an expectation has."""
    one = find_expectation(name)
    assert one is not None
    return one.population().count() - one.conforming(one.population()).count()


@pytest.fixture
def asked(do: Any, organisation: Organisation, lead: Actor, owner: Actor) -> list[Attestation]:
    """Two systems of one owner, one of nobody, and a campaign."""
    with change(Actor.system(), "add_person", "system", "a person for a test"):
        person = Person(name="Owner", account=owner.account)
        person.save()
    for name in ("Radar", "Speech recognition"):
        do("add_system", lead, name=name, owner=person.reference, purpose=f"What {name} is for")
    do("add_system", lead, name="Fraud detection")
    do("add_system", lead, name="Left out", in_scope="no", scope_reason="A test of one week.")
    do("start_campaign", lead, name="Inventory 2026")
    return list(Attestation.objects.order_by("system__reference"))


def test_everybody_who_answers_for_a_system_is_asked(asked: list[Attestation], lead: Actor) -> None:
    assert [str(one.system) for one in asked] == ["Radar", "Speech recognition", "Fraud detection"]
    assert [str(one.owner) for one in asked] == ["Owner", "Owner", "None"]
    assert asked[0].due == clock.today() + timedelta(days=30)
    give_due_tasks()
    assert sorted(Task.objects.values_list("title", "assignee__name")) == [
        ("Say whether the inventory is still true: Fraud detection: is it still true?", None),
        ("Say whether the inventory is still true: Radar: is it still true?", "The owner"),
        ("Say whether the inventory is still true: Speech recognition: is it still true?", "The owner"),
    ]


def test_an_owner_answers_on_one_page(do: Any, asked: list[Attestation], owner: Actor, client: Client) -> None:
    client.force_login(owner.account, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    page = client.get("/attest/").content.decode()
    assert "2 of 2 wait for your answer" in page
    assert "What Radar is for" in page
    assert "Fraud detection" not in page
    assert "Answer now" in client.get("/").content.decode()
    answer = client.post(f"{asked[0].address}do/attest-system/", {"_next": "/attest/"})
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/attest/")
    client.post(f"{asked[1].address}do/report-change/", {"said": "It is in use in two units now.", "_next": "/attest/"})
    assert "You have answered all 2" in client.get("/attest/").content.decode()
    asked[0].refresh_from_db()
    asked[1].refresh_from_db()
    assert (asked[0].state, asked[0].answered_by) == ("true", owner.account)
    assert (asked[1].state, asked[1].said) == ("changed", "It is in use in two units now.")
    give_due_tasks()
    assert Task.objects.filter(state="open").count() == 1
    assert replay().differences == []


def test_only_the_owner_answers_and_only_once(do: Any, asked: list[Attestation], owner: Actor, lead: Actor, auditor: Actor) -> None:
    with pytest.raises(NotPermitted):
        do("attest_system", owner, on=asked[2])
    with pytest.raises(NotPermitted):
        do("attest_system", auditor, on=asked[0])
    do("attest_system", owner, on=asked[0])
    with pytest.raises(NotNow, match="answered already"):
        do("report_change", owner, on=asked[0], said="No")


def test_who_is_wrongly_asked_says_so_and_another_is_asked(
    do: Any, asked: list[Attestation], owner: Actor, lead: Actor, ana: Person
) -> None:
    do("decline_attestation", owner, on=asked[0], said="Ana has it now.")
    again = do("reassign_attestation", lead, on=asked[0], owner=ana.reference)
    assert (again.state, str(again.owner), again.said) == ("asked", str(ana), "")


def test_what_is_not_answered_in_time_is_an_exception(do: Any, asked: list[Attestation], owner: Actor, lead: Actor) -> None:
    assert (open_ones("inventory_attested"), open_ones("attestations_answered")) == (3, 0)
    do("attest_system", owner, on=asked[0])
    with clock.at(clock.now() + timedelta(days=31)):
        assert (open_ones("inventory_attested"), open_ones("attestations_answered")) == (2, 2)
    with clock.at(clock.now() + timedelta(days=400)):
        assert open_ones("inventory_attested") == 3
    do("close_campaign", lead, on="CMP-0001")
    assert open_ones("attestations_answered") == 0
    with pytest.raises(NotNow, match="closed"):
        do("attest_system", owner, on=asked[1])


def test_a_campaign_needs_a_day_to_come_and_something_to_ask(do: Any, organisation: Organisation, lead: Actor) -> None:
    with pytest.raises(Invalid, match="no AI system"):
        do("start_campaign", lead, name="Empty")
    do("add_system", lead, name="Radar")
    with pytest.raises(Invalid) as refusal:
        do("start_campaign", lead, name="Late", due="2020-01-01")
    assert "due" in refusal.value.fields
    assert System.objects.count() == 1
