"""Proving: the ledger verified from end to end, and the records held against it."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.kernel.errors import NotPermitted
from sightline.kernel.journal.checking import replay
from sightline.kernel.journal.verifying import verify

from ..printing import progress, say
from ..refusing import FINDING, FINE
from ..shared import Command, actor

PERMISSION = "ledger.read"


def _hold_permitted() -> None:
    if not actor().may(PERMISSION):
        raise NotPermitted("The ledger can't be read with your roles. Ask an administrator, or the compliance lead.")


@click.command("verify", cls=Command)
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint of this ledger that was kept elsewhere.",
)
def verify_command(checkpoints: tuple[Path, ...]) -> int:
    """Verify the ledger: every entry, image, checkpoint and piece of evidence.

    Only a checkpoint kept elsewhere shows a tail that was cut off together with its checkpoints.
    """
    _hold_permitted()
    with progress("Verifying the ledger"):
        found = verify([path.read_text(encoding="utf-8", errors="replace") for path in checkpoints])
    told = found.as_dict()
    if found.ok:
        words = [f"All {told['size']} entries are as they were signed.", f"Root {told['root']}"]
        words += [f"{told['withheld']} images are withheld, since personal data were erased."] if told["withheld"] else []
    else:
        first = f" The first wrong entry is {told['first_bad']}." if told["first_bad"] is not None else ""
        words = [
            f"{len(told['problems'])} problems in {told['size']} entries.{first}",
            *(_line(one["kind"], one["name"], one["entry"]) for one in told["problems"]),
        ]
    say(told, words)
    return FINE if found.ok else FINDING


def _line(kind: str, name: str, entry: int | None) -> str:
    return f"  {kind}: {name}" + (f" (entry {entry})" if entry is not None else "")


@click.command("check", cls=Command)
def check_command() -> int:
    """Check that the newest image of each record in the ledger equals its row."""
    _hold_permitted()
    with progress("Comparing records with the ledger"):
        found = replay()
    differences = [
        {"record_type": one.record_type, "record_id": one.record_id, "reference": one.reference, "what": one.what}
        for one in found.differences
    ]
    words = [f"All {found.records} records are what the ledger says."]
    if differences:
        words = [f"{len(differences)} of {found.records} records are not what the ledger says."]
        words += [f"  {one['reference'] or one['record_id']} ({one['record_type']}): {one['what']}" for one in differences]
    say({"ok": found.ok, "records": found.records, "differences": differences}, words)
    return FINE if found.ok else FINDING
