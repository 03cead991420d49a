"""`replay(ledger) == database`: the newest image of each record must equal its row. Streams; compares canonical text with canonical text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count

from ..images import reader_of
from ..records import Record, record_models
from .models import Image

CHUNK = 500


@dataclass(frozen=True)
class Difference:
    """A record whose row and newest image differ.

    Attributes:
        record_type: its type.
        record_id: its id.
        reference: as people know it, where the row is there.
        what: in words.
    """

    record_type: str
    record_id: str
    reference: str
    what: str


@dataclass
class Replay:
    """What the comparison found."""

    records: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the database is what the ledger says."""
        return not self.differences


def _chunks(model: type[Record]) -> Iterator[list[UUID]]:
    ids: list[UUID] = []
    for pk in model._base_manager.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5_000):
        ids.append(pk)
        if len(ids) == CHUNK:
            yield ids
            ids = []
    if ids:
        yield ids


def newest_images(ids: list[UUID]) -> dict[UUID, tuple[int, int, str | None]]:
    """The newest image of each record: id -> (version, schema, canonical text or None where withheld)."""
    found: dict[UUID, tuple[int, int, str | None]] = {}
    rows = Image.objects.filter(record_id__in=ids).order_by("record_id", "version").values_list("record_id", "version", "schema", "data")
    for record_id, version, schema, data in rows.iterator(chunk_size=2_000):
        found[record_id] = (version, schema, data)
    return found


def _compare(model: type[Record]) -> Iterator[Difference | None]:
    for ids in _chunks(model):
        newest = newest_images(ids)
        for pk, version, text in reader_of(model).read(ids):
            image = newest.get(pk)
            if image is None:
                yield _difference(model, pk, "the ledger has no image of it")
            elif image[2] is None or (image[0] == version and image[2] == text):
                yield None
            else:
                yield _difference(
                    model,
                    pk,
                    f"the row has version {version}, the ledger {image[0]}"
                    if image[0] != version
                    else "the row is not what the ledger says",
                )


def _difference(model: type[Record], pk: UUID, what: str) -> Difference:
    reference = model._base_manager.filter(pk=pk).values_list("reference", flat=True).first() or ""
    return Difference(model.record_type, str(pk), reference, what)


def replay() -> Replay:
    """Compares every record's row with its newest image, and finds images whose rows are gone.

    Records whose newest image is withheld are counted and not compared: erasure left nothing to compare with.
    """
    found = Replay()
    kept: dict[str, int] = dict(Image.objects.values_list("record_type").annotate(n=Count("record_id", distinct=True)).order_by())
    for model in record_models():
        before = found.records
        for difference in _compare(model):
            found.records += 1
            if difference is not None:
                found.differences.append(difference)
        if kept.get(model.record_type, 0) > found.records - before - _without_image(found, model):
            found.differences += _gone(model)
    return found


def _without_image(found: Replay, model: type[Record]) -> int:
    return sum(1 for one in found.differences if one.record_type == model.record_type and "no image" in one.what)


def _gone(model: type[Record]) -> list[Difference]:
    missing: Any = (
        Image.objects.filter(record_type=model.record_type)
        .exclude(record_id__in=model._base_manager.values("pk"))
        .values_list("record_id", flat=True)
        .distinct()
    )
    return [Difference(model.record_type, str(pk), "", "the ledger has it, the database does not") for pk in missing]
