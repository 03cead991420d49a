"""What the inventory suggests: by words, in bulk, renewed when systems change, confirmed many at once."""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sightline.aims.inventory.ai_act.models import Classification, Duty
from sightline.aims.inventory.ai_act.suggesting import FIELDS, lists, read_lists, suggest
from sightline.aims.inventory.models import System
from sightline.kernel.actions import perform
from sightline.kernel.errors import Invalid, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.imports.running import run_import
from sightline.kernel.journal.checking import replay
from tests.support.shared import shared_data


def told(**fields: str) -> dict[str, str]:
    """What an inventory record says."""
    return {**dict.fromkeys(FIELDS, ""), "kind": "bought", **fields}


@pytest.mark.parametrize(
    ("purpose", "risk_class", "article"),
    [
        ("Screens job applicants and ranks them for recruiters.", "high-risk", "Annex III, 4(a)"),
        ("Predicts employee attrition: predict which employees may leave.", "high-risk", "Annex III, 4(b)"),
        ("Scores the creditworthiness of consumers who ask for a loan.", "high-risk", "Annex III, 5(b)"),
        ("Decides on eligibility for benefits of applicants to the fund.", "high-risk", "Annex III, 5(a)"),
        ("Watches students with a webcam: proctoring of online exams.", "high-risk", "Annex III, 3(d)"),
        ("Estimates recidivism of people who leave prison, for parole boards.", "high-risk", "Annex III, 6(d)"),
        ("Reads mammograms and marks what looks suspicious to radiologists.", "high-risk", "Art. 6(1), Annex I, section A"),
        ("A chatbot that answers questions of customers on our site.", "transparency", "Art. 50(1)"),
        ("ChatGPT for drafting texts, summaries and translations in the office.", "transparency", "Art. 50(2)"),
        ("Emotion recognition in calls to measure emotions of employees.", "prohibited", "Art. 5(1)(f)"),
        ("Forecasts how many parcels arrive at each depot next week.", "minimal", "Art. 95"),
    ],
)
def test_words_of_the_purpose_suggest_a_class_with_its_article(purpose: str, risk_class: str, article: str) -> None:
    found = suggest(told(purpose=purpose))
    assert found.outcome.main == risk_class
    assert article in found.outcome.articles
    assert 0 < found.confidence < 100
    assert found.reason.startswith("The inventory says “") or risk_class == "minimal"


def test_fish_are_not_recruited_and_too_little_suggests_nothing() -> None:
    assert suggest(told(purpose="Estimates recruitment of fish from larval surveys in the bay.")).outcome.main == "minimal"
    little = suggest(told(purpose="Misc."))
    assert (little.outcome.main, little.confidence, dict(little.answers)) == ("", 0, {})
    assert suggest(told(purpose="Scores records of the public for further steps.", impact="rights")).outcome.main == ""


def test_what_is_recorded_makes_a_suggestion_surer() -> None:
    purpose = "Forecasts how many parcels arrive at each depot next week."
    silent, recorded, bare = (
        suggest(told(purpose=purpose)),
        suggest(told(purpose=purpose, impact="neither")),
        suggest(told(purpose=purpose, kind="")),
    )
    assert bare.confidence < silent.confidence < recorded.confidence


def test_a_word_list_that_names_no_answer_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lists.yaml"
    head = "version: '1'\nchecked_on: '2026-11-25'\nleast: 1\nminimal: {recorded: 1, silent: 1}\nno_role: 0\nsuggestions:\n"
    path.write_text(head + "- {id: x, answers: {area: [a99]}, confidence: 50, words: [x]}\n")
    with pytest.raises(ValueError, match="a99"):
        read_lists(path)


@pytest.mark.django_db
def test_suggestions_are_made_for_all_and_renewed_only_where_something_changed(do: Any, system: System, lead: Actor) -> None:
    do("add_system", lead, name="Router", purpose="Forecasts how many parcels arrive at each depot next week.", kind="built")
    assert perform("suggest_classes", lead, {}, face="web").result == {"high-risk": 1, "minimal": 1}
    again = perform("suggest_classes", lead, {}, face="web")
    assert (again.result, again.entry) == ({}, None)
    do("edit_system", lead, on=system.reference, name="Planner", purpose="Forecasts how many applications arrive next week.")
    assert perform("suggest_classes", lead, {}, face="web").result == {"minimal": 1}
    assert Classification.objects.filter(risk_class="minimal").count() == 2
    assert replay().differences == []


@pytest.mark.django_db
def test_what_a_person_said_is_never_suggested_over(do: Any, system: System, lead: Actor, classify: Any) -> None:
    from .conftest import MINIMAL

    classify(system, lead, MINIMAL)
    do("edit_system", lead, on=system.reference, purpose="Ranks job applicants and rejects the lowest.")
    perform("suggest_classes", lead, {}, face="web")
    found = Classification.objects.get()
    assert (found.risk_class, found.state, found.reopened) == ("minimal", "answered", True)


@pytest.mark.django_db
def test_what_may_be_banned_is_confirmed_one_by_one(do: Any, system: System, lead: Actor, executive: Actor, owner: Actor) -> None:
    do("edit_system", lead, on=system.reference, purpose="Emotion recognition: measures the emotions of employees in calls.")
    do("suggest_classes", lead)
    with pytest.raises(Invalid):
        perform("confirm_suggestions", lead, {"risk_class": "prohibited"}, face="api")
    with pytest.raises(Invalid, match="Nothing was confirmed"):
        perform("confirm_suggestions", lead, {"risk_class": "high-risk", "at_least": 0}, face="api")
    with pytest.raises(NotPermitted):
        do("suggest_classes", owner)
    do("confirm_class", lead, on=Classification.objects.get().reference)
    assert Duty.objects.get().article == "Art. 5"


@pytest.fixture(scope="module")
def federal() -> Path:
    """The federal inventory of 2024: 2,133 systems."""
    return shared_data("us-federal-inventory", "2024_consolidated_ai_inventory_raw_v2.csv")


@pytest.mark.django_db
def test_the_federal_inventory_is_triaged_in_bulk(
    federal: Path, do: Any, organisation: Any, lead: Actor, django_assert_max_num_queries: Any
) -> None:
    run_import("systems", federal, lead, "cli")
    systems = System.objects.count()
    with federal.open(encoding="cp1252", newline="") as file:
        assert systems == sum(1 for _ in csv.reader(file)) - 1
    done = perform("suggest_classes", lead, {}, face="web").result
    assert sum(done.values()) == Classification.objects.count() == System.objects.exclude(stage="retired").count()
    assert done["high-risk"] > 150
    assert done["minimal"] > done["transparency"] > 100
    surely = Classification.objects.filter(risk_class="high-risk", confidence__gte=70).count()
    confirmed = perform("confirm_suggestions", lead, {"risk_class": "high-risk", "at_least": 70}, face="web")
    assert confirmed.result == surely
    assert Counter(Classification.objects.values_list("state", flat=True))["confirmed"] == surely
    assert Duty.objects.values("system").distinct().count() == surely
    assert lists().least < 50
