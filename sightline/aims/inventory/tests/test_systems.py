"""AI systems, from their entry to their end, and what the inventory says about them."""

from pathlib import Path
from typing import Any

import pytest

from sightline.aims.inventory.models import SuspectedDuplicate, System
from sightline.aims.organisation.composing import compose, moved_since
from sightline.aims.organisation.models import Organisation, Person
from sightline.kernel import clock
from sightline.kernel.changes import change
from sightline.kernel.errors import Invalid, NotFound, NotNow, NotPermitted
from sightline.kernel.expectations import all_expectations, find_expectation
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.checking import replay
from sightline.kernel.registers import Query, find_register, listing

pytestmark = pytest.mark.django_db

FULL = {
    "name": "Candidate ranking",
    "purpose": "Sorts applications for a first look.",
    "description": "Takes in applications, gives out an order.",
    "kind": "bought",
    "vendor": "Rankwise",
    "stage": "operation",
    "affects": "outside",
    "people_affected": "Applicants",
    "autonomy": "advises",
    "organisation_role": "deployer",
    "impact": "rights",
    "models": "RW-4",
    "data_sets": "Applications since 2022",
    "in_scope": "yes",
}


def names(actor: Actor, **query: Any) -> list[str]:
    """The names that the register of systems gives."""
    register = find_register("systems")
    assert register is not None
    return [str(row) for row in listing(register, actor, Query(**query)).rows]


def missing(system: System) -> dict[str, str]:
    """What is missing of a system: expectation by name, with the words that its row says."""
    told = {}
    for one in all_expectations():
        if Path(one.where).parent.name != "inventory":  # what other folders expect of a system is held there
            continue
        population = one.population().filter(pk=system.pk) if one.model is System else System.objects.none()
        if population.exists() and not one.conforming(population).exists():
            told[one.name] = one.why
    return told


def test_a_system_is_complete_when_everything_is_said(do: Any, organisation: Organisation, lead: Actor, ana: Person) -> None:
    unit = do("add_unit", lead, name="Recruiting", in_scope="yes")
    system = do("add_system", lead, **FULL, unit=unit.reference)
    assert set(missing(system)) == {"systems_have_owner", "systems_reviewed"}
    do("name_owner", lead, on=system, owner=ana.reference)
    do("review_system", lead, on=system)
    assert missing(system) == {}


def test_each_answer_that_is_missing_is_told_on_the_system(do: Any, organisation: Organisation, lead: Actor) -> None:
    told = set(missing(do("add_system", lead, name="Chatbot")).values())
    assert {"Has no owner", "Does not say what it is for", "Scope is not decided", "Belongs to no unit"} <= told


def test_an_owner_who_left_is_no_owner(do: Any, organisation: Organisation, lead: Actor, ana: Person) -> None:
    system = do("add_system", lead, **FULL, owner=ana.reference)
    assert "systems_have_owner" not in missing(system)
    do("retire_person", lead, on=ana, reason="She moved to another company.")
    assert missing(system)["systems_have_owner"] == "Has no owner"
    assert names(lead, view="without-owner") == ["Candidate ranking"]


def test_what_is_out_of_use_or_left_out_is_asked_no_more(do: Any, organisation: Organisation, lead: Actor) -> None:
    ended = do("add_system", lead, name="Chatbot", stage="retired")
    left = do("add_system", lead, name="Router", in_scope="no", scope_reason="A test of one week.")
    assert set(missing(ended)) == {"systems_scope_decided"}
    assert missing(left) == {}


def test_nothing_recorded_is_not_in_line(organisation: Organisation) -> None:
    for one in all_expectations():
        if one.model is System and one.least:
            assert one.population().count() < one.least, one.name
            assert one.absent, one.name


def test_out_of_scope_needs_a_reason(do: Any, organisation: Organisation, lead: Actor) -> None:
    system = do("add_system", lead, name="Chatbot")
    with pytest.raises(Invalid) as refusal:
        do("decide_scope", lead, on=system, in_scope="no")
    assert "scope_reason" in refusal.value.fields
    assert do("decide_scope", lead, on=system, in_scope="no", scope_reason="A test of one week.").in_scope == "no"


def test_a_part_belongs_to_its_unit(do: Any, organisation: Organisation, lead: Actor) -> None:
    claims, legal = do("add_unit", lead, name="Claims"), do("add_unit", lead, name="Legal")
    motor = do("add_unit", lead, name="Motor", parent=claims.reference)
    with pytest.raises(Invalid) as refusal:
        do("add_system", lead, name="Chatbot", unit=legal.reference, team=motor.reference)
    assert "not part of Legal" in refusal.value.fields["team"][0]


