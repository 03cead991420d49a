"""Who may call: tokens with scopes and an end, sessions that only read unless they prove that the page is ours."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Token

from .conftest import Caller, read, token_for

pytestmark = pytest.mark.django_db


def test_a_token_opens_what_its_owner_may_see(calls: Caller) -> None:
    answer = calls.get("/api/v1/tasks")
    assert answer.status_code == 200
    assert read(answer) == {"count": 0, "items": [], "next": None}


def test_nobody_is_asked_for_a_token() -> None:
    answer = Client().get("/api/v1/tasks")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"
    assert "Authorization: Bearer" in read(answer)["detail"]


@pytest.mark.parametrize("header", ["Bearer sl_0000_nothing", "Bearer", "Basic bGVhZDpsZWFk", "sl_", "Bearer sl_", "Bearer \x7f"])
def test_a_wrong_token_is_refused(header: str, lead: Actor) -> None:
    assert Client().get("/api/v1/tasks", headers={"Authorization": header}).status_code == 401


def test_a_token_ends(lead: Actor) -> None:
    ended = token_for(lead, days=-1)
    assert ended.get("/api/v1/tasks").status_code == 401


def test_a_token_that_was_withdrawn_opens_nothing(calls: Caller) -> None:
    Token.objects.update(revoked=clock.now())
    assert calls.get("/api/v1/tasks").status_code == 401


def test_scopes_narrow_what_the_owner_may_do(lead: Actor) -> None:
    narrow = token_for(lead, ["tasks.read"])
    assert narrow.get("/api/v1/tasks").status_code == 200
    assert narrow.get("/api/v1/evidence").status_code == 403
    refused = narrow.post("/api/v1/do/add-task", {"title": "Look"})
    assert refused.status_code == 403
    assert read(refused)["type"] == "urn:sightline:problem:not-permitted"
    assert [one["name"] for one in read(narrow.get("/api/v1/registers"))["items"]] == ["tasks"]


def test_use_is_noted_at_most_once_a_minute(calls: Caller) -> None:
    start = clock.now()
    noted = []
    for seconds in (0, 30, 59, 61):
        with clock.at(start + timedelta(seconds=seconds)):
            calls.get("/api/v1/tasks")
            noted.append(Token.objects.get().last_used)
    assert noted == [start, start, start, start + timedelta(seconds=61)]


def test_a_session_reads_but_writes_only_from_a_page_of_ours(lead: Actor) -> None:
    assert lead.account is not None
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(lead.account)
    assert browser.get("/api/v1/tasks").status_code == 200
    refused = browser.post("/api/v1/do/add-task", "{}", content_type="application/json")
    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"
