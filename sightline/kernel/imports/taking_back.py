"""Takes a whole import back: what it made is retired, what it changed gets its former values. What somebody has worked on since is left, and told."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import models

from .. import clock
from ..images import from_image
from ..journal.models import IMAGES_PER_ENTRY, Image
from ..records import Record, RecordQuerySet, model_of
from .models import Import, ImportedRow, ImportState
from .registry import ImportKind

DAYS = 7
_CHUNK = 500


@dataclass
class TakenBack:
    """What came of it: references of what was retired, of what got its former values, and of what was left since somebody worked on it."""

    retired: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def last_day(listing: Import) -> date | None:
    """The last day on which the import can be taken back; None where it was not done."""
    return listing.imported_on + timedelta(days=DAYS) if listing.imported_on and listing.state == ImportState.DONE else None


def entry_of(listing: Import) -> int | None:
    """The entry of the ledger that the import is."""
    for image in Image.objects.filter(record_id=listing.pk, data__isnull=False).order_by("-place"):
        if json.loads(image.data or "{}").get("state") == ImportState.DONE:
            return image.entry
    return None


def take_back(kind: ImportKind, listing: Import) -> TakenBack:
    """Takes an import back, inside an open change.

    Args:
        kind: the kind of list.
        listing: the import's record; its state is not changed here.
    """
    told = TakenBack()
    entry = entry_of(listing)
    if entry is None:
        return told
    images = list(
        Image.objects.filter(place__gte=entry * IMAGES_PER_ENTRY, place__lt=(entry + 1) * IMAGES_PER_ENTRY).only(
            "record_type", "record_id", "version"
        )
    )
    _main_records(kind, [image for image in images if image.record_type == kind.model.record_type], told)
    _further_records(
        [
            image
            for image in images
            if image.version == 1 and image.record_type not in (kind.model.record_type, Import.record_type, "kernel.evidence")
        ],
        told,
    )
    return told


def _main_records(kind: ImportKind, images: Sequence[Image], told: TakenBack) -> None:
    present = _by_id(kind.model, [image.record_id for image in images])
    untouched = [image for image in images if present[image.record_id].version == image.version]
    told.left += sorted(present[image.record_id].reference for image in images if present[image.record_id].version != image.version)
    made = [present[image.record_id] for image in untouched if image.version == 1]
    for row in made:
        row.retired = clock.today()
    _rows(kind.model).bulk_update(made, ["retired"])
    told.retired += [row.reference for row in made]
    changed = {image.record_id: image.version - 1 for image in untouched if image.version > 1}
    former = _former(changed)
    names = [one.name for one in kind.model._meta.concrete_fields if one.name not in ("id", "reference", "version")]
    for pk, image in former.items():
        before = from_image(kind.model, pk, image.version, json.loads(image.data or "{}"), image.schema)
        for one in names:
            attribute = kind.model._meta.get_field(one).attname  # type: ignore[union-attr]
            setattr(present[pk], attribute, getattr(before, attribute))
    _rows(kind.model).bulk_update([present[pk] for pk in former], names, batch_size=100)
    told.restored += [present[pk].reference for pk in former]
    _forget([row.pk for row in made], list(former))


def _former(versions: dict[UUID, int]) -> dict[UUID, Image]:
    found: dict[UUID, Image] = {}
    ids = list(versions)
    for start in range(0, len(ids), _CHUNK):
        for image in Image.objects.filter(record_id__in=ids[start : start + _CHUNK], data__isnull=False):
            if image.version == versions[image.record_id]:
                found[image.record_id] = image
    return found


def _forget(made: Sequence[UUID], restored: Sequence[UUID]) -> None:
    for start in range(0, len(made), _CHUNK):
        ImportedRow.objects.filter(record_id__in=made[start : start + _CHUNK]).delete()
    for start in range(0, len(restored), _CHUNK):
        ImportedRow.objects.filter(record_id__in=restored[start : start + _CHUNK]).update(values={})


def _further_records(images: Iterable[Image], told: TakenBack) -> None:
    """Units, people and the like that came with the import go where nothing in use needs them; a part goes before what it is part of."""
    waiting: dict[type[Record], list[UUID]] = defaultdict(list)
    for image in images:
        model = model_of(image.record_type)
        if model is not None:
            waiting[model].append(image.record_id)
    for _ in range(3):
        for model, ids in waiting.items():
            free = [
                row for row in _by_id(model, ids).values() if row.version == 1 and row.retired is None and row.pk not in _needed(model, ids)
            ]
            for row in free:
                row.retired = clock.today()
            if free:
                _rows(model).bulk_update(free, ["retired"])
                told.retired += [row.reference for row in free]


def _needed(model: type[Record], ids: Sequence[UUID]) -> set[UUID]:
    needed: set[UUID] = set()
    for relation in model._meta.related_objects:
        other = relation.related_model
        if not isinstance(relation.field, models.ForeignKey) or not issubclass(other, Record):
            continue
        for start in range(0, len(ids), _CHUNK):
            some = {f"{relation.field.name}__in": ids[start : start + _CHUNK]}
            needed |= set(other._default_manager.filter(retired__isnull=True, **some).values_list(relation.field.attname, flat=True))
    return needed


def _by_id(model: type[Record], ids: Sequence[UUID]) -> dict[UUID, Any]:
    found: dict[UUID, Any] = {}
    for start in range(0, len(ids), _CHUNK):
        found.update(model._default_manager.in_bulk(list(ids[start : start + _CHUNK])))
    return found


def _rows(model: type[Record]) -> RecordQuerySet[Any]:
    return cast("RecordQuerySet[Any]", model._default_manager.all())
