"""How a person at a browser fills a form in, presses a button and reads what came of it: by the words on the page, never by its markup."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page


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


COUNTED = """() => [...document.querySelectorAll("#exp-h")].flatMap((h) => [...h.closest("section").querySelectorAll("tbody tr")]).map((row) => {
  const [all, good] = row.querySelectorAll("td");
  return [(row.querySelector("th .name") ?? row.querySelector("th").firstChild).textContent.trim(), all.textContent.trim(), good.textContent.trim()];
})"""
