"""Ways to change a log behind its back, each with the entry that verification must name first and the kind of problem."""

from collections.abc import Callable
from typing import Any

from sightline.ledger import Checkpoint, Header, SigningKey, Tree, entry_hash
from sightline.ledger.tests.logs import KEY, Log, standard_log

STANDARD = standard_log()


def flip(data: bytes, at: int = 0) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def set_entry(index: int, column: int, change: Callable[[Any], Any]) -> Callable[[Log], None]:
    def tamper(log: Log) -> None:
        log.entries[index][column] = change(log.entries[index][column])

    return tamper


def set_image(entry: int, position: int, column: int, change: Callable[[Any], Any]) -> Callable[[Log], None]:
    def tamper(log: Log) -> None:
        row = log.entry_images(entry)[position]
        row[column] = change(row[column])
        log.images.sort(key=lambda row: (row[0], row[1]) if isinstance(row[0], int) else (10**9, 0))

    return tamper


def swap_entries(first: int, second: int) -> Callable[[Log], None]:
    def tamper(log: Log) -> None:
        log.entries[first][1:], log.entries[second][1:] = log.entries[second][1:], log.entries[first][1:]

    return tamper


def swap_entries_and_images(first: int, second: int) -> Callable[[Log], None]:
    def tamper(log: Log) -> None:
        swap_entries(first, second)(log)
        mine, others = log.entry_images(first), log.entry_images(second)
        for row in mine:
            row[0] = second
        for row in others:
            row[0] = first
        log.images.sort(key=lambda row: row[:2])

    return tamper


def rewrite(index: int) -> Callable[[Log], None]:
    """Give an entry another reason, well formed, as somebody with the database but without the key would."""

    def tamper(log: Log) -> None:
        _, header, _, time = log.entries[index]
        read = Header.from_bytes(header)
        log.entries[index][1] = Header(read.index, time, read.actor, read.face, read.action, "another reason", read.images).to_bytes()

    return tamper


