"""The map of data flows in the browser: what it says, its filters, its table, and what it costs."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sightline.aims.inventory.flows.choosing import Wish
from sightline.aims.inventory.flows.mapping import ALONE, seen_by
from sightline.aims.inventory.flows.models import Flow, Place
from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Unit
from sightline.kernel.changes import change
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12

Add = Callable[..., Flow]


@pytest.fixture
def browser(lead: Actor, client: Client) -> Client:
    """Signed in as the compliance lead."""
    client.force_login(lead.account, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    return client


def seen(browser: Client, address: str) -> str:
    """The page at an address, which must be there."""
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.fixture
def drawn(do: Any, flow: Add, ranking: System, lead: Actor) -> list[Flow]:
    """Three flows: one as expected, one abroad without a safeguard, one of health data."""
    archive = do("add_place", lead, name="Archive", kind="store", country="Ireland")
    desk = do("add_place", lead, name="Service desk", kind="recipient", country="India")
    return [
        flow(name="Kept", to_place=archive.reference, legal_basis="contract"),
        flow(name="Cases", to_place=desk.reference, legal_basis="contract"),
        flow(
            name="Sick notes",
            from_place=archive.reference,
            to_system=ranking.reference,
            categories=["health"],
            purpose="input",
            legal_basis="duty",
            condition="employment",
        ),
    ]


def many(count: int, unit: Unit, ranking: System) -> None:
    """So many places in four countries, each with a flow into the system."""
    countries = ("Ireland", "India", "Japan", "")
    with change(Actor.system(), "add_flow", "system", "many flows for a test"):
        for number in range(count):
            place = Place(name=f"Place {number}", kind="source", country=countries[number % 4])
            place.save()
            Flow(
                name=f"Flow {number}", from_place=place, to_system=ranking, categories=["contact"], purpose="input", legal_basis="contract"
            ).save()


def map_of(page: str) -> ElementTree.Element:
    """The drawing of a page; it must be well-formed."""
    found = re.search(r'<svg xmlns.*?class="chart flows".*?</svg>', page, re.DOTALL)
    assert found is not None
    return ElementTree.fromstring(found.group(0))


def test_the_map_says_how_things_stand_and_what_to_do(drawn: list[Flow], browser: Client) -> None:
    page = seen(browser, "/data-flows/")
    assert "3 flows between 3 places. 1 crosses a border; 1 has a finding." in page
    assert "Agree on a safeguard and name it" in page
    assert f"{drawn[1].address}do/raise-from-flow/?finding=transfers_are_safeguarded" in page
    assert f"/do/accept-exception/?record={drawn[1].reference}&amp;expectation=transfers_are_safeguarded" in page
    links = {link.get("href") for link in map_of(page).iter("{http://www.w3.org/2000/svg}a")}
    assert {one.address for one in drawn} <= links
    assert all(f'href="{address}"' in page.partition("<table")[2] for address in links if "/flows/" in str(address))


def test_finding_rows_come_first_with_the_number_of_the_map(drawn: list[Flow], browser: Client) -> None:
    table = seen(browser, "/data-flows/").partition("<table")[2]
    assert re.findall(r'<span class="number">(\d+)</span>', table) == ["2", "1", "3"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("view=special", ["Sick notes"]),
        ("view=abroad", ["Cases"]),
        ("view=findings", ["Cases"]),
        ("view=suppliers", []),
        ("data=health", ["Sick notes"]),
        ("country=india", ["Cases"]),
        ("country=Ireland", ["Cases", "Kept", "Sick notes"]),
    ],
)
def test_filters_narrow_the_map(drawn: list[Flow], lead: Actor, query: str, names: list[str]) -> None:
    name, value = query.split("=")
    assert sorted(str(row.flow) for row in seen_by(lead, Wish.read({name: [value]})).rows) == names


def test_filters_by_system_and_unit_offer_what_there_is(do: Any, drawn: list[Flow], ranking: System, unit: Unit, browser: Client) -> None:
    page = seen(browser, "/data-flows/?open=system")
    assert f"/data-flows/?system={ranking.reference}" in page
    assert "3 flows between 3 places" in seen(browser, f"/data-flows/?system={ranking.reference}")
    assert f"/data-flows/?unit={unit.reference}" in seen(browser, "/data-flows/?open=unit")
    assert "Country: <b>India</b>" in seen(browser, "/data-flows/?country=India&open=data")
    assert "No data flow is like that" in seen(browser, "/data-flows/?view=suppliers")


def test_a_view_that_there_is_not_is_refused(drawn: list[Flow], lead: Actor) -> None:
    with pytest.raises(Invalid, match="no view"):
        seen_by(lead, Wish(view="everything"))


def test_the_page_begins_with_what_to_do_first(organisation: Any, browser: Client) -> None:
    assert "No data flows yet" in seen(browser, "/data-flows/")


def test_the_page_of_a_system_has_its_own_flows(do: Any, drawn: list[Flow], ranking: System, lead: Actor, browser: Client) -> None:
    page = seen(browser, ranking.address)
    assert "Sick notes" in page
    assert [node.get("class") for node in map_of(page).iter("{http://www.w3.org/2000/svg}rect")].count("node self") == 1
    other = do("add_system", lead, name="Payroll")
    page = seen(browser, other.address)
    assert f"{other.address}do/draw-flow/?direction=into&amp;purpose=input" in page
    assert 'value="into" selected' in seen(browser, f"{other.address}do/draw-flow/?direction=into&purpose=input")


@pytest.mark.parametrize("count", [5, 200])
def test_every_box_of_the_map_is_in_the_table_too(count: int, unit: Unit, ranking: System, browser: Client) -> None:
    many(count, unit, ranking)
    page = seen(browser, "/data-flows/?whole=1")
    root = map_of(page)
    assert not re.search(r"\sstyle=|<style", page)
    boxes = [node for node in root.iter("{http://www.w3.org/2000/svg}rect") if node.get("class") == "node"]
    assert len(boxes) == count + 1
    table = page.partition("<table")[2]
    assert all(f"Place {number} to Candidate ranking" in table for number in range(count))


def test_many_places_stand_together_until_somebody_asks_for_each(unit: Unit, ranking: System, lead: Actor, browser: Client) -> None:
    many(ALONE + 4, unit, ranking)
    found = seen_by(lead, Wish())
    assert found.together
    assert {node.name for node in found.map.nodes} == {"Sources", "Recruiting"}
    assert sorted(line.mark for line in found.map.lines) == ["16"] * 4
    page = seen(browser, "/data-flows/")
    assert "draw each by itself" in page
    assert f"/data-flows/?unit={unit.reference}" in page


def test_the_map_takes_twelve_queries_however_many_flows(unit: Unit, ranking: System, browser: Client) -> None:
    def queries(address: str) -> int:
        seen(browser, address)
        with CaptureQueriesContext(connection) as caught:
            seen(browser, address)
        return len(caught)

    few = queries("/data-flows/")
    many(80, unit, ranking)
    assert queries("/data-flows/") <= max(few, MOST_QUERIES)
    assert queries("/data-flows/?open=country&view=abroad") <= MOST_QUERIES + 1
    assert queries("/flows/?size=200") <= MOST_QUERIES


def test_employees_do_not_see_the_map(client: Client, employee: Actor) -> None:
    client.force_login(employee.account, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    assert client.get("/data-flows/").status_code == 403
