"""The pages of conformity, as their readers meet them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page

from sightline.kernel import clock
from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from sightline.readers.conformity.daily import keep_conformity
from sightline.readers.conformity.models import Applicability
from sightline.readers.conformity.standing import overview
from sightline.readers.conformity.telling import sentence
from sightline.readers.frameworks.models import Requirement
from tests.support.browser import check_page
from tests.support.product import Product

from .conftest import requirement

Browser = Callable[[Actor], Client]


@pytest.fixture
def at() -> Browser:
    """`at(lead)`: a browser in which that person is signed in."""

    def browser(actor: Actor) -> Client:
        client = Client()
        assert actor.account is not None
        client.force_login(actor.account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return browser


def _words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, f"{address} gave {answer.status_code}"
    text = re.sub(r"<(svg|title)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def _evidence(actor: Actor, source: str = "") -> str:
    data = {"title": "AI policy, version 2", "speaks_of": "2026-11-01", "source": source}
    files = {"file": SimpleUploadedFile("policy.pdf", b"%PDF a policy")}
    return perform("attach_evidence", actor, data, face="web", subject=requirement("5.2"), files=files).reference


@pytest.mark.usefixtures("iso")
class TestPages:
    """Each page says what the engine counted, and offers what its reader may do."""

    def test_the_gap_analysis_has_every_requirement_and_says_how_it_stands(self, at: Browser, lead: Actor) -> None:
        html = at(lead).get("/gaps/").content.decode()
        assert html.count("data-gap=") == 70 + 5  # every requirement, and the scale
        assert all(f'href="{row.page}"' in html for row in Requirement.objects.current())
        words = _words(at(lead), "/gaps/")
        assert sentence(overview()) in words
        assert "All 70" in words

    def test_all_gaps_are_a_click_away_and_can_be_planned(self, at: Browser, lead: Actor, auditor: Actor) -> None:
        html = at(lead).get("/gaps/?all=1").content.decode()
        assert html.count("/do/plan-gap/?_next=") == 70
        assert "/do/plan-gap/" not in at(auditor).get("/gaps/?all=1").content.decode()

    def test_a_requirement_says_what_it_asks_what_is_counted_and_what_would_show_it(self, at: Browser, lead: Actor) -> None:
        words = _words(at(lead), "/requirements/iso42001/5.2/")
        policy = requirement("5.2")
        assert policy.statement in words
        assert f"It would show by: {policy.shown_by}." in words
        assert all(question in words for question in policy.auditor_asks)
        assert "Nothing recorded yet" in words
        words = _words(at(lead), "/requirements/iso42001/6.1.3/")
        assert "Every control of Annex A is decided" in words
        assert "Not in line" in words
        assert "38 open" in words

    def test_exceptions_come_a_page_at_a_time_each_with_what_mends_it(self, at: Browser, lead: Actor) -> None:
        first = at(lead).get("/requirements/iso42001/6.1.3/?expectation=controls_decided").content.decode()
        last = at(lead).get("/requirements/iso42001/6.1.3/?expectation=controls_decided&page=2").content.decode()
        mended = [set(re.findall(r"/controls/(CTL-\d+)/do/state-applicability/", html)) for html in (first, last)]
        assert [len(found) for found in mended] == [20, 18]
        assert mended[0].isdisjoint(mended[1])

    def test_judgement_and_disagreement_stand_beside_the_count(self, at: Browser, lead: Actor) -> None:
        perform("judge_requirement", lead, {"maturity": 3, "why": "We do it <b>daily</b>."}, face="web", subject=requirement("6.1.3"))
        html = at(lead).get("/requirements/iso42001/6.1.3/").content.decode()
        assert "Judged higher than counted" in html
        assert "We do it &lt;b&gt;daily&lt;/b&gt;." in html

    def test_an_accepted_exception_says_by_whom_and_until_when(self, at: Browser, lead: Actor) -> None:
        reference = _evidence(lead)
        data = {"record": reference, "expectation": "evidence_says_where_from", "until": "2027-01-31", "why": "The archive moves."}
        with clock.at(datetime(2026, 11, 25, tzinfo=UTC)):
            perform("accept_exception", lead, data, face="web")
            words = _words(at(lead), "/requirements/iso42001/7.5.2/")
        assert "Accepted until 31 Jan 2027 by The lead: The archive moves." in words
        assert "In line" in words

    def test_a_record_shows_what_rests_on_it_and_what_is_missing(self, at: Browser, lead: Actor) -> None:
        words = _words(at(lead), f"/evidence/{_evidence(lead)}/")
        assert "Says nothing of where it comes from" in words
        assert "7.5.2" in words
        assert "Say where it comes from" in words
        words = _words(at(lead), f"/evidence/{_evidence(lead, 'Document library')}/")
        assert "Nothing is missing" in words

    def test_the_statement_of_applicability_leads_from_deciding_to_approval(self, at: Browser, lead: Actor, executive: Actor) -> None:
        assert "Decide A.2.2" in _words(at(lead), "/soa/")
        for row in Applicability.objects.all():
            data = {"applies": "yes", "basis": "choice", "justification": f"We want {row.requirement.code}."}
            perform("state_applicability", lead, data, face="web", subject=row)
        assert "Draft a version" in _words(at(lead), "/soa/")
        drafted = perform("draft_applicability", lead, {}, face="web").reference
        assert "Approve version 1" in _words(at(executive), "/soa/")
        assert "We want A.10.4." in _words(at(executive), f"/statements/{drafted}/")
        perform("approve_applicability", executive, {}, face="web", subject=drafted)
        assert "38 of 38 controls are decided; 38 apply. Version 1 is in force" in _words(at(lead), "/soa/")

    def test_home_says_how_many_are_in_line_by_clause(self, at: Browser, lead: Actor) -> None:
        words = _words(at(lead), "/")
        assert "0 of 70 requirements are in line." in words
        assert "Annex A 0 of 38" in words

    def test_a_trend_shows_from_the_second_day_on(self, at: Browser, lead: Actor) -> None:
        reference = _evidence(lead)
        with clock.at(datetime(2026, 11, 25, tzinfo=UTC)):
            keep_conformity()
            assert "Over time" not in _words(at(lead), "/requirements/iso42001/7.5.2/")
        with clock.at(datetime(2026, 11, 26, tzinfo=UTC)):
            perform("name_source", lead, {"source": "Library"}, face="web", subject=reference)
            keep_conformity()
            words = _words(at(lead), "/requirements/iso42001/7.5.2/")
            assert "The share that conforms rose from 0 % on 25 Nov to 100 % on 26 Nov" in words
            assert "Since 25 Nov 2026" in _words(at(lead), "/gaps/")

    def test_another_set_has_its_own_pages(self, at: Browser, lead: Actor) -> None:
        own = b"id: our-rules\ntitle: Our rules\nrequirements:\n- {id: R-1, title: Only approved tools}\n"
        perform("load_framework", lead, {}, face="web", files={"file": SimpleUploadedFile("rules.yaml", own)})
        assert "Only approved tools" in _words(at(lead), "/requirements/our-rules/")
        assert "Nothing recorded yet" in _words(at(lead), "/requirements/our-rules/R-1/")
        assert "Only approved tools" in _words(at(lead), "/gaps/?set=our-rules")

    def test_what_is_not_there_or_not_for_them_is_said(self, at: Browser, lead: Actor, employee: Actor) -> None:
        for address in ("/requirements/iso42001/9.9.9/", "/requirements/no-such-set/", "/gaps/?set=no-such-set"):
            assert at(lead).get(address).status_code == 404
        for address in ("/gaps/", "/soa/", "/requirements/iso42001/", "/requirements/iso42001/5.2/"):
            assert at(employee).get(address).status_code == 403

    def test_pages_cost_the_same_whatever_is_in_them(self, at: Browser, lead: Actor) -> None:
        client = at(lead)

        def queries(address: str) -> int:
            client.get(address)
            with CaptureQueriesContext(connection) as seen:
                client.get(address)
            return len(seen)

        before = queries("/gaps/?all=1"), queries("/requirements/iso42001/6.1.3/?expectation=controls_decided")
        for code in ("5.2", "6.1.3", "9.3.1"):
            perform("judge_requirement", lead, {"maturity": 1, "why": "Begun"}, face="web", subject=requirement(code))
            perform("plan_gap", lead, {"step": "Do it", "due": "2030-01-01"}, face="web", subject=requirement(code))
        assert queries("/gaps/?all=1") == before[0]
        assert queries("/requirements/iso42001/6.1.3/?expectation=controls_decided") == before[1]
        assert before[0] <= 20


@pytest.mark.browser
def test_the_pages_hold_up_in_a_real_browser(product: Product, visitor: Page) -> None:
    product.sign_in(visitor)
    problems = []
    for address in ("/gaps/", "/requirements/iso42001/6.1.3/", "/requirements/iso42001/", "/soa/"):
        visitor.goto(product.url + address)
        problems += check_page(visitor)
    assert problems == []
