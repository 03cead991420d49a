"""The door: the first visit, passwords, tokens; and that signing in leaves the ledger as it is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from sightline.aims.organisation.models import Organisation
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account, Token
from sightline.kernel.journal.checking import replay

from .test_registers import text

At = Callable[[Actor], Client]
PASSWORD = "a long walk along the harbour"
FOUND = {"organisation": "Northwind Staffing", "name": "Lea Lind", "email": "lea@northwind.example", "password": PASSWORD}


@pytest.mark.django_db
def test_the_first_visit_founds_the_organisation_once() -> None:
    browser = Client()
    assert browser.get("/systems/").headers["Location"] == "/welcome/"
    answer = browser.post("/welcome/", FOUND)
    assert answer.headers["Location"] == "/"
    assert "Northwind Staffing" in text(browser.get("/"))
    account = Account.objects.get()
    assert set(account.roles) == {"administrator", "lead"}
    assert Organisation.objects.get().name == "Northwind Staffing"
    assert Client().get("/welcome/").headers["Location"] == "/"
    assert Client().post("/welcome/", {**FOUND, "email": "second@northwind.example"}).headers["Location"] == "/"
    assert Account.objects.count() == 1
    assert replay().ok


@pytest.mark.django_db
def test_a_weak_password_founds_nothing_and_is_not_given_back() -> None:
    answer = Client().post("/welcome/", {**FOUND, "password": "password1234"})
    assert answer.status_code == 422
    assert "Lea Lind" in answer.content.decode()
    assert "password1234" not in answer.content.decode()
    assert not Account.objects.exists()


@pytest.mark.django_db
def test_signing_in_leads_where_one_wanted_to_go() -> None:
    Client().post("/welcome/", FOUND)
    browser = Client()
    door = browser.get("/systems/?view=in-scope").headers["Location"]
    assert door == "/account/login/?next=%2Fsystems%2F%3Fview%3Din-scope"
    wrong = browser.post(door, {"login": FOUND["email"], "password": "wrong", "next": "/systems/?view=in-scope"})
    assert wrong.status_code == 200
    assert 'class="errors"' in wrong.content.decode()
    right = browser.post(door, {"login": FOUND["email"].upper(), "password": PASSWORD, "next": "/systems/?view=in-scope"})
    assert right.headers["Location"] == "/systems/?view=in-scope"
    assert replay().ok


@pytest.mark.django_db
def test_a_closed_account_is_out_at_once(at: At, administrator: Actor, lead: Actor) -> None:
    browser = at(lead)
    text(browser.get("/"))
    assert lead.account is not None
    address = f"/accounts/{lead.account.reference}/do/close-account/"
    at(administrator).post(address, {"_all": "1", "_reason": "Left.", "_version": "1"})
    assert browser.get("/").status_code == 302


@pytest.mark.django_db
def test_the_last_administrator_stays(at: At, administrator: Actor) -> None:
    assert administrator.account is not None
    sent = {"_all": "1", "_reason": "Oh.", "_version": "1"}
    answer = at(administrator).post(f"/accounts/{administrator.account.reference}/do/close-account/", sent)
    assert answer.status_code == 409
    assert "last administrator" in answer.content.decode()


@pytest.mark.django_db
def test_a_forgotten_password_is_set_anew_by_mail() -> None:
    Client().post("/welcome/", FOUND)
    browser = Client()
    assert browser.post("/account/password/reset/", {"email": FOUND["email"]}).status_code == 302
    link = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", str(mail.outbox[0].body))
    assert link is not None
    form = browser.get(link.group(1), follow=True)
    new = "another walk, along the river"
    done = browser.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert done.status_code == 302
    assert Account.objects.get().check_password(new)
    assert replay().ok


@pytest.mark.django_db
def test_a_password_is_changed_by_its_owner() -> None:
    browser = Client()
    browser.post("/welcome/", FOUND)
    new = "another walk, along the river"
    page = text(browser.get("/account/password/change/"))
    assert 'for="f-oldpassword"' in page
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert browser.post("/account/password/change/", sent).status_code == 302
    assert Account.objects.get().check_password(new)
    assert replay().ok


@pytest.mark.django_db
def test_a_token_is_shown_once_and_can_be_ended(at: At, lead: Actor) -> None:
    browser = at(lead)
    page = text(browser.post("/do/issue-token/", {"_all": "1", "name": "Nightly", "scopes": ["inventory.read"], "days": "30"}))
    secret = re.search(r'value="(sl_\w+_[\w-]+)"', page)
    assert secret is not None
    found = Token.find(secret.group(1))
    assert found is not None
    assert found.scopes == ["inventory.read"]
    assert secret.group(1) not in text(browser.get("/account/"))
    browser.post("/do/revoke-token/", {"_all": "1", "token": found.prefix})
    assert Token.find(secret.group(1)) is None


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/systems/", "/ledger/", "/do/add-system/", "/search/?q=a", "/systems.csv", "/calendar/"])
def test_nothing_is_shown_to_who_is_not_signed_in(address: str, lead: Actor) -> None:
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")
