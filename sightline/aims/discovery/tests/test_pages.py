"""What people see of discovery: the board says what waits and what to do, draws with few queries, and keeps its verbs from those who may not."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from sightline.aims.discovery.matching import likely_system
from sightline.aims.discovery.models import Sighting
from sightline.aims.inventory.models import System
from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from tests.support.people import make_actor

from .conftest import FILES

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(lead: Actor) -> None:
    """What four files show."""
    for source, name in (("squid", "squid.log"), ("google", "google.csv"), ("expenses", "expenses.csv"), ("software", "software.csv")):
        upload = SimpleUploadedFile(name, (FILES / name).read_bytes())
        perform("discover_ai", lead, {"source": source}, face="web", files={"file": upload})


def signed_in(client: Client, actor: Actor) -> Client:
    assert actor.account is not None
    client.force_login(actor.account)
    return client


def test_an_empty_board_says_what_to_do_first(client: Client, lead: Actor) -> None:
    page = signed_in(client, lead).get("/found/").content.decode()
    assert "Nothing was found in use yet." in page
    assert "/do/discover-ai/" in page


def test_the_board_shows_one_with_its_verbs_and_the_others_as_rows(client: Client, lead: Actor, found: None) -> None:
    page = signed_in(client, lead).get("/found/").content.decode()
    chat = Sighting.objects.get(service="chatgpt")
    assert f"{Sighting.objects.count()} wait for a decision." in page
    assert f"{chat.address}do/make-draft/" in page
    assert "Midjourney" in page
    other = Sighting.objects.get(service="midjourney")
    assert f"{other.address}do/ban-sighting/" not in page
    assert f"{other.address}do/ban-sighting/" in client.get(f"/found/?one={other.reference}").content.decode()


def test_one_click_makes_a_draft_and_comes_back(client: Client, lead: Actor, found: None) -> None:
    chat = Sighting.objects.get(service="chatgpt")
    answer = signed_in(client, lead).post(f"{chat.address}do/make-draft/", {"_next": "/found/"})
    assert (answer.status_code, answer["Location"]) == (302, "/found/")
    system = System.objects.get()
    assert "Found in use as" in client.get(system.address).content.decode()


def test_a_likely_system_is_proposed(client: Client, lead: Actor, found: None) -> None:
    perform("add_system", lead, {"name": "ChatGPT Enterprise", "vendor": "OpenAI"}, face="web")
    page = signed_in(client, lead).get("/found/").content.decode()
    assert "It is ChatGPT Enterprise" in page


def test_a_likely_system_is_found_by_how_its_words_begin_without_reading_the_inventory(lead: Actor, found: None) -> None:
    for name, vendor in (("Chat GPT", "OpenAI"), ("Letters", "Scribe"), ("Route planner", "OpenAI")):
        perform("add_system", lead, {"name": name, "vendor": vendor}, face="web")
    chat = Sighting.objects.get(service="chatgpt")
    likely = likely_system(chat, lead)
    assert likely is not None
    assert likely[0].name == "Chat GPT"
    with CaptureQueriesContext(connection) as asked:
        likely_system(chat, lead)
    assert len(asked) == 1
    assert "LIMIT 200" in asked[0]["sql"]
    assert likely_system(chat, make_actor("employee")) is None


def test_who_only_reads_sees_no_verbs(client: Client, auditor: Actor, found: None) -> None:
    page = signed_in(client, auditor).get("/found/").content.decode()
    assert "ChatGPT" in page
    assert "make-draft" not in page


def test_an_employee_may_not_look(client: Client, employee: Actor, found: None) -> None:
    assert signed_in(client, employee).get("/found/").status_code == 403


@pytest.mark.parametrize("address", ["/found/", "/sightings/", "/scans/"])
def test_pages_ask_the_database_little(
    client: Client, lead: Actor, found: None, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in(client, lead).get(address)
    with django_assert_max_num_queries(30 if address == "/found/" else 16):
        client.get(address)


def test_a_file_is_uploaded_in_the_browser(client: Client, lead: Actor, tmp_path: Path) -> None:
    upload = SimpleUploadedFile("access.log", (FILES / "squid.log").read_bytes())
    answer = signed_in(client, lead).post("/do/discover-ai/", {"source": "squid", "file": upload, "origin": "", "columns": "", "_all": "1"})
    assert answer.status_code == 302
    assert "What it showed" in client.get(answer["Location"]).content.decode()
