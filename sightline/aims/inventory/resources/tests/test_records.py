"""Models, data and what uses them: recorded, found missing, shown on the system's page."""

from typing import Any

import pytest
from django.test import Client

from sightline.aims.inventory.models import System
from sightline.aims.inventory.resources.models import DataSet, DataUse, Model, ModelUse
from sightline.aims.organisation.models import Organisation, Person
from sightline.kernel.actions import perform
from sightline.kernel.errors import Invalid, NotNow, NotPermitted
from sightline.kernel.expectations import find_expectation
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.checking import replay
from sightline.kernel.journal.reading import history_of

pytestmark = pytest.mark.django_db


def exceptions(name: str) -> list[str]:
    """The records that an expectation finds wanting."""
    one = find_expectation(name)
    assert one is not None
    rows = one.population()
    return sorted(str(row) for row in rows.exclude(pk__in=one.conforming(one.population()).values("pk")))


def page(client: Client, actor: Actor, address: str) -> str:
    """The page at an address, as the actor sees it."""
    client.force_login(actor.account, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_text_names_becomes_records_with_one_action(do: Any, system: System, lead: Actor, client: Client) -> None:
    assert "Make records of them" in page(client, lead, system.address)
    do("record_named_resources", lead, on=system)
    assert sorted(Model.objects.values_list("name", flat=True)) == ["GPT-4o", "Own ranker"]
    assert list(DataSet.objects.values_list("name", flat=True)) == ["Applications since 2022"]
    assert ModelUse.objects.filter(system=system).count() == 2
    shown = page(client, lead, system.address)
    assert "Make records of" not in shown
    assert "/models/MDL-0001/" in shown
    do("record_named_resources", lead, on=system)
    assert (Model.objects.count(), ModelUse.objects.count(), DataUse.objects.count()) == (2, 2, 1)
    assert replay().differences == []


def test_one_model_that_many_systems_name_is_one_record(do: Any, system: System, lead: Actor) -> None:
    do("add_system", lead, name="Letters", models="gpt 4o\nNone\n" + "A long story about how it came to be. " * 6)
    do("record_all_named", lead)
    assert sorted(Model.objects.values_list("name", flat=True)) == ["GPT-4o", "Own ranker"]
    assert ModelUse.objects.filter(model__name="GPT-4o").count() == 2
    assert do("record_all_named", lead) is None


def test_a_model_with_its_version_is_known_by_either_name(do: Any, system: System, lead: Actor) -> None:
    model = do("add_model", lead, name="GPT-4o", release="2024-08")
    do("use_model", lead, on=system, model=model.reference, how="Ranks")
    do("edit_system", lead, on=system, models="GPT-4o\nGPT-4o 2024-08")
    do("record_all_named", lead)
    assert Model.objects.count() == 1
    assert ModelUse.objects.count() == 1


def test_a_use_is_recorded_once_and_its_end_is_kept(do: Any, system: System, lead: Actor) -> None:
    model = do("add_model", lead, name="GPT-4o")
    use = do("use_model", lead, on=system, model=model.reference)
    with pytest.raises(Invalid, match="recorded already"):
        do("use_model", lead, on=system, model=model.reference)
    with pytest.raises(NotNow, match="1 use still"):
        do("retire_model", lead, on=model, reason="Old.")
    do("retire_modeluse", lead, on=use, reason="Replaced.")
    do("retire_model", lead, on=model, reason="Old.")
    again = do("add_model", lead, name="GPT-5")
    do("use_model", lead, on=system, model=again.reference)
    assert [version.entry.action for version in history_of(use)] == ["retire_modeluse", "use_model"]


def test_data_is_used_by_a_system_or_a_model_and_never_by_neither(do: Any, system: System, lead: Actor) -> None:
    data, model = do("add_dataset", lead, name="Applications"), do("add_model", lead, name="Ranker")
    do("use_data", lead, on=system, data_set=data.reference)
    do("train_model", lead, on=model, data_set=data.reference, provenance="The first half")
    do("train_model", lead, on=model, data_set=data.reference, phase="testing", provenance="The second half")
    with pytest.raises(Invalid, match="recorded already"):
        do("train_model", lead, on=model, data_set=data.reference)
    assert DataUse.objects.count() == 3


def test_special_categories_are_personal_data(do: Any, organisation: Organisation, lead: Actor) -> None:
    with pytest.raises(Invalid) as refusal:
        do("add_dataset", lead, name="Health", about_people="none", special_categories="Health")
    assert "about_people" in refusal.value.fields


def test_what_is_missing_is_told_of_models_and_data_in_use(do: Any, system: System, lead: Actor, ana: Person) -> None:
    assert exceptions("systems_say_models") == []
    model, data = do("add_model", lead, name="Ranker"), do("add_dataset", lead, name="Applications")
    do("add_model", lead, name="In no system")
    do("use_model", lead, on=system, model=model.reference)
    do("train_model", lead, on=model, data_set=data.reference)
    for name in ("models_identified", "models_licensed", "models_say_use"):
        assert exceptions(name) == ["Ranker"]
    for name in ("data_managed", "data_acquired", "data_quality_said", "data_provenance_said", "data_prepared", "data_reviewed"):
        assert exceptions(name) == ["Applications"]
    do("edit_model", lead, on=model, release="3", provider="Us", kind="own", intended_use="Ranking", limitations="English only")
    do(
        "edit_dataset", lead, on=data, owner=ana.reference, about_people="personal", origin="collected", licence="Consent", quality="Checked",
        known_bias="Few over 60", provenance="The portal", preparation="Names left out", categories="CVs", retention="2 years",
    )  # fmt: skip
    do("review_data_set", lead, on=data)
    wanting = {
        name: exceptions(name)
        for name in ("models_identified", "models_licensed", "models_say_use", "data_managed", "data_acquired", "data_quality_said")
    }
    assert not any(wanting.values())
    assert not any(exceptions(name) for name in ("data_provenance_said", "data_prepared", "data_reviewed", "personal_data_described"))


def test_a_system_that_rests_on_nothing_recorded_is_told(do: Any, organisation: Organisation, lead: Actor) -> None:
    do("add_system", lead, name="Chatbot", kind="built", stage="operation", impact="rights", organisation_role="deployer")
    for name in (
        "systems_say_resources",
        "systems_say_data",
        "systems_say_models",
        "systems_say_tools",
        "systems_say_computing",
        "systems_say_people",
        "deployed_systems_say_data",
    ):
        assert exceptions(name) == ["Chatbot"], name
    do("add_resource", lead, name="Kubeflow", kind="tool", systems=["SYS-0001"])
    do("add_resource", lead, name="Frankfurt", kind="computing", systems=["SYS-0001"])
    do("add_affectedgroup", lead, name="Applicants", systems=["SYS-0001"])
    model, data = do("add_model", lead, name="Ranker"), do("add_dataset", lead, name="Applications")
    do("use_model", lead, on="SYS-0001", model=model.reference)
    do("train_model", lead, on=model, data_set=data.reference)
    for name in (
        "systems_say_resources",
        "systems_say_data",
        "systems_say_models",
        "systems_say_tools",
        "systems_say_computing",
        "systems_say_people",
        "deployed_systems_say_data",
    ):
        assert exceptions(name) == [], name


def test_an_owner_says_what_their_own_system_uses_and_no_other(do: Any, system: System, lead: Actor, owner: Actor) -> None:
    person = do("add_person", lead, name="Olga Own", email=owner.account.email if owner.account else "")
    perform("edit_person", lead, {"account": owner.account.reference if owner.account else ""}, face="web", subject=person, version=1)
    do("name_owner", lead, on=system, owner=person.reference)
    other = do("add_system", lead, name="Another")
    model = do("add_model", owner, name="Ranker")
    do("use_model", owner, on=system, model=model.reference)
    with pytest.raises(NotPermitted):
        do("use_model", owner, on=other, model=model.reference)


def test_the_pages_of_a_model_and_its_data_show_both_ways(do: Any, system: System, lead: Actor, client: Client) -> None:
    model, data = do("add_model", lead, name="Ranker", card="# Ranker\nRanks."), do("add_dataset", lead, name="Applications")
    do("use_model", lead, on=system, model=model.reference, how="Orders the list")
    do("train_model", lead, on=model, data_set=data.reference, provenance="The first half")
    shown = page(client, lead, model.address)
    assert "Orders the list" in shown
    assert "The first half" in shown
    assert "Read the card" in shown
    assert "The first half" in page(client, lead, data.address)
    of_system = page(client, lead, system.address)
    assert "for training, by Ranker" in of_system


def test_an_owner_mends_what_they_recorded_of_their_own_system_and_of_no_other(
    do: Any, system: System, organisation: Organisation, lead: Actor, owner: Actor
) -> None:
    person = do("add_person", lead, name="The owner", email="owner@northwind.example", account=owner.account)
    other = do("add_system", lead, name="Letters")
    do("edit_system", lead, on=system, owner=person.reference)
    model, data = do("add_model", lead, name="Small"), do("add_dataset", lead, name="Letters of 2024")
    uses = [do("use_model", owner, on=system, model=model.reference), do("use_data", owner, on=system, data_set=data.reference)]
    group = do("add_affectedgroup", owner, name="Applicants", systems=[system.reference])
    for use, name, answer in zip(uses, ("edit_modeluse", "edit_datause"), ({"how": "Ranks."}, {"provenance": "All."}), strict=True):
        do(name, owner, on=use, **answer)
    do("edit_affectedgroup", owner, on=group, how_many="about 40")
    do("edit_affectedgroup", lead, on=group, systems=[system.reference, other.reference])
    theirs = do("use_model", lead, on=other, model=model.reference)
    for name, row in (("retire_modeluse", theirs), ("edit_affectedgroup", group)):
        with pytest.raises(NotPermitted):
            do(name, owner, on=row, reason="Mine?")
