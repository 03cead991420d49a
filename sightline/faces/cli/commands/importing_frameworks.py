"""Importing a requirement set: YAML, workbook or OSCAL catalog alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from sightline.kernel.actions import perform
from sightline.readers.conformity.orphans import Orphan, orphans
from sightline.readers.frameworks.loading import LARGEST_ANY, load
from sightline.readers.frameworks.renewing import Renewed, renewed

from ..printing import say
from ..shared import actor

KIND = "framework"
SHOWN = 12


def import_framework(file: Path, *, dry_run: bool, reason: str) -> None:
    """Loads a requirement set, or renews it, and tells what it did.

    Args:
        file: YAML, XLSX, XLS, ODS or an OSCAL catalog.
        dry_run: tell what would be done, and do nothing.
        reason: why.

    Raises:
        UnusableSet: with everything that is wrong in the file.
    """
    who = actor()
    with file.open("rb") as opened:
        content = opened.read(LARGEST_ANY + 1)
    read = load(content, name=file.name)
    upload = SimpleUploadedFile(file.name, content)
    outcome = perform("load_framework", who, {}, face="cli", files={"file": upload}, reason=reason, dry_run=dry_run)
    found = renewed(outcome.written, len(read.requirements))
    kept = orphans(found.dropped_records)
    told: dict[str, Any] = {
        KIND: read.id,
        "edition": read.version,
        "title": read.title,
        "requirements": len(read.requirements),
        "added": len(found.added),
        "changed": len(found.changed),
        "dropped": len(found.dropped),
        "unchanged": found.unchanged,
        "dropped_ids": list(found.dropped),
        "orphaned": [{"id": one.requirement.code, "kept": one.kept} for one in kept],
        "notes": list(read.notes),
        "reference": outcome.reference,
        "entry": None if dry_run else outcome.entry,
    }
    say(told, _lines(told, found, kept, dry_run))


def _lines(told: dict[str, Any], found: Renewed, kept: list[Orphan], dry_run: bool) -> Iterator[str]:
    would = "would be " if dry_run else ""
    yield f"{told['title']} ({told[KIND]}), edition {told['edition']}"
    counts = f"{len(found.added)} {would}added, {len(found.changed)} {would}changed, {len(found.dropped)} {would}dropped"
    yield f"{counts}, {found.unchanged} the same."
    for one in kept[:SHOWN]:
        yield f"  {one.requirement.code} is not asked any more. Kept: {one.kept}."
    if len(kept) > SHOWN:
        yield f"  and {len(kept) - SHOWN} more"
    yield from (f"  note: {note}" for note in told["notes"])
    yield f"{told['reference']}, entry {told['entry']} in the ledger." if told["entry"] is not None else "Nothing was written."
