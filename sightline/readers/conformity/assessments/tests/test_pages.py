"""The pages of an assessment, as their readers meet them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor

from ..models import Answer, Assessment
from ..questions import topics
from .conftest import Browser, say


def _words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, f"{address} gave {answer.status_code}"
    text = re.sub(r"<(svg|title)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_a_newcomer_starts_answers_and_sees_what_follows(at: Browser, lead: Actor, begun: Assessment) -> None:
    browser = at(lead)
    assert "Begin: Accountability" in _words(browser, "/assess/")
    page = f"/assess/{begun.reference}/accountability/"
    html = browser.get(page).content.decode()
    assert html.count("<fieldset") == len(topics()[0].questions)
    assert html.count("<legend") == len(topics()[0].questions)
    sent = {"question": "policy", "answer": "3", "reason": "Policy of May", "_next": f"{page}?kept=policy"}
    answer = browser.post(f"{begun.address}do/answer-question/", sent, follow=True)
    assert answer.status_code == 200
    kept = re.search(r'<div id="kept-policy".*?</div>', answer.content.decode(), re.DOTALL)
    assert kept is not None
    assert "Saved" in kept[0]
    assert "1 of 65 questions answered" in _words(browser, page)
    assert "Road map" in _words(browser, f"/assess/{begun.reference}/result/")
    browser.post(f"{begun.address}do/finish-assessment/", {"_next": "/assess/"})
    begun.refresh_from_db()
    assert begun.state == "finished"
    assert "Records to make next" in _words(browser, f"/assess/{begun.reference}/result/")


def test_a_kept_answer_costs_few_queries_however_many_there_are(
    at: Browser, lead: Actor, begun: Assessment, django_assert_max_num_queries: object
) -> None:
    for question in topics()[0].questions:
        say(lead, begun, question.id, "2")
    browser = at(lead)
    address = f"/assess/{begun.reference}/accountability/?kept=policy"
    browser.get(address)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        browser.get(address)


def test_who_was_asked_sees_their_topic_and_no_judgements(at: Browser, lead: Actor, employee: Actor, begun: Assessment) -> None:
    assert employee.account is not None
    perform("share_topics", lead, {"topics": ["suppliers"], "account": employee.account.reference}, face="web", subject=begun)
    browser = at(employee)
    assert "Begin: Suppliers and third parties" in _words(browser, "/assess/")
    page = f"/assess/{begun.reference}/suppliers/"
    assert "Who checks a supplier" in _words(browser, page)
    assert "What the records say" not in _words(browser, page)
    html = browser.get(f"/assess/{begun.reference}/incidents/").content.decode()
    assert html.count("<fieldset") == html.count(" disabled><legend")


def test_a_colleagues_other_answer_stands_beside_ones_own(at: Browser, lead: Actor, administrator: Actor, begun: Assessment) -> None:
    say(lead, begun, "policy", "3", "Policy of May")
    say(administrator, begun, "policy", "1")
    words = _words(at(administrator), f"/assess/{begun.reference}/accountability/")
    assert "The lead answered otherwise before: It is approved and says what we stand for" in words
    assert "Where colleagues differ" in _words(at(lead), "/assess/")


def test_hostile_text_stays_text(at: Browser, lead: Actor, begun: Assessment) -> None:
    say(lead, begun, "policy", "3", "</textarea><script>alert(1)</script>")
    html = at(lead).get(f"/assess/{begun.reference}/accountability/").content.decode()
    assert "<script>alert" not in html
    assert Answer.objects.get().reason.startswith("</textarea>")


def test_two_years_are_compared_on_a_page(at: Browser, lead: Actor, begun: Assessment) -> None:
    say(lead, begun, "policy", "1")
    perform("finish_assessment", lead, {}, face="web", subject=begun)
    second = perform("clone_assessment", lead, {}, face="web", subject=begun.reference).record
    assert isinstance(second, Assessment)
    assert "from last time" in _words(at(lead), f"/assess/{second.reference}/accountability/")
    say(lead, second, "policy", "4")
    words = _words(at(lead), f"/assess/{second.reference}/compare/")
    assert "1 answer moved up and 0 down" in words
    assert "3 up" in words


@pytest.mark.parametrize("address", ["/assess/ASM-9999/result/", "/assess/SYS-0001/compare/", "/assess/ASM-9999/policy/"])
def test_what_is_not_there_is_said(at: Browser, lead: Actor, begun: Assessment, address: str) -> None:
    assert at(lead).get(address).status_code == 404
