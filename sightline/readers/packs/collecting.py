"""What goes into a pack: every record with all its versions and their proofs, from the ledger, a few hundred at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from sightline.kernel.evidence.models import Evidence as EvidenceRecord
from sightline.kernel.evidence.store import blocks, evidence_storage, name_of
from sightline.kernel.journal.models import IMAGES_PER_ENTRY, Checkpoint, Entry, Image
from sightline.kernel.journal.tilestore import DatabaseTiles
from sightline.kernel.records import Record, record_models
from sightline.ledger.tiles import Tree

from .format import Evidence
from .proving import EntryFacts, PlacedImage, Prover

CHUNK = 200
_KEPT_DIGESTS = 500_000


@dataclass(frozen=True)
class Packed:
    """A record that goes into a pack: what pages say of it."""

    reference: str
    title: str
    record_id: UUID
    model: type[Record]
    retired: bool


def everything() -> list[Packed]:
    """Every record, in the order in which files of a pack come: one query for each kind."""
    found = []
    for model in record_models():
        names = {field.name for field in model._meta.concrete_fields}
        title = next((name for name in ("name", "title", "text", "statement") if name in names), "reference")
        rows = model._base_manager.values_list("reference", title, "pk", "retired")
        found += [
            Packed(reference, str(words)[:160], pk, model, retired is not None)
            for reference, words, pk, retired in rows.iterator(chunk_size=2_000)
        ]
    return sorted(found, key=lambda one: f"records/{one.reference}.json")


class Entries:
    """The facts of entries, fetched for a whole chunk of records at once. A large import is one entry, so what was fetched is kept a while."""

    def __init__(self) -> None:
        self._known: dict[int, EntryFacts] = {}
        self._digests = 0

    def fetch(self, indexes: set[int]) -> None:
        """Makes sure that these entries are known, in two queries for each hundred."""
        wanted = sorted(indexes - self._known.keys())
        if self._digests > _KEPT_DIGESTS:
            self._known = {index: facts for index, facts in self._known.items() if index in indexes}
            self._digests = sum(len(facts.digests) for facts in self._known.values())
        for start in range(0, len(wanted), 100):
            part = wanted[start : start + 100]
            places = Q(pk__in=[])
            for index in part:
                places |= Q(place__gte=index * IMAGES_PER_ENTRY, place__lt=(index + 1) * IMAGES_PER_ENTRY)
            digests: dict[int, list[bytes]] = {index: [] for index in part}
            for place, digest in Image.objects.filter(places).order_by("place").values_list("place", "digest").iterator(chunk_size=5_000):
                digests[place // IMAGES_PER_ENTRY].append(bytes(digest))
            for index, header in Entry.objects.filter(index__in=part).values_list("index", "header"):
                self._known[index] = EntryFacts(header.encode(), digests[index])
                self._digests += len(digests[index])

    def __call__(self, index: int) -> EntryFacts:
        """The facts of an entry that was fetched."""
        return self._known[index]


def _placed(image: Image) -> PlacedImage:
    place = int(image.place)
    return PlacedImage(
        image.record_type,
        str(image.record_id),
        image.version,
        image.schema,
        image.data,
        bytes(image.salt) if image.salt is not None else None,
        bytes(image.digest),
        place // IMAGES_PER_ENTRY,
        place % IMAGES_PER_ENTRY,
    )


def proved(packed: Sequence[Packed], checkpoint: Checkpoint) -> Iterator[tuple[Packed, dict[str, Any], list[Image]]]:
    """Each record with the JSON object that proves its versions, and the images that it was made from.

    Args:
        packed: the records, in the order of a pack.
        checkpoint: what all proofs lead to; later versions are left out.
    """
    entries = Entries()
    prover = Prover(Tree(DatabaseTiles(), checkpoint.size), checkpoint.size, entries)
    bound = checkpoint.size * IMAGES_PER_ENTRY
    for start in range(0, len(packed), CHUNK):
        part = packed[start : start + CHUNK]
        images: dict[UUID, list[Image]] = {one.record_id: [] for one in part}
        for image in Image.objects.filter(record_id__in=list(images), place__lt=bound).order_by("place"):
            images[image.record_id].append(image)
        entries.fetch({image.entry for versions in images.values() for image in versions})
        for one in part:
            versions = images[one.record_id]
            if versions:
                yield one, prover.record(one.reference, [_placed(image) for image in versions]), versions


def evidence_files() -> tuple[list[Evidence], list[str]]:
    """The files of evidence in the order of a pack, each once; and, in words, those whose file is gone from the store."""
    found: dict[str, Evidence] = {}
    gone = []
    for row in EvidenceRecord.objects.exclude(sha256="").order_by("reference").iterator(chunk_size=1_000):
        if row.sha256 in found:
            continue
        if not evidence_storage().exists(name_of(row.sha256)):
            gone.append(f"{row.reference} {row.title}")
            continue
        extension = row.filename.rpartition(".")[2].lower() if "." in row.filename else "bin"
        extension = extension if extension.isascii() and extension.isalnum() and len(extension) <= 10 else "bin"
        found[row.sha256] = Evidence(row.sha256, extension, row.size, row.reference, blocks(row.sha256))
    return sorted(found.values(), key=lambda one: f"evidence/{one.sha256}.{one.extension}"), gone
