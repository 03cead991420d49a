"""From an image in the ledger to the JSON object that proves it without the ledger: its entry's header, and two inclusion proofs."""

import base64
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sightline.ledger.hashing import WholeTree
from sightline.ledger.tiles import Tree

_KEPT = 16


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What the ledger holds of one entry.

    Attributes:
        header: its canonical bytes.
        digests: digests of all of its images, in position order.
    """

    header: bytes
    digests: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """One image and its place in the ledger.

    Attributes:
        record_type, record_id, version, schema: as in `ledger.Image`.
        data, salt: None both if the content was erased.
        digest: 32 bytes.
        entry: index of its entry.
        position: place among the images of the entry, from 0.
    """

    record_type: str
    record_id: str
    version: int
    schema: int
    data: str | None
    salt: bytes | None
    digest: bytes
    entry: int
    position: int


@dataclass(frozen=True, slots=True)
class _ProvedEntry:
    header: str
    images: WholeTree
    count: int
    proof: list[str]


class Prover:
    """Proves images against the tree of one checkpoint.

    Arguments:
        tree: the log's tree.
        size: number of entries that the checkpoint covers.
        entry_of: gives the facts of an entry. Records come mostly in the order of their entries, so a few entries are kept at hand:
            an import of ten thousand records is one entry.
    """

    def __init__(self, tree: Tree, size: int, entry_of: Callable[[int], EntryFacts]) -> None:
        self._tree, self._size, self._entry_of = tree, size, entry_of
        self._recent: OrderedDict[int, _ProvedEntry] = OrderedDict()

    def version(self, image: PlacedImage) -> dict[str, Any]:
        """Return the JSON object of one version of a record, with its proofs.

        Raises:
            LedgerError: if the entry is not covered by the checkpoint. IndexError: if it has no image at this position.
        """
        entry = self._entry(image.entry)
        return {
            "record_type": image.record_type,
            "record_id": image.record_id,
            "version": image.version,
            "schema": image.schema,
            "data": image.data,
            "salt": image.salt.hex() if image.salt is not None else None,
            "digest": image.digest.hex(),
            "entry": image.entry,
            "position": image.position,
            "images": entry.count,
            "header": entry.header,
            "images_root": entry.images.root().hex(),
            "image_proof": _texts(entry.images.inclusion_proof(image.position)),
            "entry_proof": entry.proof,
        }

    def record(self, reference: str, images: Iterable[PlacedImage]) -> dict[str, Any]:
        """Return the JSON object of a record.

        Arguments:
            reference: as people know it.
            images: one version or several of the record, oldest first.

        Raises:
            ValueError: if there are none. Else as `version`.
        """
        versions = [self.version(image) for image in images]
        if not versions:
            raise ValueError(f"{reference} has no version to be proved")
        newest = versions[-1]
        return {"reference": reference, "record_type": newest["record_type"], "record_id": newest["record_id"], "versions": versions}

    def _entry(self, index: int) -> _ProvedEntry:
        entry = self._recent.get(index)
        if entry is None:
            facts = self._entry_of(index)
            proof = _texts(self._tree.inclusion_proof(index, self._size))
            entry = self._recent[index] = _ProvedEntry(facts.header.decode(), WholeTree(facts.digests), len(facts.digests), proof)
            if len(self._recent) > _KEPT:
                self._recent.popitem(last=False)
        return entry


def _texts(hashes: Iterable[bytes]) -> list[str]:
    return [base64.b64encode(one).decode() for one in hashes]
