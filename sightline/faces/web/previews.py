"""What would happen: the records that a dry run would make or change, with their differences, before anything is done."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from sightline.kernel.actions import Outcome
from sightline.kernel.journal.appending import Written
from sightline.kernel.journal.models import Image
from sightline.kernel.journal.reading import FieldChange, diff
from sightline.kernel.records import Record, model_of

from .diffs import Line, lines_of, names_for

MOST = 20


@dataclass(frozen=True)
class Would:
    """One record that would be made or changed."""

    noun: str
    reference: str
    name: str
    is_new: bool
    lines: list[Line]


@dataclass(frozen=True)
class Preview:
    """What a dry run says: the records, and how many more there are."""

    records: list[Would]
    more: int


def preview_of(outcome: Outcome, most: int = MOST) -> Preview:
    """The outcome of a dry run in words: the first records in full, and how many more."""
    shown = outcome.written[:most]
    before = _images_before(shown)
    return Preview([made for image in shown if (made := _would(image, before)) is not None], len(outcome.written) - len(shown))


def _images_before(written: list[Written]) -> dict[object, dict[str, object]]:
    found: dict[object, dict[str, object]] = {}
    rows = Image.objects.filter(record_id__in=[one.record_id for one in written])
    later = Image.objects.filter(record_id=OuterRef("record_id"), version__gt=OuterRef("version"))
    for image in rows.filter(~Exists(later)):
        if image.data is not None:
            found[image.record_id] = json.loads(image.data)
    return found


def _would(image: Written, before: dict[object, dict[str, object]]) -> Would | None:
    model: type[Record] | None = model_of(image.record_type)
    if model is None:
        return None
    data = json.loads(image.data)
    old = before.get(image.record_id, {})
    changes: list[FieldChange] = list(diff(model, old, data))
    lines = lines_of(model, changes, names_for(model, changes))
    name = str(data.get("name") or data.get("title") or "")
    return Would(str(model._meta.verbose_name), str(data.get("reference", "")) if old else "", name, not old, lines)
