"""The reference page: every address of the document stands in it, with a line that works when it is copied."""

from __future__ import annotations

import re
import shlex
from html import unescape

import pytest
from django.test import Client
from playwright.sync_api import Page

from sightline.faces.api.openapi.document import document
from sightline.faces.api.reference import groups
from sightline.kernel.identity.actors import Actor
from tests.support.browser import View, check_page
from tests.support.product import Product

from .conftest import Caller

HOST = "http://testserver"
VIEWS = (View(1280, "light", opened=True), View(1280, "dark"), View(390, "dark"), View(320, "light"))


@pytest.mark.django_db
def test_every_address_stands_on_the_page_of_its_group(lead: Actor) -> None:
    assert lead.account is not None
    reader = Client()
    reader.force_login(lead.account)
    start = unescape(reader.get("/api/").content.decode())
    shown: set[str] = set()
    for group in groups(lead, HOST):
        assert f'href="/api/{group.slug}/">{group.name}</a>' in start
        shown |= {f"{one.method} {one.path}" for one in group.operations}
    assert shown == {f"{method.upper()} {path}" for path, methods in document(lead)["paths"].items() for method in methods}
    units = unescape(reader.get("/api/units/").content.decode())
    assert {"GET /api/v1/units", "POST /api/v1/units", "PATCH /api/v1/units/{reference}"} <= set(
        re.findall(r"<code>([A-Z]+ /api/v1/\S+)</code>", units)
    )
    assert reader.get("/api/nothing/").status_code == 404


@pytest.mark.django_db
def test_whoever_is_not_signed_in_is_led_to_the_door() -> None:
    answer = Client().get("/api/")
    assert answer.status_code == 302
    assert "next=/api/" in answer["Location"]


@pytest.mark.django_db
def test_the_lines_to_copy_work(calls: Caller) -> None:
    lines = {one.id: shlex.split(one.curl) for group in groups(calls.actor, HOST) for one in group.operations}
    listed = lines["list-units"]
    assert calls.get(listed[-1].removeprefix(HOST)).status_code == 200
    made = lines["create-in-units"]
    body = made[made.index("-d") + 1]
    assert calls.post(made[-1].removeprefix(HOST) + "?dry_run=true", body.encode()).status_code == 200
    assert "$TOKEN" in made[2]


@pytest.mark.browser
def test_the_page_is_good_in_a_browser(product: Product, visitor: Page) -> None:
    product.sign_in(visitor)
    for path in ("/api/", "/api/any-record/", "/api/ai-systems/"):
        visitor.goto(product.url + path)
        assert check_page(visitor, VIEWS) == []
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.goto(product.url + "/api/ai-systems/")
    visitor.locator("[data-copy] + button").first.click()
    assert visitor.evaluate("navigator.clipboard.readText()").startswith("curl -H ")
