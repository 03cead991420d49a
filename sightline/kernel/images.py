"""The full image of a record's row as the ledger keeps it, and a row rebuilt from an image.

Images are read back from the database, never taken from memory: `F()`, defaults and links come out right. Old images are read tolerantly:
fields that are gone are left out, fields that are new take their default; where meaning moved, a model gives `image_upgrades`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connections, models

from sightline.ledger.canonical import canonical_json

from . import clock
from .records import Record
from .trips import Statement, in_one_trip

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]
_CHUNK = 500  # ids in one IN (...): SQLite allows 999 variables in old builds


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return clock.stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


class ImageReader:
    """Reads the images of one model. Built once per model and database, since compiling the query costs more than running it."""

    def __init__(self, model: type[Record]) -> None:
        self.model = model
        skipped = {"id", "version"} | model.image_exclude
        self.fields = [field for field in model._meta.concrete_fields if field.name not in skipped]
        self.links = [field for field in model._meta.many_to_many if field.name not in skipped]
        self.names = [field.name for field in self.fields]
        self._attnames = ["pk", "version", *(field.attname for field in self.fields)]
        self._one: dict[str, tuple[str, list[tuple[int, Any, Any]]]] = {}

    def _rows(self, ids: Sequence[UUID], using: str) -> Iterator[tuple[Any, ...]]:
        query = self.model._base_manager.using(using).order_by("pk").values_list(*self._attnames)
        for start in range(0, len(ids), _CHUNK):
            yield from query.filter(pk__in=ids[start : start + _CHUNK])

    def statement(self, pk: UUID, using: str) -> Statement:
        """The statement that reads the row of one record as it lies in the table; `told` makes an image of what it gives."""
        connection = connections[using]
        if using not in self._one:
            query = self.model._base_manager.using(using).filter(pk=pk).order_by().values_list(*self._attnames).query
            compiler = query.get_compiler(using)
            sql, _ = compiler.as_sql()
            columns = [column for column, *_ in compiler.select]
            turns = [(place, turn, columns[place]) for place, (given, _) in compiler.get_converters(columns).items() for turn in given]
            self._one[using] = (sql, turns)
        return self._one[using][0], [self.model._meta.pk.get_db_prep_value(pk, connection)]

    def told(self, found: Sequence[tuple[Any, ...]], using: str) -> Iterator[tuple[UUID, int, str]]:
        """What `read` gives, of rows that `statement` found; for models without plain sets of links."""
        connection = connections[using]
        for row in found:
            values = list(row)
            for place, turn, column in self._one[using][1]:
                values[place] = turn(values[place], column, connection)
            yield values[0], values[1], canonical_json(dict(zip(self.names, map(_plain, values[2:]), strict=True)))

    def _link_ids(self, ids: Sequence[UUID], using: str) -> dict[UUID, dict[str, list[str]]]:
        found: dict[UUID, dict[str, list[str]]] = {pk: {field.name: [] for field in self.links} for pk in ids}
        for field in self.links:
            through = field.remote_field.through
            assert through is not None
            owner, target = field.m2m_column_name(), field.m2m_reverse_name()
            owner_name = next(f.name for f in through._meta.fields if f.column == owner)
            target_name = next(f.name for f in through._meta.fields if f.column == target)
            for start in range(0, len(ids), _CHUNK):
                pairs = (
                    through._base_manager.using(using)
                    .filter(**{f"{owner_name}__in": ids[start : start + _CHUNK]})
                    .values_list(owner_name, target_name)
                )
                for owner_id, target_id in pairs:
                    found[owner_id][field.name].append(str(target_id))
        return found

    def read(self, ids: Sequence[UUID], using: str = "default") -> Iterator[tuple[UUID, int, str]]:
        """The images of these rows.

        Args:
            ids: primary keys; rows that are not there are left out.
            using: the database's alias.

        Yields:
            (id, version, canonical JSON of the image), ordered by id.
        """
        if len(ids) == 1 and not self.links:
            yield from self.told(in_one_trip([self.statement(ids[0], using)], using)[0], using)
            return
        links = self._link_ids(ids, using) if self.links else {}
        names = self.names
        for pk, version, *values in self._rows(ids, using):
            image = dict(zip(names, map(_plain, values), strict=True))
            for name, targets in links.get(pk, {}).items():
                image[name] = sorted(targets)
            yield pk, version, canonical_json(image)


@cache
def reader_of(model: type[Record]) -> ImageReader:
    """The reader of a model's images."""
    return ImageReader(model)


def upgraded(model: type[Record], image: dict[str, Any], schema: int) -> dict[str, Any]:
    """An image of an older schema, brought to the present one by the model's `image_upgrades` (`{from_schema: dict -> dict}`)."""
    upgrades: dict[int, Upgrade] = getattr(model, "image_upgrades", {})
    for step in range(schema, model.schema):
        image = upgrades[step](image) if step in upgrades else image
    return image


def from_image(model: type[Record], record_id: UUID, version: int, image: dict[str, Any], schema: int) -> Record:
    """An unsaved row as an image has it. Fields the image doesn't know keep their default; keys without a field are left out."""
    image = upgraded(model, image, schema)
    row = model(id=record_id, version=version)
    for field in reader_of(model).fields:
        if field.name in image:
            setattr(row, field.attname, _from_plain(field, image[field.name]))
    return row


def _from_plain(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None:
        return None
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return clock.read_stamp(value) if isinstance(target, models.DateTimeField) else target.to_python(value)
