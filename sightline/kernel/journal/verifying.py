"""Verification of everything that is kept: ledger, images, tiles, checkpoints, their files outside, evidence files, triggers. Streams; reads one snapshot."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from sightline.ledger.tiles import TILE_WIDTH
from sightline.ledger.verify import Problem, Report, Verification, WithheldImage, scan_rows

from ..erasure.models import Erasure
from ..evidence.models import Evidence
from ..evidence.store import damage_of
from .integrating import CannotIntegrate, agrees, checkpoint_folder, integrate, unpublished
from .keys import verifiers
from .models import IMAGES_PER_ENTRY, Checkpoint, Image
from .stretches import ReadApart, StoredTiles, Stretch, entries_of, images_of, reading_once
from .tilestore import DatabaseTiles
from .triggers import missing_triggers

_BLOCK = 2_000
TOGETHER_UP_TO = 40_000
"""Entries that one process reads alone: a second one takes longer to start than it saves."""

Tell = Callable[[int, int], None]
"""Is told how many entries of how many were read."""


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


def _columns() -> list[Problem]:
    """Checkpoints whose columns, which pages show, are not what their signed note says."""
    return [
        Problem("checkpoint", f"the row of checkpoint {one.number} is not what its signed note says", None)
        for one in Checkpoint.objects.order_by("number").iterator(chunk_size=_BLOCK)
        if not agrees(one)
    ]


def own_checkpoints() -> dict[int, str]:
    """The signed notes in the database, by number."""
    return dict(Checkpoint.objects.order_by("number").values_list("number", "note"))


def outside_problems(own: dict[int, str]) -> list[Problem]:
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


@dataclass
class _Log:
    """The log as it lies in the snapshot: everything that a verification of it is made from."""

    checkpoints: list[tuple[int, str]]
    trusted: list[str]
    tell: Tell | None
    withheld: list[WithheldImage] = field(default_factory=list)

    def begin(self) -> Verification:
        """A verification that has read no row yet."""
        self.withheld.clear()
        return Verification(DatabaseTiles(), self.checkpoints, verifiers(), trusted=self.trusted, on_withheld=self.withheld.append)

    def count(self, signed: int, readers: int) -> Callable[[int], None]:
        """What is called with each block of rows that was read here, while so many readers are as fast."""
        read = 0

        def more(rows: int) -> None:
            nonlocal read
            read += rows
            if self.tell is not None:
                self.tell(min(signed, read * readers), signed)

        return more

    def read_alone(self) -> Report:
        """Reads every row in this process."""
        verification, everything = self.begin(), Stretch()
        verification.add_rows(entries_of(everything, self.count(verification.signed, 1)), images_of(everything))
        return verification.report()

    def read_by_two(self) -> Report | None:
        """Reads every row, the first half of them in a second process.

        Returns:
            The report of a log that is whole; None where there is anything to say, or no second process could be had: then it is to be read
            by one, so that what is said of a damaged log never depends on where it was cut in two.
        """
        verification = self.begin()
        signed = verification.signed
        first = Stretch(0, signed // 2 // TILE_WIDTH * TILE_WIDTH)
        later = Stretch(first.stop or 0)
        with ReadApart(first, signed) as apart:
            found = scan_rows(entries_of(later, self.count(signed, 2)), images_of(later), StoredTiles(), signed, later.start)
            before = apart.rows()
        if before is None:
            return None
        verification.add_scanned(before)
        verification.add_scanned(found)
        report = verification.report()
        return report if report.ok else None


def _may_be_read_apart() -> bool:
    """Whether another process would see the same rows: not in a transaction that is not committed, nor in a database in memory."""
    in_memory = connection.vendor == "sqlite" and connection.is_in_memory_db()  # type: ignore[attr-defined]
    return not in_memory and not connection.in_atomic_block and (os.cpu_count() or 1) > 1


def verify(
    trusted: list[str] | None = None, *, evidence: bool = True, together_up_to: int = TOGETHER_UP_TO, tell: Tell | None = None
) -> Verified:
    """Verifies everything; signs outstanding entries first, unless they don't hold together.

    Args:
        trusted: checkpoints of this ledger that somebody else kept: only they show a tail that was cut off together with its checkpoints.
        evidence: read the evidence files too.
        together_up_to: a log of more entries is read by two processes.
        tell: is told how far it is, for bars of progress.

    Returns:
        What was found; nothing that is wrong raises.
    """
    around: list[Problem] = []
    try:
        integrate()
    except CannotIntegrate as error:
        around.append(Problem("entry", str(error), error.index))
    apart = _may_be_read_apart()
    with reading_once(), _snapshot():
        signed = list(Checkpoint.objects.order_by("number").values_list("number", "note", "size"))
        log = _Log([(number, note) for number, note, _ in signed], trusted or [], tell)
        report = log.read_by_two() if apart and signed and signed[-1][2] > together_up_to else None
        report = report or log.read_alone()
    around += _unexplained(log.withheld)  # after the snapshot: the second process may have met an erasure that is younger than it
    around += _columns()
    around += outside_problems(dict(log.checkpoints))
    around += [
        Problem("trigger", f"the guard {name} is missing, so the ledger's table could be changed unseen", None)
        for name in missing_triggers()
    ]
    if evidence:
        around += evidence_problems()
    return Verified(report, around)
