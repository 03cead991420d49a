"""Several statements in one trip to the database.

A change of one record costs as many trips as a bare save, and a few; each is worth saving where the server is not in this process.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connections

Statement = tuple[str, Sequence[Any]]
"""SQL with `%s`, and what stands there."""


def in_one_trip(statements: Sequence[Statement], using: str = "default") -> list[list[tuple[Any, ...]]]:
    """Runs statements one after the other; on PostgreSQL they travel together.

    Each sees what the ones before it did, and what others have committed by then, as if it had been sent alone.

    Args:
        statements: SQL and parameters, in order.
        using: the database's alias.

    Returns:
        The rows of each; none for a statement that gives none.
    """
    connection = connections[using]
    found: list[list[tuple[Any, ...]]] = []
    with connection.cursor() as cursor:
        # Bound by the server, only one statement may be sent at a time.
        if connection.vendor != "postgresql" or getattr(connection.features, "uses_server_side_binding", False) or len(statements) == 1:
            for sql, params in statements:
                cursor.execute(sql, params)
                found.append(cursor.fetchall() if cursor.description else [])
            return found
        cursor.execute("; ".join(sql for sql, _ in statements), [value for _, params in statements for value in params])
        more: bool | None = True
        while more:
            found.append(cursor.fetchall() if cursor.description else [])
            more = cursor.nextset()
    return found
