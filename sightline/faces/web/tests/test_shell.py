"""What stands around every page: the rail, the headers, refusals and faults in plain words."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client

from sightline.faces.web import middleware
from sightline.faces.web.views import home
from sightline.kernel import clock
from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from sightline.kernel.jobs.running import Jobs
from sightline.kernel.journal import long_verifying
from sightline.kernel.journal.integrating import integrate
from sightline.kernel.records import Record
from sightline.kernel.search.finding import catch_up

from .test_registers import text

At = Callable[[Actor], Client]


def test_home_says_how_things_stand(at: At, lead: Actor, systems: list[Record]) -> None:
    given = {
        "title": "Decide the scope",
        "due": str(clock.today() - timedelta(days=2)),
        "assignee": lead.account.reference if lead.account else "",
    }
    perform("give_task", lead, given, face="web", subject=systems[0])
    page = text(at(lead).get("/"))
    assert '<a href="#needs">1 thing</a> needs you.' in page
    assert "2 days late" in page
    assert "<span>Tasks</span> 1" in page
    assert "Since yesterday" in page


def test_the_rail_has_only_what_its_reader_may_open(at: At, lead: Actor, employee: Actor) -> None:
    assert "AI systems</a>" in text(at(lead).get("/systems/"))
    assert at(employee).get("/").headers["Location"] == "/me/"
    plain = text(at(employee).get("/me/"))
    assert 'class="rail"' not in plain
    own = text(at(employee).get("/account/"))
    assert 'href="/systems/"' not in own
    assert "Audit and trust</a>" not in own
    assert "Audit and trust</a>" in text(at(lead).get("/systems/"))


def test_the_entry_and_the_place_where_one_is_are_marked(at: At, lead: Actor) -> None:
    page = text(at(lead).get("/systems/"))
    assert 'href="/systems/" aria-current="page">Register</a>' in page
    assert page.count('aria-current="true"') == 1


def test_every_answer_carries_the_policy(at: At, lead: Actor) -> None:
    for answer in (at(lead).get("/"), Client().get("/account/login/"), at(lead).get("/nothing-here/"), at(lead).get("/systems.csv")):
        assert answer.headers["Content-Security-Policy"] == middleware.POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_readers_choice_of_light_or_dark_stands_in_the_page(at: At, lead: Actor) -> None:
    browser = at(lead)
    assert "data-theme" not in text(browser.get("/"))
    assert browser.post("/theme/", {"theme": "dark", "_next": "/ledger/"}).headers["Location"] == "/ledger/"
    assert '<html lang="en" data-theme="dark">' in text(browser.get("/"))
    browser.post("/theme/", {"theme": ""})
    assert "data-theme" not in text(browser.get("/"))


def test_a_fault_shows_a_reference_and_no_trace(at: At, lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(actor: Actor) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(home, "needs_of", broken)
    answer = at(lead).get("/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "This did not work, and nothing was changed" in page
    assert "Reference" in page
    assert "secret detail" not in page
    assert "Traceback" not in page


@pytest.mark.parametrize(
    "address", ["/nothing-here/", "/systems/SYS-9999/", "/ledger/9999/", "/do/nothing-known/", "/systems/SYS-0001/do/add-unit/"]
)
def test_what_is_not_there_is_told_with_a_way_on(at: At, lead: Actor, systems: list[Record], address: str) -> None:
    answer = at(lead).get(address)
    assert answer.status_code == 404
    assert "Go back" in answer.content.decode()


def test_a_form_from_elsewhere_changes_nothing(lead: Actor) -> None:
    client = Client(enforce_csrf_checks=True)
    assert lead.account is not None
    client.force_login(lead.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post("/do/add-system/", {"name": "From elsewhere"})
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()


def test_search_finds_records_places_and_verbs(at: At, lead: Actor, employee: Actor, systems: list[Record]) -> None:
    catch_up()
    browser = at(lead)
    assert "Candidate ranking" in text(browser.get("/search/?q=candidate"))
    assert 'href="/do/add-system/"' in text(browser.get("/search/?q=add system"))
    assert browser.get(f"/search/?q={systems[1].reference.lower()}").headers["Location"] == systems[1].address
    part = text(browser.get("/search/?q=clause", headers={"HX-Request": "true"}))
    assert "<!doctype" not in part
    assert "Clause search" in part
    assert "Candidate ranking" not in text(at(employee).get("/search/?q=candidate"))


@pytest.mark.django_db(transaction=True)
def test_a_long_ledger_is_verified_while_one_does_something_else(at: At, lead: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_verifying, "LONG", 1)
    perform("add_task", lead, {"title": "Read the draft"}, face="web")
    browser = at(lead)
    assert "You may leave" in text(browser.post("/ledger/", follow=True))
    assert Jobs().do_tasks() == 1
    assert "Everything is as it was signed." in text(browser.get("/ledger/"))


def test_the_ledger_is_read_verified_and_taken_along(at: At, lead: Actor, employee: Actor, systems: list[Record]) -> None:
    integrate()
    browser = at(lead)
    page = text(browser.get("/ledger/"))
    assert "Add an AI system" in page
    assert "Everything is as it was signed." in text(browser.post("/ledger/", follow=True))
    assert "sightline" in browser.get("/ledger/checkpoint/").content.decode()
    assert at(employee).get("/ledger/").status_code == 403


def test_verification_in_the_browser_names_what_was_altered(at: At, lead: Actor, systems: list[Record]) -> None:
    from django.db import connection

    integrate()
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(place) FROM kernel_image")
        last = cursor.fetchone()[0]
        for trigger in _triggers():
            cursor.execute(f"DROP TRIGGER {trigger}")
        cursor.execute("UPDATE kernel_image SET data = REPLACE(data, 'HYPERLINK', 'HYPERLUNK') WHERE place = %s", [last])
    page = text(at(lead).post("/ledger/", follow=True))
    assert "The ledger is not as it was signed." in page
    assert f"#{last >> 24}" in page


def _triggers() -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT DISTINCT trigger_name || ' ON ' || event_object_table FROM information_schema.triggers WHERE event_object_table = 'kernel_image'"
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'kernel_image'")
        return [row[0] for row in cursor.fetchall()]


def test_the_calendar_has_what_is_due(at: At, lead: Actor, systems: list[Record]) -> None:
    soon = clock.today() + timedelta(days=20)
    perform("give_task", lead, {"title": "Ask the supplier", "due": str(soon)}, face="web", subject=systems[0])
    page = text(at(lead).get("/calendar/"))
    assert "Ask the supplier" in page
    assert f"{soon:%B %Y}" in page
    assert "Ask the supplier" not in text(at(lead).get("/calendar/?mine=1"))


def test_what_one_answers_for_is_found_in_few_questions(
    at: At, lead: Actor, owner: Actor, systems: list[Record], django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    assert owner.account is not None
    ana = perform("add_person", lead, {"name": "Ana", "account": owner.account.reference}, face="web").reference
    for row in systems[:2]:
        perform("name_owner", lead, {"owner": ana}, face="web", subject=row)
    perform("add_supplier", lead, {"name": "Rankwise", "owner": ana}, face="web")
    perform("give_task", lead, {"title": "Only a task", "assignee": owner.account.reference}, face="web", subject=systems[0])
    browser = at(owner)
    with django_assert_max_num_queries(14):
        page = text(browser.get("/me/"))
    owned = page[page.index("What I answer for") :]
    assert [name in owned for name in ("Ana", str(systems[0]), str(systems[1]), "Rankwise", "Only a task")] == [True] * 4 + [False]
