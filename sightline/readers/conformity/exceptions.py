"""Exceptions one by one: which records, what is wrong, since when, accepted until when, and what mends them. Read a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from sightline.kernel import clock
from sightline.kernel.actions import Action, find_action
from sightline.kernel.actions.performing import may_do
from sightline.kernel.expectations import Expectation
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record

from .counting import exceptions_of
from .models import Acceptance, Count, FirstSeen

PAGE = 20


@dataclass(frozen=True)
class Mend:
    """What mends an exception: what its button says and where it leads; `why_not` says why this reader can't do it."""

    label: str
    address: str
    why_not: str = ""


@dataclass(frozen=True)
class ExceptionRow:
    """A record that is not as expected.

    Attributes:
        expectation: of which expectation.
        record: which record.
        since: the day on which it was first seen.
        acceptance: the acceptance that holds, if any.
        mend: what to do about it, where the reader may do something.
    """

    expectation: Expectation
    record: Record
    since: date
    acceptance: Acceptance | None
    mend: Mend | None


def exceptions_page(expectation: Expectation, actor: Actor, page: int = 1, size: int = PAGE) -> list[ExceptionRow]:
    """A page of an expectation's exceptions that the actor may see, oldest reference first; open and accepted alike."""
    rows = _exceptions_seen(expectation, actor)[(page - 1) * size : page * size]
    return described(expectation, list(rows), actor)


def described(expectation: Expectation, rows: Sequence[Record], actor: Actor) -> list[ExceptionRow]:
    """What is known about records as exceptions of an expectation, in three queries at most."""
    ids = [row.pk for row in rows]
    since: dict[UUID, date] = dict(
        FirstSeen.objects.filter(expectation=expectation.name, record_id__in=ids).values_list("record_id", "day")
    )
    holding = {
        row.about_id: row
        for row in Acceptance.holding(clock.today()).filter(expectation=expectation.name, about_id__in=ids).select_related("accepted_by")
    }
    return [
        ExceptionRow(expectation, row, since.get(row.pk, clock.today()), holding.get(row.pk), mend_of(expectation, row, actor))
        for row in rows
    ]


def mend_of(expectation: Expectation, record: Record | None, actor: Actor) -> Mend | None:
    """What mends an exception, or, with no record, what is absent. None where nothing is named or the table gives the actor nothing of it."""
    action = find_action(expectation.mend) if expectation.mend else None
    if action is None or not actor.may(action.permission):
        return None
    if action.subject is None:
        return Mend(action.label, f"/do/{action.path}/")
    if record is None or not (action.subject is Record or isinstance(record, action.subject)):
        return None
    return Mend(action.label, f"{record.address}do/{action.path}/", _hindrance(action, actor, record))


def _hindrance(action: Action, actor: Actor, record: Record) -> str:
    # A cell that says `own` costs a query a row; the action's own page says it as well.
    return may_do(action, actor, record) if action.why_not is not None and actor.cell(action.permission) == "all" else ""


def references_of(expectation: Expectation, actor: Actor) -> list[str]:
    """The references of an expectation's exceptions that the actor may see, in order."""
    return list(_exceptions_seen(expectation, actor).values_list("reference", flat=True))


def _exceptions_seen(expectation: Expectation, actor: Actor) -> QuerySet[Any]:
    visible = expectation.model._default_manager.all().visible_to(actor).values("pk")
    rows: QuerySet[Any] = exceptions_of(expectation).order_by("reference")
    return rows if actor.cell(expectation.model.read_permission) == "all" else rows.filter(pk__in=visible)


def keep_first_seen(expectations: Sequence[Expectation]) -> None:
    """Notes since when each exception is one, and forgets those that conform now: set by set, only where a count changed since.

    Args:
        expectations: which; they have been counted just before.
    """
    changed = {row.expectation: row for row in Count.objects.filter(expectation__in=[one.name for one in expectations])}
    today = clock.today()
    for one in expectations:
        row = changed.get(one.name)
        if row is None or (row.seen == row.entry and not one.daily):
            continue
        _note(one, today)
        Count.objects.filter(pk=row.pk).update(seen=row.entry)


def _note(expectation: Expectation, today: date) -> None:
    ids = exceptions_of(expectation).order_by().values("pk")
    table = FirstSeen._meta.db_table
    try:
        sql, given = ids.query.sql_with_params()
    except EmptyResultSet:
        FirstSeen.objects.filter(expectation=expectation.name).delete()
        return
    with connection.cursor() as cursor:
        params: list[Any] = [expectation.name, *given]
        cursor.execute(f"DELETE FROM {table} WHERE expectation = %s AND record_id NOT IN ({sql})", params)  # noqa: S608 - the ORM's own SQL
        cursor.execute(
            f"INSERT INTO {table} (expectation, record_id, day) SELECT %s, missing.pk, %s FROM ({sql}) missing "  # noqa: S608
            f"WHERE missing.pk NOT IN (SELECT record_id FROM {table} WHERE expectation = %s)",
            [expectation.name, connection.ops.adapt_datefield_value(today), *given, expectation.name],
        )
