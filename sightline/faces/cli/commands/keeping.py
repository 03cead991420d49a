"""Keeping: everything into one archive, and back."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.kernel.errors import NotPermitted
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.installation.backing_up import back_up
from sightline.kernel.installation.restoring import restore

from ..printing import progress, say, tell
from ..refusing import FINDING, FINE
from ..shared import Command, actor


@click.command("backup", cls=Command)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup_command(file: Path) -> None:
    """Write records, evidence, keys and checkpoints into one archive, also while Sightline runs.

    The archive holds the keys and the hashes of passwords: keep it as safe as the data themselves.
    """
    if actor().cell("accounts.change") != "all":
        raise NotPermitted("Only an administrator can take a backup: it holds everything.")
    with progress("Writing the backup", Evidence.objects.count() or 1) as bar:
        made = back_up(file, step=lambda: bar.update(1))
    for sha256 in made.missing:
        tell(
            f"The evidence file {sha256} is gone from the store, so it is not in the backup. “sightline verify” tells which record it belongs to."
        )
    say(made.as_dict(), [f"{made.file}: {made.entries} entries, {made.evidence} evidence files, {made.size:,} bytes."])


@click.command("restore", cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Take the place of the data that are here. They are kept aside, and the command says where.")
def restore_command(file: Path, replace: bool) -> int:
    """Bring an archive back into an empty data directory, and verify it.

    Tells too whether newer checkpoints were published from here: then what came after the backup is lost, and its proofs lead nowhere.
    """
    with progress("Restoring and verifying"):
        found = restore(file, replace=replace)
    words = [f"Restored: {found.entries} entries, {found.records} records, as of {found.made[:16].replace('T', ' ')} UTC."]
    words += [f"The data that were here before lie in {found.aside}."] if found.aside else []
    words += ["The ledger is as it was signed, and the records are what it says."] if found.ok else []
    words += [f"  {one['kind']}: {one['name']}" for one in found.problems]
    words += [f"  {one['reference'] or one['record_id']} ({one['record_type']}): {one['what']}" for one in found.differences]
    if found.fork:
        words.append(
            f"A checkpoint over {found.fork['published']} entries was published from here. {found.fork['lost']} of them are not in this backup: "
            "what they recorded is lost. Tell whoever holds a newer checkpoint or pack."
        )
    say(found.as_dict(), words)
    return FINE if found.ok else FINDING
