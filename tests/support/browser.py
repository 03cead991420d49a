"""A real Chromium for tests, and the checks that every page must pass in it.

`check_page(page)` loads the page's address again at seven combinations of width and colour scheme and gives back what is wrong, in words:
accessibility (axe: WCAG 2.2 A and AA and best practice), sideways scrolling, complaints of the content security policy, requests to another
host, errors of scripts, and what the Tab key meets: every stop has a ring and lies under nothing.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Without these Chromium calls its maker's hosts at every start; as root it does not start inside its own sandbox.
FLAGS = [
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = 400  # CSS pixels; below it the page is shown as on a phone
MOST_STOPS = 400


@dataclass(frozen=True)
class View:
    """One way to look at a page: CSS pixels wide, `light` or `dark`, and whether what pops up is looked at too."""

    width: int
    theme: str
    opened: bool = False

    def __str__(self) -> str:
        return f"{self.width} px {self.theme}"


VIEWS = (
    View(1280, "light", opened=True),
    View(1280, "dark", opened=True),
    View(900, "light"),
    View(640, "light"),  # 1280 px at 200 %
    View(390, "light", opened=True),
    View(390, "dark", opened=True),
    View(320, "light"),  # 1280 px at 400 %
)


def chromium_program() -> str | None:
    """Return the path of a Chromium on this machine, or None. `SIGHTLINE_CHROMIUM` names another one."""
    named = os.environ.get("SIGHTLINE_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running Chromium, one for each test process; skips where there is none."""
    program = chromium_program()
    if program is None:
        pytest.skip("Chromium is not on this machine (apt install chromium)")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *sandbox])
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Page]:
    """A page of somebody who has never been here: no cookies, 1280 by 900."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def check_page(page: Page, views: tuple[View, ...] = VIEWS) -> list[str]:
    """Return everything that is wrong with the page that `page` shows, for the person who is signed in there; an empty list is good.

    The page is loaded anew with the same cookies; what is typed into `page` stays where it is.
    """
    browser, url, state = page.context.browser, page.url, page.context.storage_state()
    assert browser is not None, "the page must belong to a browser"
    problems: list[str] = []
    for on_phone in (False, True):
        chosen = [view for view in views if (view.width < PHONE) is on_phone]
        if not chosen:
            continue
        context = browser.new_context(storage_state=state, is_mobile=on_phone, has_touch=on_phone)
        try:
            problems += _check_views(context, url, chosen)
            if not on_phone:
                problems += _check_keyboard(context, url)
        finally:
            context.close()
    return [f"{urlsplit(url).path}: {problem}" for problem in dict.fromkeys(problems)]


def check_shown(page: Page, views: tuple[View, ...] = VIEWS) -> list[str]:
    """Return what is wrong with what `page` shows now, without loading it again: for the answers to a sent form."""
    problems = []
    for view in views:
        page.set_viewport_size({"width": view.width, "height": 900})
        page.emulate_media(color_scheme="dark" if view.theme == "dark" else "light", reduced_motion="reduce")
        problems += [f"{urlsplit(page.url).path}: {view}: {said}" for said in _look(page)]
    return problems


def _check_views(context: BrowserContext, url: str, views: list[View]) -> list[str]:
    page = context.new_page()
    problems: list[str] = _listen(page, url)
    for view in views:
        page.set_viewport_size({"width": view.width, "height": 900})
        page.emulate_media(color_scheme="dark" if view.theme == "dark" else "light", reduced_motion="reduce")
        page.goto(url, wait_until="load")
        problems += [f"{view}: {said}" for said in _look(page)]
        if view.opened and page.evaluate(OPEN_ALL):
            problems += [f"{view}, opened: {said}" for said in _look(page)]
    page.close()
    return problems


def _listen(page: Page, url: str) -> list[str]:
    """Collect, while the page is used, what no page may do; the list grows."""
    heard: list[str] = []
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))

    def on_console(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Refused to" in message.text or message.type == "error":
            heard.append(f"console: {message.text}")

    def on_request(request: Request) -> None:
        if not request.url.startswith((origin + "/", "data:", "blob:")):
            heard.append(f"asks another host: {request.url}")

    def on_response(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            heard.append(f"{response.status} for {response.url}")

    page.on("console", on_console)
    page.on("request", on_request)
    page.on("response", on_response)
    page.on("pageerror", lambda error: heard.append(f"script error: {error}"))
    return heard


def _look(page: Page) -> list[str]:
    """Axe and the width, on the page as it stands."""
    page.evaluate(AXE_SCRIPT)
    seen: dict[str, Any] = page.evaluate(RUN_AXE, AXE_RULES)
    problems = [f"axe {said}" for said in seen["violations"]]
    if seen["wide"] > 0:
        problems.append(f"scrolls sideways by {seen['wide']} px ({seen['widest']})")
    return problems


def _check_keyboard(context: BrowserContext, url: str) -> list[str]:
    """Walk the page with the Tab key at 1280 by 800, then open the palette with Ctrl K where there is one."""
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(reduced_motion="reduce")
    page.goto(url, wait_until="load")
    problems: list[str] = []
    # A page may give the focus to what it wants answered; the walk begins at the top all the same.
    page.evaluate("() => document.activeElement?.blur()")
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop: dict[str, Any] | None = page.evaluate(STOP)
        if stop is None:
            break
        if not stop["ring"]:
            problems.append(f"Tab stop without a ring: {stop['name']}")
        if not stop["seen"]:
            problems.append(f"Tab stop is covered, at {stop['y']} px: {stop['name']}")
    else:
        problems.append(f"more than {MOST_STOPS} Tab stops, or a trap")
    if page.evaluate("() => !!document.getElementById('palette')"):
        page.keyboard.press("Control+k")
        if not page.evaluate(PALETTE_IS_OPEN):
            problems.append("Ctrl K does not open the search with the focus in its field")
    page.close()
    return problems


RUN_AXE = """async (rules) => {
  const found = await window.axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  const shown = (node) => node.target.join(" ").slice(-70) + " " + (node.any[0]?.data?.contrastRatio ?? "");
  const root = document.documentElement;
  const beyond = (e) => e.getBoundingClientRect().right > root.clientWidth + 0.5;
  const widest = [...document.body.querySelectorAll("*")].find((e) => beyond(e) && ![...e.children].some(beyond));
  return {
    violations: found.violations.map((v) => `${v.id} (${v.impact}): ` + v.nodes.slice(0, 4).map(shown).join(" | ")),
    wide: root.scrollWidth - root.clientWidth,
    widest: widest ? widest.tagName.toLowerCase() + "." + widest.className : "",
  };
}"""

OPEN_ALL = """() => {
  const names = ["palette", "export"];
  const found = [...document.querySelectorAll("[popover]")].filter((p) => names.includes(p.id));
  found.forEach((p) => p.showPopover());
  return found.length > 0;
}"""

STOP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const b = e.getBoundingClientRect(), s = getComputedStyle(e);
  const x = b.left + Math.min(b.width / 2, 30), y = b.top + b.height / 2, over = document.elementFromPoint(x, y);
  return {
    name: (e.textContent.trim() || e.getAttribute("aria-label") || e.name || e.tagName).slice(0, 40),
    ring: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2,
    seen: !!over && (e.contains(over) || over.contains(e)),
    y: Math.round(y),
  };
}"""

PALETTE_IS_OPEN = """() => document.getElementById("palette").matches(":popover-open") && document.activeElement?.type === "search" """


if __name__ == "__main__":
    sys.exit(chromium_program() is None)
