"""The tree, rebuilt from the entries and compared with the stored tiles and with every signed root.

Where an entry and its leaf in the tile differ, one of the two was changed. Both trees are then carried on side by side until the next
signed root says which is the true one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sightline.ledger.hashing import EMPTY_ROOT, HASH_BYTES, CompactRange, perfect_root
from sightline.ledger.tiles import TILE_BYTES, TILE_WIDTH, TileStore, stored_tile
from sightline.ledger.verify.anchors import Anchor
from sightline.ledger.verify.findings import MOST_PROBLEMS, Findings

_TILE_HEIGHT = 8


@dataclass(slots=True)
class _Level:
    """The tile of one level above the leaves that is being filled.

    `other` holds what the tiles below give, where they differ from the entries: position -> hash.
    """

    index: int = 0
    hashes: list[bytes] = field(default_factory=list)
    other: dict[int, bytes] = field(default_factory=dict)


class Heads:
    """Takes leaf hashes in order and finds where tiles or signed roots disagree with them.

    Arguments:
        tiles: the stored tiles.
        anchors: signed roots by size.
        signed: how many entries the log's own checkpoints cover; so many the tiles must hold.
        findings: where problems go.
    """

    def __init__(self, tiles: TileStore, anchors: Iterable[Anchor], signed: int, findings: Findings) -> None:
        self._tiles, self._signed, self._findings = tiles, signed, findings
        self._anchors = [one for one in anchors if one.size]
        self._anchors.sort(key=lambda one: (-one.size, one.number is not None))  # the next one is the last
        self._base = CompactRange()  # all full tiles so far, as the entries give them
        self._other: CompactRange | None = None  # the same as the tiles give them, while they differ
        self._doubts: list[int] = []
        self._levels: list[_Level] = []
        self._agreed = 0  # largest size at which a signed root was met
        self._astray = False
        self._rest = 0  # leaves in the last, unfinished tile
        self._full_tiles = 0  # of level 0, as stored
        self.stored = 0
        """Number of entries that the stored tiles hold."""
        self.explained: set[int] = set()
        """Entries already found to be wrong by themselves: that their leaf differs is no news."""
        self.root = EMPTY_ROOT
        """Head of the tree of all entries taken so far."""
        self.root_at_signed: bytes | None = None
        """The same at the size of the last checkpoint."""

    @property
    def size(self) -> int:
        """Number of entries taken so far."""
        return self._base.size + self._rest

    def add_tile(self, leaves: bytes) -> None:
        """Take the leaf hashes of the next tile; only the last may have fewer than 256."""
        start = self._base.size
        stored = self._compare(start, leaves)
        if stored != leaves and self._other is None:
            self._other = self._base.copy()
        inside, beside, at = CompactRange(), CompactRange(), 0
        while self._anchors and self._anchors[-1].size - start <= len(leaves) // HASH_BYTES:
            anchor = self._anchors.pop()
            stop = (anchor.size - start) * HASH_BYTES
            inside.extend(leaves[at:stop])
            if self._other is not None:
                beside.extend(stored[at:stop])
            at = stop
            if self._meet(anchor, inside, beside):
                inside = beside
            beside = inside.copy()
        inside.extend(leaves[at:])
        if self._other is not None:
            beside.extend(stored[at:])
        self._close_tile(leaves, inside, beside)

    def _close_tile(self, leaves: bytes, inside: CompactRange, beside: CompactRange) -> None:
        self.root = self._base.root(inside)
        if len(leaves) < TILE_BYTES:
            self._rest = len(leaves) // HASH_BYTES
            return
        root = inside.root()
        self._base.append_perfect(root, _TILE_HEIGHT)
        other = root
        if self._other is not None:
            other = beside.root()
            self._other.append_perfect(other, _TILE_HEIGHT)
        if self._base.size <= max(self._signed, self._full_tiles * TILE_WIDTH):
            self._raise(0, root, other)

    def _compare(self, start: int, leaves: bytes) -> bytes:
        """Hold leaves against their tile; return the leaves that the tile has, where it has any."""
        index = start // TILE_WIDTH
        stored = stored_tile(self._tiles, 0, index)
        if stored == leaves:
            self._full_tiles = index + (len(stored) == TILE_BYTES)
            self.stored = start + len(stored) // HASH_BYTES
            return leaves
        needed = max(0, min(self._signed - start, TILE_WIDTH)) * HASH_BYTES
        if len(stored) < needed or len(stored) % HASH_BYTES or len(stored) > TILE_BYTES:
            what = "is missing" if not stored else "is too short" if len(stored) < needed else "has the wrong length"
            self._findings.add("tile", f"tile {index} of level 0 {what}", start + min(len(stored), needed) // HASH_BYTES)
        elif len(stored) > len(leaves):
            more = start + len(stored) // HASH_BYTES
            self._findings.add("entry", f"the tiles hold {more} entries: the last ones are missing", start + len(leaves) // HASH_BYTES)
        self._full_tiles = index + (len(stored) == TILE_BYTES)
        self.stored = start + len(stored) // HASH_BYTES if stored else self.stored
        common = min(len(stored), len(leaves)) // HASH_BYTES * HASH_BYTES
        for at in range(0, common, HASH_BYTES):
            if stored[at : at + HASH_BYTES] != leaves[at : at + HASH_BYTES] and len(self._doubts) < MOST_PROBLEMS:
                self._doubts.append(start + at // HASH_BYTES)
        return stored[:common] + leaves[common:]

    def _meet(self, anchor: Anchor, inside: CompactRange, beside: CompactRange) -> bool:
        """Compare with a signed root; return whether the tiles, not the entries, are what was signed."""
        computed = self._base.root(inside)
        entries_true = computed == anchor.root
        tiles_true = not entries_true and self._other is not None and self._other.root(beside) == anchor.root
        first_doubt = min((one for one in self._doubts if one < anchor.size), default=None)
        self._settle(anchor.size, "tile" if entries_true else "entry")
        if tiles_true and self._other is not None:
            self._base, computed = self._other, anchor.root
        if entries_true or tiles_true:
            self._agreed, self._astray = anchor.size, False
        elif not self._astray or anchor.number is None:
            self._report_other_root(anchor, first_doubt)
        self._other = self._base.copy() if self._doubts else None
        if anchor.number is not None:
            self.root_at_signed = computed
        return tiles_true

    def _report_other_root(self, anchor: Anchor, first_doubt: int | None) -> None:
        self._astray = self._astray or anchor.number is not None
        kind = "trusted" if anchor.number is None else "checkpoint"
        which = "the checkpoint held elsewhere" if anchor.number is None else f"checkpoint {anchor.number}"
        first = self._agreed if first_doubt is None else first_doubt
        last = anchor.size - 1
        said = f"entry {first} is not the one" if first == last else f"entries {first} to {last} are not all those"
        self._findings.add(kind, f"{said} that {which} was signed over", first)

    def _settle(self, size: int, wrong: str) -> None:
        for entry in self._doubts:
            if entry >= size:
                continue
            if wrong == "tile":
                self._findings.add("tile", f"tile {entry // TILE_WIDTH} of level 0 has another hash for entry {entry}", entry)
            elif entry not in self.explained:
                self._findings.add("entry", f"entry {entry} is not the one that was signed", entry)
        self._doubts = [one for one in self._doubts if one >= size]
        self.explained -= {one for one in self.explained if one < size}  # in place: whoever reads rows adds to it

    def _raise(self, below: int, root: bytes, other: bytes) -> None:
        """Put the head of a full tile into the tile above it."""
        if below == len(self._levels):
            self._levels.append(_Level())
        level = self._levels[below]
        if other != root:
            level.other[len(level.hashes)] = other
        level.hashes.append(root)
        if len(level.hashes) == TILE_WIDTH:
            self._levels[below] = _Level(level.index + 1)
            joined = self._compare_above(below + 1, level)
            self._raise(below + 1, perfect_root(joined), perfect_root(joined))

    def _compare_above(self, height: int, level: _Level) -> bytes:
        """Hold a tile above the leaves against what it must be; return what is most likely true of it."""
        true = b"".join(level.hashes)
        stored = stored_tile(self._tiles, height, level.index)
        if stored == true:
            return true
        each = TILE_WIDTH**height
        start = level.index * TILE_WIDTH * each
        if len(stored) != len(true):
            what = "is missing" if not stored else "has the wrong length"
            self._findings.add("tile", f"tile {level.index} of level {height} {what}", start)
        for at, hash_ in enumerate(level.hashes):
            found = stored[at * HASH_BYTES : (at + 1) * HASH_BYTES]
            if found and found == level.other.get(at):
                level.hashes[at] = found
            elif found and found != hash_:
                first = start + at * each
                if first < self._agreed < first + each:
                    first = self._agreed  # up to there a signed root says that the entries are right
                name = f"tile {level.index} of level {height} has another hash for entry {first} and those after it"
                self._findings.add("tile", name, first)
        return b"".join(level.hashes)

    def finish(self) -> None:
        """Say what can only be said at the end: unfinished tiles, doubts that no signed root settled, tiles that have no entries."""
        rows = self.size
        self._settle(rows, "entry")
        known = {(0, index) for index in range(-(-rows // TILE_WIDTH))}
        for below, level in enumerate(self._levels):
            if level.hashes:
                self._compare_above(below + 1, level)
            known.update((below + 1, index) for index in range(level.index + bool(level.hashes)))
        for level_, index in sorted(set(self._tiles.keys()) - known):
            first = index * TILE_WIDTH ** (level_ + 1)
            self._findings.add("tile", f"tile {index} of level {level_} belongs to no entry", min(first, rows))
