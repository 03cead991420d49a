"""Reading the ledger: the history of a record, the entries of a stretch, the images as of a day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from .. import clock
from ..identity.actors import NAMED_ELSEWHERE, WITHOUT_ACCOUNT
from ..records import Record
from .models import IMAGES_PER_ENTRY, Entry, Image


@dataclass(frozen=True)
class Told:
    """An entry's header, taken apart.

    Attributes:
        index: its place in the log.
        time: when.
        actor: the actor's key; `actor_names` gives the name that people read.
        face: through which face.
        action: the action's name.
        reason: why.
        images: how many images it wrote.
    """

    index: int
    time: datetime
    actor: str
    face: str
    action: str
    reason: str
    images: int


def told(entry: Entry) -> Told:
    """The header of an entry."""
    return told_header(entry.header)


def told_header(header: str) -> Told:
    """A header as it is stored, taken apart."""
    head: dict[str, Any] = json.loads(header)
    return Told(head["index"], clock.read_stamp(head["time"]), head["actor"], head["face"], head["action"], head["reason"], head["images"])


@dataclass(frozen=True)
class FieldChange:
    """One field of a diff: before is None where the field was new."""

    name: str
    label: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Version:
    """One version of a record: the entry that wrote it, the image (None where withheld), and what changed since the version before."""

    version: int
    entry: Told
    image: dict[str, Any] | None
    changes: tuple[FieldChange, ...]


_HISTORY = f"""
SELECT kernel_image.version, kernel_image.data, kernel_entry.header
FROM kernel_image JOIN kernel_entry ON kernel_entry."index" = kernel_image.place / {IMAGES_PER_ENTRY}
WHERE kernel_image.record_id = %s ORDER BY kernel_image.place DESC
"""  # noqa: S608 - a number of ours


def history_of(record: Record, newest: int | None = None) -> list[Version]:
    """The versions of a record, newest first, in one query.

    Args:
        record: whose.
        newest: how many of the newest; all of them where left out.
    """
    given = [record._meta.pk.get_db_prep_value(record.pk, connection)]
    with connection.cursor() as cursor:
        if newest is None:
            cursor.execute(_HISTORY, given)
        else:
            cursor.execute(f"{_HISTORY} LIMIT %s", [*given, newest + 1])  # one more, to tell what changed in the oldest
        rows = cursor.fetchall()
    found: list[Version] = []
    before: dict[str, Any] = {}
    for version, text, header in reversed(rows):
        data: dict[str, Any] | None = json.loads(text) if text is not None else None
        changes = tuple(diff(type(record), before, data or {})) if data is not None else ()
        found.append(Version(version, told_header(header), data, changes))
        before = data or {}
    return found[::-1] if newest is None else found[::-1][:newest]


def diff(model: type[Record], before: dict[str, Any], after: dict[str, Any]) -> Iterator[FieldChange]:
    """What differs between two images, field by field, in the model's order; ids of records stand as text."""
    labels = {field.name: str(getattr(field, "verbose_name", field.name)) for field in model._meta.get_fields()}
    order = {field.name: place for place, field in enumerate(model._meta.get_fields())}
    for name in sorted({*before, *after} - {"reference"}, key=lambda name: order.get(name, 999)):
        old, new = before.get(name), after.get(name)
        if old != new and not (not before and new in (None, "", [], False)):
            label = labels.get(name, name.replace("_", " "))
            yield FieldChange(name, label[:1].upper() + label[1:], old, new)


def last_entry(day: date | None = None) -> int:
    """The index of the last entry, or of the last by the end of a day; -1 where there is none."""
    query = Entry.objects.order_by("-index") if day is None else Entry.objects.filter(time__lte=clock.end_of(day)).order_by("-index")
    return next(iter(query.values_list("index", flat=True)[:1]), -1)


def images_as_of(record_type: str, day: date | None = None) -> QuerySet[Image]:
    """The newest image of each record of a type, by the end of a day or by now."""
    bound = (last_entry(day) + 1) * IMAGES_PER_ENTRY
    later = Image.objects.filter(record_id=OuterRef("record_id"), version__gt=OuterRef("version"), place__lt=bound)
    return Image.objects.filter(record_type=record_type, place__lt=bound).filter(~Exists(later))


def image_as_of(record: Record, day: date) -> Image | None:
    """The image of one record by the end of a day, or None where it didn't exist yet."""
    bound = (last_entry(day) + 1) * IMAGES_PER_ENTRY
    return Image.objects.filter(record_id=record.pk, place__lt=bound).order_by("-place").first()


def last_touched(record_types: Sequence[str]) -> dict[str, int]:
    """The index of the last entry that touched each type, -1 where none did: one query, whatever the size of the log."""
    if not record_types:
        return {}
    wanted = list(record_types)
    parts = ", ".join("(SELECT MAX(place) FROM kernel_image WHERE record_type = %s)" for _ in wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts}", wanted)
        row = cursor.fetchone()
    return {name: -1 if place is None else place // IMAGES_PER_ENTRY for name, place in zip(wanted, row, strict=True)}


def actor_names(keys: Sequence[str]) -> dict[str, str]:
    """The names that people read for actors' keys: one query for accounts, one more for each other kind of actor among them."""
    from ..identity.models import Account

    ids = {key: UUID(key.removeprefix("account:")) for key in keys if key.startswith("account:")}
    names = dict(Account.objects.filter(pk__in=ids.values()).values_list("pk", "name"))
    known = WITHOUT_ACCOUNT | {key: names[pk] for key, pk in ids.items() if pk in names}
    for kind, name_them in NAMED_ELSEWHERE.items():
        theirs = [key for key in keys if key.startswith(f"{kind}:")]
        known |= name_them(theirs) if theirs else {}
    return {key: known.get(key, "Somebody who is no longer named") for key in keys}


def names_of(images: Sequence[dict[str, Any]], model: type[Record]) -> dict[str, str]:
    """The names of the records that images of a model point to, for diffs that people read: id -> name, one query a foreign key."""
    found: dict[str, str] = {}
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        target = field.related_model
        if not (isinstance(target, type) and issubclass(target, Record)):
            continue
        ids: set[str] = set()
        for image in images:
            value = image.get(field.name)
            ids.update(value if isinstance(value, list) else [value] if value else [])
        if ids:
            found.update({str(row.pk): str(row) for row in target._default_manager.filter(pk__in=ids)})
    return found
