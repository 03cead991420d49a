"""The life of the scope statement, from the records to what is in force."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sightline.aims.organisation.comparing import compare, words_between
from sightline.aims.organisation.composing import compose, moved_since
from sightline.aims.organisation.models import Organisation, ScopeStatement, Unit
from sightline.kernel.actions.declaring import find_action
from sightline.kernel.actions.performing import may_do
from sightline.kernel.errors import Conflict, DutiesConflict, Invalid, NotNow
from sightline.kernel.expectations import find_expectation
from sightline.kernel.identity.actors import Actor

pytestmark = pytest.mark.django_db


def in_line(name: str) -> bool:
    """Whether an expectation has what it needs and no exceptions."""
    found = find_expectation(name)
    assert found is not None
    population = found.population()
    return population.count() >= found.least and population.count() == found.conforming(population).count()


def test_a_scope_is_drafted_approved_by_another_and_in_force(do: Any, organisation: Organisation, lead: Actor, executive: Actor) -> None:
    do("add_unit", lead, name="Claims", in_scope="yes")
    do("add_unit", lead, name="Catering", in_scope="no", scope_reason="It uses no AI.")
    assert not in_line("scope_in_force")
    draft = do("draft_scope", lead)
    assert "Northwind Staffing" in draft.statement
    assert "It covers Claims." in draft.statement
    assert draft.left_out() == [{"what": "Catering", "reference": Unit.objects.get(name="Catering").reference, "reason": "It uses no AI."}]
    assert not in_line("scope_in_force")
    approved = do("approve_scope", executive, on=draft)
    assert approved.state == "approved"
    assert approved.approved_by == executive.account
    assert in_line("scope_in_force")
    assert in_line("scope_reviewed")


def test_nobody_approves_what_they_wrote(do: Any, organisation: Organisation, lead: Actor, administrator: Actor, executive: Actor) -> None:
    draft = do("draft_scope", administrator)
    with pytest.raises(DutiesConflict, match="Somebody else approves"):
        do("approve_scope", administrator, on=draft)
    do("edit_scope", lead, on=draft, statement="All of it.")
    action = find_action("approve_scope")
    assert action is not None
    draft.refresh_from_db()
    assert "You wrote it" in may_do(action, lead, draft)
    assert may_do(action, executive, draft) == ""


def test_the_person_at_the_command_line_does_not_get_round_it(do: Any, organisation: Organisation) -> None:
    draft = do("draft_scope", Actor.local())
    with pytest.raises(DutiesConflict, match="You wrote it"):
        do("approve_scope", Actor.local(), on=draft)


def test_words_are_fixed_once_approved_and_the_next_version_supersedes(
    do: Any, organisation: Organisation, lead: Actor, executive: Actor
) -> None:
    first = do("approve_scope", executive, on=do("draft_scope", lead))
    with pytest.raises(NotNow, match="fixed"):
        do("edit_scope", lead, on=first, statement="Something else.")
    second = do("draft_scope", lead)
    assert second.number == first.number + 1
    assert ScopeStatement.in_force() == first
    do("approve_scope", executive, on=second)
    first.refresh_from_db()
    assert first.state == "superseded"
    assert ScopeStatement.in_force() == second


def test_there_is_one_draft_at_a_time(do: Any, organisation: Organisation, lead: Actor) -> None:
    do("draft_scope", lead)
    with pytest.raises(Conflict, match="draft already"):
        do("draft_scope", lead)


def test_a_draft_can_name_what_is_no_record(do: Any, organisation: Organisation, lead: Actor) -> None:
    draft = do(
        "exclude_from_scope", lead, on=do("draft_scope", lead), what="Research with universities", why="It has an agreement of its own."
    )
    assert {"what": "Research with universities", "reference": "", "reason": "It has an agreement of its own."} in draft.left_out()


def test_leaving_out_needs_a_reason(do: Any, organisation: Organisation, lead: Actor) -> None:
    with pytest.raises(Invalid) as refusal:
        do("add_unit", lead, name="Catering", in_scope="no")
    assert "scope_reason" in refusal.value.fields


def test_what_crosses_the_boundary_is_told(do: Any, organisation: Organisation, lead: Actor) -> None:
    above = do("add_unit", lead, name="Holding", in_scope="no", scope_reason="It has no staff.")
    below = do("add_unit", lead, name="Claims", parent=above.reference, in_scope="yes")
    do("add_site", lead, name="Utrecht", country="Netherlands", unit=below.reference, in_scope="no", scope_reason="It closes in June.")
    words = [one.words for one in compose().crossings]
    assert "Claims is in scope, and Holding, which it is part of, is left out." in words
    assert "Utrecht is left out, and Claims, which works there, is in scope." in words


def test_what_moved_since_the_approval_is_told(do: Any, organisation: Organisation, lead: Actor, executive: Actor) -> None:
    scope = do("approve_scope", executive, on=do("draft_scope", lead))
    assert moved_since(scope, compose()) == []
    unit = do("add_unit", lead, name="Claims", in_scope="yes")
    assert moved_since(scope, compose()) == [f"New among units in scope: Claims ({unit.reference})."]


def test_a_decision_reaches_the_units_below(do: Any, organisation: Organisation, lead: Actor) -> None:
    above = do("add_unit", lead, name="Group")
    below = do("add_unit", lead, name="Claims", parent=above.reference)
    team = do("add_unit", lead, name="Motor", parent=below.reference)
    do("decide_unit_scope", lead, on=above, in_scope="yes", with_parts=True)
    assert set(Unit.objects.filter(in_scope="yes")) == {above, below, team}
    assert in_line("units_scope_decided")


def test_a_unit_is_never_part_of_itself(do: Any, organisation: Organisation, lead: Actor) -> None:
    above = do("add_unit", lead, name="Group")
    below = do("add_unit", lead, name="Claims", parent=above.reference)
    with pytest.raises(Invalid) as refusal:
        do("edit_unit", lead, on=above, parent=below.reference)
    assert "part of itself" in refusal.value.fields["parent"][0]


def test_the_statement_names_the_objectives_that_it_serves(do: Any, organisation: Organisation, lead: Actor, executive: Actor) -> None:
    do("add_objective", lead, title="Every AI system has an owner.")
    dropped = do("add_objective", lead, title="Sell more")
    do("judge_objective", lead, on=dropped, state="dropped")
    assert "It serves these objectives: Every AI system has an owner." in compose().statement
    assert "Sell more" not in compose().statement
    scope = do("approve_scope", executive, on=do("draft_scope", lead))
    later = do("add_objective", lead, title="Fewer complaints")
    assert moved_since(scope, compose()) == [f"New among objectives: Fewer complaints ({later.reference})."]


@pytest.fixture
def versions(do: Any, organisation: Organisation, lead: Actor, executive: Actor) -> tuple[ScopeStatement, ScopeStatement]:
    """Two versions: the second covers another unit, leaves out one for another reason, and no longer names the third."""
    do("add_unit", lead, name="Claims", in_scope="yes")
    catering = do("add_unit", lead, name="Catering", in_scope="no", scope_reason="It uses no AI.")
    garage = do("add_unit", lead, name="Garage", in_scope="no", scope_reason="It is leased.")
    first = do("approve_scope", executive, on=do("draft_scope", lead))
    do("add_unit", lead, name="Legal", in_scope="yes")
    do("decide_unit_scope", lead, on=catering, in_scope="no", scope_reason="It is sold in June.")
    do("decide_unit_scope", lead, on=garage, in_scope="yes")
    return first, do("draft_scope", lead)


def test_two_versions_are_compared_word_by_word(versions: tuple[ScopeStatement, ScopeStatement]) -> None:
    comparison = compare(*versions, compose())
    [statement] = [one for one in comparison.passages if one.title == "Statement"]
    assert "".join(piece.text for piece in statement.older) == versions[0].statement
    assert "".join(piece.text for piece in statement.newer) == versions[1].statement
    assert "Legal" in "".join(piece.text for piece in statement.pieces if piece.kind == "new")
    assert {(one.kind, one.what) for one in comparison.exclusions} == {("changed", "Catering"), ("gone", "Garage")}
    assert comparison.sentence == "What differs: the words of the statement, and 2 of what is left out."
    assert compare(versions[0], versions[0], compose()).sentence == "They say the same."


def test_the_comparison_is_read_in_one_text_or_side_by_side(
    versions: tuple[ScopeStatement, ScopeStatement], lead: Actor, client: Client
) -> None:
    client.force_login(lead.account, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    page = client.get("/scope/compare/1..2/").content.decode()
    assert "<ins>" in page
    assert "Not left out any more" in page
    assert "It is sold in June." in page
    assert 'class="versions"' not in page
    assert 'class="versions"' in client.get("/scope/compare/1..2/?as=sides").content.decode()
    assert "/scope/compare/1..2/" in client.get("/scope/").content.decode()
    assert "/scope/compare/1..2/" in client.get(versions[1].address).content.decode()
    assert client.get("/scope/compare/1..9/").status_code == 404


@given(st.text(max_size=200), st.text(max_size=200))
def test_words_between_lose_nothing(old: str, new: str) -> None:
    pieces = words_between(old, new)
    assert "".join(one.text for one in pieces if one.kind != "new") == old
    assert "".join(one.text for one in pieces if one.kind != "gone") == new
