"""Lists: what stands in the address is what is shown, counted and exported."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sightline.kernel import clock
from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record

At = Callable[[Actor], Client]
MOST_QUERIES = 12


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return str(answer.content.decode())


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_register_shows_its_records_with_their_references(at: At, lead: Actor, systems: list[Record]) -> None:
    page = text(at(lead).get("/systems/"))
    assert "<h1>AI systems</h1>" in page
    for system in systems[:2]:
        assert f'href="/systems/{system.reference}/">{system}</a>' in page
    assert 'aria-current="page">All <span class="count">3</span>' in page


def test_a_filter_in_the_address_narrows_list_and_counts(at: At, lead: Actor, systems: list[Record]) -> None:
    page = text(at(lead).get("/systems/?impact=rights"))
    assert "Candidate ranking" in page
    assert "Clause search" not in page
    assert "Impact: <b>Rights</b>" in page
    assert "1 to 1 of 1" in page


def test_values_of_a_filter_are_loaded_only_when_it_is_opened(at: At, lead: Actor, systems: list[Record]) -> None:
    assert 'class="box options"' not in text(at(lead).get("/systems/"))
    opened = text(at(lead).get("/systems/?open=unit"))
    assert "Legal <span" in opened
    assert '<span class="count">2</span>' in opened


def test_an_empty_list_names_the_filter_that_empties_it(at: At, lead: Actor, systems: list[Record]) -> None:
    page = text(at(lead).get("/systems/?impact=rights&q=clause"))
    assert "3 are there" in page
    assert "Remove “Impact: Rights”" in page
    assert "Remove “Search: clause”" in page


def test_a_register_without_anything_says_what_to_do_first(at: At, lead: Actor) -> None:
    page = text(at(lead).get("/systems/"))
    assert "Nothing here yet" in page
    assert 'href="/do/add-system/"' in page


def test_sorting_by_a_head_is_said_to_screen_readers(at: At, lead: Actor, systems: list[Record]) -> None:
    page = text(at(lead).get("/systems/?sort=-name"))
    assert 'aria-sort="descending"' in page
    assert page.index("Clause search") < page.index("Candidate ranking")


def test_after_a_click_only_the_list_is_sent(at: At, lead: Actor, systems: list[Record]) -> None:
    part = text(at(lead).get("/systems/?view=in-scope", headers={"HX-Request": "true", "HX-Target": "register"}))
    assert part.lstrip().startswith('<div class="register-frame" id="register"')
    back = text(at(lead).get("/systems/", headers={"HX-Request": "true", "HX-Target": "register", "HX-History-Restore-Request": "true"}))
    assert "<!doctype html>" in back


def test_chosen_columns_are_shown_and_kept_in_the_links(at: At, lead: Actor, systems: list[Record]) -> None:
    page = text(at(lead).get("/systems/?col=stage"))
    assert ">Stage</a>" in page
    assert ">Impact</a>" not in page
    assert "cols=stage" in page


def test_a_list_takes_twelve_queries_however_long_it_is(
    at: At, lead: Actor, systems: list[Record], django_assert_max_num_queries: Any
) -> None:
    browser = at(lead)
    browser.get("/systems/")
    with django_assert_max_num_queries(MOST_QUERIES):
        browser.get("/systems/?size=200")
    for number in range(20):
        perform("add_system", lead, {"name": f"Another {number}"}, face="web")
    with django_assert_max_num_queries(MOST_QUERIES):
        browser.get("/systems/?size=200")


def test_exports_give_what_is_filtered_and_disarm_formulas(at: At, lead: Actor, systems: list[Record]) -> None:
    answer = at(lead).get("/systems.csv?impact=neither")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(body(answer).decode("utf-8-sig"))))
    name = rows[0].index("Name")
    assert sorted(row[name] for row in rows[1:]) == ['\'=HYPERLINK("http://example.com")', "Clause search"]


def test_the_json_export_counts_what_it_gives(at: At, lead: Actor, systems: list[Record]) -> None:
    told = json.loads(body(at(lead).get("/systems.json")))
    assert told["count"] == 3
    assert {item["unit"] for item in told["items"]} == {"Human resources", "Legal"}


def test_the_workbook_opens_with_the_same_rows(at: At, lead: Actor, systems: list[Record]) -> None:
    from python_calamine import CalamineWorkbook

    data = body(at(lead).get("/systems.xlsx"))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert len(rows) == 4


def test_a_list_as_of_today_reads_the_same_from_the_ledger(at: At, lead: Actor, systems: list[Record]) -> None:
    perform("edit_system", lead, {"name": "Candidate order"}, face="web", subject=systems[0].reference)
    page = text(at(lead).get(f"/systems/?as_of={clock.today()}"))
    assert "Candidate order" in page
    assert "Nothing can be changed here" in page
    assert "/do/" not in page


def test_a_day_to_come_is_refused_in_plain_words(at: At, lead: Actor, systems: list[Record]) -> None:
    answer = at(lead).get("/systems/?as_of=2999-01-01")
    assert answer.status_code == 422
    assert "still to come" in answer.content.decode()


def test_a_list_that_is_for_others_says_who_may(at: At, employee: Actor, systems: list[Record]) -> None:
    answer = at(employee).get("/systems/")
    assert answer.status_code == 403
    assert "can't be read" in answer.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("address", ["/systems/?sort=nonsense", "/systems/?view=nonsense", "/systems/?impact=nonsense"])
def test_an_address_that_makes_no_sense_is_no_fault(at: At, lead: Actor, systems: list[Record], address: str) -> None:
    assert at(lead).get(address).status_code == 422


def test_a_reader_keeps_a_view_of_their_own(at: At, lead: Actor, auditor: Actor, systems: list[Record]) -> None:
    browser = at(lead)
    form = text(browser.get("/systems/?impact=neither&sort=-name&open=save"))
    assert 'name="query" value="impact=neither&amp;sort=-name"' in form
    answer = browser.post("/systems/views/", {"name": "Neither, last first", "query": "impact=neither&sort=-name&page=3"})
    assert answer.headers["Location"] == "/systems/?impact=neither&sort=-name"
    page = text(browser.get(answer.headers["Location"]))
    assert 'href="/systems/?impact=neither&amp;sort=-name" aria-current="page"' in page
    assert page.count('aria-current="page"') == 3  # the path, the place in the rail, the view
    assert "Neither, last first" not in text(at(auditor).get("/systems/"))
    browser.post("/systems/views/", {"forget": "Neither, last first"})
    assert "Neither, last first" not in text(browser.get("/systems/"))


def test_a_view_without_a_name_is_refused(at: At, lead: Actor) -> None:
    assert at(lead).post("/systems/views/", {"name": " ", "query": "impact=neither"}).status_code == 422
