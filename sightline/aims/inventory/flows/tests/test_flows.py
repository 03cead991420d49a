"""Flows: what can be drawn, and what is wrong with a flow by rule. Each finding has its case and its counter-case."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError

from sightline.aims.inventory.flows.findings import FINDINGS, findings_of, with_findings
from sightline.aims.inventory.flows.models import Flow, Place
from sightline.aims.inventory.flows.reference import approved_countries, categories
from sightline.aims.inventory.models import System
from sightline.aims.organisation.composing import compose
from sightline.kernel.changes import change
from sightline.kernel.errors import Invalid, NotFound, NotPermitted
from sightline.kernel.expectations import find_expectation
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.checking import replay
from sightline.kernel.registers import Query, find_register, listing
from sightline.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db

Add = Callable[..., Flow]


def wrong(flow: Flow) -> set[str]:
    """The findings of a flow; what the expectations say must be the same."""
    row = with_findings(Flow.objects.filter(pk=flow.pk)).get()
    found = {one.name for one in findings_of(row)}
    for one in FINDINGS:
        expectation = find_expectation(one.name)
        assert expectation is not None
        population = expectation.population().filter(pk=flow.pk)
        failing = population.exists() and not expectation.conforming(population).exists()
        assert failing == (one.name in found), one.name
    return found


def lacks(system: System, name: str) -> bool:
    """Whether an expectation over systems speaks of one and is not met."""
    expectation = find_expectation(name)
    assert expectation is not None
    population = expectation.population().filter(pk=system.pk)
    return population.exists() and not expectation.conforming(population).exists()


@pytest.fixture
def desk(do: Any, lead: Actor) -> Place:
    """Somebody in India."""
    found: Place = do("add_place", lead, name="Service desk", kind="recipient", country="India")
    return found


@pytest.fixture
def archive(do: Any, lead: Actor) -> Place:
    """A store in Ireland."""
    found: Place = do("add_place", lead, name="Archive", kind="store", country="Ireland")
    return found


def test_a_flow_is_drawn_from_the_page_of_a_system_with_a_new_place(do: Any, ranking: System, lead: Actor) -> None:
    assert lacks(ranking, "systems_in_use_have_flows")
    made = do(
        "draw_flow",
        lead,
        on=ranking,
        name="Application form",
        direction="into",
        kinds=["contact", "health"],
        purpose="input",
        new_place="Applicants",
        country="Ireland",
        legal_basis="contract",
        condition="consent",
    )
    assert (str(made.start), str(made.end), made.start.kind) == ("Applicants", "Candidate ranking", "source")
    assert (made.leaves_from, made.arrives_in, made.weight) == ("Ireland", "Ireland", "special")
    assert wrong(made) == set()
    assert not lacks(ranking, "systems_in_use_have_flows")
    assert replay().differences == []


@pytest.mark.parametrize("ends", [{}, {"new_place": "Applicants", "other": True}])
def test_a_flow_has_one_other_end(do: Any, ranking: System, lead: Actor, ends: dict[str, Any]) -> None:
    other = {"other_system": do("add_system", lead, name="Payroll").reference} if ends.pop("other", False) else {}
    with pytest.raises(Invalid) as refusal:
        do("draw_flow", lead, on=ranking, name="x", direction="into", kinds=["none"], purpose="input", **ends, **other)
    assert "one other end" in refusal.value.fields["place"][0]
    assert not Flow.objects.exists()


def test_a_flow_starts_and_arrives_at_one_end_each(do: Any, flow: Add, ranking: System, desk: Place, lead: Actor) -> None:
    with pytest.raises(Invalid) as refusal:
        flow()
    assert "Say where it arrives" in refusal.value.fields["to_place"][0]
    with pytest.raises(Invalid) as refusal:
        flow(to_place=desk.reference, to_system=do("add_system", lead, name="Payroll").reference)
    assert "Say where it arrives" in refusal.value.fields["to_system"][0]
    with pytest.raises(Invalid, match="starts where it arrives"):
        flow(to_system=ranking.reference)


def test_the_database_holds_it_too(ranking: System, desk: Place) -> None:
    bad = Flow(name="x", from_system=ranking, to_place=desk, to_system=ranking, categories=["none"], purpose="input")
    with pytest.raises(IntegrityError), change(Actor.system(), "add_flow", "system", "a flow with two ends"):
        bad.save()


def test_no_personal_data_stands_alone(flow: Add, desk: Place) -> None:
    with pytest.raises(Invalid) as refusal:
        flow(to_place=desk.reference, categories=["none", "health"])
    assert "stands alone" in refusal.value.fields["categories"][0]


def test_special_categories_do_not_go_into_a_general_tool(do: Any, flow: Add, lead: Actor) -> None:
    tool = do("add_system", lead, name="ChatGPT", kind="general")
    made = flow(to_system=tool.reference, to_country="Ireland", categories=["health"], legal_basis="contract", condition="consent")
    assert wrong(made) == {"special_data_not_into_general_tools"}
    assert wrong(do("edit_flow", lead, on=made, categories=["contact"])) == set()


def test_personal_data_leaves_for_a_country_that_is_not_approved_under_a_safeguard_only(
    do: Any, flow: Add, desk: Place, lead: Actor
) -> None:
    made = flow(to_place=desk.reference, legal_basis="contract")
    assert wrong(made) == {"transfers_are_safeguarded"}
    assert wrong(do("ground_flow", lead, on=made, safeguard="clauses")) == set()
    made = do("edit_flow", lead, on=made, safeguard="")
    decided = do("decide_country", lead, country="india", verdict="approved", why="Our own assessment.")
    assert wrong(made) == set()
    do("edit_country_decision", lead, on=decided, verdict="refused")
    assert wrong(made) == {"transfers_are_safeguarded"}


@pytest.mark.parametrize("country", ["Ireland", "netherlands", "EU", "Japan"])
def test_approved_countries_need_no_safeguard(do: Any, flow: Add, lead: Actor, country: str) -> None:
    place = do("add_place", lead, name="Archive", kind="store", country=country)
    assert wrong(flow(to_place=place.reference, legal_basis="contract")) == set()


def test_an_approved_country_can_be_refused(do: Any, flow: Add, lead: Actor) -> None:
    place = do("add_place", lead, name="Archive", kind="store", country="Japan")
    made = flow(to_place=place.reference, legal_basis="contract")
    do("decide_country", lead, country="Japan", verdict="refused", why="Our customers' contracts say so.")
    assert wrong(made) == {"transfers_are_safeguarded"}


def test_data_without_persons_and_data_that_stays_need_no_safeguard(do: Any, flow: Add, desk: Place, lead: Actor) -> None:
    assert wrong(flow(to_place=desk.reference, categories=["business"])) == set()
    other = do("add_place", lead, name="Chennai", kind="source", country="India")
    assert wrong(flow(from_place=other.reference, to_place=desk.reference, legal_basis="contract")) == set()


def test_training_on_personal_data_needs_a_basis(do: Any, flow: Add, ranking: System, archive: Place, lead: Actor) -> None:
    made = flow(from_place=archive.reference, to_system=ranking.reference, purpose="training", categories=["employees"])
    assert wrong(made) == {"training_has_legal_basis", "personal_flows_have_basis"}
    assert wrong(do("edit_flow", lead, on=made, legal_basis="interests")) == set()
    made = do("edit_flow", lead, on=made, categories=["employees", "health"])
    assert wrong(made) == {"training_has_legal_basis", "special_flows_have_condition"}
    assert wrong(do("edit_flow", lead, on=made, condition="bias")) == set()
    assert wrong(do("edit_flow", lead, on=made, categories=["business"], legal_basis="", condition="")) == set()


def test_what_crosses_the_boundary_is_governed(do: Any, flow: Add, lead: Actor) -> None:
    left = do("add_system", lead, name="Payroll", in_scope="no", scope_reason="Of the holding.")
    made = flow(to_system=left.reference, categories=["business"])
    assert wrong(made) == {"crossing_flows_are_governed"}
    crossing = [one for one in compose().crossings if one.record == made]
    assert [one.words for one in crossing] == [
        "Candidate ranking is in scope and feeds Payroll, which is left out; nothing is said to govern it."
    ]
    governed = do("govern_flow", lead, on=made, governed="Service agreement of 2026.")
    assert wrong(governed) == set()
    assert [one for one in compose().crossings if one.record == made] == []
    assert "1 data flow crosses the boundary" in compose().statement


def test_what_stays_inside_does_not_cross(do: Any, flow: Add, lead: Actor) -> None:
    inside = do("add_system", lead, name="Careers site", in_scope="yes")
    assert wrong(flow(to_system=inside.reference, categories=["business"])) == set()
    assert "cross" not in compose().statement


def test_personal_data_says_where_it_arrives(do: Any, flow: Add, lead: Actor) -> None:
    place = do("add_place", lead, name="Somewhere", kind="recipient")
    made = flow(to_place=place.reference, legal_basis="contract")
    assert wrong(made) == {"personal_flows_say_country"}
    assert wrong(do("edit_flow", lead, on=made, to_country="Ireland")) == set()


def test_a_built_system_shows_where_its_training_data_comes_from(do: Any, flow: Add, archive: Place, lead: Actor) -> None:
    built = do("add_system", lead, name="Router", kind="built")
    assert lacks(built, "built_systems_show_training_data")
    flow(from_place=archive.reference, to_system=built.reference, purpose="training", categories=["business"])
    assert not lacks(built, "built_systems_show_training_data")


def test_a_finding_becomes_a_task_of_the_systems_owner(do: Any, flow: Add, desk: Place, lead: Actor) -> None:
    made = flow(to_place=desk.reference, legal_basis="contract")
    task = do("raise_from_flow", lead, on=made, finding="transfers_are_safeguarded")
    assert isinstance(task, Task)
    assert (task.about_id, task.serves[0]) == (made.pk, "iso42001:A.7.2")
    assert "safeguard" in task.details
    with pytest.raises(Invalid) as refusal:
        do("raise_from_flow", lead, on=made, finding="training_has_legal_basis")
    assert "as expected" in refusal.value.fields["finding"][0]


def test_a_finding_can_be_accepted_for_a_time(do: Any, flow: Add, desk: Place, lead: Actor) -> None:
    from sightline.aims.inventory.flows.findings import accepted
    from sightline.kernel import clock

    made = flow(to_place=desk.reference, legal_basis="contract")
    until = clock.today().replace(day=28).isoformat()
    answers = {"record": made.reference, "expectation": "transfers_are_safeguarded", "until": until, "why": "The desk closes this month."}
    do("accept_exception", lead, **answers)
    assert {name: day.isoformat() for (_, name), day in accepted(lead, clock.today()).items()} == {"transfers_are_safeguarded": until}


def test_a_review_sets_the_next(do: Any, flow: Add, desk: Place, lead: Actor) -> None:
    made = flow(to_place=desk.reference, next_review="2020-01-01")
    expectation = find_expectation("flows_reviewed")
    assert expectation is not None
    assert not expectation.conforming(expectation.population()).exists()
    do("review_flow", lead, on=made)
    assert expectation.conforming(expectation.population()).exists()


def test_the_list_narrows_by_kind_of_data_and_view(flow: Add, desk: Place, archive: Place, lead: Actor) -> None:
    flow(name="Files", to_place=archive.reference, categories=["health"])
    flow(name="Letters", to_place=desk.reference, categories=["contact"])
    register = find_register("flows")
    assert register is not None

    def names(**query: Any) -> list[str]:
        return [str(row) for row in listing(register, lead, Query(**query)).rows]

    assert names(view="special") == names(filters={"data": ("health",)}) == ["Files"]
    assert names(view="abroad") == names(q="desk") == ["Letters"]
    assert names(view="findings") == ["Files", "Letters"]


def test_an_owner_changes_the_flows_of_their_systems_only(do: Any, flow: Add, desk: Place, owner: Actor) -> None:
    made = flow(to_place=desk.reference)
    with pytest.raises(NotPermitted):
        do("edit_flow", owner, on=made, name="Other words")


def test_employees_see_no_flows(do: Any, flow: Add, desk: Place, employee: Actor) -> None:
    made = flow(to_place=desk.reference)
    with pytest.raises((NotPermitted, NotFound)):
        do("edit_flow", employee, on=made, name="x")
    with pytest.raises(NotPermitted):
        do("add_flow", employee, name="x", categories=["none"], purpose="input")


def test_the_reference_data_is_whole() -> None:
    assert {one.group for one in categories().values()} == {"none", "personal", "special"}
    assert len([one for one in approved_countries() if one.ground == "eea"]) == 31
    assert all(one.source for one in approved_countries())


def test_an_owner_changes_places_that_only_their_systems_touch(
    do: Any, flow: Add, desk: Place, ranking: System, lead: Actor, owner: Actor
) -> None:
    person = do("add_person", lead, name="The owner", email="owner@northwind.example", account=owner.account)
    do("edit_system", lead, on=ranking, owner=person.reference)
    with pytest.raises(NotPermitted):
        do("edit_place", owner, on=desk, note="Kept a year.")
    flow(to_place=desk.reference)
    do("edit_place", owner, on=desk, note="Kept a year.")
    other = do("add_system", lead, name="Letters")
    flow(from_system=other.reference, to_place=desk.reference)
    with pytest.raises(NotPermitted):
        do("edit_place", owner, on=desk, note="Kept for ever.")
