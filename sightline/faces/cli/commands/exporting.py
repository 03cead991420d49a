"""Files that are handed out: reports, and what other people's tools read."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from sightline.kernel.errors import Invalid, NotFound
from sightline.kernel.exports import Export, all_exports, hold_permitted, make_file
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.integrating import CannotIntegrate, integrate
from sightline.kernel.records import Record
from sightline.kernel.registers import register_of

from ..printing import progress, say, wants_json
from ..refusing import FINDING, FINE, refuse
from ..shared import Command, actor
from .reading import record_named

OUT = click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write; its ending names the format."
)
_WISH = "wish_"


class HandingOut(Command):
    """A command that takes the options of all that is handed out; one that a file doesn't take is refused with those that it does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        takers: dict[str, list[str]] = {}
        for one in all_exports():
            for option in one.options:
                takers.setdefault(option, []).append(one.name)
        for option, names in sorted(takers.items()):
            flag = f"--{option.replace('_', '-')}"
            self.params.append(click.Option([flag, f"{_WISH}{option}"], default="", metavar="TEXT", help=f"For {', '.join(names)}."))


def _wishes(given: dict[str, str]) -> dict[str, str]:
    return {name.removeprefix(_WISH): value for name, value in given.items()}


def write_file(out: Path, make: Callable[[], None], done: str = "") -> int:
    """Makes a file, and tells it; an entry that doesn't hold together is a finding."""
    if not out.resolve().parent.is_dir():
        raise Invalid(f"There is no folder {out.resolve().parent}.", fields={"out": ["Choose a folder that is there."]})
    try:
        with progress(f"Writing {out.name}"):
            integrate()
            make()
    except CannotIntegrate as error:
        problem = {"type": "urn:sightline:problem:broken-ledger", "title": "The ledger does not hold together", "status": 409, "errors": {}}
        detail = f"{error} “sightline verify” tells more. Nothing was written."
        refuse({**problem, "detail": detail, "entry": error.index}, as_json=wants_json())
        return FINDING
    except OSError as error:
        raise Invalid(f"{out} can't be written: {error.strerror or error}.", fields={"out": ["Choose another place."]}) from error
    say({"file": str(out), "size": out.stat().st_size}, [f"{out} is written. {done}".strip()])
    return FINE


def _names(reports: bool) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    def names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        known = [one for one in all_exports() if one.report or not reports]
        return [CompletionItem(one.name, help=one.label) for one in known if one.name.startswith(incomplete)]

    return names


def _found(name: str, which: str, reports: bool) -> tuple[Export, str]:
    """The export, and the reference that it is made of. Two words may name it too: `oscal catalog` is `oscal-catalog`."""
    known = {one.name: one for one in all_exports() if one.report or not reports}
    if f"{name}-{which}" in known:
        return known[f"{name}-{which}"], ""
    if name not in known:
        raise NotFound(f"There is no {'report' if reports else 'export'} “{name}”. There are {', '.join(known)}.")
    return known[name], which


def _record(found: Export, reference: str, who: Actor) -> Record | None:
    if found.of is None:
        if reference:
            raise Invalid(f"“{found.label}” is made of everything. Leave {reference} out.")
        return None
    register = register_of(found.of)
    noun = register.noun if register is not None else "record"
    if not reference:
        raise Invalid(f"“{found.label}” is made of one {noun}: name it, such as {found.of.reference_prefix}-0042.")
    record, _ = record_named(reference, who)
    if not isinstance(record, found.of):
        raise Invalid(f"“{found.label}” is made of one {noun}; {record.reference} is none.")
    return record


def export_file(name: str, which: str, out: Path, options: dict[str, str], *, reports: bool = False) -> int:
    """Makes a file as an export says, and tells it.

    Args:
        name: the export.
        which: the reference of the record that it is made of, if it is of one.
        out: where to; the ending names the format.
        options: further wishes, by name; empty ones are left out.
        reports: whether only what people read counts.
    """
    who = actor()
    found, reference = _found(name, which, reports)
    hold_permitted(found, who)
    form = out.suffix.lower().removeprefix(".")
    if form not in found.formats:
        endings = ", ".join(f".{one}" for one in found.formats)
        raise Invalid(f"{out.name}: “{found.label}” is written as {endings}.", fields={"out": [f"End it in {endings}."]})
    record = _record(found, reference, who)

    def make() -> None:
        made = make_file(found, who, form, record, {key: value for key, value in options.items() if value}).content
        if isinstance(made, bytes):
            out.write_bytes(made)
        else:
            with out.open("wb") as file:
                shutil.copyfileobj(made, file)

    return write_file(out, make)


@click.command("report", cls=HandingOut)
@click.argument("kind", shell_complete=_names(True))
@click.argument("reference", default="")
@OUT
def report_command(kind: str, reference: str, out: Path, **wishes: str) -> int:
    """Write a report, such as gap (the gap report) or soa (the Statement of Applicability)."""
    return export_file(kind, reference, out, _wishes(wishes), reports=True)


@click.command("export", cls=HandingOut)
@click.argument("name", shell_complete=_names(False))
@click.argument("which", default="")
@OUT
def export_command(name: str, which: str, out: Path, **wishes: str) -> int:
    """Write a file that other tools read, such as mlbom SYS-0042, or oscal catalog."""
    return export_file(name, which, out, _wishes(wishes))
