"""Proofs and checkpoints of ours, checked by somebody else's library."""

import pytest
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey
from tlog_scales.tiles import tile_path
from tlog_scales.tlog import Checkpoint as TheirCheckpoint
from tlog_scales.tlog import ConsistencyProof, InclusionProof, InclusionProofInvalid

from sightline.ledger import Checkpoint, MemoryTiles, SigningKey, Tree, leaf_hash

SIZE = 70_000
LEAVES = [leaf_hash(b"%d" % index) for index in range(SIZE)]
KEY = SigningKey.generate("example.com/ledger")


@pytest.fixture(scope="module")
def store() -> MemoryTiles:
    store = MemoryTiles()
    Tree(store).append(LEAVES)
    return store


@pytest.fixture(scope="module")
def tree(store: MemoryTiles) -> Tree:
    return Tree(store, SIZE)


def test_they_accept_our_checkpoint_under_our_key(tree: Tree) -> None:
    theirs = TheirCheckpoint.from_text(Checkpoint("example.com/ledger", SIZE, tree.root()).sign(KEY))
    theirs.verify(Vkey.from_string(str(KEY.verifier)))
    assert (theirs.size, theirs.root_hash) == (SIZE, tree.root())


def test_they_compute_our_root_from_our_tiles(store: MemoryTiles, tree: Tree) -> None:
    paths = {}
    for (level, index), data in store.tiles.items():
        width = len(data) // 32
        paths[tuple(tile_path(level, index, width % 256))] = data

    class Backend:
        def get(self, *path: str) -> bytes | None:
            return paths.get(path)

    reader = TilesReader(Backend())
    reader.set_size(SIZE)
    assert reader.calculate_root_hash() == tree.root()
    assert reader.get_inclusion_proof(69_000, SIZE).node_hashes == tree.inclusion_proof(69_000)
    assert reader.get_consistency_proof(300, SIZE).node_hashes == tree.consistency_proof(300)


@pytest.mark.parametrize("index", [0, 1, 255, 256, 65_535, 65_536, 69_999])
def test_they_accept_our_inclusion_proofs(tree: Tree, index: int) -> None:
    for size in (index + 1, SIZE):
        proof = tree.inclusion_proof(index, size)
        InclusionProof(index, size, proof).check(LEAVES[index], tree.root(size))
        with pytest.raises(InclusionProofInvalid):
            InclusionProof(index, size, proof).check(LEAVES[index - 1], tree.root(size))


@pytest.mark.parametrize(("old", "new"), [(1, 2), (255, 257), (256, SIZE), (65_536, SIZE), (69_999, SIZE), (SIZE, SIZE)])
def test_they_accept_our_consistency_proofs(tree: Tree, old: int, new: int) -> None:
    ConsistencyProof(old, new, tree.consistency_proof(old, new)).check(tree.root(old), tree.root(new))
