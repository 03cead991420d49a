"""Where evidence files lie: Django's storage named `evidence`, on disk or S3-compatible. A file's name is its SHA-256, so it is stored once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import Storage, storages

BLOCK = 1 << 20


def evidence_storage() -> Storage:
    """The storage of this installation."""
    return storages["evidence"]


def name_of(sha256: str) -> str:
    """Where a file of this hash lies."""
    return f"{sha256[:2]}/{sha256}"


class TooLarge(ValueError):
    """The file has more bytes than may be kept, whatever it said of itself."""


def keep(content: IO[Any] | File[Any], most: int | None = None) -> tuple[str, int]:
    """Stores a file under its hash; one that is there already is left alone.

    Args:
        content: the file, read from its beginning.
        most: how many bytes it may have; they are counted before anything is stored.

    Returns:
        (SHA-256 in hexadecimal, size in bytes).

    Raises:
        TooLarge: it has more than `most` bytes.
    """
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    while block := content.read(BLOCK):
        digest.update(block)
        size += len(block)
        if most is not None and size > most:
            raise TooLarge(f"more than {most} bytes")
    content.seek(0)
    storage, sha256 = evidence_storage(), digest.hexdigest()
    name = name_of(sha256)
    if storage.exists(name) and damage_of(sha256):
        storage.delete(name)  # a process was killed, or the disk was full, while the same file was being stored
    if not storage.exists(name):
        saved = storage.save(name, content if isinstance(content, File) else File(content))
        if saved != name:  # somebody stored the same file in the meantime
            storage.delete(saved)
    return sha256, size


def blocks(sha256: str) -> Iterator[bytes]:
    """The content of a file, block by block.

    Raises:
        FileNotFoundError: it is gone from the store.
    """
    with evidence_storage().open(name_of(sha256)) as file:
        while block := file.read(BLOCK):
            yield block


def damage_of(sha256: str) -> str:
    """What is wrong with a stored file, in words; an empty text where it still has its hash."""
    digest = hashlib.sha256()
    with suppress(OSError):
        for block in blocks(sha256):
            digest.update(block)
        return "" if digest.hexdigest() == sha256 else "the file was altered"
    return "the file is gone"
