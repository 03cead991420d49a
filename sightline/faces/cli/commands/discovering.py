"""Discovery: which AI is in use, from logs and lists that an organisation has already."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from sightline.aims.discovery.actions.looking import keep_seen, way_of_this_house
from sightline.aims.discovery.discovering import Seen, Unreadable, find_source, look_through, together, told
from sightline.aims.discovery.models import Sighting, State
from sightline.aims.discovery.people import read_unit_map
from sightline.aims.discovery.readers import SOURCES
from sightline.kernel.actions.performing import permitted
from sightline.kernel.changes import change
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor

from ..printing import progress, say, table
from ..shared import Command, actor, pairs

ACTION = "discover_ai"
SHOWN = 40


def _sources(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(one.name, help=one.label) for one in SOURCES.values() if one.name.startswith(incomplete)]


@click.command("discover", cls=Command)
@click.argument("source", shell_complete=_sources)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, readable=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Tell what is in use, and write nothing.")
@click.option(
    "--unit-map",
    "unit_map",
    type=click.Path(exists=True, readable=True, dir_okay=False, path_type=Path),
    help="A CSV of user and unit. Else units come from the register of people.",
)
@click.option(
    "--column", "columns", multiple=True, metavar="WHAT=COLUMN", help="For csv: which column holds host, user, unit, time, bytes."
)
@click.option("--origin", default="", help="Where the files were taken, if several of this kind run side by side.")
@click.option("--reason", default="", help="Why. The reason is kept with the change.")
def discover_command(
    source: str, files: tuple[Path, ...], dry_run: bool, unit_map: Path | None, columns: tuple[str, ...], origin: str, reason: str
) -> None:
    """Find AI in use in what you have: SOURCE is squid, zscaler, cloudflare, pihole, dnsmasq, csv, google, entra, okta, expenses, software,
    osquery, intune, jamf, extensions or manifests.

    Logs may be packed (gz, zst). They are counted, never kept. The same file again adds nothing.
    """
    who = actor()
    permitted(ACTION, who)
    given = {name: values[-1] for name, values in pairs(columns, "--column").items()}
    seen = _look(source, files, unit_map, given)
    if not dry_run:
        _keep(seen, who, origin, reason)
    found = _as_dict(seen)
    say(found, _lines(found, seen, dry_run))


def _look(source: str, files: tuple[Path, ...], unit_map: Path | None, columns: dict[str, str]) -> list[Seen]:
    """What each file shows; the files are read before any change is open, so that nobody waits for a long log."""
    try:
        find_source(source)
        way = way_of_this_house(columns, read_unit_map(unit_map) if unit_map is not None else None)
        seen = []
        with progress("Looking through", len(files)) as bar:
            for file in files:
                seen.append(look_through(source, file, way))
                bar.update(1)
        return seen
    except Unreadable as error:
        raise Invalid(str(error)) from error
    except OSError as error:
        raise Invalid(f"{error.filename or 'A file'} can't be read: {error.strerror or error}.") from error


def _keep(seen: list[Seen], who: Actor, origin: str, reason: str) -> None:
    with change(who, ACTION, "cli", reason):
        for one in seen:
            keep_seen(one, origin)


def _as_dict(seen: list[Seen]) -> dict[str, Any]:
    found = together(seen)
    rows = Sighting.objects.current().filter(service__in=[one.service.id for one in found])
    states = {row.service: row.state_now for row in rows}
    return {
        "lines": sum(one.lines for one in seen),
        "hits": sum(one.hits for one in seen),
        "services": [told(one, states.get(one.service.id, State.NEW.value)) for one in found],
        "notes": [f"{one.filename}: {note}" for one in seen for note in one.notes],
    }


def _lines(found: dict[str, Any], seen: list[Seen], dry_run: bool) -> Iterator[str]:
    services = found["services"]
    yield f"{found['lines']:,} lines, {found['hits']:,} uses of {len(services)} AI service{'' if len(services) == 1 else 's'}."
    rows = []
    for one in services[:SHOWN]:
        period = " to ".join(dict.fromkeys((day or "")[:10] for day in (one["first_seen"], one["last_seen"])))
        rows.append([one["service"], one["vendor"], one["requests"], one["users"], period, one["state"]])
    if rows:
        yield from table(["Service", "Vendor", "Uses", "People", "Seen", "State"], rows)
    if len(services) > SHOWN:
        yield f"  and {len(services) - SHOWN} more"
    for note in found["notes"]:
        yield f"  note: {note}"
    new = sum(1 for one in services if one["state"] == State.NEW)
    yield (
        "Nothing was written."
        if dry_run
        else f"{new} to decide on: “sightline list sightings --view waiting”, or Found in use in the browser."
    )
