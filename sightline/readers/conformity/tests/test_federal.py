"""The engine over a real inventory: the federal one of 2024, all 2,133 rows, counted in SQL as the ORM counts them one by one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sightline.kernel.expectations import all_expectations
from sightline.kernel.identity.actors import Actor
from sightline.kernel.imports.running import run_import
from sightline.readers.conformity.counting import counted
from sightline.readers.conformity.exceptions import exceptions_page, references_of
from sightline.readers.conformity.resting import sight_of
from sightline.readers.conformity.standing import State, overview
from tests.support.shared import shared_data

pytestmark = pytest.mark.usefixtures("iso")


def test_the_federal_inventory_is_counted_whole_and_in_few_queries(lead: Actor) -> None:
    path = shared_data("us-federal-inventory", "2024_consolidated_ai_inventory_raw_v2.csv")
    assert run_import("systems", path, lead, "cli").created == 2133
    with CaptureQueriesContext(connection) as cold:
        seen = overview()
    with CaptureQueriesContext(connection) as warm:
        overview()
    assert len(warm) <= 9
    assert len(cold) <= len(warm) + 12  # one statement counts everything; the rest keeps the counts, inside a savepoint

    counts = counted()
    for one in all_expectations():
        population = set(one.population().values_list("pk", flat=True))
        conforming = set(one.conforming(one.population()).values_list("pk", flat=True))
        assert (counts[one.name].population, counts[one.name].conforming) == (len(population), len(conforming)), one.name
        assert len(references_of(one, lead)) == counts[one.name].exceptions, one.name
    assert counts["systems_scope_decided"].population == 2133
    assert sum(one.state != State.NOT_RECORDED for one in seen.standings) >= 20

    owned = next(one for one in all_expectations() if one.name == "systems_have_owner")
    with CaptureQueriesContext(connection) as page:
        rows = exceptions_page(owned, lead, page=40)
    assert len(rows) == 20
    assert len(page) <= 3

    for row in rows[:5]:
        sight = sight_of(row.record)
        for held in sight.held:
            assert held.conforms == held.expectation.conforming(held.expectation.population()).filter(pk=row.record.pk).exists()
        assert {one.expectation.name for one in sight.held} == {
            one.name
            for one in all_expectations()
            if isinstance(row.record, one.model) and one.population().filter(pk=row.record.pk).exists()
        }
        assert any(held.expectation.name == "systems_have_owner" and not held.conforms for held in sight.held)
