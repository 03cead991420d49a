"""Integrating: the tree is extended over the entries that changes have appended, and a checkpoint is signed. After commit, in batches, by the worker or a command.

An entry that does not hold together is never signed: integration stops before it and says which.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from threading import get_ident

from django.conf import settings
from django.db import connection, transaction

from sightline.ledger.checkpoint import Checkpoint as Statement
from sightline.ledger.checkpoint import open_checkpoint
from sightline.ledger.entry import entry_hash, image_digest, images_root
from sightline.ledger.errors import LedgerError
from sightline.ledger.tiles import Tree

from .. import clock
from .keys import signing_key, verifiers
from .models import IMAGES_PER_ENTRY, Checkpoint, Entry, Image
from .tilestore import DatabaseTiles

logger = logging.getLogger(__name__)
INTEGRATE_LOCK = 0x5167_6874_6C02
BATCH = 5_000


class CannotIntegrate(RuntimeError):
    """The next entry does not hold together, so nothing from it on was signed."""

    def __init__(self, index: int, why: str) -> None:
        super().__init__(f"Entry {index} is not as it was written: {why}. Nothing from it on was signed.")
        self.index = index


def _digest(image: Image) -> bytes:
    digest = bytes(image.digest)
    if image.data is not None and image.salt is not None:
        counted = image_digest(image.record_type, str(image.record_id), image.version, image.schema, image.data, bytes(image.salt))
        if counted != digest:
            raise CannotIntegrate(image.entry, f"the image of a {image.record_type} was altered")
    return digest


def _leaves(start: int) -> Iterator[bytes]:
    entries = list(Entry.objects.filter(index__gte=start).order_by("index")[:BATCH])
    if not entries:
        return
    bound = (entries[0].index * IMAGES_PER_ENTRY, (entries[-1].index + 1) * IMAGES_PER_ENTRY)
    images = Image.objects.filter(place__gte=bound[0], place__lt=bound[1]).order_by("place").iterator(chunk_size=2_000)
    waiting = next(images, None)
    for expected, entry in enumerate(entries, start):
        if entry.index != expected:
            raise CannotIntegrate(expected, "it is missing")
        digests = []
        while waiting is not None and waiting.entry == entry.index:
            digests.append(_digest(waiting))
            waiting = next(images, None)
        root = bytes(entry.images_root)
        if images_root(digests) != root or f'"index":{entry.index},' not in entry.header or f'"time":"{entry.time}"' not in entry.header:
            raise CannotIntegrate(entry.index, "its header and its images don't agree")
        yield entry_hash(entry.header.encode(), root)


def agrees(checkpoint: Checkpoint) -> bool:
    """Whether a checkpoint's columns, which pages show and the tree goes on from, are what its signed note says."""
    try:
        said = open_checkpoint(checkpoint.note, verifiers()).checkpoint
        return (said.size, said.root) == (checkpoint.size, bytes(checkpoint.root))
    except (LedgerError, TypeError):
        return False


def _integrate_batch() -> Checkpoint | None:
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [INTEGRATE_LOCK])
        last = Checkpoint.objects.order_by("-number").first()
        if last is not None and not agrees(last):
            raise CannotIntegrate(0, f"the row of checkpoint {last.number} is not what its signed note says")
        store = DatabaseTiles()
        tree = Tree(store, last.size if last else 0)
        leaves: list[bytes] = []
        stopped: CannotIntegrate | None = None
        try:
            for leaf in _leaves(tree.size):
                leaves.append(leaf)  # noqa: PERF402 - what came before a refusal is kept
        except CannotIntegrate as error:
            stopped = error
        if not leaves:
            if stopped:
                raise stopped
            return None
        tree.append(leaves)
        store.flush()
        key = signing_key()
        root = tree.root()
        note = Statement(origin=key.verifier.name, size=tree.size, root=root).sign(key)
        return Checkpoint.objects.create(
            number=last.number + 1 if last else 1, size=tree.size, root=root, note=note, time=clock.stamp(clock.now())
        )


def integrate() -> Checkpoint | None:
    """Brings the tree up to the last entry, signs a checkpoint of it and writes it to a file outside the database.

    Where the file can't be written the checkpoint stands all the same: the log tells it, verification finds it, and it is written later.

    Returns:
        The newest checkpoint, or None while the ledger is empty.

    Raises:
        CannotIntegrate: an entry does not hold together.
    """
    while _integrate_batch() is not None:
        pass
    try:
        publish_outstanding()
    except OSError as error:
        logger.error(
            "Checkpoints can't be written to %s (%s). They are kept, and written once it can be.", checkpoint_folder(), error.strerror
        )
    return newest_checkpoint()


def checkpoint_folder() -> Path:
    """Where checkpoints are written as files: SIGHTLINE_CHECKPOINTS, else `checkpoints` in the data directory."""
    return Path(settings.SIGHTLINE_CHECKPOINTS or Path(settings.SIGHTLINE_HOME) / "checkpoints")


def _file_of(checkpoint: Checkpoint) -> Path:
    return checkpoint_folder() / f"{checkpoint.number:08d}.txt"


def unpublished() -> list[Checkpoint]:
    """The newest checkpoints that lie in no file yet, oldest first: those since a process was killed, or the folder could not be written."""
    found: list[Checkpoint] = []
    for checkpoint in Checkpoint.objects.order_by("-number").iterator(chunk_size=100):
        if _file_of(checkpoint).exists():
            break
        found.append(checkpoint)
    return found[::-1]


def publish_outstanding() -> None:
    """Writes every checkpoint that lies in no file yet; only such as are committed, so that none gets out that a rollback takes back.

    Raises:
        OSError: the folder can't be written.
    """
    for checkpoint in unpublished():
        publish(checkpoint)


def publish(checkpoint: Checkpoint) -> None:
    """Writes a checkpoint to its file: whole, or not at all."""
    path = _file_of(checkpoint)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.stem}-{os.getpid()}-{get_ident()}.part")  # another process may be at the same one
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(checkpoint.note)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def newest_checkpoint() -> Checkpoint | None:
    """The newest checkpoint, for the foot of pages and reports."""
    return Checkpoint.objects.order_by("-number").first()
