"""Whatever is changed, removed, added or moved in a log, verification finds it and names the first wrong entry."""

import copy
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.ledger import Checkpoint, Header, MemoryTiles, SigningKey, Tree, entry_hash
from sightline.ledger.tests.logs import KEY, Log, standard_log
from sightline.ledger.verify import Verification, WithheldImage, scan_rows

STANDARD = standard_log()


@pytest.fixture
def log() -> Log:
    return copy.deepcopy(STANDARD)


def test_an_untouched_log_is_in_order(log: Log) -> None:
    withheld: list[WithheldImage] = []
    report = log.verify(withheld.append)
    assert report.ok
    assert (report.size, report.root) == (700, Tree(log.tiles, 700).root())
    assert (report.withheld, report.pending, report.first_bad) == (1, 0, None)
    assert withheld == [WithheldImage(402, 1, "inventory.system", log.entry_images(402)[1][3], 1, 1)]
    assert report.to_json()["problems"] == []


def test_an_empty_log_is_in_order() -> None:
    report = Log().verify()
    assert report.ok
    assert report.size == 0


def flip(data: bytes, at: int = 0) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def set_entry(index: int, column: int, change: Callable[[object], object]) -> Callable[[Log], None]:
    def tamper(log: Log) -> None:
        log.entries[index][column] = change(log.entries[index][column])

    return tamper


def set_image(entry: int, position: int, column: int, change: Callable[[object], object]) -> Callable[[Log], None]:
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
        _, header, root, time = log.entries[index]
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


def set_tile(level: int, index: int, change: Callable[[bytes], bytes]) -> Callable[[Log], None]:
    def tamper(log: Log) -> None:
        log.tiles.tiles[level, index] = change(log.tiles.tiles.get((level, index), b""))

    return tamper


def drop_tile(level: int, index: int) -> Callable[[Log], None]:
    return lambda log: log.tiles.tiles.pop((level, index)) and None


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


def set_note(number: int, change: Callable[[str], str]) -> Callable[[Log], None]:
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


@pytest.mark.parametrize(("tamper", "first", "kind"), TAMPERED.values(), ids=TAMPERED.keys())
def test_every_kind_of_tampering_is_found_and_the_first_wrong_entry_named(
    log: Log, tamper: Callable[[Log], None], first: int, kind: str
) -> None:
    tamper(log)
    report = log.verify()
    assert not report.ok
    assert report.first_bad == first, report.problems
    assert kind in {problem.kind for problem in report.problems if problem.entry == first}


@pytest.mark.parametrize(
    "name", ["entry rewritten", "tile flipped", "image data changed", "entry deleted", "upper tile flipped", "time changed"]
)
def test_one_wrong_thing_is_told_once(log: Log, name: str) -> None:
    TAMPERED[name][0](log)
    assert len(log.verify().problems) == 1


def test_two_wrong_things_of_which_one_is_a_tile_are_told_apart(log: Log) -> None:
    rewrite(100)(log)
    flip_tile(0, 1, 4)(log)
    assert [(problem.kind, problem.entry) for problem in log.verify().problems] == [("entry", 100), ("tile", 260)]


def test_a_wrong_entry_and_a_wrong_tile_under_one_checkpoint_are_both_named(log: Log) -> None:
    rewrite(520)(log)
    flip_tile(0, 2, 10)(log)
    report = log.verify()
    assert report.first_bad == 520
    assert {problem.entry for problem in report.problems} >= {520, 522}


@given(st.integers(0, 699), st.integers(0, 3), st.data())
def test_any_byte_of_any_column_of_any_entry(index: int, column: int, data: st.DataObject) -> None:
    log = copy.deepcopy(STANDARD)
    row = log.entries[index]
    if column == 0:
        row[0] = data.draw(st.integers(-5, 800).filter(lambda new: new != index))
        log.entries.sort(key=lambda row: row[0])
    else:
        value = row[column].encode() if column == 3 else row[column]
        at, bit = data.draw(st.integers(0, len(value) - 1)), data.draw(st.integers(0, 7))
        changed = value[:at] + bytes([value[at] ^ 1 << bit]) + value[at + 1 :]
        row[column] = changed.decode("latin-1") if column == 3 else changed
    report = log.verify()
    assert not report.ok
    assert report.first_bad == (index if column else min(index, max(0, row[0] + (row[0] < index))))


@given(st.sampled_from(range(len(STANDARD.images))), st.integers(2, 8), st.data())
def test_any_column_of_any_image(number: int, column: int, data: st.DataObject) -> None:
    log = copy.deepcopy(STANDARD)
    row = log.images[number]
    if row[6] is None and column in {2, 3, 4, 5}:
        return  # of a withheld image the digest alone is covered
    if isinstance(row[column], int):
        row[column] += data.draw(st.integers(1, 5))
    elif isinstance(row[column], bytes):
        row[column] = flip(row[column], data.draw(st.integers(0, len(row[column]) - 1)))
    else:
        row[column] = (row[column] or "") + data.draw(st.text(min_size=1))
    report = log.verify()
    assert not report.ok
    assert report.first_bad == row[0]


