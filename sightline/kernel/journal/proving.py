"""The proof that one version of a record is in the ledger: image, entry, path to the root, signed checkpoint. Reads what is signed already and signs nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sightline.ledger.entry import entry_hash
from sightline.ledger.tiles import MemoryTiles, Tree

from ..errors import Conflict, NotFound
from ..records import Record
from .models import IMAGES_PER_ENTRY, Checkpoint, Entry, Image
from .tilestore import DatabaseTiles


@dataclass(frozen=True)
class Proof:
    """Everything that somebody needs to check one version by hand (RFC 9162 section 2.1.3, C2SP tlog-checkpoint).

    Attributes:
        entry: the entry's row: `header` and `images_root` make the leaf.
        image: the image's row; `data` and `salt` are None where it is withheld.
        position: the image's place among those of the entry, from 0.
        images: how many images the entry wrote.
        image_path: the hashes from the image's digest to the images root.
        leaf: the hash of the entry's leaf.
        path: the hashes from the leaf to the checkpoint's root.
        checkpoint: the newest signed one.
    """

    entry: Entry
    image: Image
    position: int
    images: int
    image_path: list[bytes]
    leaf: bytes
    path: list[bytes]
    checkpoint: Checkpoint


def prove(record: Record, version: int | None = None) -> Proof:
    """The proof of one version of a record.

    Args:
        record: the record.
        version: which; the newest where left out.

    Raises:
        NotFound: there is no such version.
        Conflict: it is written, but no checkpoint is signed over it yet.
    """
    image = Image.objects.filter(record_id=record.pk, **({} if version is None else {"version": version})).order_by("-version").first()
    if image is None:
        raise NotFound(f"{record.reference} has no version {version if version is not None else 'in the ledger'}.")
    checkpoint = Checkpoint.objects.order_by("-number").first()
    if checkpoint is None or checkpoint.size <= image.entry:
        raise Conflict(f"Entry {image.entry} is written, but not signed yet. Try again in a moment.")
    entry = Entry.objects.get(index=image.entry)
    bound = (image.entry * IMAGES_PER_ENTRY, (image.entry + 1) * IMAGES_PER_ENTRY)
    digests = [
        bytes(digest)
        for digest in Image.objects.filter(place__gte=bound[0], place__lt=bound[1]).order_by("place").values_list("digest", flat=True)
    ]
    position = int(image.place) - bound[0]
    small = Tree(MemoryTiles())
    small.append(digests)
    tree = Tree(DatabaseTiles(), checkpoint.size)
    leaf = entry_hash(entry.header.encode(), bytes(entry.images_root))
    return Proof(
        entry,
        image,
        position,
        len(digests),
        small.inclusion_proof(position),
        leaf,
        tree.inclusion_proof(image.entry, checkpoint.size),
        checkpoint,
    )