def test_an_owner_sees_all_and_changes_only_their_own(do: Any, organisation: Organisation, lead: Actor, owner: Actor) -> None:
    with change(Actor.system(), "add_person", "system", "a person for a test"):
        person = Person(name="Owner", account=owner.account)
        person.save()
    mine = do("add_system", lead, name="Mine", owner=person.reference)
    other = do("add_system", lead, name="Other")
    assert do("edit_system", owner, on=mine, purpose="Sorts letters.").purpose == "Sorts letters."
    with pytest.raises(NotPermitted):
        do("edit_system", owner, on=other, purpose="Sorts letters.")


def test_employees_do_not_see_the_inventory(do: Any, organisation: Organisation, lead: Actor, employee: Actor) -> None:
    system = do("add_system", lead, name="Chatbot")
    with pytest.raises((NotPermitted, NotFound)):
        do("edit_system", employee, on=system, purpose="x")
    with pytest.raises(NotPermitted):
        names(employee)


def test_going_into_operation_notes_since_when(do: Any, organisation: Organisation, lead: Actor) -> None:
    system = do("add_system", lead, name="Chatbot", stage="design")
    assert do("move_stage", lead, on=system, stage="operation").started == clock.today()


def test_a_review_sets_the_next(do: Any, organisation: Organisation, lead: Actor) -> None:
    system = do("review_system", lead, on=do("add_system", lead, name="Chatbot"))
    assert (system.next_review - clock.today()).days == 365
    with pytest.raises(Invalid):
        do("review_system", lead, on=system, next_review=clock.today().isoformat())


def test_views_and_filters_narrow_the_register(do: Any, organisation: Organisation, lead: Actor, ana: Person) -> None:
    unit = do("add_unit", lead, name="Claims")
    do("add_system", lead, **FULL, owner=ana.reference, unit=unit.reference)
    do("add_system", lead, name="Chatbot", next_review="2020-01-01")
    assert names(lead, view="in-scope") == names(lead, view="rights-or-safety") == ["Candidate ranking"]
    assert names(lead, view="without-owner") == names(lead, view="review-due") == names(lead, view="undecided") == ["Chatbot"]
    assert names(lead, filters={"unit": (unit.reference,)}) == ["Candidate ranking"]
    assert names(lead, q="rankwise") == ["Candidate ranking"]


def test_systems_are_part_of_the_scope_statement(do: Any, organisation: Organisation, lead: Actor, executive: Actor) -> None:
    out = do("add_unit", lead, name="Holding", in_scope="no", scope_reason="It has no staff.")
    do("add_system", lead, **FULL, unit=out.reference)
    left = do("add_system", lead, name="Chatbot", in_scope="no", scope_reason="A test of one week.")
    written = compose()
    assert "It covers 1 AI system, for which it is deployer, as the inventory lists them." in written.statement
    assert ("Chatbot", left.reference, "A test of one week.") in [(one.what, one.reference, one.reason) for one in written.left_out]
    assert "Candidate ranking is in scope, and Holding, which has it, is left out." in [one.words for one in written.crossings]
    scope = do("approve_scope", executive, on=do("draft_scope", lead))
    do("add_system", lead, name="Another", in_scope="yes")
    assert moved_since(scope, compose()) == ["1 AI systems in scope then, 2 now."]


def _pair(do: Any, lead: Actor) -> SuspectedDuplicate:
    first = do("add_system", lead, name="ChatGPT Enterprise")
    second = do("add_system", lead, name="Chat GPT Enterprise", purpose="Drafts letters.")
    return SuspectedDuplicate.objects.get(first=first, second=second)


def test_a_duplicate_that_is_one_keeps_what_both_said(do: Any, organisation: Organisation, lead: Actor) -> None:
    pair = _pair(do, lead)
    do("confirm_duplicate", lead, on=pair, keep="first")
    assert list(System.objects.current().values_list("name", "purpose")) == [("ChatGPT Enterprise", "Drafts letters.")]
    assert replay().differences == []


def test_a_duplicate_that_is_two_is_left_alone(do: Any, organisation: Organisation, lead: Actor) -> None:
    pair = _pair(do, lead)
    expectation = find_expectation("duplicates_decided")
    assert expectation is not None
    assert expectation.conforming(expectation.population()).count() == 0
    do("dismiss_duplicate", lead, on=pair, reason="Two contracts.")
    assert System.objects.current().count() == 2
    assert expectation.conforming(expectation.population()).count() == 1
    with pytest.raises(NotNow, match="decided already"):
        do("confirm_duplicate", lead, on=pair)
