"""Appending an entry inside a change's transaction. The index is fixed here; the tree is extended and signed after commit (`integrating.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from sightline.ledger.entry import Header, image_digest, images_root, new_salt

from .. import clock
from ..trips import Statement, in_one_trip
from .models import IMAGES_PER_ENTRY

_INSERT_ENTRY = 'INSERT INTO kernel_entry ("index", time, header, images_root) VALUES (%s, %s, %s, %s)'
_INSERT_IMAGE = (
    "INSERT INTO kernel_image (place, record_type, record_id, version, schema, data, salt, digest) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
_COPY_IMAGES = "COPY kernel_image (place, record_type, record_id, version, schema, data, salt, digest) FROM STDIN"
APPEND_LOCK = 0x5167_6874_6C01  # one writer at a time gives the index, so that the log has no gap and no race


@dataclass(frozen=True, slots=True)
class Written:
    """One image that a change wrote: `data` is canonical JSON."""

    record_type: str
    schema: int
    record_id: UUID
    version: int
    data: str


def last_statements(using: str = "default") -> list[Statement]:
    """The statements that end in the row of the last entry; on PostgreSQL they make this transaction the only one that appends until it ends."""
    last: Statement = ('SELECT "index", time FROM kernel_entry ORDER BY "index" DESC LIMIT 1', ())
    if connections[using].vendor != "postgresql":
        return [last]  # every transaction begins IMMEDIATE
    return [("SELECT pg_advisory_xact_lock(%s)", [APPEND_LOCK]), last]


def append_entry(
    written: Sequence[Written],
    *,
    actor: str,
    action: str,
    face: str,
    reason: str,
    time: datetime,
    using: str = "default",
    last: Sequence[tuple[Any, ...]] | None = None,
) -> int:
    """Writes one entry and its images, last thing before commit.

    Args:
        written: the images, in the order that their root is taken over.
        actor: a stable key, never a name: headers are not erasable.
        action: the action's name.
        face: web, api, cli, mcp or system.
        reason: why.
        time: when; an entry is never earlier than the one before it.
        using: the database's alias.
        last: what `last_statements` gave in this transaction, where the caller ran them already.

    Returns:
        The entry's index, from 0.
    """
    connection = connections[using]
    if last is None:
        last = in_one_trip(last_statements(using), using)[-1]
    index = last[0][0] + 1 if last else 0
    stamp = max(clock.stamp(time), last[0][1]) if last else clock.stamp(time)
    rows, root = _rows(written, int(index), connection)
    header = Header(index, stamp, actor, face, action, reason, len(rows)).to_bytes().decode()
    entry: Statement = (_INSERT_ENTRY, (index, stamp, header, root))
    if len(rows) == 1:
        in_one_trip([entry, (_INSERT_IMAGE, rows[0])], using)
        return int(index)
    with connection.cursor() as cursor:
        cursor.execute(*entry)
        if connection.vendor == "postgresql":  # there `executemany` is a trip for each row
            with cursor.copy(_COPY_IMAGES) as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(_INSERT_IMAGE, rows)
    return int(index)


def _rows(written: Sequence[Written], index: int, connection: BaseDatabaseWrapper) -> tuple[list[tuple[Any, ...]], bytes]:
    """The rows of an entry's images, each with a salt of its own, and the root over their digests."""
    rows: list[tuple[Any, ...]] = []
    digests: list[bytes] = []
    for position, image in enumerate(written):
        salt = new_salt()
        digest = image_digest(image.record_type, str(image.record_id), image.version, image.schema, image.data, salt)
        digests.append(digest)
        place, record_id = index * IMAGES_PER_ENTRY + position, _uuid(connection, image.record_id)
        rows.append((place, image.record_type, record_id, image.version, image.schema, image.data, salt, digest))
    return rows, images_root(digests)


def _uuid(connection: BaseDatabaseWrapper, value: UUID) -> Any:
    return value if connection.features.has_native_uuid_field else value.hex
