"""Verification of everything that is kept: ledger, images, tiles, checkpoints, their files outside, evidence files, triggers. Streams; reads one snapshot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db import connection, transaction

from sightline.ledger.verify import EntryRow, ImageRow, Problem, Report, WithheldImage, verify_log

from ..erasure.models import Erasure
from ..evidence.models import Evidence
from ..evidence.store import damage_of
from .integrating import CannotIntegrate, agrees, checkpoint_folder, integrate, unpublished
from .keys import verifiers
from .models import IMAGES_PER_ENTRY, Checkpoint, Image
from .tilestore import DatabaseTiles
from .triggers import missing_triggers

_BLOCK = 2_000


@dataclass
class Verified:
    """What verification found: the log's report, and problems around it."""

    report: Report
    around: list[Problem] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        """All problems: those of the log first."""
        return [*self.report.problems, *self.around]

    @property
    def ok(self) -> bool:
        """Whether everything is as it was signed."""
        return not self.problems

    @property
    def first_bad(self) -> int | None:
        """The smallest entry that a problem names."""
        return min((one.entry for one in self.problems if one.entry is not None), default=None)

    def as_dict(self) -> dict[str, Any]:
        """What `sightline verify --json` prints."""
        told = self.report.to_json()
        problems = [{"kind": one.kind, "name": one.name, "entry": one.entry} for one in self.problems]
        return {**told, "ok": self.ok, "first_bad": self.first_bad, "problems": problems}


@contextmanager
def _snapshot() -> Iterator[None]:
    """One state of the database for all reads, without keeping writers out."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _rows(sql: str) -> Iterator[tuple[Any, ...]]:
    cursor = connection.chunked_cursor()
    try:
        cursor.execute(sql)
        yield from chain.from_iterable(iter(lambda: cursor.fetchmany(_BLOCK), []))
    finally:
        cursor.close()


def _bytes(value: Any) -> Any:
    """Bytes as bytes; what is none, since somebody put a text there, goes to the verifier as it is, which names the entry."""
    return bytes(value) if isinstance(value, memoryview) else value


def _entries() -> Iterator[EntryRow]:
    if connection.vendor == "sqlite":  # a million rows pass here, so each step that SQLite can do is left to it
        yield from _rows('SELECT "index", CAST(header AS BLOB), images_root, time FROM kernel_entry ORDER BY "index"')
        return
    for index, header, root, time in _rows('SELECT "index", header, images_root, time FROM kernel_entry ORDER BY "index"'):
        yield index, header.encode() if isinstance(header, str) else header, _bytes(root), time


_UUID_TEXT = {
    "sqlite": "substr(record_id,1,8)||'-'||substr(record_id,9,4)||'-'||substr(record_id,13,4)||'-'||substr(record_id,17,4)||'-'||substr(record_id,21)",
    "postgresql": "record_id::text",
}


def _images() -> Iterator[ImageRow]:
    text = _UUID_TEXT[connection.vendor]
    sql = (
        f"SELECT place / {IMAGES_PER_ENTRY}, place % {IMAGES_PER_ENTRY}, record_type, {text}, version, schema, data, salt, digest "  # noqa: S608 - nothing in it comes from outside
        "FROM kernel_image ORDER BY place"
    )
    if connection.vendor == "sqlite":
        yield from _rows(sql)
        return
    for *rest, salt, digest in _rows(sql):
        yield (*rest, _bytes(salt), _bytes(digest))


def _columns() -> list[Problem]:
    """Checkpoints whose columns, which pages show, are not what their signed note says."""
    return [
        Problem("checkpoint", f"the row of checkpoint {one.number} is not what its signed note says", None)
        for one in Checkpoint.objects.order_by("number").iterator(chunk_size=_BLOCK)
        if not agrees(one)
    ]


def _outside(own: dict[int, str]) -> list[Problem]:
    """Checkpoints that lie as files outside the database, held against those in it."""
    found = []
    for path in sorted(checkpoint_folder().glob("*.txt")):
        number = int(path.stem) if path.stem.isdigit() else 0
        note = path.read_text(encoding="utf-8", errors="replace")
        if number not in own:
            found.append(Problem("checkpoint", f"checkpoint {number} was published to a file and is missing in the database", None))
        elif own[number] != note:
            found.append(Problem("checkpoint", f"checkpoint {number} in the database is not the one that was published to a file", None))
    for checkpoint in unpublished():
        name = f"checkpoint {checkpoint.number} is signed, but {checkpoint_folder()} can't be written, so it lies in no file outside the database"
        found.append(Problem("checkpoint", name, None))
    return found


def _unexplained(withheld: list[WithheldImage]) -> list[Problem]:
    """Withheld images that no erasure in the ledger speaks of."""
    bounds: dict[str, int] = {}
    if withheld:
        erasures = Image.objects.filter(record_type=Erasure.record_type, data__isnull=False).values_list("data", flat=True)
        for told in (json.loads(text) for text in erasures.iterator(chunk_size=_BLOCK) if text is not None):
            bounds[told["erased_id"]] = max(told["up_to_version"], bounds.get(told["erased_id"], 0))
    return [
        Problem("image", f"version {one.version} of {one.record_type} {one.record_id} was emptied, and no erasure says so", one.entry)
        for one in withheld
        if bounds.get(one.record_id, 0) < one.version
    ]


def evidence_problems() -> Iterator[Problem]:
    """Evidence whose file is gone or altered, with the entry that took it in."""
    for reference, title, sha256, pk in (
        Evidence.objects.exclude(sha256="")
        .order_by("reference")
        .values_list("reference", "title", "sha256", "pk")
        .iterator(chunk_size=_BLOCK)
    ):
        wrong = damage_of(sha256)
        if wrong:
            place = Image.objects.filter(record_id=pk).order_by("place").values_list("place", flat=True).first()
            yield Problem("evidence", f"{reference} {title}: {wrong}", place // IMAGES_PER_ENTRY if place is not None else None)


def verify(trusted: list[str] | None = None, *, evidence: bool = True) -> Verified:
    """Verifies everything; signs outstanding entries first, unless they don't hold together.

    Args:
        trusted: checkpoints of this ledger that somebody else kept: only they show a tail that was cut off together with its checkpoints.
        evidence: read the evidence files too.

    Returns:
        What was found; nothing that is wrong raises.
    """
    around: list[Problem] = []
    try:
        integrate()
    except CannotIntegrate as error:
        around.append(Problem("entry", str(error), error.index))
    withheld: list[WithheldImage] = []
    with _snapshot():
        checkpoints = list(Checkpoint.objects.order_by("number").values_list("number", "note"))
        report = verify_log(
            _entries(), _images(), DatabaseTiles(), checkpoints, verifiers(), trusted=trusted or (), on_withheld=withheld.append
        )
        around += _unexplained(withheld)
    around += _columns()
    around += _outside(dict(checkpoints))
    around += [
        Problem("trigger", f"the guard {name} is missing, so the ledger's table could be changed unseen", None)
        for name in missing_triggers()
    ]
    if evidence:
        around += evidence_problems()
    return Verified(report, around)
