"""After a migration that changed a record's shape, one system entry re-images what changed, so that `replay == database` holds again.

Runs after every migrate and costs nothing where no shape changed. Data migrations on records go through `data_migration`: plain `RunPython` slips past every guard.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db import migrations, models
from django.db.models import F

from .changes import change
from .identity.actors import Actor
from .images import reader_of
from .journal.checking import CHUNK, newest_images
from .operational import Operational
from .records import Record, record_models


class Shape(Operational):
    """The shape of a record type's images at the last migrate."""

    record_type = models.CharField(primary_key=True, max_length=60)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        app_label = "kernel"


def _fingerprint(model: type[Record]) -> str:
    reader = reader_of(model)
    shape = [model.schema, *([field.name, field.get_internal_type()] for field in (*reader.fields, *reader.links))]
    return hashlib.sha256(json.dumps(shape).encode()).hexdigest()


def _outdated(model: type[Record]) -> Iterator[UUID]:
    ids = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        newest = newest_images(part)
        for pk, _, text in reader_of(model).read(part):
            if pk in newest and newest[pk][2] is not None and newest[pk][2] != text:
                yield pk


def reimage(*, using: str = "default", **kwargs: Any) -> None:
    """Re-images the records of every type whose shape is not the one of the last migrate."""
    from django.apps import apps
    from django.db import connections

    present = set(connections[using].introspection.table_names())
    tables = {model._meta.db_table for model in record_models()}
    if "kernel_shape" not in present or not tables <= present:
        return
    reader_of.cache_clear()
    known = dict(Shape.objects.values_list("record_type", "fingerprint"))
    shapes = {model: _fingerprint(model) for model in record_models() if apps.is_installed(model._meta.app_config.name)}
    changed = [model for model, shape in shapes.items() if model.record_type in known and known[model.record_type] != shape]
    outdated = {model: list(_outdated(model)) for model in changed}
    if any(outdated.values()):
        with change(Actor.system(), "re_image", "system", "The shape of these records changed with a new release.") as opened:
            for model, ids in outdated.items():
                opened.touch(model, ids)
                with opened.already_noted():
                    for start in range(0, len(ids), CHUNK):
                        model._base_manager.filter(pk__in=ids[start : start + CHUNK]).update(version=F("version") + 1)
    if known != {model.record_type: shape for model, shape in shapes.items()}:
        Shape.objects.all().delete()
        Shape.objects.bulk_create([Shape(record_type=model.record_type, fingerprint=shape) for model, shape in shapes.items()])


def data_migration(record_types: list[str], forwards: Callable[[Any, Any], None]) -> list[migrations.operations.base.Operation]:
    """A data migration on records: runs, and has its types re-imaged at the end of the migrate.

    Args:
        record_types: the types that it writes.
        forwards: as for `RunPython`.
    """

    def mark(apps: Any, schema_editor: Any) -> None:
        shapes = apps.get_model("kernel", "Shape")
        shapes.objects.filter(record_type__in=record_types).update(fingerprint="")

    return [migrations.RunPython(forwards, migrations.RunPython.noop), migrations.RunPython(mark, migrations.RunPython.noop)]
