"""Looking through a file for AI in use."""

from __future__ import annotations

from typing import Annotated

from sightline.kernel import clock
from sightline.kernel.actions import Ask, Upload, action
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor

from ..discovering import Seen, Unreadable, Way, look_through
from ..models import DiscoverySettings, Scan
from ..people import unit_of_user
from ..readers import SOURCES
from ..recording import record
from ..uploading import columns_of, on_disk
from ..using import catalogue_in_use


def source_choices(actor: Actor) -> list[tuple[str, str]]:
    """The sources to choose from: (name, label)."""
    return [(source.name, source.label) for source in SOURCES.values()]


def way_of_this_house(columns: dict[str, str] | None = None, units: dict[str, str] | None = None) -> Way:
    """How this organisation reads files: its catalogue, its people's units, and whether it keeps who.

    Args:
        columns: which column holds what, for `csv`.
        units: user in lower case -> unit, which wins over the register of people.
    """
    return Way(
        catalogue_in_use(),
        clock.today(),
        columns=columns or {},
        unit_of=unit_of_user(units),
        keep_people=DiscoverySettings.ours().keep_people,
    )


def _look(actor: Actor, *, source: str, file: Upload, origin: str, columns: str) -> Seen:
    """What the file shows. A long log takes minutes: nobody's change waits for it."""
    way = way_of_this_house(columns_of(columns))
    with on_disk(file) as path:
        try:
            return look_through(source, path, way, path.name)
        except Unreadable as error:
            raise Invalid("Nothing was looked through yet.", fields={"file": [str(error)]}) from error


@action("discovery.change", label="Look through a file", creates=Scan, prepare=_look)
def discover_ai(
    actor: Actor,
    *,
    source: Annotated[str, Ask("Where it comes from", choices=source_choices)],
    file: Annotated[Upload, Ask("File", help="As it was exported; packed (gz, zst) is fine. It is not kept.")],
    origin: Annotated[str, Ask("Where it was taken", help="Only if several of this kind run side by side.")] = "",
    columns: Annotated[str, Ask("Columns", help="Only for another log: host=Destination, user=Login.")] = "",
    prepared: Seen,
) -> Scan:
    """Counts which AI services a log or list shows, and adds what is new to what was found before. The file is not kept.

    Raises:
        Invalid: the file can't be read, or is of another product.
    """
    kept = keep_seen(prepared, origin)
    if kept is None:
        raise Invalid("Nothing was looked through yet.", fields={"file": prepared.notes or ["There is nothing in this file."]})
    return kept


def keep_seen(seen: Seen, origin: str) -> Scan | None:
    """Records what a file shows, inside the open change: the step that the command shares. A file without a line is no look, and gives None."""
    if not seen.lines:
        return None
    return record(seen, origin.strip()[:120], catalogue_in_use().version).scan
