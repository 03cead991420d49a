"""The page behind a link: it needs no account, does what it names, and nothing else of the house can be reached with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from sightline.aims.inventory.suppliers.models import Questionnaire, QuestionnaireAnswer, Supplier
from sightline.kernel import clock
from sightline.kernel.actions import all_actions
from sightline.kernel.errors import NotFound, NotNow, NotPermitted, Refused
from sightline.kernel.identity.actors import Actor
from sightline.kernel.invitations.guests import Guest
from sightline.kernel.invitations.inviting import perform_invited
from sightline.kernel.invitations.models import Invitation
from sightline.kernel.journal.models import Entry
from sightline.kernel.permissions import table
from sightline.kernel.records import record_models
from sightline.kernel.registers import all_registers

from .conftest import Do, all_answers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    """Tries of other tests don't count against this one's."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def address(do: Do, lead: Actor, questionnaire: Questionnaire) -> str:
    """The address that the supplier gets."""
    link = str(do(lead, "send_questionnaire", questionnaire).result)
    return link[link.index("/open/") :]


def invitation_of(address: str) -> Invitation:
    found = Invitation.find(address.rstrip("/").rpartition("/")[2])
    assert found is not None
    return found


def test_a_supplier_answers_and_hands_in_without_an_account(address: str, questionnaire: Questionnaire) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert "0 of 25 questions answered" in browser.get(address).content.decode()
    page = browser.get(f"{address}?topic=models").content.decode()
    assert "Which models does it run on, and do you tell us?" in page
    sent = browser.post(
        address, {"_action": "save_answers", "_next": "?topic=data-use", "models_named": "exact", "models_named_note": "3.2"}
    )
    assert (sent.status_code, sent.headers["Location"]) == (302, f"{address}?topic=data-use")
    assert "1 of 25 questions answered" in browser.get(address).content.decode()
    browser.post(address, {"_action": "save_answers", **all_answers(questionnaire)})
    assert browser.post(address, {"_action": "hand_in_answers"}, follow=True).status_code == 200
    questionnaire.refresh_from_db()
    assert questionnaire.state == Questionnaire.State.ANSWERED
    assert "Your answers are with us" in browser.get(address).content.decode()
    assert not browser.cookies.get("sessionid")


def test_answers_are_kept_as_they_are_given(address: str) -> None:
    answer = Client().post(address, {"_action": "save_answers", "models_named": "family"}, headers={"HX-Request": "true"})
    assert answer.content.decode().startswith("Kept at ")
    assert QuestionnaireAnswer.objects.get(question="models-named").choice == "family"


def test_handing_in_too_early_leads_to_what_is_open(address: str) -> None:
    answer = Client().post(address, {"_action": "hand_in_answers"})
    assert answer.status_code == 422
    assert "25 questions have no answer yet" in answer.content.decode()


def test_the_page_is_shut_against_leaks_and_frames(address: str) -> None:
    answer = Client().get(address)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert address.rstrip("/").rpartition("/")[2] not in answer.content.decode()


