"""Making a pack: one archive with every record that a certification body may ask for, an index by clause, and proofs that anyone verifies offline.

Packing writes no entry, and the pack's time is its checkpoint's: the same records give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from sightline.aims.organisation.models import Organisation
from sightline.kernel import clock
from sightline.kernel.errors import Conflict, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.integrating import integrate
from sightline.kernel.journal.keys import signing_key, verifiers
from sightline.kernel.journal.models import Checkpoint
from sightline.kernel.journal.reading import actor_names
from sightline.kernel.permissions import table
from sightline.readers.conformity.standing import Overview, overview
from sightline.readers.frameworks.models import ISO42001

from . import collecting, rendering
from .format import PackWriter

PERMISSION = "packs.make"


def make_pack(out: Path, actor: Actor) -> None:
    """Writes the evidence pack.

    Args:
        out: where the zip goes; it is replaced only when the new one is whole.
        actor: who asks.

    Raises:
        NotPermitted: the table doesn't give packs to the actor.
        Conflict: the ledger is empty.
        CannotIntegrate: an entry does not hold together, so nothing can rest on it.
    """
    if not actor.may(PERMISSION):
        raise NotPermitted(
            f"A pack holds every record, so it is for those who may read everything: {', '.join(table().who(PERMISSION))}. Ask one of them."
        )
    checkpoint = integrate()
    if checkpoint is None:
        raise Conflict("There is nothing to pack yet: the ledger is empty.")
    part = out.with_name(out.name + ".part")
    try:
        with clock.at(clock.read_stamp(checkpoint.time)), part.open("wb") as file:
            writer = PackWriter(file, checkpoint.note, verifiers(), signing_key(), clock.now())
            _fill(writer, checkpoint)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _fill(writer: PackWriter, checkpoint: Checkpoint) -> None:
    seen = overview(ISO42001)
    packed = collecting.everything()
    organisation = Organisation.ours()
    around = rendering.frame(checkpoint, organisation.name if organisation is not None else "")
    names = {str(one.record_id): f"{one.reference} {one.title}" for one in packed}
    actors = actor_names([f"account:{one.record_id}" for one in packed if one.model.record_type == "kernel.account"] + ["local", "system"])
    with TemporaryDirectory() as folder:
        pages = _records(writer, packed, checkpoint, names, actors, around, Path(folder))
        files, gone = collecting.evidence_files()
        for one in files:
            writer.add_evidence(one)
        kinds = _pages(writer, seen, packed, pages, around)
    writer.close(rendering.index_page(seen, kinds, gone, around))


def _records(
    writer: PackWriter,
    packed: Sequence[collecting.Packed],
    checkpoint: Checkpoint,
    names: dict[str, str],
    actors: dict[str, str],
    around: rendering.Frame,
    folder: Path,
) -> list[tuple[str, Path, int]]:
    """Adds every record, and keeps its page on disk until the pages' turn comes: (path below `pages/`, file, newest entry)."""
    pages = []
    for one, record, images in collecting.proved(packed, checkpoint):
        writer.add_record(record)
        file = folder / f"{one.reference}.html"
        file.write_bytes(rendering.record_page(one, record, images, names, actors, around))
        pages.append((f"records/{one.reference}.html", file, record["versions"][-1]["entry"]))
    return pages


def _pages(
    writer: PackWriter, seen: Overview, packed: Sequence[collecting.Packed], records: list[tuple[str, Path, int]], around: rendering.Frame
) -> list[tuple[str, str, int]]:
    kinds = []
    for file, words, count, page in rendering.lists(packed, around):
        writer.add_page(file, page)
        kinds.append((file, words, count))
    writer.add_page("pack.css", rendering.style())
    for path, source, entry in sorted(records):
        writer.add_page(path, source.read_bytes(), entry)
    for standing in sorted(seen.standings, key=rendering.file_of):
        writer.add_page(rendering.file_of(standing), rendering.requirement_page(standing, around))
    return kinds
