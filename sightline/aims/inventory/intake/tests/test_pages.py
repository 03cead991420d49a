"""Asking in the browser, from the employee's own page to the answer; and what reviewers and writers of rules see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from sightline.aims.inventory.intake.models import Request, RuleSet
from sightline.kernel import clock
from sightline.kernel.expectations import find_expectation
from sightline.kernel.identity.actors import Actor
from sightline.kernel.obligations import all_obligations

from .conftest import Do, asked

pytestmark = pytest.mark.django_db
At = Callable[[Actor], Client]


@pytest.fixture
def at() -> At:
    """`at(lead)`: a browser in which that person is signed in."""

    def browser(actor: Actor) -> Client:
        cache.clear()
        client = Client()
        assert actor.account is not None
        client.force_login(actor.account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return browser


def seen(browser: Client, address: str) -> str:
    answer = browser.get(address, follow=True)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_an_employee_comes_from_home_to_an_answer(at: At, employee: Actor, rules: RuleSet) -> None:
    browser = at(employee)
    assert 'href="/ask/"' in seen(browser, "/")
    page = seen(browser, "/ask/")
    assert all(words in page for words in ("Which tool?", "What for?", "What would you put in?"))
    sent = browser.post(
        "/do/ask-to-use/", {"_next": "/ask/?answered=1", "tool": "Chatterbox", "use": "draft", "data": "public"}, follow=True
    )
    page = sent.content.decode()
    assert sent.redirect_chain[-1][0] == "/ask/?answered=1"
    assert "Yes, if you keep to this" in page
    assert "You answer for the result." in page
    request = Request.objects.get()
    assert request.rule is not None
    assert request.rule.reference in page
    assert "Yes, under conditions" in seen(browser, request.address)


def test_a_refused_question_says_what_is_missing(at: At, employee: Actor, rules: RuleSet) -> None:
    answer = at(employee).post("/do/ask-to-use/", {"_next": "/ask/?answered=1", "tool": "", "use": "", "data": "public"})
    assert answer.status_code == 422
    assert not Request.objects.exists()


def test_an_employee_sees_neither_rules_nor_what_others_asked(do: Do, at: At, employee: Actor, lead: Actor, rules: RuleSet) -> None:
    theirs = asked(do, lead, tool="Secretive")
    browser = at(employee)
    assert browser.get(theirs.address).status_code == 404
    for place in ("/rules-of-use/", "/use-rules/", "/try-rules/", rules.address):
        assert browser.get(place).status_code in (403, 404), place
    assert "Secretive" not in seen(browser, "/ask/") + seen(browser, "/use-requests/") + seen(browser, "/me/")


def test_tools_that_may_be_used_are_listed_for_everybody(
    do: Do, at: At, lead: Actor, executive: Actor, employee: Actor, draft: RuleSet
) -> None:
    do(lead, "add_rule", draft, order=310, tools="Clausefinder", use="summarise", data="internal", outcome="allowed", why="Ours.")
    assert "Clausefinder" not in seen(at(employee), "/ask/")
    do(executive, "publish_rules", draft)
    assert "Clausefinder" in seen(at(employee), "/ask/")


def test_a_writer_sees_what_is_wrong_before_publishing(do: Do, at: At, lead: Actor, draft: RuleSet) -> None:
    assert "every question finds one answer" in seen(at(lead), draft.address)
    for tool in ("Chatterbox", "Plainwords"):
        do(lead, "add_rule", draft, order=50, tools=tool, outcome="allowed", why="We like it.")
    page = seen(at(lead), draft.address)
    assert page.count("Two rules contradict each other") == 2
    assert "So it is with" in page


def test_an_example_is_tried_against_the_draft(do: Do, at: At, lead: Actor, employee: Actor, rules: RuleSet) -> None:
    waits = asked(do, employee, tool="Clausefinder", data="internal")
    draft = RuleSet.objects.get(reference=do(lead, "draft_rules").reference)
    rule = do(lead, "add_rule", draft, order=310, tools="Clausefinder", data="internal", outcome="allowed", why="Ours.").reference
    page = seen(at(lead), f"/try-rules/?set={draft.reference}&tool=clausefinder&use=draft&data=internal")
    assert "Yes, you may" in page
    assert rule in page
    assert waits.address in page
    assert Request.objects.count() == 1


def test_a_reviewer_decides_in_the_browser_and_puts_it_into_the_inventory(
    do: Do, at: At, lead: Actor, employee: Actor, rules: RuleSet
) -> None:
    request, browser = asked(do, employee, use="hire"), at(lead)
    assert "1 request waits for an answer" in seen(browser, "/")
    browser.post(f"{request.address}do/decide-request/", {"_all": "1", "outcome": "allowed", "why": "Tested.", "conditions": ""})
    page = seen(browser, request.address)
    assert "Yes, you may" in page
    assert "Put the tool into the inventory" in page
    browser.post(f"{request.address}do/record-requested-system/", {"_all": "1", "name": "", "kind": "bought"})
    assert "In the inventory" in seen(browser, request.address)


def test_lists_cost_few_queries(do: Do, at: At, lead: Actor, employee: Actor, rules: RuleSet, django_assert_max_num_queries: Any) -> None:
    for number in range(8):
        asked(do, employee, tool=f"Tool {number}", use="hire")
    browser = at(lead)
    for place in ("/use-requests/", "/rules-of-use/", "/use-rules/"):
        with django_assert_max_num_queries(12):
            seen(browser, place)
    with django_assert_max_num_queries(14):
        seen(browser, "/ask/")


def test_what_rules_and_requests_show(do: Do, lead: Actor, executive: Actor, employee: Actor, draft: RuleSet) -> None:
    def stands(name: str) -> tuple[int, int]:
        found = find_expectation(name)
        assert found is not None
        return found.population().count(), found.conforming(found.population()).count()

    assert stands("rules_of_use_in_force") == (1, 0)
    do(executive, "publish_rules", draft)
    assert stands("rules_of_use_in_force") == (1, 1)
    assert stands("rules_say_objective") == (21, 21)
    request = asked(do, employee)
    waits = asked(do, employee, use="hire")
    assert stands("allowed_tools_in_inventory") == (1, 0)
    do(lead, "record_requested_system", request)
    assert stands("allowed_tools_in_inventory") == (1, 1)
    assert stands("allowed_uses_fit_purpose") == (1, 1)
    assert stands("requests_answered_in_time") == (2, 2)
    answering = next(one for one in all_obligations() if one.name == "answer_requests")
    assert waits.due is not None
    assert [row.pk for row in answering.due(waits.due)] == [waits.pk]
    with clock.at(clock.now() + timedelta(days=20)):
        assert stands("requests_answered_in_time") == (2, 1)


def test_who_tries_rules_out_sees_only_the_requests_that_are_theirs(
    do: Do, at: At, lead: Actor, owner: Actor, employee: Actor, rules: RuleSet
) -> None:
    theirs, own = (asked(do, actor, tool="Clausefinder", data="internal") for actor in (employee, owner))
    draft = RuleSet.objects.get(reference=do(lead, "draft_rules").reference)
    do(lead, "add_rule", draft, order=310, tools="Clausefinder", data="internal", outcome="allowed", why="Ours.")
    page = seen(at(owner), f"/try-rules/?set={draft.reference}")
    assert own.address in page
    assert theirs.address not in page
