"""What the records should show of one system and don't: every expectation over systems, asked in one query.

The query is compiled once a day, since compiling thirty of them costs many times what running them does.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import Value

from sightline.kernel import clock
from sightline.kernel.expectations import Expectation, all_expectations

from .models import System

_STANDS_IN = UUID("00000000-0000-7000-8000-000000000000")


def expectations_over_systems() -> list[Expectation]:
    """Those whose population are systems, as they were declared."""
    return list(_over_systems(tuple(one.name for one in all_expectations())))


@lru_cache(maxsize=2)
def _over_systems(names: tuple[str, ...]) -> tuple[Expectation, ...]:
    return tuple(one for one in all_expectations() if one.model is System)


@lru_cache(maxsize=2)
def _compiled(day: date, names: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    parts: list[str] = []
    params: list[Any] = []
    for place, one in enumerate(expectations_over_systems()):
        population = one.population().filter(pk=_STANDS_IN)
        for asked, rows in ((2 * place, population), (2 * place + 1, one.conforming(population))):
            sql, given = rows.order_by().values_list(Value(asked, output_field=models.IntegerField())).query.sql_with_params()
            parts.append(sql)
            params += given
    return " UNION ALL ".join(parts), tuple(params)


def missing_of(system: System) -> tuple[list[Expectation], int]:
    """What is missing of a system.

    Returns:
        The expectations that it doesn't meet, and how many speak of it at all.
    """
    declared = expectations_over_systems()
    if not declared:
        return [], 0
    sql, params = _compiled(clock.today(), tuple(one.name for one in declared))
    key = System._meta.pk
    stand_in, own = (key.get_db_prep_value(one, connection) for one in (_STANDS_IN, system.pk))
    with connection.cursor() as cursor:
        cursor.execute(sql, [own if given == stand_in else given for given in params])
        found = {row[0] for row in cursor.fetchall()}
    concerned = [place for place in range(len(declared)) if 2 * place in found]
    return [declared[place] for place in concerned if 2 * place + 1 not in found], len(concerned)
