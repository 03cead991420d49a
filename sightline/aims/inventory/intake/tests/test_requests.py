"""Asking: answered at once where rules decide, else by somebody who didn't ask; what is allowed reaches the inventory."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sightline.aims.inventory.intake.deciding import check
from sightline.aims.inventory.intake.models import Outcome, Request, RuleSet
from sightline.aims.inventory.intake.queries import allowed_tools
from sightline.aims.inventory.models import System
from sightline.kernel import clock
from sightline.kernel.errors import Conflict, DutiesConflict, Invalid, NotFound, NotNow, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.registers import Query, find_register, listing
from sightline.kernel.tasks.models import Task, TaskState
from tests.support.people import make_actor

from .conftest import Do, asked

pytestmark = pytest.mark.django_db
State = Request.State


def test_a_rule_answers_at_once_and_is_cited(do: Do, employee: Actor, rules: RuleSet) -> None:
    request = asked(do, employee)
    assert (request.state, request.outcome) == (State.ANSWERED, Outcome.CONDITIONS)
    assert "You answer for the result." in request.conditions
    assert request.rule is not None
    assert (request.rule.order, request.rule_set) == (410, rules)
    assert not Task.objects.exists()


def test_no_means_no(do: Do, employee: Actor, rules: RuleSet) -> None:
    request = asked(do, employee, data="secrets")
    assert (request.state, request.outcome) == (State.ANSWERED, Outcome.FORBIDDEN)


def test_what_no_rule_decides_is_a_task_with_a_day(do: Do, employee: Actor, rules: RuleSet) -> None:
    request = asked(do, employee, use="hire", data="people")
    assert request.state == State.WAITING
    assert request.due is not None
    assert clock.today() + timedelta(days=7) <= request.due <= clock.today() + timedelta(days=9)
    task = Task.objects.get(about_id=request.pk)
    assert (task.due, task.title) == (request.due, "Answer whether Chatterbox may be used")


def test_before_any_rules_are_in_force_somebody_looks_at_it(do: Do, employee: Actor) -> None:
    request = asked(do, employee)
    assert (request.state, request.rule) == (State.WAITING, None)


def test_who_asked_does_not_decide(do: Do, lead: Actor, administrator: Actor, rules: RuleSet) -> None:
    request = asked(do, lead, use="hire")
    with pytest.raises(DutiesConflict):
        do(lead, "decide_request", request, outcome="allowed", why="I need it.")
    do(administrator, "decide_request", request, outcome="allowed", why="Tested, and a human decides.")
    request.refresh_from_db()
    assert (request.state, request.decided_by) == (State.DECIDED, administrator.account)
    assert Task.objects.get(about_id=request.pk).state == TaskState.DONE


def test_conditions_go_with_the_answer_that_has_them(do: Do, lead: Actor, employee: Actor, rules: RuleSet) -> None:
    request = asked(do, employee, use="hire")
    for answers in ({"outcome": "conditions"}, {"outcome": "allowed", "conditions": "Read it."}):
        with pytest.raises(Invalid) as refused:
            do(lead, "decide_request", request, why="So.", **answers)
        assert "conditions" in refused.value.fields
    with pytest.raises(Invalid):
        do(lead, "decide_request", request, why="So.", outcome="ask")


def test_an_employee_sees_their_own_requests_and_nobody_elses(do: Do, employee: Actor, rules: RuleSet) -> None:
    mine, theirs = asked(do, employee), asked(do, make_actor("employee"), tool="Other")
    register = find_register("use-requests")
    assert register is not None
    assert [row.pk for row in listing(register, employee, Query()).rows] == [mine.pk]
    with pytest.raises(NotFound):
        do(employee, "withdraw_request", theirs)
    with pytest.raises(NotPermitted):
        do(employee, "decide_request", mine, outcome="allowed", why="Why not.")
    rules_register = find_register("use-rules")
    assert rules_register is not None
    assert not rules_register.rows(employee).exists()


def test_who_asked_takes_back_what_waits(do: Do, employee: Actor, rules: RuleSet) -> None:
    request = asked(do, employee, use="hire")
    do(employee, "withdraw_request", request)
    request.refresh_from_db()
    assert request.state == State.WITHDRAWN
    assert Task.objects.get(about_id=request.pk).state == TaskState.DONE
    with pytest.raises(NotNow, match="answered already"):
        do(employee, "withdraw_request", asked(do, employee))


def test_what_was_allowed_goes_into_the_inventory_once(do: Do, lead: Actor, employee: Actor, rules: RuleSet) -> None:
    request = asked(do, employee)
    do(lead, "record_requested_system", request)
    system = System.objects.get()
    assert (system.name, system.purpose) == ("Chatterbox", "Write or improve a text")
    request.refresh_from_db()
    assert request.system == system
    with pytest.raises(NotNow):
        do(lead, "record_requested_system", request)
    assert asked(do, employee, tool="CHATTERBOX").system == system


def test_a_tool_that_the_inventory_has_is_tied_and_not_doubled(do: Do, lead: Actor, employee: Actor, rules: RuleSet) -> None:
    request = asked(do, employee, tool="Chatter box")
    there = do(lead, "add_system", name="Chatterbox").reference
    with pytest.raises(Conflict, match=there):
        do(lead, "record_requested_system", request, name="chatterbox")
    do(lead, "tie_request", request, system=there)
    request.refresh_from_db()
    assert request.system is not None
    assert request.system.reference == there


def test_what_was_refused_does_not_go_into_the_inventory(do: Do, lead: Actor, employee: Actor, rules: RuleSet) -> None:
    with pytest.raises(NotNow):
        do(lead, "record_requested_system", asked(do, employee, data="secrets"))


def test_the_unit_of_whoever_asks_is_known(do: Do, lead: Actor, executive: Actor, employee: Actor) -> None:
    assert employee.account is not None
    legal = do(lead, "add_unit", name="Legal").reference
    patents = do(lead, "add_unit", name="Patents", parent=legal).reference
    do(lead, "add_person", name="Kim", account=employee.account.reference, unit=patents)
    draft = RuleSet.objects.get(reference=do(lead, "draft_rules", start="starter").reference)
    do(
        lead,
        "add_rule",
        draft,
        order=5,
        tools="Clausefinder",
        unit=legal,
        use="summarise",
        data="confidential",
        outcome="allowed",
        why="Ours.",
    )
    do(executive, "publish_rules", draft)
    assert asked(do, employee, tool="clausefinder", use="summarise", data="confidential").outcome == Outcome.ALLOWED
    assert check("Clausefinder", "summarise", "confidential").outcome == Outcome.ASK
    assert [one.tool for one in allowed_tools(employee)] == ["Clausefinder"]


def test_what_was_answered_stays_when_the_rules_change(do: Do, lead: Actor, executive: Actor, employee: Actor, rules: RuleSet) -> None:
    before = asked(do, employee)
    draft = RuleSet.objects.get(reference=do(lead, "draft_rules").reference)
    rule = draft.rules.get(order=410)
    do(lead, "edit_rule", rule, conditions="Let somebody else read it, too.")
    do(executive, "publish_rules", draft)
    before.refresh_from_db()
    assert before.rule_set == rules
    assert "You answer for the result." in before.conditions
    assert asked(do, employee).conditions == "Let somebody else read it, too."
