"""The tree's tiles in the database, read once and written in one go."""

from __future__ import annotations

from collections.abc import Iterable

from .models import Tile
from .stretches import hashes_of

MOST = 256
"""Tiles that are remembered at a time, of 8 KiB each."""


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
            self._read[place] = hashes_of(level, index)
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
