"""Who only reads never waits for, and never fails because of, somebody who writes."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Page

from tests.support.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]


def test_pages_that_count_are_shown_while_another_writer_holds_the_database(product: Product, visitor: Page) -> None:
    product.sign_in(visitor)
    product.command("do", "add_system", "--name", "Seat planner")
    with closing(sqlite3.connect(product.home / "sightline.sqlite3", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        answers = {path: visitor.goto(product.url + path) for path in ("/gaps/", "/requirements/iso42001/4.3/", "/", "/systems/")}
        writer.execute("ROLLBACK")
    assert {path: answer.status for path, answer in answers.items() if answer is not None} == dict.fromkeys(answers, 200)
