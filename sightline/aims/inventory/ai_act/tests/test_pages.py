"""What is seen of the EU AI Act in the browser and in files."""

import io
import re
from typing import Any

import pytest
from django.test import Client
from docx import Document

from sightline.aims.inventory.ai_act.models import ClassAnswers, Classification
from sightline.aims.inventory.models import System
from sightline.kernel.errors import Invalid
from sightline.kernel.exports import find_export, make_file
from sightline.kernel.identity.actors import Actor
from sightline.kernel.registers import find_register

from .conftest import CHATBOT, MINIMAL, RECRUITING

pytestmark = pytest.mark.django_db
REGISTERS = ("classifications", "duties", "transparency-notices", "registrations", "class-answers")


def signed_in(client: Client, actor: Actor) -> Client:
    """A browser of somebody."""
    client.force_login(actor.account, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    return client


@pytest.fixture
def browser(lead: Actor, client: Client) -> Client:
    """The compliance lead's browser."""
    return signed_in(client, lead)


def seen(browser: Client, address: str) -> str:
    """The page at an address, which must be there."""
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.fixture
def filled(do: Any, system: System, lead: Actor, executive: Actor, classify: Any) -> System:
    """A recruiting system of a public body with a confirmed class, a chatbot to be confirmed, one that is suggested, and records beside them."""
    do("confirm_class", executive, on=classify(system, lead, {**RECRUITING, "public": "body"}).reference)
    chat = do("add_system", lead, name="Chat", purpose="Answers customers who ask about their parcels.", kind="built")
    classify(chat, lead, CHATBOT)
    do("add_system", lead, name="Loans", purpose="Scores the creditworthiness of people who ask for a loan.", kind="bought")
    do("suggest_classes", lead)
    do("prepare_registration", lead, on=system.reference, trade_name="Ranker 3")
    do("save_class_answers", lead, on=system.reference, shown="law", ai="yes")
    notice = {"title": "First line", "case": "tell-people", "words": "A machine ranks.", "place": "The form", "since": "2026-11-01"}
    do("add_transparency_notice", lead, on=system.reference, **notice)
    return system


def test_every_list_view_filter_and_record_opens(filled: System, browser: Client) -> None:
    for name in REGISTERS:
        register = find_register(name)
        assert register is not None
        seen(browser, f"/{name}/")
        for view in register.views:
            seen(browser, f"/{name}/?view={view.name}")
        for one in register.filters:
            seen(browser, f"/{name}/?open={one.name}")
            for value, _, _ in one.choices:
                seen(browser, f"/{name}/?{one.name}={value}")
        for column in register.columns:
            if column.sort:
                seen(browser, f"/{name}/?sort=-{column.name}")
        row = register.model._default_manager.first()
        assert row is not None, name
        seen(browser, row.address)


def test_the_overview_counts_what_its_links_list(filled: System, browser: Client) -> None:
    page = seen(browser, "/ai-act/")
    assert "1 of 3 AI systems have a confirmed class. 2 are high-risk." in page
    links = dict(re.findall(r'href="(/classifications/\?risk_class=[^"]*)">(\d+)<', page.replace("&amp;", "&")))
    assert {"/classifications/?risk_class=high-risk", "/classifications/?risk_class=transparency&state=answered&changed=no"} <= set(links)
    for address, count in links.items():
        assert seen(browser, address).count('name="tick"') == int(count), address


@pytest.mark.parametrize("address", ["/ai-act/", "/classifications/", "/duties/", "/ai-act/SYS-0001/", "/ai-act/SYS-0001/?step=result"])
def test_pages_ask_few_questions_whatever_there_is(
    filled: System, browser: Client, django_assert_max_num_queries: Any, address: str
) -> None:
    seen(browser, address)
    with django_assert_max_num_queries(12):
        seen(browser, address)


def test_somebody_answers_on_the_page_and_sees_what_follows(system: System, browser: Client) -> None:
    base = f"/ai-act/{system.reference}/"
    assert "Does it work out by itself" in seen(browser, base)
    assert "The inventory says" in seen(browser, base)
    save = f"{system.address}do/save-class-answers/"
    for shown, answers in (
        ("law", {"ai": "yes", "union": "established", "only": "none"}),
        ("part", {"part": "use", "changed": "none", "public": "no"}),
        ("banned", {"banned": "none"}),
        ("product", {"product": "no"}),
        ("area", {"area": ["a4a", "a4b"], "profiling": "yes"}),
    ):
        sent = browser.post(save, {"shown": shown, "_next": f"{base}?step={shown}", **answers})
        assert (sent.status_code, sent["Location"]) == (302, f"{base}?step={shown}")
    page = seen(browser, f"{base}?step=result")
    assert "1 question is not answered yet" in page
    assert "Classify the system" not in page
    browser.post(save, {"shown": "open", "open": "none"})
    page = seen(browser, f"{base}?step=result")
    assert "Meant for recruiting and selecting people." in page
    assert "Art. 26(2)" in page
    assert "2 Dec 2027" in page
    browser.post(f"{system.address}do/classify-system/", {})
    found = Classification.objects.get()
    assert (found.risk_class, found.points) == ("high-risk", "4(a), 4(b)")
    page = seen(browser, system.address)
    assert "To be confirmed" in page
    assert "Name people who oversee it" not in page


def test_unticking_all_takes_the_answer_away(system: System, browser: Client) -> None:
    save = f"{system.address}do/save-class-answers/"
    browser.post(save, {"shown": "area", "area": ["a4a"], "profiling": "yes"})
    assert ClassAnswers.objects.get().answers["area"] == ["a4a"]
    browser.post(save, {"shown": "area"})
    assert "area" not in ClassAnswers.objects.get().answers


def test_who_may_only_read_sees_the_questions_and_can_not_answer(system: System, auditor: Actor, client: Client) -> None:
    page = seen(signed_in(client, auditor), f"/ai-act/{system.reference}/")
    assert "disabled" in page
    assert "hx-post" not in page
    assert client.post(f"{system.address}do/save-class-answers/", {"shown": "law", "ai": "no"}).status_code == 403


def test_who_may_not_see_systems_sees_nothing_of_it(system: System, employee: Actor, client: Client) -> None:
    browser = signed_in(client, employee)
    assert browser.get("/ai-act/").status_code in (403, 404)
    assert browser.get(f"/ai-act/{system.reference}/").status_code in (403, 404)


def test_the_page_of_a_class_says_what_has_changed(filled: System, do: Any, lead: Actor, browser: Client) -> None:
    do("edit_system", lead, on=filled.reference, purpose="Rejects applicants.")
    page = seen(browser, Classification.objects.get(system=filled).address)
    assert "The system has changed since." in page
    assert "Rejects applicants." in page


def words_of(content: Any) -> str:
    """Everything that a DOCX says."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def export_of(name: str, system: System, actor: Actor) -> str:
    """What an export says."""
    found = find_export(name, System)
    assert found is not None
    return words_of(make_file(found, actor, "docx", system).content)


def test_the_registration_of_a_public_deployer_says_what_is_missing(filled: System, lead: Actor) -> None:
    said = export_of("registration", filled, lead)
    assert "Annex VIII, section C" in said
    assert "Ranker 3" in said
    assert "Missing: 5 of 7: name of the deployer; address; contact;" in said


def test_a_declaration_is_for_providers_of_high_risk_systems_only(
    filled: System, do: Any, lead: Actor, executive: Actor, classify: Any
) -> None:
    with pytest.raises(Invalid, match="not the provider"):
        export_of("declaration-of-conformity", filled, lead)
    do("confirm_class", executive, on=classify(filled, lead, {**RECRUITING, "changed": ["name"]}).reference)
    said = export_of("declaration-of-conformity", filled, lead)
    assert "sole responsibility of the provider" in said
    assert "name and function" in said
    do("add_system", lead, name="New")
    assert "this is a draft" in export_of("declaration-of-conformity", System.objects.get(name="New"), lead)


def test_a_notice_says_the_words_on_record_and_marks_what_nobody_has_worded(
    filled: System, do: Any, lead: Actor, executive: Actor, classify: Any
) -> None:
    assert "A machine ranks." in export_of("transparency-notice", filled, lead)
    chat = System.objects.get(name="Chat")
    do("confirm_class", executive, on=Classification.objects.get(system=chat).reference)
    assert "Missing: the words that people read" in export_of("transparency-notice", chat, lead)
    do("confirm_class", executive, on=classify(chat, lead, MINIMAL).reference)
    with pytest.raises(Invalid, match="Nobody has to be told"):
        export_of("transparency-notice", chat, lead)