def test_another_site_sends_nothing(address: str) -> None:
    sent = Client().post(address, {"_action": "save_answers", "models_named": "exact"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert sent.status_code == 403
    assert not QuestionnaireAnswer.objects.exclude(choice="").exists()


def test_a_link_that_ended_says_so_and_whom_to_ask(address: str, questionnaire: Questionnaire) -> None:
    perform_invited(invitation_of(address), "save_answers", {"models_named": "exact"})
    with clock.at(clock.now() + timedelta(days=31)):
        answer = Client().get(address)
        sent = Client().post(address, {"_action": "save_answers", "models_named": "untold"})
    page = answer.content.decode()
    assert (answer.status_code, sent.status_code) == (410, 410)
    assert "This link has ended" in page
    assert "The lead sent it to you" in page
    assert "What was entered before is kept." in page
    assert QuestionnaireAnswer.objects.get(question="models-named").choice == "exact"


def test_a_link_can_be_ended_at_once(do: Do, lead: Actor, address: str) -> None:
    do(lead, "end_invitation", invitation_of(address))
    assert Client().get(address).status_code == 410
    with pytest.raises(NotNow):
        do(lead, "end_invitation", invitation_of(address))


def test_a_link_to_what_was_dropped_opens_nothing(do: Do, lead: Actor, address: str, questionnaire: Questionnaire) -> None:
    do(lead, "retire_questionnaire", questionnaire)
    assert Client().get(address).status_code == 410


def test_a_link_that_never_was_tells_nothing(address: str) -> None:
    for wrong in (address[:-2] + "/", "/open/x/", "/open/" + "a" * 43 + "/", "/open/%F0%9F%94%91/"):
        answer = Client().get(wrong)
        assert answer.status_code == 404
        assert "There is nothing here" in answer.content.decode()


def test_whoever_tries_links_is_slowed_down_and_others_are_not(address: str) -> None:
    tries = [Client().get(f"/open/guess-{number}/").status_code for number in range(35)]
    assert (tries[0], tries[-1]) == (404, 429)
    assert Client().get(address).status_code == 200


def test_other_methods_are_refused(address: str) -> None:
    assert [Client().generic(method, address).status_code for method in ("PUT", "DELETE", "PATCH")] == [405] * 3


def test_somebody_signed_in_is_only_a_guest_there(address: str, lead: Actor) -> None:
    browser = Client()
    assert lead.account is not None
    browser.force_login(lead.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    browser.post(address, {"_action": "save_answers", "models_named": "exact"})
    assert QuestionnaireAnswer.objects.get(question="models-named").answered_by == f"invitation:{invitation_of(address).pk}"


def test_a_guest_can_do_nothing_but_what_the_link_names(address: str) -> None:
    invitation = invitation_of(address)
    before = Entry.objects.count()
    for found in all_actions():
        if found.name in invitation.may:
            continue
        with pytest.raises(NotFound):
            perform_invited(invitation, found.name, {})
        if found.subject is Questionnaire:
            assert Client().post(address, {"_action": found.name}).status_code == 404
    assert Entry.objects.count() == before


def test_a_guest_may_read_one_record_and_no_other(do: Do, lead: Actor, address: str, questionnaire: Questionnaire) -> None:
    other = Supplier.objects.get(reference=do(lead, "add_supplier", name="Clausefinder").reference)
    do(lead, "prepare_questionnaire", other)
    guest = Guest.by(invitation_of(address))
    seen = {model.record_type: list(model._default_manager.all().visible_to(guest)) for model in record_models()}
    assert {kind: rows for kind, rows in seen.items() if rows} == {"suppliers.questionnaire": [questionnaire]}
    assert {permission for permission in table().permissions if guest.cell(permission)} == {"suppliers.read", "suppliers.answer"}


def test_a_guest_cannot_act_on_another_questionnaire_even_past_the_page(do: Do, lead: Actor, address: str) -> None:
    from sightline.kernel.actions import perform

    other = Supplier.objects.get(reference=do(lead, "add_supplier", name="Clausefinder").reference)
    foreign = Questionnaire.objects.get(reference=do(lead, "prepare_questionnaire", other).reference)
    do(lead, "send_questionnaire", foreign)
    guest = Guest.by(invitation_of(address))
    with pytest.raises(NotFound):
        perform("save_answers", guest, {"models_named": "exact"}, face="link", subject=foreign)
    for action in ("add_supplier", "record_named_suppliers", "ask_to_use", "add_system", "add_account"):
        with pytest.raises(NotPermitted):
            perform(action, guest, {}, face="link")


def test_no_other_address_opens_with_the_link(address: str) -> None:
    browser = Client()
    browser.get(address)
    places = [f"/{one.name}/" for one in all_registers()] + ["/", "/me/", "/search/", "/ledger/", "/ask/"]
    for place in [*places, *(f"{place.rstrip('/')}.csv" for place in places[:-5])]:
        answer = browser.get(place)
        assert answer.status_code == 302, place
        assert answer.headers["Location"].startswith("/account/login/")
    assert browser.get(f"{address}do/save-answers/").status_code in (302, 404)
    assert browser.get("/api/v1/supplier-questionnaires").status_code == 401


def test_inviting_to_what_no_guest_may_do_is_an_error_of_ours(lead: Actor, questionnaire: Questionnaire) -> None:
    from sightline.kernel.invitations.inviting import invite

    with pytest.raises(ValueError, match="conclude_questionnaire"):
        invite(lead, questionnaire, ["conclude_questionnaire"], name="Mia Lund")
    assert issubclass(NotNow, Refused)
