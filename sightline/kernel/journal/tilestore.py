"""The tree's tiles in the database, read once and written in one go."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from .models import Tile

MOST = 256
"""Tiles that are remembered at a time, of 8 KiB each."""


def _hashes(level: int, index: int) -> bytes | None:
    # Plain SQL: a proof needs a dozen tiles, a verification thousands, and the ORM takes ten times longer to ask for one.
    with connection.cursor() as cursor:
        cursor.execute('SELECT hashes FROM kernel_tile WHERE level = %s AND "index" = %s', [level, index])
        found = cursor.fetchone()
    if found is None:
        return None
    hashes: bytes = bytes(found[0]) if isinstance(found[0], memoryview) else found[0]
    return hashes


class DatabaseTiles:
    """A `TileStore` of the ledger over the table of tiles. Writes wait until `flush`, so that an append costs two statements."""

    def __init__(self) -> None:
        self._read: dict[tuple[int, int], bytes | None] = {}
        self._written: dict[tuple[int, int], bytes] = {}

    def read(self, level: int, index: int) -> bytes | None:
        """A tile's hashes, or None."""
        place = (level, index)
        if place in self._written:
            return self._written[place]
        if place not in self._read:
            if len(self._read) >= MOST:
                self._read.clear()  # a verification goes over all tiles once; its memory must not grow with the log
            self._read[place] = _hashes(level, index)
        return self._read[place]

    def write(self, level: int, index: int, data: bytes) -> None:
        """Keeps a tile for `flush`."""
        self._written[level, index] = data

    def flush(self) -> None:
        """Writes what was kept."""
        Tile.objects.bulk_create(
            [Tile(level=level, index=index, hashes=data) for (level, index), data in self._written.items()],
            update_conflicts=True,
            unique_fields=["level", "index"],
            update_fields=["hashes"],
            batch_size=200,
        )
        self._read.update(self._written)
        self._written.clear()

    def keys(self) -> Iterable[tuple[int, int]]:
        """Every (level, index) that is stored."""
        return list(Tile.objects.order_by("level", "index").values_list("level", "index"))
