"""Whatever is changed, removed, added or moved in a log, verification finds it and names the first wrong entry."""

import copy
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.ledger import Checkpoint, MemoryTiles, SigningKey, Tree, entry_hash
from sightline.ledger.tests.logs import KEY, Log
from sightline.ledger.tests.tampering import STANDARD, TAMPERED, drop_checkpoints, flip, flip_tile, rewrite
from sightline.ledger.verify import Verification, WithheldImage, scan_rows


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
        [row for row in rows if row[0] >= middle],
        [row for row in images if row[0] >= middle],
        log.tiles,
        verification.signed,
        middle,
    )
    before = [row for row in rows if row[0] < middle]
    verification.add_rows(before, [row for row in images if row[0] < middle], middle)
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
