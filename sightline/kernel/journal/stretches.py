"""The rows of the ledger as verification reads them, a stretch at a time: here, or in a second process.

Imports no model and starts no app, so that the second process is at work in a moment. It only reads, and is given everything that it needs.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import connection

from sightline.ledger.verify import EntryRow, ImageRow, ScannedRows, scan_rows

from .places import IMAGES_PER_ENTRY

_BLOCK = 2_000
"""Rows that are fetched at a time."""


@dataclass(frozen=True)
class Stretch:
    """A part of the log.

    Attributes:
        start: index of its first entry, a multiple of 256.
        stop: index after its last; None for the end of the log, whatever stands there.
    """

    start: int = 0
    stop: int | None = None

    def of(self, column: str, each: int = 1) -> str:
        """The condition that a column lies in the stretch. Without bounds where it has none, so that rows which belong nowhere are read too."""
        bounds = [f"{column} >= {self.start * each}"] if self.start else []
        bounds += [f"{column} < {self.stop * each}"] if self.stop is not None else []
        return f" WHERE {' AND '.join(bounds)}" if bounds else ""


@contextmanager
def reading_once() -> Iterator[None]:
    """Lets SQLite keep little of what it reads, for whoever goes over all of it once: else a long log fills the memory with pages that are not needed again."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = {name: cursor.execute(f"PRAGMA {name}").fetchone() for name in ("mmap_size", "cache_size")}
        cursor.execute("PRAGMA mmap_size=0")
        cursor.execute("PRAGMA cache_size=-4000")
        try:
            yield
        finally:
            for name, found in before.items():
                if found is not None:  # a database in memory has no mmap_size
                    cursor.execute(f"PRAGMA {name}={found[0]}")


def _rows(sql: str, tell: Callable[[int], None] | None = None) -> Iterator[tuple[Any, ...]]:
    def block() -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = cursor.fetchmany(_BLOCK)
        if tell is not None:
            tell(len(rows))
        return rows

    cursor = connection.chunked_cursor()
    try:
        cursor.execute(sql)
        yield from chain.from_iterable(iter(block, []))
    finally:
        cursor.close()


def _bytes(value: Any) -> Any:
    """Bytes as bytes; what is none, since somebody put a text there, goes to the verifier as it is, which names the entry."""
    return bytes(value) if isinstance(value, memoryview) else value


def entries_of(stretch: Stretch, tell: Callable[[int], None] | None = None) -> Iterator[EntryRow]:
    """The entries of a stretch, in order.

    Args:
        stretch: which.
        tell: is told how many more were read, block by block.
    """
    where = stretch.of('"index"')
    if connection.vendor == "sqlite":  # a million rows pass here, so each step that SQLite can do is left to it
        yield from _rows(f'SELECT "index", CAST(header AS BLOB), images_root, time FROM kernel_entry{where} ORDER BY "index"', tell)  # noqa: S608
        return
    for index, header, root, time in _rows(f'SELECT "index", header, images_root, time FROM kernel_entry{where} ORDER BY "index"', tell):  # noqa: S608
        yield index, header.encode() if isinstance(header, str) else header, _bytes(root), time


_UUID_TEXT = {
    "sqlite": "substr(record_id,1,8)||'-'||substr(record_id,9,4)||'-'||substr(record_id,13,4)||'-'||substr(record_id,17,4)||'-'||substr(record_id,21)",
    "postgresql": "record_id::text",
}


def images_of(stretch: Stretch) -> Iterator[ImageRow]:
    """The images of a stretch, in order."""
    sql = (
        f"SELECT place / {IMAGES_PER_ENTRY}, place % {IMAGES_PER_ENTRY}, record_type, {_UUID_TEXT[connection.vendor]}, version, schema, data, salt, "  # noqa: S608 - nothing in it comes from outside
        f"digest FROM kernel_image{stretch.of('place', IMAGES_PER_ENTRY)} ORDER BY place"
    )
    if connection.vendor == "sqlite":
        yield from _rows(sql)
        return
    for *rest, salt, digest in _rows(sql):
        yield (*rest, _bytes(salt), _bytes(digest))


def hashes_of(level: int, index: int) -> bytes | None:
    """A tile's hashes, or None. Plain SQL: a proof needs a dozen, a verification thousands, and the ORM takes ten times longer to ask for one."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT hashes FROM kernel_tile WHERE level = %s AND "index" = %s', [level, index])
        found = cursor.fetchone()
    return None if found is None else _bytes(found[0])


class StoredTiles:
    """The stored tree, to be read only."""

    def read(self, level: int, index: int) -> bytes | None:
        """A tile's hashes, or None."""
        return hashes_of(level, index)

    def write(self, level: int, index: int, data: bytes) -> None:
        """Nothing is written here."""
        raise TypeError("these tiles are only read")

    def keys(self) -> Iterable[tuple[int, int]]:
        """Not asked for: the whole verification, which asks, has tiles of its own."""
        return ()


class ReadApart:
    """A stretch that a second process reads and hashes, so that a long log keeps two processors busy.

    Args:
        stretch: which; its rows must be committed, since the other process has its own connection.
        signed: how many entries checkpoints cover.
    """

    def __init__(self, stretch: Stretch, signed: int) -> None:
        self.stretch, self.signed = stretch, signed
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        request = pickle.dumps((dict(connection.settings_dict), self.stretch, self.signed))
        try:
            self._process = subprocess.Popen([sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            assert self._process.stdin is not None
            self._process.stdin.write(request)
            self._process.stdin.close()
        except OSError:
            self._end()
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None and not pipe.closed:
                    pipe.close()
        self._process = None

    def rows(self) -> ScannedRows | None:
        """What was read; None where no second process could be had, or it ended early: then the stretch is still to be read here."""
        if self._process is None or self._process.stdout is None:
            return None
        text = self._process.stdout.read()
        if self._process.wait() or not text:
            return None
        found: ScannedRows = pickle.loads(text)  # noqa: S301 - written by the process that was started above, into its own pipe
        return found


def _main() -> None:
    database, stretch, signed = pickle.load(sys.stdin.buffer)  # noqa: S301 - of the process that started this one
    settings.configure(DATABASES={"default": database}, USE_TZ=True)
    apps.populate([])
    with reading_once():
        found = scan_rows(entries_of(stretch), images_of(stretch), StoredTiles(), signed, stretch.start, stretch.stop)
    pickle.dump(found, sys.stdout.buffer)


if __name__ == "__main__":
    # What is pickled must name this module as whoever reads it knows it, not as `__main__`.
    from sightline.kernel.journal import stretches

    stretches._main()
