"""What people see on the pages of suppliers; a list costs the same few queries whatever its length."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from sightline.aims.inventory.models import System
from sightline.aims.inventory.suppliers.models import ChangeNotice, Questionnaire, QuestionnaireAnswer, Supplier
from sightline.kernel.identity.actors import Actor
from sightline.kernel.invitations.inviting import perform_invited
from sightline.kernel.invitations.models import Invitation
from tests.support.people import make_actor

from .conftest import Do, all_answers

pytestmark = pytest.mark.django_db
LISTS = (
    "suppliers",
    "contracts",
    "certificates",
    "sub-processors",
    "change-notices",
    "supplier-reviews",
    "supplier-questionnaires",
    "supplier-answers",
    "invitations",
)


@pytest.fixture
def browser(lead: Actor, client: Client) -> Client:
    """Signed in as the compliance lead."""
    assert lead.account is not None
    client.force_login(lead.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def seen(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.fixture
def everything(do: Do, lead: Actor, supplier: Supplier, questionnaire: Questionnaire) -> Supplier:
    """A supplier with one of each."""
    do(lead, "add_contract", supplier, title="Master agreement", ends="2030-01-01", training_forbidden=True)
    do(lead, "add_certificate", supplier, kind="iso42001", expires="2030-01-01")
    do(lead, "add_subprocessor", supplier, name="Cloudhost", country="Ireland")
    do(lead, "note_change", supplier, title="New ranking model")
    do(lead, "review_supplier", supplier, result="goes_on", findings="Talked with them.")
    do(lead, "send_questionnaire", questionnaire)
    return supplier


def test_the_page_of_a_supplier_says_what_is_missing_and_what_was_agreed(browser: Client, everything: Supplier) -> None:
    page = seen(browser, everything.address)
    for words in ("No exit plan", "Master agreement", "ISO/IEC 42001 of Rankwise", "Cloudhost", "New ranking model", "Candidate ranking"):
        assert words in page


def test_a_supplier_that_is_named_and_not_recorded_is_told(browser: Client, do: Do, lead: Actor, supplier: Supplier) -> None:
    do(lead, "add_system", name="Chat", vendor="Acme AI")
    page = seen(browser, "/suppliers/")
    assert "1 supplier is named in the inventory and not recorded." in page
    assert "/do/record-named-suppliers/" in page


@pytest.mark.parametrize("name", LISTS)
def test_every_list_and_record_opens(browser: Client, everything: Supplier, name: str) -> None:
    seen(browser, f"/{name}/")
    from sightline.kernel.registers import find_register

    register = find_register(name)
    assert register is not None
    for view in register.views:
        seen(browser, f"/{name}/?view={view.name}")
    row = register.model._default_manager.first()
    assert row is not None
    seen(browser, row.address)


def test_a_list_costs_few_queries_whatever_its_length(
    browser: Client, do: Do, lead: Actor, everything: Supplier, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        do(lead, "add_supplier", name=f"Supplier {number}", owner=everything.owner.reference if everything.owner else "")
    for name in LISTS:
        cache.clear()
        with django_assert_max_num_queries(12):
            seen(browser, f"/{name}/")


def test_the_system_names_its_supplier(browser: Client, everything: Supplier, system: System) -> None:
    assert everything.address in seen(browser, system.address)


def test_the_link_is_shown_once_with_its_host(browser: Client, questionnaire: Questionnaire) -> None:
    answer = browser.post(f"{questionnaire.address}do/send-questionnaire/", {"_all": "1", "name": "", "email": "", "days": "30"})
    page = answer.content.decode()
    assert "This link is shown once." in page
    assert 'value="http://testserver/open/' in page
    secret = page.split("/open/")[1].split("/")[0]
    assert secret not in seen(browser, questionnaire.address)
    assert "works until" in seen(browser, questionnaire.address)


def test_the_reviewer_sees_how_answers_read_and_the_supplier_does_not(
    browser: Client, do: Do, lead: Actor, questionnaire: Questionnaire
) -> None:
    link = str(do(lead, "send_questionnaire", questionnaire).result)
    found = Invitation.find(link.rstrip("/").rpartition("/")[2])
    assert found is not None
    perform_invited(found, "save_answers", {**all_answers(questionnaire), "data_training": "always"})
    assert "Stands in the way" in seen(browser, questionnaire.address)
    assert "Stands in the way" not in Client().get(link[link.index("/open/") :] + "?topic=data-use").content.decode()
    perform_invited(found, "hand_in_answers", {})
    page = seen(browser, questionnaire.address)
    row = QuestionnaireAnswer.objects.get(question="data-training")
    assert f"{row.address}do/accept-answer/" in page
    assert "Look through the answers" in page


def test_a_form_asks_for_the_clauses_as_ticks(browser: Client, supplier: Supplier) -> None:
    page = seen(browser, f"{supplier.address}do/add-contract/")
    assert "Training on our data is forbidden" in page
    assert page.count('type="checkbox"') >= 9
    browser.post(f"{supplier.address}do/note-change/", {"_all": "1", "title": "New model", "received": "2026-01-05"})
    assert ChangeNotice.objects.get().title == "New model"


def test_nobody_is_offered_what_they_would_be_refused(
    client: Client, do: Do, lead: Actor, owner: Actor, questionnaire: Questionnaire
) -> None:
    link = str(do(lead, "send_questionnaire", questionnaire).result)
    found = Invitation.find(link.rstrip("/").rpartition("/")[2])
    assert found is not None
    perform_invited(found, "save_answers", all_answers(questionnaire))
    perform_invited(found, "hand_in_answers", {})
    offered = {}
    for actor in (owner, make_actor("owner")):
        assert actor.account is not None
        client.force_login(actor.account, backend="allauth.account.auth_backends.AuthenticationBackend")
        page = seen(client, questionnaire.address)
        offered[actor] = (page.count("do/accept-answer/"), "do/send-questionnaire/" in page)
    assert list(offered.values()) == [(questionnaire.answers.count(), True), (0, False)]
