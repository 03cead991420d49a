"""Tests that commit for real empty the database afterwards, which the ledger's own guards refuse: here, and nowhere else, they step aside."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import connection

from sightline.kernel.journal.triggers import drop_triggers, install_triggers


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests() -> Iterator[None]:
    """Lets Django's flush of transactional tests through, with the search index."""
    operations = type(connection.ops)
    before = operations.execute_sql_flush

    def flush(self: Any, sql_list: Sequence[str]) -> None:
        drop_triggers()
        before(self, [*sql_list, "DELETE FROM kernel_search", "UPDATE kernel_search_state SET place = -1"])
        install_triggers()

    patch = pytest.MonkeyPatch()
    patch.setattr(operations, "execute_sql_flush", flush)
    yield
    patch.undo()
