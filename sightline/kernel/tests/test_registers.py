"""A register: searched, filtered, sorted and paged in SQL, the same for every face; and as of a past day."""

from datetime import UTC, date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from sightline.kernel import clock
from sightline.kernel.actions import perform
from sightline.kernel.changes import change
from sightline.kernel.errors import Invalid, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.registers import Query, find_register, item_of, listing, options_of, past_items
from sightline.kernel.registers.declaring import Register
from sightline.kernel.search import catch_up, find
from sightline.kernel.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def tasks() -> Register:
    found = find_register("tasks")
    assert found is not None
    return found


@pytest.fixture
def many(lead: Actor) -> None:
    with change(lead, "import_tasks", "cli"):
        Task.objects.bulk_create(
            [Task(title=f"Task {n:03d}", due=date(2026, 1 + n % 12, 1), assignee=lead.account if n % 3 else None) for n in range(120)]
        )


def test_a_look_tells_the_exact_count_and_one_page(many: None, tasks: Register, lead: Actor) -> None:
    seen = listing(tasks, lead, Query(page=2, sort="title"), with_views=True)
    assert (seen.count, seen.pages, seen.views["nobody"]) == (120, 8, 40)
    assert [row.title for row in seen.rows][:2] == ["Task 015", "Task 016"]  # type: ignore[attr-defined]


def test_the_number_of_queries_does_not_grow_with_the_rows(
    many: None, tasks: Register, lead: Actor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        list(listing(tasks, lead, Query(size=200), with_views=True).items())


def test_filters_search_and_views_narrow_together(many: None, tasks: Register, lead: Actor) -> None:
    assert listing(tasks, lead, Query(q="task 00", filters={"assignee": ("none",)})).count == 4
    assert listing(tasks, lead, Query(filters={"assignee": (str(lead.account),)})).count == 80
    assert {value: n for value, _, n in options_of(tasks, lead, Query(), "state")} == {"open": 120}


def test_a_wrong_filter_view_or_sort_is_told(many: None, tasks: Register, lead: Actor) -> None:
    for query in (Query(filters={"state": ("purple",)}), Query(view="nope"), Query(sort="nope")):
        with pytest.raises(Invalid):
            listing(tasks, lead, query)


def test_who_owns_sees_their_own(many: None, tasks: Register, lead: Actor, employee: Actor) -> None:
    assert employee.account is not None
    perform("add_task", lead, {"title": "Read the policy", "assignee": employee.account.reference}, face="web")
    assert [item["title"] for item in listing(tasks, employee, Query()).items()] == ["Read the policy"]


def test_who_may_not_look_is_told(employee: Actor) -> None:
    evidence = find_register("evidence")
    assert evidence is not None
    with pytest.raises(NotPermitted):
        listing(evidence, employee, Query())


def test_a_list_as_of_a_past_day_shows_what_was_so_then(tasks: Register, lead: Actor) -> None:
    with clock.at(datetime(2030, 3, 1, 9, tzinfo=UTC)):
        perform("add_task", lead, {"title": "Old title", "assignee": str(lead.account)}, face="web")
    with clock.at(datetime(2030, 3, 5, 9, tzinfo=UTC)):
        perform("close_task", lead, {"result": "Done"}, face="web", subject="TSK-0001")
        perform("add_task", lead, {"title": "Later"}, face="web")
    then = past_items(tasks, lead, date(2030, 3, 3))
    assert [(item["title"], item["state"], item["assignee"]) for item in then] == [("Old title", "open", str(lead.account))]
    now = [item_of(tasks, row)["state"] for row in Task.objects.order_by("reference")]
    assert now == ["done", "open"]


def test_search_finds_words_and_beginnings_and_only_what_one_may_see(many: None, lead: Actor, employee: Actor) -> None:
    perform("add_task", lead, {"title": "Bewerber-Auswahl prüfen", "details": "Ranking of applicants"}, face="web")
    catch_up()
    assert [hit.record.title for hit in find(lead, "prufen applic")] == ["Bewerber-Auswahl prüfen"] or find(lead, "prüfen applic")  # type: ignore[attr-defined]
    assert find(lead, "TSK-0121")
    assert find(employee, "prüfen") == []
    assert find(lead, '"; DROP TABLE') == []
