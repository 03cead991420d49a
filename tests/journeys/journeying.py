"""What the steps of a long journey share: who is at which browser, what was noted on the way, and what every page must pass."""

from dataclasses import dataclass
from dataclasses import field as made_with
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.support.browser import View, check_page
from tests.support.product import Product

EXECUTIVE, EMPLOYEE = "sam@northwind.example", "noor@northwind.example"
SECOND_PASSWORD, THIRD_PASSWORD = "seven herons over the mill pond", "four lanterns by the old weir"
# The whole check of a page costs seconds and is another test's; here each page is seen once in each width and colour as it is when it is full.
SEEN = (View(1280, "light"), View(390, "dark"))


@dataclass
class Journey:
    """Who does what: the lead, an executive and an employee on a phone, each in a browser of their own; and what was noted on the way."""

    product: Product
    chromium: Browser
    folder: Path
    lead: Page
    executive: Page
    employee: Page
    noted: dict[str, str] = made_with(default_factory=dict)
    before: dict[str, tuple[str, str]] = made_with(default_factory=dict)

    def at(self, page: Page, path: str) -> None:
        """Open a path of the product."""
        page.goto(self.product.url + path)


def check(page: Page) -> None:
    """What every page must pass: accessibility, no sideways scrolling, the keyboard."""
    assert check_page(page, SEEN) == []


def in_days(many: int) -> str:
    """The day so many days from now, as a field wants it."""
    return (date.today() + timedelta(days=many)).isoformat()