def rewrite_with_tile(index: int) -> Callable[[Log], None]:
    def tamper(log: Log) -> None:
        rewrite(index)(log)
        flip_tile(0, index // 256, index % 256, entry_hash(log.entries[index][1], log.entries[index][2]))(log)

    return tamper


def flip_tile(level: int, index: int, at: int, new: bytes | None = None) -> Callable[[Log], None]:
    def tamper(log: Log) -> None:
        data = log.tiles.tiles[level, index]
        old = data[at * 32 : at * 32 + 32]
        log.tiles.tiles[level, index] = data[: at * 32] + (new or flip(old)) + data[at * 32 + 32 :]

    return tamper


def set_tile(level: int, index: int, change: Callable[[bytes], Any]) -> Callable[[Log], None]:
    def tamper(log: Log) -> None:
        log.tiles.tiles[level, index] = change(log.tiles.tiles.get((level, index), b""))

    return tamper


def drop_tile(level: int, index: int) -> Callable[[Log], None]:
    def tamper(log: Log) -> None:
        del log.tiles.tiles[level, index]

    return tamper


def drop_entries(start: int, stop: int, *, images: bool = True) -> Callable[[Log], None]:
    def tamper(log: Log) -> None:
        del log.entries[start:stop]
        if images:
            log.images = [row for row in log.images if not start <= row[0] < stop]

    return tamper


def drop_image(entry: int, position: int) -> Callable[[Log], None]:
    return lambda log: log.images.remove(log.entry_images(entry)[position])


def insert_image(entry: int, position: int, like: int) -> Callable[[Log], None]:
    def tamper(log: Log) -> None:
        row = list(log.entry_images(like)[0])
        log.images.append([entry, position, *row[2:]])
        log.images.sort(key=lambda row: row[:2])

    return tamper


def set_note(number: int, change: Callable[[str], Any]) -> Callable[[Log], None]:
    def tamper(log: Log) -> None:
        log.checkpoints[number - 1][1] = change(log.checkpoints[number - 1][1])

    return tamper


def drop_checkpoints(*numbers: int) -> Callable[[Log], None]:
    def tamper(log: Log) -> None:
        log.checkpoints = [row for row in log.checkpoints if row[0] not in numbers]

    return tamper


def swap_notes(log: Log) -> None:
    log.checkpoints[2][1], log.checkpoints[3][1] = log.checkpoints[3][1], log.checkpoints[2][1]


def insert_entry_at_the_end(log: Log) -> None:
    log.entries.append([700, *log.entries[5][1:]])


def forge_checkpoint(log: Log) -> None:
    forger = SigningKey(KEY.name, bytes(32))
    log.checkpoints.append([9, Checkpoint("example.com/ledger", 700, Tree(log.tiles, 700).root()).sign(forger)])


def sign_other_root(log: Log) -> None:
    log.checkpoints[4][1] = Checkpoint("example.com/ledger", 301, bytes(32)).sign(KEY)


TAMPERED = {
    "header flipped": (set_entry(310, 1, lambda header: flip(header, 14)), 310, "entry"),
    "header cut": (set_entry(310, 1, lambda header: header[:-1]), 310, "entry"),
    "header is text": (set_entry(310, 1, lambda header: header.decode()), 310, "entry"),
    "header gone": (set_entry(310, 1, lambda header: None), 310, "entry"),
    "images root flipped": (set_entry(310, 2, flip), 310, "entry"),
    "time changed": (set_entry(310, 3, lambda time: time.replace("2026", "2025")), 310, "entry"),
    "time gone": (set_entry(310, 3, lambda time: None), 310, "entry"),
    "index moved on": (set_entry(310, 0, lambda index: 5_000_000_000), 310, "entry"),
    "index a text": (set_entry(310, 0, lambda index: "x"), 310, "entry"),
    "entry rewritten": (rewrite(310), 310, "entry"),
    "last entry rewritten": (rewrite(699), 699, "entry"),
    "first entry rewritten": (rewrite(0), 0, "entry"),
    "entry and tile rewritten": (rewrite_with_tile(310), 301, "checkpoint"),
    "lone entry between checkpoints and tile rewritten": (rewrite_with_tile(300), 300, "checkpoint"),
    "entries swapped": (swap_entries(310, 410), 310, "entry"),
    "entries swapped with their images": (swap_entries_and_images(310, 410), 310, "entry"),
    "neighbours swapped with their images": (swap_entries_and_images(255, 256), 255, "entry"),
    "entry deleted": (drop_entries(310, 311), 310, "entry"),
    "entry deleted, images left": (drop_entries(310, 311, images=False), 310, "entry"),
    "first entry deleted": (drop_entries(0, 1), 0, "entry"),
    "tiles' worth of entries deleted": (drop_entries(200, 600), 200, "entry"),
    "last entries deleted": (drop_entries(690, 700), 690, "entry"),
    "all entries deleted": (drop_entries(0, 700), 0, "entry"),
    "entry inserted": (lambda log: log.entries.insert(310, list(log.entries[310])), 311, "entry"),
    "entry inserted before all": (lambda log: log.entries.insert(0, [-1, *log.entries[0][1:]]), 0, "entry"),
    "entry inserted at the end": (insert_entry_at_the_end, 700, "entry"),
    "image type changed": (set_image(312, 1, 2, lambda text: "risk.risk"), 312, "image"),
    "image id changed": (set_image(312, 1, 3, lambda text: text[::-1]), 312, "image"),
    "image version changed": (set_image(312, 1, 4, lambda number: 2), 312, "image"),
    "image schema changed": (set_image(312, 1, 5, lambda number: 2), 312, "image"),
    "image data changed": (set_image(312, 1, 6, lambda text: text.replace("System", "system")), 312, "image"),
    "image data as bytes": (set_image(312, 1, 6, lambda text: text.encode()), 312, "image"),
    "image salt changed": (set_image(312, 1, 7, flip), 312, "image"),
    "image salt a text": (set_image(312, 1, 7, lambda salt: salt.decode()), 312, "entry"),
    "image digest changed": (set_image(312, 1, 8, flip), 312, "image"),
    "image digest of a lone image changed": (set_image(311, 0, 8, flip), 311, "image"),
    "data of a lone image changed": (set_image(311, 0, 6, lambda text: text + " "), 311, "image"),
    "image data erased, salt left": (set_image(312, 1, 6, lambda text: None), 312, "image"),
    "digest of a withheld image changed": (set_image(402, 1, 8, flip), 402, "entry"),
    "image moved to another entry": (set_image(312, 2, 0, lambda entry: 313), 312, "entry"),
    "lone image moved to an entry beyond": (set_image(311, 0, 0, lambda entry: 9_000), 311, "entry"),
    "image's entry a text": (set_image(311, 0, 0, lambda entry: "x"), 311, "entry"),
    "image moved to before all": (set_image(311, 0, 0, lambda entry: -1), 0, "image"),
    "image moved within its entry": (set_image(312, 1, 1, lambda position: 7), 312, "image"),
    "image deleted": (drop_image(312, 1), 312, "image"),
    "last image deleted": (drop_image(312, 2), 312, "entry"),
    "lone image deleted": (drop_image(311, 0), 311, "entry"),
    "image inserted": (insert_image(312, 3, 9), 312, "entry"),
    "image inserted where none was": (insert_image(313, 0, 9), 313, "entry"),
    "image of no entry inserted": (insert_image(700, 0, 9), 700, "image"),
    "tile flipped": (flip_tile(0, 1, 54), 310, "tile"),
    "partial tile flipped": (flip_tile(0, 2, 187), 699, "tile"),
    "tile deleted": (drop_tile(0, 1), 256, "tile"),
    "tile a text": (set_tile(0, 1, lambda data: data.decode("latin-1")), 256, "tile"),
    "upper tile a text": (set_tile(1, 0, lambda data: data.decode("latin-1")), 0, "tile"),
    "tile cut": (set_tile(0, 1, lambda data: data[: 54 * 32]), 310, "tile"),
    "tile cut within a hash": (set_tile(0, 1, lambda data: data[: 54 * 32 + 5]), 310, "tile"),
    "partial tile cut": (set_tile(0, 2, lambda data: data[:-32]), 699, "tile"),
    "tile longer than tiles are": (set_tile(0, 1, lambda data: data + bytes(32)), 512, "tile"),
    "tile grown": (set_tile(0, 2, lambda data: data + bytes(32)), 700, "entry"),
    "tile inserted": (set_tile(0, 9, lambda data: bytes(32)), 700, "tile"),
    "tile of a level that is not there": (set_tile(3, 0, lambda data: bytes(32)), 0, "tile"),
    "upper tile flipped": (flip_tile(1, 0, 1), 256, "tile"),
    "upper tile deleted": (drop_tile(1, 0), 0, "tile"),
    "upper tile cut": (set_tile(1, 0, lambda data: data[:32]), 0, "tile"),
    "tiles swapped": (
        lambda log: log.tiles.tiles.update({(0, 0): STANDARD.tiles.tiles[0, 1], (0, 1): STANDARD.tiles.tiles[0, 0]}),
        0,
        "tile",
    ),
    "checkpoint size changed": (set_note(4, lambda note: note.replace("300", "299")), 256, "checkpoint"),
    "checkpoint signature changed": (
        set_note(4, lambda note: note[:-3] + ("A" if note[-3] != "A" else "B") + note[-2:]),
        256,
        "checkpoint",
    ),
    "checkpoint gone": (set_note(4, lambda note: None), 256, "checkpoint"),
    "checkpoint number a text": (lambda log: log.checkpoints[3].__setitem__(0, "x"), 256, "checkpoint"),
    "image digest gone": (set_image(312, 1, 8, lambda digest: None), 312, "image"),
    "digest of a withheld image gone": (set_image(402, 1, 8, lambda digest: None), 402, "entry"),
    "images root a text": (set_entry(310, 2, lambda root: root.hex()), 310, "entry"),
    "checkpoint emptied": (set_note(4, lambda note: ""), 256, "checkpoint"),
    "checkpoint deleted": (drop_checkpoints(4), 256, "checkpoint"),
    "first checkpoint deleted": (drop_checkpoints(1), 0, "checkpoint"),
    "last checkpoint deleted": (drop_checkpoints(8), 699, "checkpoint"),
    "all checkpoints deleted": (drop_checkpoints(*range(1, 9)), 0, "checkpoint"),
    "checkpoints swapped": (swap_notes, 256, "checkpoint"),
    "checkpoint forged": (forge_checkpoint, 700, "checkpoint"),
    "checkpoint of another log": (set_note(4, lambda note: Checkpoint("example.com/other", 300, bytes(32)).sign(KEY)), 256, "checkpoint"),
    "checkpoint over another root": (sign_other_root, 300, "checkpoint"),
}
