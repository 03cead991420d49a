"""Long logs, fast: rows written by the hundred thousand through the ledger's own functions, as changes of one record each would have left them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from uuid_utils.compat import uuid7

from sightline.kernel.images import reader_of
from sightline.kernel.journal.models import IMAGES_PER_ENTRY
from sightline.kernel.journal.reading import last_entry
from sightline.ledger.canonical import canonical_json
from sightline.ledger.entry import Header, image_digest, images_root, new_salt

from .measures.changes import VALUES
from .models import Kept, Plain

VERSIONS = 10
"""Changes of each record: its newest image is one in ten."""
_BLOCK = 20_000
_ENTRY = 'kernel_entry ("index", time, header, images_root)'
_IMAGE = "kernel_image (place, record_type, record_id, version, schema, data, salt, digest)"


def _insert(table: str, rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)


def _changes(start: int, count: int) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...], tuple[UUID, int, dict[str, Any]]]]:
    native = connection.features.has_native_uuid_field
    ids: list[UUID] = []
    for number in range(count):
        index, turn = start + number, number % VERSIONS
        if not turn:
            ids.append(uuid7())
        record_id, version = ids[-1], turn + 1
        image = {**_FIELDS, "reference": f"KPT-L{start + number // VERSIONS:09d}", "vendor": f"Supplier {index}"}
        data, salt = canonical_json(image), new_salt()
        digest = image_digest("bench.kept", str(record_id), version, 1, data, salt)
        root = images_root([digest])
        time = f"2026-11-24T{index // 3600 % 24:02d}:00:00.{index % 1_000_000:06d}Z"
        header = Header(index, time, "local", "web", "edit_kept", "a supplier changed its name", 1).to_bytes().decode()
        stored = record_id if native else record_id.hex
        yield (
            (index, time, header, root),
            (index * IMAGES_PER_ENTRY, "bench.kept", stored, version, 1, data, salt, digest),
            (record_id, version, image),
        )


_FIELDS: dict[str, Any] = {}


def grow(count: int) -> None:
    """Adds so many entries, each with one image, and the rows that the newest images speak of.

    Args:
        count: a multiple of ten.
    """
    if not _FIELDS:
        _FIELDS.update(
            {name: None if name in {"retired", "started", "next_review"} else VALUES.get(name, "") for name in reader_of(Kept).names}
        )
    start = last_entry() + 1
    entries: list[tuple[Any, ...]] = []
    images: list[tuple[Any, ...]] = []
    kept: list[Plain] = []
    with transaction.atomic():
        for entry, image, (record_id, version, values) in _changes(start, count):
            entries.append(entry)
            images.append(image)
            if version == VERSIONS:
                kept.append(Plain(id=record_id, version=version, **values))
            if len(entries) == _BLOCK:
                _flush(entries, images, kept)
        if entries:
            _flush(entries, images, kept)


def _flush(entries: list[tuple[Any, ...]], images: list[tuple[Any, ...]], kept: list[Plain]) -> None:
    _insert(_ENTRY, entries)
    _insert(_IMAGE, images)
    # Through the plain twin, and over: a record's own table takes nothing outside of a change.
    Plain._default_manager.bulk_create(kept, batch_size=500)
    columns = ", ".join(f'"{field.column}"' for field in Plain._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO bench_kept ({columns}) SELECT {columns} FROM bench_plain")
        cursor.execute("DELETE FROM bench_plain")
    entries.clear()
    images.clear()
    kept.clear()


def decoded() -> int:
    """Reads and decodes every image: the floor under a replay."""
    found = 0
    cursor = connection.chunked_cursor()
    cursor.execute("SELECT record_id, version, data FROM kernel_image ORDER BY place")
    while rows := cursor.fetchmany(2_000):
        for _, _, data in rows:
            json.loads(data)
            found += 1
    cursor.close()
    return found
