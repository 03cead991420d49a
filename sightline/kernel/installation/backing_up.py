"""Backing up: everything that an installation is, into one archive, also while it runs."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.db import connections, transaction

from .. import clock
from ..errors import Refused
from ..evidence.store import blocks
from ..journal.integrating import CannotIntegrate, integrate
from .archive import DATABASE, ArchiveWriter
from .copying import bring_up_to_date, close_file, copy_rows, open_file
from .migrating import copy_database
from .state import database_file, home

ALIAS = "backup"


@dataclass
class Backup:
    """What was written.

    Attributes:
        file: the archive.
        size: its size in bytes.
        entries: how many entries its ledger has.
        checkpoint: the newest signed one in it, or an empty text.
        evidence: how many evidence files are in it.
        missing: evidence files that are gone from the store, so they are not in it either.
    """

    file: Path
    size: int = 0
    entries: int = 0
    checkpoint: str = ""
    evidence: int = 0
    missing: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "file": str(self.file),
            "size": self.size,
            "entries": self.entries,
            "checkpoint": self.checkpoint,
            "evidence": self.evidence,
            "missing": self.missing,
        }


def back_up(target: Path, *, step: Callable[[], None] = lambda: None) -> Backup:
    """Writes an archive. It holds keys and the hashes of passwords: it is readable by its owner only, and to be kept safe.

    Args:
        target: the file, which must not exist.
        step: called after each evidence file.

    Raises:
        Refused: the file is there already, or can't be written.
    """
    if target.exists():
        raise Refused(f"{target} is there already. Give another name.")
    with suppress(CannotIntegrate):  # a ledger that does not hold together is backed up as it is; `verify` tells
        integrate()
    part = target.with_name(f".{target.name}.part")
    try:
        with (
            tempfile.TemporaryDirectory(prefix="backup-", dir=home()) as room,
            os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file,
        ):
            made = _write(ArchiveWriter(file), Path(room), Backup(target), step)
        part.replace(target)
    except OSError as error:
        raise Refused(f"{target} can't be written: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)
    made.size = target.stat().st_size
    return made


def _write(archive: ArchiveWriter, room: Path, made: Backup, step: Callable[[], None]) -> Backup:
    copy = room / DATABASE
    _copy_records(copy)
    with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as records:
        made.entries = records.execute("SELECT COUNT(*) FROM kernel_entry").fetchone()[0]
        checkpoints = records.execute("SELECT number, note FROM kernel_checkpoint ORDER BY number").fetchall()
        hashes = [row[0] for row in records.execute("SELECT DISTINCT sha256 FROM kernel_evidence WHERE sha256 <> '' ORDER BY sha256")]
    archive.add_file(DATABASE, copy)
    copy.unlink()
    for number, note in checkpoints:
        archive.add_bytes(f"checkpoints/{number:08d}.txt", note.encode())
        made.checkpoint = note
    for sha256 in hashes:
        try:
            archive.add_blocks(f"evidence/{sha256}", blocks(sha256), room)
            made.evidence += 1
        except OSError:
            made.missing.append(sha256)
        step()
    for folder in ("keys", "files"):
        for path in sorted((home() / folder).rglob("*")):
            if path.is_file():
                archive.add_file(path.relative_to(home()).as_posix(), path)
    if (home() / "secret.key").exists():
        archive.add_file("secret.key", home() / "secret.key")
    archive.finish(
        {"release": version("sightline"), "made": clock.stamp(clock.now()), "entries": made.entries, "checkpoint": made.checkpoint}
    )
    return made


def _copy_records(copy: Path) -> None:
    file = database_file()
    if file is not None:
        copy_database(file, copy)
        return
    open_file(ALIAS, copy)
    try:
        bring_up_to_date(ALIAS)
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            copy_rows("default", ALIAS)
    finally:
        close_file(ALIAS)
