"""How many rows each of many queries has, in one statement and with one pass over each table.

Counting forty expectations one by one reads the same table forty times. Queries that read from the same tables differ only in their condition,
so they are counted side by side: `COUNT(CASE WHEN condition THEN 1 END)`, once for each condition. What doesn't fit this shape (groups, slices,
joins that repeat a row) is counted by itself, in the same statement. This goes to the ORM's compiler, since its aggregates take conditions
but no querysets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.sql.datastructures import Join

IN_ONE_STATEMENT = 120
"""Queries counted in one statement: databases limit how many columns and parameters one may have."""

Sql = tuple[str, tuple[Any, ...]]


@dataclass
class _Pass:
    """One pass over what a FROM clause names, with the conditions that are counted in it."""

    source: Sql
    conditions: dict[Sql, int] = field(default_factory=dict)

    def place(self, condition: Sql) -> int:
        """Which column counts a condition."""
        return self.conditions.setdefault(condition, len(self.conditions))

    def sql(self, name: str) -> Sql:
        """The pass as a table of one row."""
        counts = ", ".join(f"COUNT(CASE WHEN {sql} THEN 1 END) AS c{place}" for (sql, _), place in self.conditions.items())
        params = tuple(value for _, given in self.conditions for value in given)
        return f"(SELECT {counts} FROM {self.source[0]}) {name}", (*params, *self.source[1])  # noqa: S608 - the ORM's own SQL


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


def _taken_apart(query: QuerySet[Any]) -> tuple[Sql, Sql] | None:
    """The FROM clause and the condition of a plain query, or None.

    Raises:
        EmptyResultSet: it has no rows whatever the data.
    """
    if not _is_plain(query):
        return None
    compiler = query.query.clone().get_compiler(DEFAULT_DB_ALIAS)
    compiler.pre_sql_setup()
    if compiler.having is not None or compiler.qualify is not None:
        return None
    try:
        where, params = compiler.compile(compiler.where) if compiler.where else ("1 = 1", ())
    except FullResultSet:
        where, params = "1 = 1", ()
    sources, given = compiler.get_from_clause()
    return (" ".join(sources), tuple(given)), (where or "1 = 1", tuple(params))


def sizes(queries: Sequence[QuerySet[Any]]) -> list[int]:
    """How many rows each query has, in the order of the queries."""
    found: list[int] = []
    for start in range(0, len(queries), IN_ONE_STATEMENT):
        found += _sizes([query.order_by().values("pk") for query in queries[start : start + IN_ONE_STATEMENT]])
    return found


def _sizes(queries: Sequence[QuerySet[Any]]) -> list[int]:
    passes: dict[Sql, _Pass] = {}
    alone: list[Sql] = []
    columns: list[str] = []
    for query in queries:
        try:
            parts = _taken_apart(query)
            if parts is not None:
                one = passes.setdefault(parts[0], _Pass(parts[0]))
                columns.append(f"p{list(passes).index(parts[0])}.c{one.place(parts[1])}")
                continue
            sql, given = (query.distinct() if _repeats(query) else query).query.sql_with_params()
        except EmptyResultSet:
            columns.append("0")
            continue
        columns.append(f"a{len(alone)}.n")
        alone.append((f"(SELECT COUNT(*) AS n FROM ({sql}) counted) a{len(alone)}", tuple(given)))  # noqa: S608
    tables = [one.sql(f"p{place}") for place, one in enumerate(passes.values())] + alone
    if not tables:
        return [0] * len(queries)
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(columns)} FROM {', '.join(sql for sql, _ in tables)}",  # noqa: S608
            [value for _, given in tables for value in given],
        )
        row: tuple[int, ...] = cursor.fetchone()
    return list(row)
