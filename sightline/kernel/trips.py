"""Several statements in one trip to the database.

A change of one record costs as many trips as a bare save, and a few; each is worth saving where the server is not in this process.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connections
from django.db.backends.utils import CursorWrapper

Statement = tuple[str, Sequence[Any]]
"""SQL with `%s`, and what stands there."""


def in_one_trip(statements: Sequence[Statement], using: str = "default") -> list[list[tuple[Any, ...]]]:
    """Runs statements one after the other; on PostgreSQL they travel together.

    Each sees what the ones before it did, and what others have committed by then, as if it had been sent alone.

    Args:
        statements: SQL and parameters, in order; one that gives rows begins with SELECT.
        using: the database's alias.

    Returns:
        The rows of each; none for a statement that gives none.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        # Bound by the server, only one statement may be sent at a time.
        alone = connection.vendor != "postgresql" or getattr(connection.features, "uses_server_side_binding", False)
        if alone or len(statements) == 1:
            return [_run(cursor, sql, params) for sql, params in statements]
        cursor.execute("; ".join(sql for sql, _ in statements), [value for _, params in statements for value in params])
        bare = cursor.cursor  # all results are there, and Django's wrapper costs more than fetching them
        found = []
        for place, (sql, _) in enumerate(statements):
            if place:
                bare.nextset()
            found.append(bare.fetchall() if sql.startswith("SELECT") else [])
    return found


def _run(cursor: CursorWrapper, sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    cursor.execute(sql, params)
    return cursor.fetchall() if sql.startswith("SELECT") else []
