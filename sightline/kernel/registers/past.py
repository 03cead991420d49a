"""A register, or one record of it, as of a past day, from the images of the ledger: last image wins, what was retired by then is left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import models

from ..errors import NotFound, NotPermitted
from ..identity.actors import Actor
from ..images import from_image
from ..journal.reading import image_as_of, images_as_of
from ..records import Record
from .declaring import Register
from .listing import item_of


def past_rows(model: type[Record], day: date) -> Iterator[Record]:
    """Unsaved rows of a model as they stood at the end of a day, in the order of their references; retired ones left out."""
    rows = []
    for image in images_as_of(model.record_type, day):
        if image.data is None:
            continue
        row = from_image(model, image.record_id, image.version, json.loads(image.data), image.schema)
        if row.retired is None or row.retired > day:
            rows.append(row)
    yield from sorted(rows, key=lambda row: (len(row.reference), row.reference))


def past_items(found: Register, actor: Actor, day: date) -> list[dict[str, Any]]:
    """The items of a register as of a day, without computed columns. Foreign keys are told by the names of that day.

    Args:
        found: the register.
        actor: who looks; only who may read the whole list may look back, since who owned what has changed since.
        day: the day, in UTC.

    Raises:
        NotPermitted: the actor may not read the whole list.
    """
    _hold_whole(found, actor)
    keys = _keys(found.model)
    then = {target: {row.pk: row for row in past_rows(target, day)} for target in {target for _, target in keys}}
    items = []
    for row in past_rows(found.model, day):
        for column, target in keys:
            setattr(row, column.name, then[target].get(getattr(row, column.attname)))
        items.append(item_of(_bare(found), row))
    return items


def past_item(found: Register, actor: Actor, record: Record, day: date) -> dict[str, Any]:
    """The item of one record as of a day; as `past_items`.

    Raises:
        NotPermitted: the actor may not read the whole list.
        NotFound: it didn't exist yet, or what it said is withheld.
    """
    _hold_whole(found, actor)
    row = _row_as_of(record, day)
    if row is None:
        raise NotFound(f"{record.reference} did not exist on {day:%-d %B %Y}, or what it said then was erased.")
    for column, target in _keys(found.model):
        pointed = target._default_manager.filter(pk=getattr(row, column.attname)).first() if column.name in found.related else None
        setattr(row, column.name, (_row_as_of(pointed, day) or pointed) if pointed is not None else None)
    return item_of(_bare(found), row)


def _row_as_of(record: Record, day: date) -> Record | None:
    image = image_as_of(record, day)
    if image is None or image.data is None:
        return None
    return from_image(type(record), record.pk, image.version, json.loads(image.data), image.schema)


def _hold_whole(found: Register, actor: Actor) -> None:
    """Who owned what has changed since, so `own` says nothing about a past day."""
    if actor.cell(found.permission) != "all":
        raise NotPermitted("Only those who may read the whole list can look at a past day.")


def _bare(found: Register) -> Register:
    """Without computed columns, which read what is so today."""
    return replace(found, columns=())


def _keys(model: type[Record]) -> list[tuple[models.Field[Any, Any], type[Record]]]:
    return [(column, target) for column in model._meta.concrete_fields if (target := _pointed_at(column)) is not None]


def _pointed_at(column: models.Field[Any, Any]) -> type[Record] | None:
    target = column.related_model
    return target if isinstance(column, models.ForeignKey) and isinstance(target, type) and issubclass(target, Record) else None