def test_a_tail_cut_off_with_its_checkpoints_shows_against_a_checkpoint_held_elsewhere(log: Log) -> None:
    shorter = Log()
    for row in log.entries[:512]:
        shorter.entries.append(row)
    shorter.images = [row for row in log.images if row[0] < 512]
    Tree(shorter.tiles).append([entry_hash(header, root) for _, header, root, _ in shorter.entries])
    shorter.checkpoints = log.checkpoints[:6]
    assert shorter.verify().ok
    report = shorter.verify(trusted=[log.checkpoints[7][1]])
    assert (report.first_bad, report.problems[0].kind) == (512, "trusted")
    assert "512 to 699" in report.problems[0].name
    assert shorter.verify(trusted=[log.checkpoints[2][1]]).ok


def test_a_rewritten_and_signed_past_shows_against_a_checkpoint_held_elsewhere(log: Log) -> None:
    rewrite(350)(log)
    rewritten = Log(entries=log.entries, images=log.images)
    rewritten.sign()
    assert rewritten.verify().ok
    held = [log.checkpoints[number][1] for number in (3, 5)]  # of 300 and of 512 entries
    report = rewritten.verify(trusted=held)
    assert report.first_bad == 300
    assert [problem.kind for problem in report.problems] == ["trusted"]


def test_a_checkpoint_held_elsewhere_must_be_of_this_log(log: Log) -> None:
    stranger = SigningKey.generate("example.com/ledger")
    report = log.verify(trusted=[Checkpoint("example.com/ledger", 700, Tree(log.tiles, 700).root()).sign(stranger), "nothing"])
    assert [problem.kind for problem in report.problems] == ["trusted", "trusted"]


def test_entries_after_the_last_checkpoint_are_pending_where_that_is_allowed(log: Log) -> None:
    log.append()
    log.append(images=2)
    assert log.verify().first_bad == 700
    report = log.verify(pending_allowed=True)
    assert report.ok
    assert (report.size, report.pending) == (700, 2)
    log.entry_images(701)[0][6] = "{}"
    assert log.verify(pending_allowed=True).first_bad == 701


def test_a_missing_last_checkpoint_shows_in_the_tiles_even_where_pending_entries_are_allowed(log: Log) -> None:
    drop_checkpoints(8)(log)
    assert log.verify(pending_allowed=True).first_bad == 699


def test_a_forged_entry_that_was_signed_all_the_same_is_found(log: Log) -> None:
    """A careless integration would sign a copied row; its header still says what it is."""
    log.entries.append([700, *log.entries[3][1:]])
    log.sign()
    assert log.verify().first_bad == 700


def test_problems_beyond_a_thousand_are_counted() -> None:
    log = copy.deepcopy(STANDARD)
    for row in log.images:
        if row[6]:
            row[6] = "{}"
    report = log.verify()
    assert len(report.problems) == 1000
    assert report.left_out > 100
    assert report.first_bad == 0


def large_tiles(leaves: list[bytes]) -> MemoryTiles:
    tiles = MemoryTiles()
    Tree(tiles).append(leaves)
    return tiles


@pytest.fixture(scope="module")
def large() -> Log:
    log = Log()
    for _ in range(66_000):
        log.append()
    log.sign()
    return log


def test_high_tiles_are_checked_too(large: Log) -> None:
    assert large.verify().ok
    for place, at, first in (((1, 0), 3, 768), ((1, 1), 0, 65_536), ((2, 0), 0, 0)):
        kept = large.tiles.tiles[place]
        flip_tile(*place, at)(large)
        report = large.verify()
        large.tiles.tiles[place] = kept
        assert (report.first_bad, report.problems[0].kind) == (first, "tile")


def in_two(log: Log, middle: int) -> Verification:
    checkpoints = [(number, note) for number, note in log.checkpoints]
    verification = Verification(log.tiles, checkpoints, [KEY.verifier])
    rows = [tuple(row) for row in log.entries]
    images = [tuple(row) for row in log.images]
    later = scan_rows(
        [row for row in rows if row[0] >= middle],  # type: ignore[misc]
        [row for row in images if row[0] >= middle],  # type: ignore[misc]
        log.tiles,
        verification.signed,
        middle,
    )
    before = [row for row in rows if row[0] < middle]
    verification.add_rows(before, [row for row in images if row[0] < middle], middle)  # type: ignore[misc,arg-type]
    verification.add_scanned(later)
    return verification


@pytest.mark.parametrize("middle", [256, 512])
@pytest.mark.parametrize("name", [name for name in TAMPERED if "text" not in name])
def test_a_log_read_in_two_stretches_gives_the_same_report(log: Log, middle: int, name: str) -> None:
    assert in_two(log, middle).report().ok
    TAMPERED[name][0](log)
    assert in_two(log, middle).report().first_bad == TAMPERED[name][1]


def test_a_stretch_begins_where_a_tile_does(log: Log) -> None:
    with pytest.raises(ValueError, match="where a tile does"):
        scan_rows([], [], log.tiles, 0, 100)
