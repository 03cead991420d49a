"""A small log in plain lists, made through the ledger's own doors, for tests that change it behind its back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sightline.ledger import Checkpoint, Header, MemoryTiles, SigningKey, Tree, entry_hash, image_digest, images_root
from sightline.ledger.verify import Report, WithheldImage, verify_log

KEY = SigningKey.generate("example.com/ledger")
RECORD = "0199c2a4-7b1e-7c22-a3a0-{:012x}"


@dataclass
class Log:
    """Rows as a database would give them, but each a list, so that a test can change any column."""

    entries: list[list[Any]] = field(default_factory=list)
    images: list[list[Any]] = field(default_factory=list)
    tiles: MemoryTiles = field(default_factory=MemoryTiles)
    checkpoints: list[list[Any]] = field(default_factory=list)
    size: int = 0

    def append(self, images: int = 1, withheld: tuple[int, ...] = ()) -> None:
        """Add an entry."""
        index, digests = len(self.entries), []
        for position in range(images):
            record, data, salt = RECORD.format(index * 100 + position), f'{{"name":"System {index}.{position}"}}', bytes([position] * 16)
            digest = image_digest("inventory.system", record, 1, 1, data, salt)
            kept: tuple[Any, Any] = (None, None) if position in withheld else (data, salt)
            self.images.append([index, position, "inventory.system", record, 1, 1, *kept, digest])
            digests.append(digest)
        time = f"2026-11-24T22:36:00.{index % 1_000_000:06d}Z"
        header = Header(index, time, "user:1", "web", "edit_system", 'he said "index":7, twice', images).to_bytes()
        self.entries.append([index, header, images_root(digests), time])

    def sign(self) -> None:
        """Extend the tree over all entries and sign a checkpoint."""
        tree = Tree(self.tiles, self.size)
        tree.append([entry_hash(header, root) for _, header, root, _ in self.entries[self.size :]])
        self.size = tree.size
        note = Checkpoint("example.com/ledger", tree.size, tree.root()).sign(KEY)
        self.checkpoints.append([len(self.checkpoints) + 1, note])

    def verify(self, on_withheld: Callable[[WithheldImage], None] | None = None, **options: Any) -> Report:
        """Verify it as a kernel would."""
        return verify_log(
            (tuple(row) for row in self.entries),
            (tuple(row) for row in self.images),
            self.tiles,
            [(number, note) for number, note in self.checkpoints],
            [str(KEY.verifier)],
            on_withheld=on_withheld,
            **options,
        )

    def entry_images(self, index: int) -> list[list[Any]]:
        """Rows of the images of one entry."""
        return [row for row in self.images if row[0] == index]


def standard_log() -> Log:
    """Return a log of 700 entries: none to four images each, one withheld, checkpoints in the middle of tiles and at their edges."""
    log = Log()
    for index in range(700):
        log.append(images=(1, 1, 3, 0, 4)[index % 5], withheld=(1,) if index == 402 else ())
        if index + 1 in {1, 40, 256, 300, 301, 512, 699, 700}:
            log.sign()
    return log
