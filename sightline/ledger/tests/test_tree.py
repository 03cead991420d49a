"""Trees: the same root however leaves arrive, and proofs that hold for what is there and for nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.ledger.errors import LedgerError, ProofFailed, TileMissing
from sightline.ledger.hashing import EMPTY_ROOT, CompactRange, WholeTree, leaf_hash, node_hash, perfect_root, root_of
from sightline.ledger.proofs import verify_consistency, verify_inclusion
from sightline.ledger.tiles import MemoryTiles, Tree

LEAVES = [leaf_hash(b"leaf %d" % index) for index in range(70_000)]


def defined_root(hashes: list[bytes]) -> bytes:
    """Return the tree head just as RFC 6962 section 2.1 defines it."""
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    return node_hash(defined_root(hashes[:split]), defined_root(hashes[split:]))


def grown(size: int, batch: int = 10_000) -> tuple[MemoryTiles, Tree]:
    store = MemoryTiles()
    tree = Tree(store)
    for start in range(0, size, batch):
        tree.append(LEAVES[start : min(size, start + batch)])
    return store, tree


@given(st.lists(st.integers(0, 600), max_size=8))
def test_leaves_in_any_batches_give_the_defined_root(batches: list[int]) -> None:
    store, size = MemoryTiles(), 0
    for batch in batches:
        tree = Tree(store, size)
        tree.append(LEAVES[size : size + batch])
        size = tree.size
    expected = defined_root(LEAVES[:size])
    assert Tree(store, size).root() == expected
    assert root_of(LEAVES[:size]) == expected
    assert WholeTree(LEAVES[:size]).root() == expected


def test_a_tree_of_70000_leaves_has_the_tiles_that_the_specification_names() -> None:
    store, tree = grown(70_000)
    widths = {key: len(data) // 32 for key, data in store.tiles.items()}
    assert sum(level == 0 and width == 256 for (level, _), width in widths.items()) == 273
    assert widths[0, 273] == 112
    assert (widths[1, 0], widths[1, 1], widths[2, 0]) == (256, 17, 1)
    assert len(widths) == 273 + 1 + 2 + 1
    assert tree.root() == defined_root(LEAVES)


def test_a_tree_of_256_leaves_has_a_full_tile_and_one_hash_above_it() -> None:
    store, _ = grown(256)
    assert {key: len(data) // 32 for key, data in store.tiles.items()} == {(0, 0): 256, (1, 0): 1}


def test_appending_reads_and_writes_the_right_edge_only() -> None:
    store, tree = grown(70_000)
    touched: list[tuple[int, int]] = []

    class Watched(MemoryTiles):
        def read(self, level: int, index: int) -> bytes | None:
            touched.append((level, index))
            return store.read(level, index)

        def write(self, level: int, index: int, data: bytes) -> None:
            touched.append((level, index))

    Tree(Watched(), tree.size).append(LEAVES[:10])
    assert set(touched) == {(0, 273)}


@settings(deadline=None)
@given(st.data())
def test_inclusion_proofs_hold_for_their_leaf_only(data: st.DataObject) -> None:
    _, tree = grown(3_000)
    size = data.draw(st.integers(1, 3_000))
    index = data.draw(st.integers(0, size - 1))
    proof, root = tree.inclusion_proof(index, size), tree.root(size)
    verify_inclusion(index, size, LEAVES[index], proof, root)
    with pytest.raises(ProofFailed):
        verify_inclusion(index, size, LEAVES[index + 1], proof, root)
    with pytest.raises(ProofFailed):
        verify_inclusion(index, size, LEAVES[index], [*proof, EMPTY_ROOT], root)
    if proof:
        at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
        flipped = bytearray(proof[at])
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ProofFailed):
            verify_inclusion(index, size, LEAVES[index], [*proof[:at], bytes(flipped), *proof[at + 1 :]], root)
        with pytest.raises(ProofFailed):
            verify_inclusion(index, size, LEAVES[index], proof[:-1], root)
        with pytest.raises(ProofFailed):
            verify_inclusion(index ^ 1, size, LEAVES[index], proof, root)


@settings(deadline=None)
@given(st.data())
def test_consistency_proofs_hold_for_their_trees_only(data: st.DataObject) -> None:
    _, tree = grown(3_000)
    new = data.draw(st.integers(1, 3_000))
    old = data.draw(st.integers(1, new))
    proof = tree.consistency_proof(old, new)
    verify_consistency(old, new, proof, tree.root(old), tree.root(new))
    with pytest.raises(ProofFailed):
        verify_consistency(old, new, proof, EMPTY_ROOT, tree.root(new))
    with pytest.raises(ProofFailed):
        verify_consistency(old, new, proof, tree.root(old), EMPTY_ROOT)
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        with pytest.raises(ProofFailed):
            verify_consistency(old, new, [*proof[:at], EMPTY_ROOT, *proof[at + 1 :]], tree.root(old), tree.root(new))
        with pytest.raises(ProofFailed):
            verify_consistency(old, new, proof[1:], tree.root(old), tree.root(new))


@given(st.integers(1, 700), st.data())
def test_a_small_tree_gives_the_same_proofs_as_a_stored_one(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    assert WholeTree(LEAVES[:size]).inclusion_proof(index) == grown(size)[1].inclusion_proof(index)


@given(st.lists(st.integers(0, 300), max_size=6))
def test_a_compact_range_takes_leaves_singly_or_by_the_stretch(stretches: list[int]) -> None:
    singly, together, size = CompactRange(), CompactRange(), 0
    for stretch in stretches:
        for one in LEAVES[size : size + stretch]:
            singly.append(one)
        together.extend(b"".join(LEAVES[size : size + stretch]))
        size += stretch
        assert singly.root() == together.root() == defined_root(LEAVES[:size])
    assert together.copy().root(CompactRange()) == singly.root()


def test_a_subtree_in_the_wrong_place_is_refused() -> None:
    grows = CompactRange()
    grows.append(LEAVES[0])
    with pytest.raises(ValueError, match="height 1"):
        grows.append_perfect(perfect_root(b"".join(LEAVES[1:3])), 1)


@pytest.mark.parametrize(
    "ask",
    [
        lambda tree: tree.root(101),
        lambda tree: tree.leaf(100),
        lambda tree: tree.inclusion_proof(100),
        lambda tree: tree.inclusion_proof(50, 50),
        lambda tree: tree.consistency_proof(0),
        lambda tree: tree.consistency_proof(60, 50),
        lambda tree: tree.append([b"short"]),
    ],
)
def test_what_the_tree_does_not_have_is_refused_in_words(ask: object) -> None:
    _, tree = grown(100)
    with pytest.raises(LedgerError, match=r"\.$"):
        ask(tree)  # type: ignore[operator]


def test_a_damaged_store_is_named() -> None:
    store, tree = grown(1_000)
    del store.tiles[0, 1]
    assert tree.leaf(999) == LEAVES[999]
    with pytest.raises(TileMissing, match="Tile 1 of level 0"):
        tree.inclusion_proof(300)
    store.tiles[0, 3] = store.tiles[0, 3][:64]
    with pytest.raises(TileMissing):
        tree.append(LEAVES[:1])
