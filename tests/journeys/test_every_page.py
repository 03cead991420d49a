"""Every kind of page, with real data in it, held to what the house promises of pages: axe in both modes, no sideways scrolling, the strict policy, the keyboard."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browser import VIEWS, View, check_page, check_shown
from tests.support.product import ADMIN, PASSWORD, Product
from tests.support.shared import CHECKOUT, shared_data

from .acting import do, field, fill_in, press
from .filling import EMPLOYEE

pytestmark = pytest.mark.browser

FEWER = (View(1280, "dark", opened=True), View(320, "light"))
"""For pages made of parts that others have shown at every width."""
MOST = (*VIEWS[:2], *VIEWS[-2:])
TURNS = ((View(1280, "light"), View(1280, "dark", opened=True)), (View(320, "light"), View(390, "dark", opened=True)))
"""Both modes of each page, on a desk and on a phone in turn: what could differ by width is in parts that pages share."""
AT_EVERY_WIDTH = {"home", "a long register", "a record", "gaps"}
FAULTS = "console: Failed to load resource: the server responded with a status of 4"
"""What a browser itself says of a page that is rightly refused."""

WHOLE = {
    "home": "/",
    "a long register": "/systems/",
    "a record": "{system}",
    "a change with its proof": "{system}history/{entry}/",
    "an action's form": "{system}do/edit-system/",
    "an import with questions": "{waiting}",
    "gaps": "/gaps/",
    "a requirement": "/requirements/iso42001/4.3/",
    "a statement of applicability": "/soa/",
    "the scope": "/scope/",
    "data flows": "/data-flows/",
    "what was found in use": "/found/",
    "a question whether a tool may be used": "/ask/",
    "questions of the EU AI Act": "/ai-act/{reference}/",
    "questions of an assessment": "{assessment}{topic}/",
    "a supplier's questions, by link": "{link}",
    "the ledger": "/ledger/",
    "the api's reference": "/api/",
}
PART = {
    "a register with its filters open": "/systems/?open=more&view=rights-or-safety",
    "a register that a search empties": "/systems/?q=nothing+is+called+so",
    "a register as of a day": "/systems/?as_of={today}",
    "a record as of a day": "{system}?as_of={today}",
    "a short register": "/roles/",
    "a role": "{roles}",
    "a duplicate": "{duplicates}",
    "a statement": "{statements}",
    "a scope statement": "{scope-statements}",
    "evidence": "{evidence}",
    "an import that was done": "{imports}",
    "a form for a file": "/do/upload-import/?kind=systems",
    "a form that asks for a reason": "{system}do/retire-system/",
    "many rows at once": "/systems/do/decide-scope/?tick=SYS-0001&tick=SYS-0002",
    "requirements": "/requirements/iso42001/",
    "a control's requirement": "/requirements/iso42001/A.4.2/",
    "reports": "/reports/",
    "packs": "/packs/",
    "coverage of other sets": "/coverage/",
    "an assessment": "/assess/",
    "what came of an assessment": "{assessment}result/",
    "readiness": "/readiness/1/",
    "documents that are needed": "/required-documents/",
    "a line of sight": "/sight/{reference}/",
    "the EU AI Act": "/ai-act/",
    "a class": "{classifications}",
    "rules": "{rules-of-use}",
    "rules tried out": "/try-rules/?tool=Chatterbox&use=draft&data=people",
    "what was asked": "{use-requests}",
    "a supplier": "{suppliers}",
    "a questionnaire": "{supplier-questionnaires}",
    "a flow": "{flows}",
    "is it still true": "/attest/",
    "two versions of the scope": "/scope/compare/1..2/",
    "keys": "/ledger/care/",
    "an entry": "/ledger/{entry}/",
    "tasks": "/tasks/",
    "the calendar": "/calendar/",
    "search": "/search/?q=chatbot",
    "a group of the api": "/api/ai-systems/",
    "one's sign-in": "/account/",
    "a new password": "/account/password/change/",
    "a second factor": "/account/2fa/",
    "a token": "/do/issue-token/",
    "light or dark": "/theme/",
    "not there": "/nothing-here/",
}


@pytest.fixture(scope="module")
def places(product: Product) -> dict[str, str]:
    """The product with 2,133 AI systems and a record of every kind, and where to look."""
    lists = ("2024_consolidated_ai_inventory_raw_v2.csv", "2023_consolidated_ai_inventory_raw.csv")
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    made = subprocess.run(
        [sys.executable, "-m", "tests.journeys.filling", *(str(shared_data("us-federal-inventory", name)) for name in lists)],
        env={**kept, "SIGHTLINE_HOME": str(product.home)},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr[-4000:]
    found: dict[str, str] = json.loads(made.stdout)
    versions = product.json("history", found["reference"])["versions"]
    found["entry"] = str(max(one["entry"] for one in versions))
    found["today"] = versions[-1]["time"][:10]
    found["assessment"] = found["assessments"].replace("/assessments/", "/assess/")
    return found


@pytest.fixture(scope="module")
def lead(product: Product, places: dict[str, str], chromium: Browser) -> Iterator[Page]:
    """The compliance lead at a browser, signed in once for all pages."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(90_000)
    product.sign_in(page, ADMIN)
    yield page
    context.close()


