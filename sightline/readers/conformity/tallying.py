"""How many rows each of many queries has, in one statement and with one pass over each table.

Counting forty expectations one by one reads the same table forty times. Queries that read from the same tables differ only in their condition,
so they are counted side by side: `COUNT(CASE WHEN condition THEN 1 END)`, once for each condition. What doesn't fit this shape (groups, slices,
joins that repeat a row) is counted by itself, in the same statement. This goes to the ORM's compiler, since its aggregates take conditions
but no querysets. The SQL of an expectation is written once a day: Django needs longer to write forty queries than a database to answer them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.datastructures import Join

from sightline.kernel import clock
from sightline.kernel.expectations import Expectation
from sightline.kernel.records import Record

IN_ONE_STATEMENT = 120
"""Queries counted in one statement: databases limit how many columns and parameters one may have."""

Sql = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Part:
    """A queryset in SQL.

    Attributes:
        source: what stands after FROM; None where `sql` is a whole query for ids, named `pk`.
        sql: the condition, or the whole query; an empty text where there are no rows whatever the data.
        key: the column of the ids in `source`.
    """

    source: Sql | None
    sql: Sql
    key: str = ""


NOTHING = Part(None, ("", ()))


@dataclass
class _Pass:
    """One pass over what a FROM clause names, with the conditions that are counted in it."""

    source: Sql
    only: Sql
    conditions: dict[Sql, int] = field(default_factory=dict)

    def place(self, condition: Sql) -> int:
        """Which column counts a condition."""
        return self.conditions.setdefault(condition, len(self.conditions))

    def sql(self, name: str) -> Sql:
        """The pass as a table of one row."""
        counts = ", ".join(f"COUNT(CASE WHEN {sql} THEN 1 END) AS c{place}" for (sql, _), place in self.conditions.items())
        params = tuple(value for _, given in self.conditions for value in given)
        return f"(SELECT {counts} FROM {self.source[0]}{self.only[0]}) {name}", (*params, *self.source[1], *self.only[1])  # noqa: S608


def _repeats(query: QuerySet[Any]) -> bool:
    """Whether a join could give a row twice."""
    tables = query.query.alias_map.values()
    return any(isinstance(table, Join) and getattr(table.join_field, "multiple", False) for table in tables)


def _is_plain(query: QuerySet[Any]) -> bool:
    """Whether it is rows from tables under a condition, and nothing else."""
    asked = query.query
    return not (
        asked.is_sliced or asked.distinct or asked.combinator or asked.group_by or asked.annotation_select or asked.extra or _repeats(query)
    )


def part_of(query: QuerySet[Any]) -> Part:
    """A queryset in SQL: as a condition where it is nothing more, else whole."""
    ids = (query if query.query.is_sliced else query.order_by()).values("pk")
    try:
        part = _condition(ids) if _is_plain(ids) else None
        if part is None:
            sql, params = (ids.distinct() if _repeats(ids) else ids).query.sql_with_params()
            part = Part(None, (sql, tuple(params)))
    except EmptyResultSet:
        return NOTHING
    return part


def _condition(ids: QuerySet[Any]) -> Part | None:
    query = ids.query.clone()
    compiler = query.get_compiler(connection.alias)
    compiler.pre_sql_setup()
    if compiler.having is not None or compiler.qualify is not None:
        return None
    try:
        where, params = compiler.compile(compiler.where) if compiler.where else ("", ())
    except FullResultSet:
        where, params = "", ()
    sources, given = compiler.get_from_clause()
    quote = connection.ops.quote_name
    key = f"{quote(query.base_table or '')}.{quote(ids.model._meta.pk.column)}"
    return Part((" ".join(sources), tuple(given)), (where or "1 = 1", tuple(params)), key)


_written: dict[tuple[Expectation, date, str], tuple[Part, Part]] = {}


def parts_of(expectation: Expectation) -> tuple[Part, Part]:
    """The population of an expectation, and what conforms of it, in SQL. Its querysets depend on nothing but records and the day, so it is kept for that long."""
    key = (expectation, clock.today(), connection.vendor)
    if key not in _written:
        for other in [one for one in list(_written) if one[1] != key[1]]:
            _written.pop(other, None)
        _written[key] = (part_of(expectation.population()), part_of(expectation.conforming(expectation.population())))
    return _written[key]


def sizes(parts: Sequence[Part], only: Record | None = None) -> list[int]:
    """How many rows each part has, in their order.

    Args:
        parts: querysets in SQL.
        only: count nothing but this record; then all parts are of its model.
    """
    found: list[int] = []
    for start in range(0, len(parts), IN_ONE_STATEMENT):
        found += _sizes(parts[start : start + IN_ONE_STATEMENT], only)
    return found


def _sizes(parts: Sequence[Part], only: Record | None) -> list[int]:
    pk = () if only is None else (type(only)._meta.pk.get_db_prep_value(only.pk, connection),)
    passes: dict[Sql, _Pass] = {}
    alone: list[Sql] = []
    columns: list[str] = []
    for part in parts:
        if part.source is not None:
            one = passes.setdefault(part.source, _Pass(part.source, (f" WHERE {part.key} = %s" if pk else "", pk)))
            columns.append(f"p{list(passes).index(part.source)}.c{one.place(part.sql)}")
        elif part.sql[0]:
            columns.append(f"a{len(alone)}.n")
            narrowed = " WHERE counted.pk = %s" if pk else ""
            table = f"(SELECT COUNT(*) AS n FROM ({part.sql[0]}) counted{narrowed}) a{len(alone)}"  # noqa: S608 - the ORM's own SQL
            alone.append((table, (*part.sql[1], *pk)))
        else:
            columns.append("0")
    tables = [one.sql(f"p{place}") for place, one in enumerate(passes.values())] + alone
    if not tables:
        return [0] * len(parts)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(columns)} FROM {', '.join(sql for sql, _ in tables)}",  # noqa: S608
            [value for _, given in tables for value in given],
        )
        row: tuple[int, ...] = cursor.fetchone()
    return list(row)
