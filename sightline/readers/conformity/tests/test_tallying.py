"""Counting many queries in one statement gives what counting each of them gives, whatever they look like."""

import pytest
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account
from sightline.kernel.tasks.models import TaskState
from sightline.readers.conformity.tallying import part_of, sizes
from sightline.readers.frameworks.models import Framework, Requirement

pytestmark = pytest.mark.usefixtures("iso")


def _queries() -> list[QuerySet[Requirement]]:
    rows = Requirement.objects.current()
    return [
        rows,
        rows.filter(kind="clause"),
        rows.filter(Q(kind="clause") | Q(weight=3)),
        rows.exclude(short__contains="%s"),
        rows.filter(title="50% of {x} and %s"),
        rows.filter(framework__set_id="iso42001", framework__retired__isnull=True),
        rows.filter(framework__set_id="other"),
        rows.filter(pk__in=[]),
        rows.none(),
        rows.filter(Exists(Framework.objects.filter(pk=OuterRef("framework"), set_id="iso42001")), kind="control"),
        rows.order_by("-position")[:7],
        rows.filter(kind="clause").union(rows.filter(kind="control")),
        rows.annotate(n=Count("judgements")).filter(n=0),
        rows.filter(judgements__isnull=True).distinct(),
    ]


def test_every_shape_of_query_is_counted_as_the_orm_counts_it() -> None:
    queries = _queries()
    expected = [query.count() for query in queries]
    assert sizes([part_of(query) for query in queries]) == expected
    assert expected[0] == 70
    assert [sizes([part_of(query)])[0] for query in queries] == expected


def test_a_join_that_repeats_rows_counts_each_once(lead: Actor) -> None:
    for title in ("One", "Two"):
        perform("add_task", lead, {"title": title, "assignee": lead.account.reference}, face="web")  # type: ignore[union-attr]
    busy = Account.objects.filter(task__state=TaskState.OPEN)
    assert busy.count() == 2
    assert sizes([part_of(busy)]) == [1]


def test_one_record_alone_is_asked_of_every_shape(lead: Actor) -> None:
    first = Requirement.objects.get(key="iso42001:4.1")
    queries = [query for query in _queries() if not query.query.is_sliced and not query.query.combinator]
    found = sizes([part_of(query) for query in queries], only=first)
    assert found == [int(query.filter(pk=first.pk).exists()) for query in queries]
    assert set(found) == {0, 1}


def test_more_queries_than_a_statement_holds_are_counted_all_the_same() -> None:
    queries = [Requirement.objects.filter(position__lte=place) for place in range(130)]
    assert sizes([part_of(query) for query in queries]) == [min(place, 70) for place in range(130)]
