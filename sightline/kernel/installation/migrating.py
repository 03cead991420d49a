"""Bringing the database up to this release. A copy is taken first; if anything fails the copy is put back and nothing has changed."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, nullcontext
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from .. import clock
from ..errors import Refused
from .state import State, database_file, home, state
from .using import in_use

KEPT_COPIES = 5


class MigrationFailed(Refused):
    """A migration failed. The data are as they were before."""

    kind = "migration-failed"
    title = "The data could not be brought up to date"


def make_home() -> Path:
    """Makes the data directory where it is missing, for its owner only.

    Raises:
        Refused: it can't be made or written.
    """
    folder = home()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK | os.X_OK)
    except OSError as error:
        raise Refused(
            f"The data directory {folder} can't be made: {error.strerror}. Set SIGHTLINE_HOME to a folder that may be written."
        ) from error
    if not writable:
        raise Refused(f"The data directory {folder} may not be written. Set SIGHTLINE_HOME to a folder that may be.")
    return folder


def copy_database(source: Path, target: Path) -> None:
    """Copies an SQLite database consistently, also while others write to it.

    Args:
        source: the database.
        target: where the copy goes; it must not exist.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    target.chmod(0o600)


def put_database(source: Path, target: Path) -> None:
    """Puts a copy in the place of an SQLite database, with nothing left of the one before."""
    connection.close()
    for suffix in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    part = target.with_name(target.name + ".part")
    part.write_bytes(source.read_bytes())
    part.chmod(0o600)
    part.replace(target)


def prepare() -> State:
    """Makes the data directory and brings the database up to this release, alone.

    Returns:
        How it stood before.

    Raises:
        MigrationFailed: the data are as they were.
        InUse: a server of another release runs on the data.
    """
    make_home()
    before = state()
    if before.current:
        return before
    with in_use(alone=True):
        return migrate()


def migrate() -> State:
    """Brings the database up to this release, if it isn't; the caller holds the data directory alone.

    Returns:
        How it stood before.

    Raises:
        MigrationFailed: the data are as they were; the message says what went wrong and where the copy is.
    """
    before = state()
    if before.current:
        return before
    if before.unknown:
        raise MigrationFailed(
            f"The data in {home()} are of a newer release of Sightline ({before.unknown[-1]}). Install that release. Nothing was changed."
        )
    file = database_file()
    copy = _copy_of(file) if file is not None and before.tables else None
    try:
        # PostgreSQL takes schema changes back with their transaction; SQLite has its copy.
        with transaction.atomic() if file is None and before.tables else nullcontext():
            call_command("migrate", interactive=False, verbosity=0)
    except Exception as error:
        where = "" if copy is None or file is None else f" The copy that was taken is {copy}."
        if copy is not None and file is not None:
            put_database(copy, file)
        elif file is not None and not before.tables:
            connection.close()
            file.unlink(missing_ok=True)
        what = f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else 'no more is known'}"
        raise MigrationFailed(f"A migration failed ({what}). The data are as they were before; the start was stopped.{where}") from error
    return before


def _copy_of(file: Path) -> Path:
    folder = file.parent / "backups"
    target = folder / f"before-migrating-{clock.now():%Y%m%dT%H%M%S%f}.sqlite3"
    copy_database(file, target)
    for old in sorted(folder.glob("before-migrating-*.sqlite3"))[:-KEPT_COPIES]:
        old.unlink()
    return target
