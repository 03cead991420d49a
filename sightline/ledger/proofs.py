"""Checking inclusion and consistency proofs, also of subtrees, without the log that made them.

The subtree forms (draft-ietf-plants-merkle-tree-certs) contain the plain ones of RFC 9162 as the case `start == 0`.
"""

from collections.abc import Sequence

from sightline.ledger.errors import ProofFailed
from sightline.ledger.hashing import EMPTY_ROOT, HASH_BYTES, node_hash


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that a leaf is in a tree.

    Arguments:
        index: position of the leaf, from 0.
        size: number of leaves of the tree.
        leaf: hash of the leaf, 32 bytes.
        proof: sibling hashes from the leaf upwards.
        root: head of the tree.

    Raises:
        ProofFailed: if the proof does not lead from the leaf to the root.

    Source: RFC 9162 section 2.1.3.2.
    """
    verify_subtree_inclusion(index, 0, size, leaf, proof, root)


def verify_subtree_inclusion(index: int, start: int, end: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that a leaf is in the subtree of the leaves from `start` up to, not including, `end`; else as `verify_inclusion`."""
    if not _is_subtree(start, end) or not start <= index < end:
        raise ProofFailed(f"There is no leaf {index} in the tree of the leaves {start} to {end - 1}.")
    _check_lengths(leaf, root, *proof)
    here, last = index - start, end - start - 1
    computed = leaf
    for sibling in proof:
        if last == 0:
            raise ProofFailed("The inclusion proof is longer than the tree is high.")
        if here & 1 or here == last:
            computed = node_hash(sibling, computed)
            while not here & 1 and here:
                here >>= 1
                last >>= 1
        else:
            computed = node_hash(computed, sibling)
        here >>= 1
        last >>= 1
    if last:
        raise ProofFailed("The inclusion proof is shorter than the tree is high.")
    if computed != root:
        raise ProofFailed(f"The inclusion proof of leaf {index} does not lead to the root.")


def verify_consistency(old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Check that a tree grew out of an older one: nothing of the older was changed, removed or put between.

    Arguments:
        old_size, new_size: numbers of leaves.
        proof: hashes as RFC 9162 orders them.
        old_root, new_root: heads of the two trees.

    Raises:
        ProofFailed: if it did not, or if there is nothing to prove (the older tree is empty).

    Source: RFC 9162 section 2.1.4.2.
    """
    if old_size == 0:
        raise ProofFailed("Every tree is consistent with the empty one: that proves nothing.")
    if old_size == new_size:
        if proof or old_root != new_root:
            raise ProofFailed("Two trees of one size are consistent only if their roots are equal and the proof is empty.")
        return
    verify_subtree_consistency(0, old_size, new_size, proof, old_root, new_root)


def verify_subtree_consistency(start: int, end: int, size: int, proof: Sequence[bytes], subtree_root: bytes, root: bytes) -> None:
    """Check that a tree of `size` leaves contains the subtree of the leaves from `start` up to, not including, `end`.

    Raises:
        ProofFailed: if it does not, or if no tree has such a subtree.

    Source: draft-ietf-plants-merkle-tree-certs, "Verifying a Subtree Consistency Proof".
    """
    if not _is_subtree(start, end) or end > size:
        raise ProofFailed(f"A tree of {size} leaves has no subtree from leaf {start} to {end - 1}.")
    if start == end:
        if proof or subtree_root != EMPTY_ROOT:
            raise ProofFailed("An empty subtree has the hash of nothing as its root, and an empty proof.")
        return
    if not proof and end - start == size:
        if subtree_root != root:
            raise ProofFailed("The whole tree has another root.")
        return
    _check_lengths(subtree_root, root, *proof)
    first, last, top = start, end - 1, size - 1
    while first != last and (last & 1 or last == top):
        first, last, top = first >> 1, last >> 1, top >> 1
    rest = list(proof)
    if first == last:
        old = new = subtree_root
    else:
        if not rest:
            raise ProofFailed("The consistency proof is too short.")
        old = new = rest.pop(0)
    _climb(first, last, top, old, new, rest, subtree_root, root)


def _climb(first: int, last: int, top: int, old: bytes, new: bytes, proof: list[bytes], subtree_root: bytes, root: bytes) -> None:
    for sibling in proof:
        if top == 0:
            raise ProofFailed("The consistency proof is too long.")
        if last & 1 or last == top:
            if first < last:
                old = node_hash(sibling, old)
            new = node_hash(sibling, new)
            while not last & 1 and last:
                first, last, top = first >> 1, last >> 1, top >> 1
        else:
            new = node_hash(new, sibling)
        first, last, top = first >> 1, last >> 1, top >> 1
    if top or old != subtree_root or new != root:
        raise ProofFailed("The consistency proof does not lead to both roots: the older tree was changed.")


def _is_subtree(start: int, end: int) -> bool:
    """Tell whether a tree can have a node over just these leaves: `start` is a multiple of their number, rounded up to a power of two."""
    if not 0 <= start <= end:
        return False
    width = end - start
    return width == 0 or start % (1 << (width - 1).bit_length()) == 0


def _check_lengths(*hashes: bytes) -> None:
    if any(len(one) != HASH_BYTES for one in hashes):
        raise ProofFailed("A hash in the proof is not 32 bytes long.")
