"""What AI there is, as a newcomer finds out: two inventories, a proxy's log, an employee's question, a supplier, a data flow, a scope. In the browser only."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.product import Product
from tests.support.shared import shared_data

from . import answering_for as later
from . import finding_out as first
from .acting import person
from .journeying import Journey

pytestmark = pytest.mark.browser


def test_from_two_inventories_to_a_scope_that_clause_4_rests_on(empty_product: Product, chromium: Browser, tmp_path: Path) -> None:
    shared_data("us-federal-inventory")
    empty_product.start()
    lead, executive = person(chromium), person(chromium)
    journey = Journey(empty_product, chromium, tmp_path, lead, executive, person(chromium, width=390))
    try:
        check_every_step(journey)
    except BaseException as error:
        error.add_note((empty_product.home / "server.log").read_text(errors="replace")[-6000:])
        raise


def check_every_step(journey: Journey) -> None:
    """Take the steps in their order; each asserts what its person sees."""
    for step in STEPS:
        step(journey)


STEPS = (
    first.found_the_house,
    first.import_both_inventories,
    first.decide_doubts_and_absences,
    first.discover_what_is_used,
    first.put_rules_in_force,
    first.ask_as_an_employee,
    first.decide_as_lead,
    later.record_the_suppliers,
    later.answer_by_link,
    later.review_the_answers,
    later.draw_a_flow,
    later.compose_and_approve_a_scope,
    later.see_what_moved,
)
