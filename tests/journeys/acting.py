"""How a person at a browser fills a form in, presses a button and reads what came of it: by the words on the page, never by its markup."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.product import ADMIN, ORGANISATION, PASSWORD, Product


def person(chromium: Browser, width: int = 1280) -> Page:
    """Somebody at a browser who has never been here; below 400 px wide it is a phone."""
    phone = width < 400
    context = chromium.new_context(viewport={"width": width, "height": 900}, accept_downloads=True, is_mobile=phone, has_touch=phone)
    page = context.new_page()
    page.set_default_timeout(90_000)
    return page


def first_visit(lead: Page, product: Product) -> None:
    """Found the organisation on the first page that an empty installation shows."""
    lead.goto(product.url + "/")
    assert lead.url == product.url + "/welcome/"
    fill_in(lead, {"Your organisation": ORGANISATION, "Your name": "Ada Lind", "Your mail address": ADMIN, "Password": PASSWORD})
    press(lead, "Found the organisation")
    assert lead.url == product.url + "/"
    expect(lead.locator("main")).to_contain_text("0 of 70 requirements are in line.")
    expect(lead.locator("main")).to_contain_text(ORGANISATION)


def field(page: Page, label: str) -> Locator:
    """The control with this label, whether or not it is marked as optional."""
    plain = re.sub(r"[.()?*+]", r"\\\g<0>", label)  # re.escape writes what a browser's expressions don't know
    return page.locator("main").get_by_label(re.compile(rf"^\s*{plain}(\s*\(optional\))?\s*$"))


def fill_in(page: Page, answers: Mapping[str, str | bool]) -> None:
    """Give each answer to the control with that label: True ticks it, text is typed or chosen from the list."""
    for label, value in answers.items():
        control = field(page, label)
        if value is True:
            control.check()
        elif control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(label=str(value))
        else:
            control.fill(str(value))


def press(page: Page, name: str) -> None:
    """Press the button or follow the link with this name, and wait for the page that follows."""
    main = page.locator("main")
    buttons = main.get_by_role("button", name=name, exact=True)
    with page.expect_navigation(wait_until="load"):
        (buttons if buttons.count() else main.get_by_role("link", name=name, exact=True)).first.click()


def do(page: Page, address: str, button: str, answers: Mapping[str, str | bool]) -> str:
    """Open the form of an action, answer it, send it, and return the reference that the page names afterwards.

    Raises:
        AssertionError: the action was refused; the message is what the page says.
    """
    page.goto("{0.scheme}://{0.netloc}".format(urlsplit(page.url)) + address)
    fill_in(page, answers)
    press(page, button)
    return done(page)


def done(page: Page) -> str:
    """The reference in the note that says what was done."""
    told = page.locator("main .note").first
    assert told.count(), f"{page.url}: " + page.inner_text("main")[:1500]
    named = re.search(r"\b[A-Z]{2,4}-\d{4,}\b", told.inner_text())
    assert ": done." in told.inner_text(), told.inner_text()
    assert named, told.inner_text()
    return named.group(0)


def do_with_all(page: Page, address: str, button: str, answers: Mapping[str, str | bool], noun: str) -> None:
    """Do one thing to all rows of a list at this address at once: first what would happen, then one change."""
    page.goto(address)
    count = page.locator("main .views [aria-current] .count").inner_text()
    page.locator("#register tbody input[type=checkbox]").first.check()
    page.get_by_label(f"All {count}").check()
    press(page, button)
    expect(page.locator("main")).to_contain_text(f"{count} {noun}")
    fill_in(page, answers)
    press(page, "See what would happen")
    press(page, button)
    expect(page.locator("main .note").first).to_contain_text(f"{button}: done. {count} {noun}.")
    page.goto(address)
    assert page.locator("main .views [aria-current] .count").inner_text() == "0"


def decide_the_rest(lead: Page, product: Product, register: str, noun: str) -> None:
    """Take all that nobody has decided on yet into the scope."""
    do_with_all(lead, f"{product.url}/{register}/?view=undecided", "Decide the scope", {"Scope": "In scope"}, noun)


def downloaded(page: Page, name: str, folder: Path) -> Path:
    """Follow the link with this name and keep the file that comes, under the name that it comes with."""
    with page.expect_download(timeout=180_000) as coming:
        page.locator("main").get_by_role("link", name=name).first.click()
    target = folder / coming.value.suggested_filename
    coming.value.save_as(target)
    return target


def counted(page: Page) -> dict[str, tuple[int, int]]:
    """What the records say on a requirement's page: sentence -> (population, conforming)."""
    rows: list[list[str]] = page.evaluate(COUNTED)
    return {said: (int(all_.replace(",", "")), int(good.replace(",", ""))) for said, all_, good in rows}


def state(page: Page) -> str:
    """The state in the head of a page, in words."""
    return page.locator(".page-head .tag").first.inner_text().strip()


def standings(page: Page) -> dict[str, tuple[str, str]]:
    """The list of a set's requirements: code -> (state, what is missing first), in words."""
    rows: list[list[str]] = page.evaluate(STANDINGS)
    return {code: (said, missing) for code, said, missing in rows}


STANDINGS = """() => [...document.querySelectorAll("main tbody tr")].filter((row) => row.querySelector("th .ref")).map((row) => {
  const [said, missing] = row.querySelectorAll("td");
  return [row.querySelector("th .ref").textContent.trim(), said.textContent.trim(), missing.textContent.trim()];
})"""

COUNTED = """() => [...document.querySelectorAll("#exp-h")].flatMap((h) => [...h.closest("section").querySelectorAll("tbody tr")]).map((row) => {
  const [all, good] = row.querySelectorAll("td");
  return [(row.querySelector("th .name") ?? row.querySelector("th").firstChild).textContent.trim(), all.textContent.trim(), good.textContent.trim()];
})"""
