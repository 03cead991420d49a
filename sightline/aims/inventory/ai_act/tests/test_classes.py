"""What a compliance lead, an owner and an executive do with classes: answer, confirm, look again, and meet duties."""

from collections.abc import Callable
from typing import Any

import pytest

from sightline.aims.inventory.ai_act.models import ClassAnswers, Classification, Duty
from sightline.aims.inventory.ai_act.queries import class_of, is_met, may_be_used
from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Person
from sightline.kernel.actions import perform, perform_together
from sightline.kernel.changes import change
from sightline.kernel.errors import DutiesConflict, Invalid, NotNow, NotPermitted
from sightline.kernel.expectations import find_expectation
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.checking import replay

from .conftest import CHATBOT, EMOTIONS, MINIMAL, RECRUITING

pytestmark = pytest.mark.django_db
Classify = Callable[..., Any]


def exceptions(name: str) -> list[str]:
    """The references that are not as an expectation says."""
    found = find_expectation(name)
    assert found is not None
    good = found.conforming(found.population()).values("pk")
    return [row.reference for row in found.population().exclude(pk__in=good)]


def test_answered_by_the_owner_confirmed_by_the_lead_and_duties_follow(
    do: Any, owned: System, owner: Actor, lead: Actor, classify: Classify
) -> None:
    found = classify(owned, owner, RECRUITING)
    assert (found.risk_class, found.state, found.points) == ("high-risk", "answered", "4(a)")
    assert exceptions("systems_classified") == [owned.reference]
    with pytest.raises(NotPermitted):
        do("confirm_class", owner, on=found.reference)
    do("confirm_class", lead, on=found.reference)
    assert exceptions("systems_classified") == []
    duties = Duty.objects.filter(system=owned)
    assert {"Art. 26(2)", "Art. 26(7)", "Art. 86"} <= set(duties.values_list("article", flat=True))
    assert {str(day) for day in duties.values_list("effective", flat=True)} == {"2027-12-02"}
    assert exceptions("duties_of_art_26") == []
    assert replay().differences == []


def test_nobody_confirms_what_they_answered(do: Any, system: System, lead: Actor, executive: Actor, classify: Classify) -> None:
    found = classify(system, lead, RECRUITING)
    with pytest.raises(DutiesConflict, match="You answered"):
        do("confirm_class", lead, on=found.reference)
    do("confirm_class", executive, on=found.reference)
    assert class_of(system).state == "confirmed"  # type: ignore[union-attr]


def test_an_owner_classifies_only_their_own(do: Any, system: System, owner: Actor, employee: Actor, classify: Classify) -> None:
    with pytest.raises(NotPermitted):
        classify(system, owner, RECRUITING)
    with pytest.raises(NotPermitted):
        classify(system, employee, RECRUITING)
    assert class_of(system) is None


def test_a_question_that_is_asked_and_not_answered_is_named(system: System, lead: Actor, classify: Classify) -> None:
    with pytest.raises(Invalid) as refused:
        classify(system, lead, {**MINIMAL, "area": ["a4a"]})
    assert list(refused.value.fields) == ["profiling"]


def test_what_is_banned_may_not_be_used_and_is_shouted(do: Any, system: System, lead: Actor, executive: Actor, classify: Classify) -> None:
    found = classify(system, lead, EMOTIONS)
    assert "Art. 5(1)(f)" in may_be_used(system)
    assert exceptions("nothing_prohibited") == [found.reference]
    do("confirm_class", executive, on=found.reference)
    assert exceptions("duties_of_art_5") == list(Duty.objects.values_list("reference", flat=True))
    classify(system, lead, MINIMAL)
    assert may_be_used(system) == ""
    assert exceptions("nothing_prohibited") == []


@pytest.mark.parametrize(
    ("action", "answers", "said"),
    [
        ("edit_system", {"purpose": "Decides who is invited."}, "purpose"),
        ("edit_system", {"kind": "built"}, "kind"),
        ("edit_system", {"autonomy": "alone"}, "autonomy"),
        ("edit_system", {"affects": "outside"}, "affects"),
        ("edit_system", {"organisation_role": "provider"}, "our role"),
        ("move_stage", {"stage": "operation"}, "stage"),
    ],
)
def test_a_class_is_reopened_when_its_ground_moves(
    do: Any, system: System, lead: Actor, executive: Actor, classify: Classify, action: str, answers: dict[str, str], said: str
) -> None:
    found = classify(system, lead, RECRUITING)
    do("confirm_class", executive, on=found.reference)
    do(action, lead, on=system.reference, **answers)
    fresh = Classification.objects.get()
    assert [what for what, _, _ in fresh.moved()] == [said]
    assert exceptions("systems_classified") == [system.reference]
    do("check_class", executive, on=fresh.reference, remark="It changes nothing: a person decides as before.")
    assert exceptions("systems_classified") == []
    assert Classification.objects.get().remark.startswith("It changes nothing")


@pytest.mark.parametrize(("action", "answers"), [("edit_system", {"vendor": "Acme"}), ("move_stage", {"stage": "verification"})])
def test_a_class_stays_when_something_else_moves(
    do: Any, system: System, lead: Actor, executive: Actor, classify: Classify, action: str, answers: dict[str, str]
) -> None:
    do("confirm_class", executive, on=classify(system, lead, RECRUITING).reference)
    do(action, lead, on=system.reference, **answers)
    assert exceptions("systems_classified") == []