def check_address(page: Page, product: Product, address: str, views: tuple[View, ...]) -> list[str]:
    answer = page.goto(product.url + address)
    assert answer is not None
    assert answer.status == (404 if address == "/nothing-here/" else 200), f"{address} gives {answer.status}"
    return [said for said in check_page(page, views) if not (answer.status == 404 and FAULTS in said)]


@pytest.mark.parametrize("name", WHOLE)
def test_a_page_that_matters_holds_on_desk_and_phone(name: str, lead: Page, product: Product, places: dict[str, str]) -> None:
    assert check_address(lead, product, WHOLE[name].format(**places), VIEWS if name in AT_EVERY_WIDTH else MOST) == []


@pytest.mark.parametrize("name", PART)
def test_a_page_of_known_parts_holds_too(name: str, lead: Page, product: Product, places: dict[str, str]) -> None:
    assert check_address(lead, product, PART[name].format(**places), TURNS[list(PART).index(name) % 2]) == []


def test_every_register_and_its_records_hold_on_a_phone(lead: Page, product: Product, places: dict[str, str]) -> None:
    """Derived pages, one template each: what differs is the data, so the narrowest width tells."""
    names = [name for name, address in places.items() if address.startswith(f"/{name}/")]
    problems = []
    for place, name in enumerate(names):
        for turn, address in enumerate((f"/{name}/", places[name])):
            answer = lead.goto(product.url + address)
            assert answer is not None
            assert answer.status == 200, address
            if (place + turn) % 2:  # of some the list is looked at, of others the record
                problems += check_shown(lead, (View(320, "light"),))
    assert problems == []


def test_a_refused_form_says_what_is_wrong_and_keeps_what_was_typed(lead: Page, product: Product, places: dict[str, str]) -> None:
    lead.goto(product.url + "/do/add-person/")
    fill_in(lead, {"Name": "", "Mail address": "not an address", "Job title": "Clerk"})
    press(lead, "Add a person")
    assert lead.title().startswith("Error: ")
    assert lead.evaluate("document.activeElement.classList.contains('errors')")
    assert field(lead, "Job title").input_value() == "Clerk"
    assert lead.locator(".field.bad").count() == 2
    assert check_shown(lead) == []


def test_a_dry_run_shows_what_would_happen(lead: Page, product: Product, places: dict[str, str]) -> None:
    lead.goto(product.url + places["system"] + "do/edit-system/")
    fill_in(lead, {"Purpose": "Orders applications, and says why"})
    press(lead, "See what would happen")
    assert "Orders applications, and says why" in lead.locator("main ins").first.inner_text()
    assert check_shown(lead, FEWER) == []


def test_two_editors_see_both_versions(lead: Page, product: Product, places: dict[str, str]) -> None:
    lead.goto(product.url + places["system"] + "do/edit-system/")
    fill_in(lead, {"Purpose": "Orders applications by fit"})
    other = lead.context.new_page()
    other.goto(lead.url)
    do(other, places["system"] + "do/edit-system/", "Save the changes", {"Purpose": "Orders applications by date"})
    other.close()
    press(lead, "Save the changes")
    shown = lead.inner_text("main")
    assert "Orders applications by fit" in shown
    assert "Orders applications by date" in shown
    assert check_shown(lead) == []


def test_the_door_and_what_an_employee_sees(chromium: Browser, product: Product, places: dict[str, str]) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.set_default_timeout(90_000)
    problems = []
    for address in ("/account/login/", "/account/password/reset/"):
        page.goto(product.url + address)
        problems += check_page(page)
    page.goto(product.url + "/")
    page.locator("input[name=login]").fill(ADMIN)
    page.locator("input[name=password]").fill("this is not it at all")
    with page.expect_navigation():
        page.locator("main button[type=submit]").first.click()
    assert page.locator("main .errors").count(), page.inner_text("main")
    problems += check_shown(page)
    product.sign_in(page, EMPLOYEE, PASSWORD)
    assert page.url == product.url + "/me/"
    assert "Read the AI policy" in page.inner_text("main")
    problems += check_page(page)
    answer = page.goto(product.url + "/ledger/")
    assert answer is not None
    assert answer.status == 403
    problems += [said for said in check_page(page, FEWER) if FAULTS not in said]
    context.close()
    assert problems == []


def test_the_first_visit_and_an_empty_register(empty_product: Product, visitor: Page) -> None:
    visitor.set_default_timeout(90_000)
    empty_product.start()
    visitor.goto(empty_product.url + "/")
    problems = check_page(visitor)
    press(visitor, "Found the organisation")
    assert visitor.locator(".field.bad").count() == 4
    problems += check_shown(visitor)
    fill_in(visitor, {"Your organisation": "Northwind", "Your name": "Ada", "Your mail address": ADMIN, "Password": PASSWORD})
    press(visitor, "Found the organisation")
    for address in ("/", "/systems/", "/tasks/", "/soa/"):
        visitor.goto(empty_product.url + address)
        problems += check_page(visitor, FEWER)
    assert problems == []
