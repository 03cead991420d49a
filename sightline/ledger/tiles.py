"""The log's tree, kept as C2SP tiles: appended to at its right edge, read anywhere.

A tile holds up to 256 hashes laid end to end. At level 0 they are leaf hashes; at level n each is the head of a full tile of level n - 1.
Appending touches the last tile of each level only, so its cost doesn't depend on how long the log is.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from sightline.ledger.errors import LedgerError, TileMissing
from sightline.ledger.hashing import EMPTY_ROOT, HASH_BYTES, node_hash, perfect_root

TILE_WIDTH = 256
TILE_BYTES = TILE_WIDTH * HASH_BYTES


class TileStore(Protocol):
    """Where tiles are kept: a table, a folder, a dictionary."""

    def read(self, level: int, index: int) -> bytes | None:
        """Return the widest stored form of a tile, or None."""

    def write(self, level: int, index: int, data: bytes) -> None:
        """Store a tile, in place of its narrower form."""

    def keys(self) -> Iterable[tuple[int, int]]:
        """Return (level, index) of every stored tile, in any order. Only verification asks."""


class MemoryTiles:
    """Tiles in a dictionary, for tests and for trees that are built and thrown away."""

    def __init__(self) -> None:
        self.tiles: dict[tuple[int, int], bytes] = {}

    def read(self, level: int, index: int) -> bytes | None:
        """Return a tile or None."""
        return self.tiles.get((level, index))

    def write(self, level: int, index: int, data: bytes) -> None:
        """Store a tile."""
        self.tiles[level, index] = data

    def keys(self) -> Iterable[tuple[int, int]]:
        """Return every (level, index)."""
        return list(self.tiles)


class Tree:
    """An RFC 6962 tree over stored tiles.

    Arguments:
        store: where the tiles are.
        size: number of leaves that the tiles hold.
    """

    def __init__(self, store: TileStore, size: int = 0) -> None:
        self._store = store
        self.size = size

    def append(self, leaves: Sequence[bytes]) -> None:
        """Add leaf hashes at the end; each touched tile is written once.

        Arguments:
            leaves: hashes of 32 bytes, in order.

        Raises:
            TileMissing: if the store does not hold the right edge of a tree of the present size.

        Source: C2SP tlog-tiles, "Merkle Tree".
        """
        level, place, new = 0, self.size, b"".join(leaves)
        if len(new) != len(leaves) * HASH_BYTES:
            raise LedgerError("A leaf hash is not 32 bytes long.")
        while new:
            index, width = divmod(place, TILE_WIDTH)
            data = (self._tile(level, index, width)[: width * HASH_BYTES] if width else b"") + new
            full: list[bytes] = []
            for at in range(0, len(data), TILE_BYTES):
                tile = data[at : at + TILE_BYTES]
                self._store.write(level, index + at // TILE_BYTES, tile)
                if len(tile) == TILE_BYTES:
                    full.append(perfect_root(tile))
            level, place, new = level + 1, index, b"".join(full)
        self.size += len(leaves)

    def root(self, size: int | None = None) -> bytes:
        """Return the head of the tree, or of its first `size` leaves."""
        return self._range_root(0, self._known(size), {})

    def leaf(self, index: int) -> bytes:
        """Return the hash of one leaf."""
        if not 0 <= index < self.size:
            raise LedgerError(f"The tree has {self.size} leaves: there is no leaf {index}.")
        return self._node(0, index, {})

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the proof that leaf `index` is among the first `size` leaves (all, if not given).

        Raises:
            LedgerError: if it is not. TileMissing: if the store is damaged.

        Source: RFC 9162 section 2.1.3.1; the leaf's sibling comes first.
        """
        size = self._known(size)
        if not 0 <= index < size:
            raise LedgerError(f"There is no leaf {index} among the first {size}.")
        read: dict[tuple[int, int], bytes] = {}
        path: list[bytes] = []
        low, high = 0, size
        while high - low > 1:
            split = low + _left_width(high - low)
            if index < split:
                path.append(self._range_root(split, high, read))
                high = split
            else:
                path.append(self._range_root(low, split, read))
                low = split
        return path[::-1]

    def consistency_proof(self, old_size: int, new_size: int | None = None) -> list[bytes]:
        """Return the proof that the tree of `new_size` leaves (all, if not given) grew out of that of `old_size`.

        Raises:
            LedgerError: unless 0 < old_size <= new_size <= size. TileMissing: if the store is damaged.

        Source: RFC 9162 section 2.1.4.1.
        """
        new_size = self._known(new_size)
        if not 0 < old_size <= new_size:
            raise LedgerError(f"No tree of {new_size} leaves can be proved to have grown out of one of {old_size}.")
        read: dict[tuple[int, int], bytes] = {}
        path: list[bytes] = []
        low, high, whole = 0, new_size, True
        while old_size != high:
            split = low + _left_width(high - low)
            if old_size <= split:
                path.append(self._range_root(split, high, read))
                high = split
            else:
                path.append(self._range_root(low, split, read))
                low, whole = split, False
        if not whole:
            path.append(self._range_root(low, high, read))
        return path[::-1]

    def _known(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise LedgerError(f"The tree has {self.size} leaves, not {size}.")
        return size

    def _tile(self, level: int, index: int, width: int) -> bytes:
        data = self._store.read(level, index)
        if data is None or len(data) < width * HASH_BYTES:
            raise TileMissing(f"Tile {index} of level {level} is missing or too short.")
        return bytes(data)

    def _node(self, height: int, index: int, read: dict[tuple[int, int], bytes]) -> bytes:
        """Return the head of a perfect subtree of 2**height leaves, the `index`-th of that height."""
        level, inside = divmod(height, 8)
        tile, at = divmod(index << inside, TILE_WIDTH)
        width = 1 << inside
        data = read.get((level, tile))
        if data is None:
            data = read[level, tile] = self._tile(level, tile, at + width)
        if len(data) < (at + width) * HASH_BYTES:
            raise TileMissing(f"Tile {tile} of level {level} is too short.")
        return perfect_root(data[at * HASH_BYTES : (at + width) * HASH_BYTES])

    def _range_root(self, start: int, end: int, read: dict[tuple[int, int], bytes]) -> bytes:
        """Return the head over the leaves from `start` up to `end`, where `start` is such as RFC 6962's splits give."""
        if start == end:
            return EMPTY_ROOT
        parts: list[bytes] = []
        while start < end:
            height = (end - start).bit_length() - 1
            parts.append(self._node(height, start >> height, read))
            start += 1 << height
        root = parts.pop()
        while parts:
            root = node_hash(parts.pop(), root)
        return root


def _left_width(width: int) -> int:
    """Return the largest power of two smaller than `width`."""
    return 1 << ((width - 1).bit_length() - 1)


def stored_tile(store: TileStore, level: int, index: int) -> bytes:
    """Return what a store holds of a tile, for those who distrust it: nothing if it is absent or not even bytes."""
    data: object = store.read(level, index)
    return bytes(data) if isinstance(data, bytes | bytearray | memoryview) else b""
