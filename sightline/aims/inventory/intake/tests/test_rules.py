"""Rules: drafted, checked, published by somebody else; a set that contradicts itself is never published."""

from __future__ import annotations

from typing import Any

import pytest

from sightline.aims.inventory.intake.deciding import Book, differences
from sightline.aims.inventory.intake.models import Rule, RuleSet
from sightline.kernel.errors import Conflict, DutiesConflict, Invalid, NotNow
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.checking import replay

from .conftest import Do, asked

pytestmark = pytest.mark.django_db


def _rule(do: Do, actor: Actor, draft: RuleSet, **answers: object) -> Rule:
    given = {"order": 500, "outcome": "allowed", "why": "For the test.", **answers}
    return Rule.objects.get(reference=do(actor, "add_rule", draft, **given).reference)


def test_the_starter_rules_become_a_draft_and_answer_nothing_yet(draft: RuleSet) -> None:
    assert draft.rules.count() == 21
    assert RuleSet.in_force() is None
    assert Book(draft).faults() == []
    assert replay().ok


def test_who_wrote_a_rule_does_not_publish(do: Do, lead: Actor, administrator: Actor, executive: Actor, draft: RuleSet) -> None:
    with pytest.raises(DutiesConflict):
        do(lead, "publish_rules", draft)
    do(administrator, "edit_rule", draft.rules.get(order=410), why="With public information little can go wrong.")
    with pytest.raises(DutiesConflict):
        do(administrator, "publish_rules", draft)
    do(executive, "publish_rules", draft)
    draft.refresh_from_db()
    assert (draft.state, draft.published_by) == (RuleSet.State.PUBLISHED, executive.account)


def test_contradictions_are_refused_with_the_pair_named(do: Do, lead: Actor, executive: Actor, draft: RuleSet) -> None:
    mild = _rule(do, lead, draft, order=50, tools="Chatterbox")
    with pytest.raises(Conflict) as refused:
        do(executive, "publish_rules", draft)
    said = refused.value.message
    strict = draft.rules.get(order=100)
    assert mild.reference in said
    assert strict.reference in said
    assert "Chatterbox" in said
    assert Book(draft).told(Book(draft).faults())[0] in said
    draft.refresh_from_db()
    assert draft.state == RuleSet.State.DRAFT


def test_a_rule_that_is_never_reached_is_told(do: Do, lead: Actor, executive: Actor, draft: RuleSet) -> None:
    late = _rule(do, lead, draft, order=950, tools="Chatterbox")
    with pytest.raises(Conflict, match="never reached") as refused:
        do(executive, "publish_rules", draft)
    assert late.reference in refused.value.message


def test_a_set_without_a_last_rule_is_not_published(do: Do, lead: Actor, executive: Actor, draft: RuleSet) -> None:
    do(lead, "retire_rule", draft.rules.get(order=900))
    with pytest.raises(Conflict, match="No rule answers"):
        do(executive, "publish_rules", draft)


def test_published_rules_stay_as_they_are(do: Do, lead: Actor, rules: RuleSet) -> None:
    rule = rules.rules.get(order=410)
    for action, subject, answers in (
        ("edit_rule", rule, {"why": "No."}),
        ("retire_rule", rule, {}),
        ("add_rule", rules, {"order": 1, "outcome": "allowed", "why": "x"}),
        ("describe_rules", rules, {"title": "x"}),
        ("discard_rules", rules, {}),
    ):
        with pytest.raises(NotNow, match="no draft"):
            do(lead, action, subject, **answers)


def test_the_next_version_begins_with_the_one_in_force(do: Do, lead: Actor, executive: Actor, rules: RuleSet) -> None:
    draft = RuleSet.objects.get(reference=do(lead, "draft_rules").reference)
    assert (draft.number, draft.rules.count()) == (2, rules.rules.count())
    with pytest.raises(Conflict, match=draft.reference):
        do(lead, "draft_rules")
    do(executive, "publish_rules", draft)
    rules.refresh_from_db()
    assert rules.state == RuleSet.State.SUPERSEDED
    assert RuleSet.in_force() == draft


def test_a_draft_tells_which_requests_it_would_answer_differently(do: Do, lead: Actor, employee: Actor, rules: RuleSet) -> None:
    waits, allowed = asked(do, employee, tool="Chatterbox", data="internal"), asked(do, employee, tool="Plainwords")
    draft = RuleSet.objects.get(reference=do(lead, "draft_rules").reference)
    assert differences(Book(draft), lead) == []
    _rule(do, lead, draft, order=310, tools="chatterbox\nClausefinder", data="internal")
    (found,) = differences(Book(draft), lead)
    assert (found.request, found.answer.outcome) == (waits, "allowed")
    assert allowed.pk != waits.pk


def test_conditions_are_said_where_they_are_promised(do: Do, lead: Actor, draft: RuleSet) -> None:
    for answers in ({"outcome": "conditions"}, {"outcome": "forbidden", "conditions": "Read it."}):
        with pytest.raises(Invalid) as refused:
            _rule(do, lead, draft, **answers)
        assert "conditions" in refused.value.fields


def test_checking_costs_the_same_few_queries_whatever_the_rules(
    do: Do, lead: Actor, draft: RuleSet, django_assert_max_num_queries: Any
) -> None:
    for number in range(15):
        _rule(do, lead, draft, order=310 + number, tools=f"Tool {number}", data="internal")
    with django_assert_max_num_queries(4):
        book = Book(draft)
        assert book.told(book.faults()) == []