def test_what_is_not_known_can_not_be_confirmed(do: Any, system: System, lead: Actor, executive: Actor, classify: Classify) -> None:
    found = classify(system, lead, {**RECRUITING, "open": ["unknown"]})
    assert found.risk_class == "high-risk"
    with pytest.raises(NotNow, match="not known yet"):
        do("confirm_class", executive, on=found.reference)


def test_another_class_retires_duties_and_keeps_what_was_said_of_those_that_stay(
    do: Any, system: System, lead: Actor, executive: Actor, classify: Classify
) -> None:
    do("confirm_class", executive, on=classify(system, lead, {**RECRUITING, "public": "body"}).reference)
    oversight = Duty.objects.get(duty="oversight-people")
    do("settle_duty", lead, on=oversight.reference, state="met", shown_by="Two recruiters are named in PRC-7.")
    do("confirm_class", executive, on=classify(system, lead, RECRUITING).reference)
    assert Duty.objects.get(duty="registration-deployer").retired is not None
    assert Duty.objects.get(duty="oversight-people").state == "met"
    do("confirm_class", executive, on=classify(system, lead, MINIMAL).reference)
    assert not Duty.objects.current().exists()
    do("confirm_class", executive, on=classify(system, lead, RECRUITING).reference)
    back = Duty.objects.get(duty="oversight-people")
    assert (back.retired, back.shown_by) == (None, "Two recruiters are named in PRC-7.")


def test_a_duty_is_met_by_words_that_show_it_or_by_a_record(
    do: Any, system: System, lead: Actor, executive: Actor, classify: Classify
) -> None:
    do("confirm_class", executive, on=classify(system, lead, CHATBOT).reference)
    duty = Duty.objects.get(duty="say-it-is-ai")
    assert exceptions("duties_of_art_50") == [duty.reference]  # it applies already, and nobody owns it
    with pytest.raises(Invalid):
        do("settle_duty", lead, on=duty.reference, state="met")
    do(
        "add_transparency_notice",
        lead,
        on=system.reference,
        title="First line of the chat",
        case="say-it-is-ai",
        words="You are talking with a machine.",
        place="First line of the chat",
        since="2026-08-01",
    )
    assert Duty.objects.filter(is_met()).get() == duty
    person = Person(name="Bo", email="bo@northwind.example")
    with change(Actor.system(), "add_person", "system", "a person for a test"):
        person.save()
    do("name_duty_owner", lead, on=duty.reference, owner=person.reference)
    assert exceptions("duties_of_art_50") == []


def test_registration_data_are_complete_once_all_is_said(
    do: Any, system: System, lead: Actor, executive: Actor, classify: Classify
) -> None:
    do("confirm_class", executive, on=classify(system, lead, {**RECRUITING, "public": "body"}).reference)
    duty = Duty.objects.get(duty="registration-deployer")
    assert exceptions("registration_data_complete") == [duty.reference]
    filed = do("prepare_registration", lead, on=system.reference, trade_name="Ranker 3", market="on_market")
    assert exceptions("registration_data_complete") == [duty.reference]
    with pytest.raises(NotNow, match=filed.reference):
        do("prepare_registration", lead, on=system.reference)
    more = {
        "registrant_name": "Northwind",
        "registrant_address": "Utrecht",
        "registrant_contact": "ai@northwind.example",
        "countries": "Netherlands",
    }
    do("edit_registration", lead, on=filed.reference, **more)
    assert exceptions("registration_data_complete") == []
    assert not Duty.objects.filter(is_met(), pk=duty.pk).exists()
    do("edit_registration", lead, on=filed.reference, number="EU-2027-17")
    assert Duty.objects.filter(is_met(), pk=duty.pk).exists()


def test_answers_are_kept_on_the_way_and_classify_takes_them(do: Any, system: System, lead: Actor) -> None:
    do("save_class_answers", lead, on=system.reference, shown="law", ai="yes", union=["established"], only=["none"])
    do("save_class_answers", lead, on=system.reference, shown="part", part=["use"], changed=["none"], public="no")
    rest = {name: MINIMAL[name] for name in ("banned", "product", "area")}
    do("save_class_answers", lead, on=system.reference, **rest)
    assert class_of(system) is None
    found = do("classify_system", lead, on=system.reference, open=["none"])
    assert (found.risk_class, found.answers) == ("minimal", MINIMAL)
    assert not ClassAnswers.objects.get().under_way


def test_none_of_these_stands_alone_whatever_was_ticked_last(do: Any, system: System, lead: Actor) -> None:
    def kept(*ticked: str) -> Any:
        do("save_class_answers", lead, on=system.reference, shown="banned", banned=list(ticked))
        return ClassAnswers.objects.get().answers.get("banned")

    assert kept("none") == ["none"]
    assert kept("none", "score") == ["score"]
    assert kept("none", "score", "exploit") == ["none"]
    assert kept() is None


def test_many_classes_are_confirmed_together_from_the_list(
    do: Any, system: System, lead: Actor, executive: Actor, classify: Classify, django_assert_max_num_queries: Any
) -> None:
    for name in ("Spelling", "Search", "Sorting"):
        classify(do("add_system", lead, name=name), lead, MINIMAL)
    classify(system, lead, RECRUITING)
    done = perform_together("confirm_class", executive, {}, face="web", among=Classification.objects.current())
    assert done.count == 4
    assert Classification.objects.filter(state="confirmed").count() == 4
    assert Duty.objects.count() > 8


def test_a_dry_run_tells_the_class_and_changes_nothing(system: System, lead: Actor) -> None:
    outcome = perform("classify_system", lead, RECRUITING, face="api", subject=system, dry_run=True)
    assert outcome.record.risk_class == "high-risk"  # type: ignore[union-attr]
    assert class_of(system) is None
