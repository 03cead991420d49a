"""Every kind of page in a real browser: nothing for axe to find, nothing scrolls sideways, the keyboard reaches all; and it works without script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import View, check_page
from tests.support.product import Product

LIST = "ID,Name,Purpose,Unit,Stage\n" + "".join(
    f"A-{n},System {n} with a rather long name for people,Sorts mail of kind {n}.,Unit {n % 4},Operation\n" for n in range(40)
)
FEW = (View(1280, "light", opened=True), View(390, "dark", opened=True), View(320, "light"))
PAGES = ("/", "/systems/", "/systems/?open=unit&impact=not_assessed", "/systems/SYS-0001/", "/systems/SYS-0001/do/edit-system/")
OTHERS = (
    "/systems/SYS-0001/history/ENTRY/",
    "/systems/?open=columns",
    "/systems/?open=save&impact=not_assessed",
    "/systems/do/decide-scope/?tick=SYS-0001&tick=SYS-0002",
    "/systems/?q=nothing-like-this",
    "/systems/SYS-0001/do/retire-system/",
    "/systems/SYS-0001/do/attach-evidence/",
    "/do/add-account/",
    "/do/issue-token/",
    "/accounts/",
    "/tasks/",
    "/ledger/",
    "/ledger/0/",
    "/search/?q=system",
    "/calendar/",
    "/me/",
    "/account/",
    "/account/password/change/",
    "/theme/",
    "/nothing-here/",
)


@pytest.fixture(scope="module")
def filled(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Product:
    """The installation with forty systems."""
    path: Path = tmp_path_factory.mktemp("lists") / "systems.csv"
    path.write_text(LIST, encoding="utf-8")
    if product.json("list", "systems")["count"] == 0:
        product.command("import", "systems", str(path))
        product.json("verify")  # signs what is outstanding
    return product


@pytest.fixture
def signed_in(filled: Product, visitor: Page) -> Page:
    """A browser in which the compliance lead is signed in."""
    filled.sign_in(visitor)
    return visitor


@pytest.mark.browser
@pytest.mark.parametrize("address", PAGES)
def test_a_page_that_people_live_in_passes_in_every_width_and_mode(filled: Product, signed_in: Page, address: str) -> None:
    signed_in.goto(filled.url + address)
    assert check_page(signed_in) == []


@pytest.mark.browser
def test_every_other_page_passes_too(filled: Product, signed_in: Page) -> None:
    entry = filled.json("history", "SYS-0001")["versions"][0]["entry"]
    problems: list[str] = []
    for address in OTHERS:
        signed_in.goto(filled.url + address.replace("ENTRY", str(entry)))
        found = check_page(signed_in, FEW)
        problems += [one for one in found if not ("nothing-here" in one and "404" in one)]
    assert problems == []


@pytest.mark.browser
@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/"])
def test_the_door_passes(filled: Product, visitor: Page, address: str) -> None:
    visitor.goto(filled.url + address)
    assert check_page(visitor) == []


@pytest.mark.browser
def test_the_first_page_of_all_passes(empty_product: Product, visitor: Page) -> None:
    empty_product.start()
    visitor.goto(empty_product.url + "/")
    expect(visitor).to_have_url(re.compile("/welcome/$"))
    assert check_page(visitor, FEW) == []


@pytest.mark.browser
def test_a_click_on_a_filter_swaps_the_list_and_takes_the_focus_along(filled: Product, signed_in: Page) -> None:
    signed_in.goto(filled.url + "/systems/")
    signed_in.get_by_role("button", name="Unit", exact=True).click()
    expect(signed_in.get_by_role("heading", name="Unit")).to_be_focused()
    signed_in.locator(".options a", has_text="Unit 2").click()
    expect(signed_in.locator("#register tbody tr")).to_have_count(10)
    expect(signed_in.locator("#said")).to_have_text("10 AI systems")
    assert "unit=" in signed_in.url
    signed_in.go_back()
    expect(signed_in.locator("h1")).to_have_text("AI systems")
    expect(signed_in.locator("nav.nav")).to_be_visible()


@pytest.mark.browser
def test_the_palette_finds_while_one_types(filled: Product, signed_in: Page) -> None:
    signed_in.goto(filled.url + "/")
    signed_in.keyboard.press("Control+k")
    signed_in.keyboard.type("add an ai")
    expect(signed_in.locator("#found").get_by_role("link", name="Add an AI system")).to_be_visible()
    signed_in.keyboard.press("Control+a")
    signed_in.keyboard.type("SYS-0001")
    signed_in.keyboard.press("Enter")
    expect(signed_in).to_have_url(re.compile("/systems/SYS-0001/$"))


@pytest.mark.browser
def test_a_refused_form_starts_at_its_errors(filled: Product, signed_in: Page) -> None:
    signed_in.goto(filled.url + "/do/add-system/")
    signed_in.get_by_role("button", name="Add an AI system").click()
    expect(signed_in.locator(".errors")).to_be_focused()
    assert check_page(signed_in, ()) == []


@pytest.mark.browser
def test_everything_works_without_script(filled: Product, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    filled.sign_in(page)
    page.goto(filled.url + "/systems/")
    page.get_by_role("button", name="Unit", exact=True).click()
    page.locator(".options a", has_text="Unit 3").click()
    assert page.locator("tbody tr").count() == 10
    page.goto(filled.url + "/systems/SYS-0002/do/edit-system/")
    page.get_by_label("Supplier").fill("Rankwise")
    page.get_by_role("button", name="Save the changes").click()
    assert "Rankwise" in page.inner_text("main")
    context.close()


@pytest.mark.browser
def test_a_passkey_lets_one_in(empty_product: Product, chromium: Browser) -> None:
    empty_product.init()
    empty_product.start()
    context = chromium.new_context()
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "automaticPresenceSimulation": True}})
    local = empty_product.url.replace("127.0.0.1", "localhost")  # browsers allow passkeys for names only
    page.goto(local + "/account/login/")
    page.locator("input[name=login]").fill("lead@northwind.example")
    page.locator("input[name=password]").fill("a long walk along the harbour")
    page.locator("main button[type=submit]").first.click()
    page.goto(local + "/account/2fa/webauthn/add/")
    page.locator("input[name=password]").fill("a long walk along the harbour")  # asked once more before the sign-in is changed
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name of the device").fill("Laptop")
    page.locator("input[name=passwordless]").check()
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url(re.compile("/account/2fa/(webauthn|recovery-codes)/"))
    page.goto(local + "/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(local + "/account/login/")
    page.locator("input[name=login]").fill("lead@northwind.example")
    page.locator("input[name=password]").fill("a long walk along the harbour")
    page.locator("main button[type=submit]").first.click()
    expect(page.locator("h1")).to_have_text("One more step")  # the password alone is not enough any more
    assert check_page(page, FEW) == []
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url(local + "/")
    expect(page.locator(".standing")).to_be_visible()
    context.close()
