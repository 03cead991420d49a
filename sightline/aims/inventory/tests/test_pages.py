"""What a compliance lead sees of the organisation, the inventory and imports in the browser."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Organisation, Person
from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from sightline.kernel.imports.models import Import
from sightline.kernel.registers import all_registers

pytestmark = pytest.mark.django_db
OURS = ("sightline.aims.organisation", "sightline.aims.inventory.models", "sightline.aims.inventory.resources", "sightline.kernel.imports")


@pytest.fixture
def browser(lead: Actor, client: Client) -> Client:
    """Signed in as the compliance lead."""
    client.force_login(lead.account, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    return client


def seen(browser: Client, address: str) -> str:
    """The page at an address, which must be there."""
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.fixture
def filled(do: Any, organisation: Organisation, lead: Actor, ana: Person) -> None:
    """At least one record of each kind."""
    unit = do("add_unit", lead, name="Claims", in_scope="no", scope_reason="It uses none.")
    do("add_site", lead, name="Utrecht", country="Netherlands", unit=unit.reference)
    do("add_issue", lead, title="New law", side="external")
    do("add_party", lead, name="Applicants", needs="An answer")
    do("add_objective", lead, title="Every system has an owner", owner=ana.reference)
    do("plan_change", lead, title="Audit twice", purpose="One was too few.")
    do("appoint_holder", lead, on="ROL-0002", person=ana.reference)
    do("add_system", lead, name="ChatGPT Enterprise", unit=unit.reference, in_scope="yes")
    file = SimpleUploadedFile("list.csv", b"name,purpose,stage,unit\nChat GPT Enterprise,Letters,operation,Claims\nRouter,,Banana,Claims\n")
    listing = perform("upload_import", lead, {}, face="web", files={"file": file}).record
    do("run_import", lead, on=listing)
    whole = SimpleUploadedFile("all.csv", b"name,purpose,stage,unit\nChat GPT Enterprise,Letters,operation,Claims\n")
    do("run_import", lead, on=perform("upload_import", lead, {}, face="web", files={"file": whole}).record, complete="on")
    do("add_model", lead, name="GPT-4o", release="2024-08", provider="OpenAI")
    do("add_dataset", lead, name="Letters")
    do("use_model", lead, on="SYS-0001", model="MDL-0001")
    do("use_data", lead, on="SYS-0001", data_set="DST-0001")
    do("add_resource", lead, name="Our computer room", kind="computing", systems=["SYS-0001"])
    do("add_process", lead, name="Hiring", systems=["SYS-0001"])
    do("add_affectedgroup", lead, name="Applicants", systems=["SYS-0001"])
    do("start_campaign", lead, name="Inventory 2026")
    do("draft_scope", lead)


def test_every_list_view_and_record_opens(filled: None, browser: Client, lead: Actor) -> None:
    looked = 0
    for register in all_registers():
        if not any(str(register.model.__module__).startswith(folder) for folder in OURS):
            continue
        looked += 1
        seen(browser, f"/{register.name}/")
        for view in register.views:
            seen(browser, f"/{register.name}/?view={view.name}")
        for column in register.columns:
            if column.sort:
                seen(browser, f"/{register.name}/?sort=-{column.name}")
        row = register.model._default_manager.first()
        assert row is not None, register.name
        seen(browser, row.address)
    assert looked == 24


def test_a_system_says_what_is_missing_next(filled: None, browser: Client) -> None:
    page = seen(browser, System.objects.order_by("reference")[0].address)
    assert "Has no owner" in page
    assert "do/name-owner/" in page
    assert "May be the same as" in page


def test_the_scope_page_says_what_is_left_out_and_what_crosses(filled: None, browser: Client) -> None:
    page = seen(browser, "/scope/")
    assert "It uses none." in page
    assert "ChatGPT Enterprise is in scope, and Claims, which has it, is left out." in page
    assert "You wrote it. Somebody else approves" in page


def test_an_import_shows_columns_figures_and_refused_rows(do: Any, organisation: Organisation, lead: Actor, browser: Client) -> None:
    file = SimpleUploadedFile("list.csv", b"name,purpose,stage,unit\nChatbot,Letters,operation,Claims\nRouter,,Banana,Claims\n")
    answer = browser.post("/do/upload-import/", {"kind": "systems", "file": file})
    assert answer.status_code == 302
    listing = Import.objects.get()
    page = seen(browser, listing.address)
    assert "Add 1" in page
    assert "Banana" in page
    answer = browser.get(f"{listing.address}refused/")
    assert b"".join(answer.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    browser.post(f"{listing.address}do/run-import/", {"prefer": "ours", "remember": "on"})
    assert System.objects.get().name == "Chatbot"
    assert "Can be taken back as a whole" in seen(browser, listing.address)
    assert b"".join(browser.get(f"{listing.address}dry-run/").streaming_content).startswith(b"PK")  # type: ignore[attr-defined]


def test_a_record_page_asks_few_questions_whatever_there_is(filled: None, browser: Client, django_assert_max_num_queries: Any) -> None:
    address = System.objects.order_by("reference")[0].address
    seen(browser, address)
    with django_assert_max_num_queries(20):  # one for each folder that has a section here, whatever the number of rows
        seen(browser, address)
