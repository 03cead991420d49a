"""An import step by step, as the pages do it: a file is uploaded, its columns are checked, it is imported, and for seven days it can be taken back."""

from __future__ import annotations

from typing import IO, Annotated, Any, cast

from django.db import transaction
from django.db.models import TextChoices

from .. import clock
from ..actions import Action, Ask, Upload, action, retire_action
from ..actions.declaring import enrol
from ..errors import NotPermitted
from ..identity.actors import Actor
from ..records import Record
from .choosing import fields_of, mapping_from
from .jobs import import_in_background
from .mapping import Mapping
from .models import Import, ImportState
from .planning import make_plan
from .registry import all_imports, find_import
from .running import kind_named, needs_required
from .taking_back import DAYS, last_day, take_back
from .uploads import columns_of, guessed, kind_of, open_table, plain_name, read, remembered_for, store
from .writing_records import write_plan

LARGE = 5_000  # rows; beyond, a browser would wait so long that people leave


def _kinds(actor: Actor) -> list[tuple[str, str]]:
    """What the actor may import; what most organisations begin with comes first."""
    kinds = sorted(all_imports(), key=lambda one: (one.order, one.label))
    return [(one.name, one.label) for one in kinds if actor.may(one.permission)]


@action("imports.change", label="Import a list", creates=Import)
def upload_import(
    actor: Actor,
    *,
    file: Annotated[Upload, Ask("File", help="CSV, XLSX, XLS, ODS, or a document. Nothing is imported yet.")],
    kind: Annotated[str, Ask("What it lists", choices=_kinds)] = "",
) -> Import:
    """Reads a file and says how its columns would be read. Nothing else is written before you say so.

    Raises:
        UnreadableFile: the file holds no list; says what to do.
    """
    offered = _kinds(actor)
    if not offered:
        raise NotPermitted("There is nothing that you may import. Ask an administrator for a role that may.")
    return prepare(kind or offered[0][0], actor, file)


def prepare(kind: str, actor: Actor, file: IO[Any]) -> Import:
    """Keeps a file and reads how it would be imported, inside an open change: the step that actions share.

    Args:
        kind: the kind of list.
        actor: who.
        file: the file, with its name.

    Raises:
        UnreadableFile: the file can't be read; says what to do. NotFound, NotPermitted: no such kind, or not for this actor.
    """
    wanted = kind_named(kind, actor)
    name = plain_name(file.name or "")
    table = read(wanted, file, name, Mapping({}))
    guesses, mapping = guessed(table, wanted.fields(), remembered_for(wanted, table))
    sha256, size = store(file)
    made = Import(
        name=name,
        kind=wanted.name,
        sha256=sha256,
        size=size,
        sheet=table.meta.sheet or "",
        rows=table.meta.row_count,
        columns=columns_of(guesses),
        mapping=mapping.to_json(),
        notes=list(table.meta.notes),
    )
    made.save()
    return made


def _no_columns(actor: Actor, listing: Import) -> str:
    found = find_import(listing.kind)
    return "A document has no columns to choose." if found is not None and found.document is not None else _not_open(actor, listing)


def _not_open(actor: Actor, listing: Import) -> str:
    return (
        ""
        if listing.state in (ImportState.DRAFT, ImportState.FAILED)
        else f"It stands at “{listing.get_state_display()}”: its columns can't be changed any more."
    )


def _map(actor: Actor, listing: Record, **answers: Any) -> Import:
    row = cast(Import, listing)
    kind = kind_of(row)
    mapping, chosen = mapping_from(row, answers)
    row.mapping = mapping.to_json()
    table = open_table(row)
    guesses, known = guessed(table, kind.fields(), mapping)
    row.columns, row.mapping = columns_of(guesses, chosen), known.to_json()
    row.sheet, row.rows, row.notes, row.state = table.meta.sheet or "", table.meta.row_count, list(table.meta.notes), ImportState.DRAFT
    row.save()
    return row


enrol(
    Action(
        name="map_import",
        label="Change how columns are read",
        permission="imports.change",
        help="Says which field each column is read into, and what single values mean.",
        subject=Import,
        subject_name="listing",
        fields=lambda actor, record: fields_of(cast(Import, record)) if record is not None else {},
        run=_map,
        why_not=_no_columns,
        where=__file__,
    )
)


class Prefer(TextChoices):
    """Whose value stands where both changed."""

    OURS = "ours", "Keep what stands here"
    FILE = "file", "Take what the file says"


WhereBoth = Annotated[Prefer, Ask("Where a value changed here and in the file")]
Complete = Annotated[bool, Ask("This is the whole list", help="What it lacks is proposed for retirement. Nothing retires by itself.")]
Remember = Annotated[bool, Ask("Remember how the columns are read, for the next file")]


@action("imports.change", label="Import", why_not=_not_open)
def run_import(
    actor: Actor, *, listing: Import, prefer: WhereBoth = Prefer.OURS, remember: Remember = True, complete: Complete = False
) -> Import:
    """Adds what is new and changes what differs, as one entry of the history. Refused rows come back as a file.

    Raises:
        Invalid: no column is read as a field that must be there.
    """
    return _import(actor, listing, prefer, remember, complete)


def _import(actor: Actor, listing: Import, prefer: Prefer, remember: bool, complete: bool) -> Import:
    kind = kind_named(listing.kind, actor)
    mapping = Mapping.from_json(listing.mapping, kind.fields())
    needs_required(kind, mapping)
    plan = make_plan(kind, open_table(listing), mapping, prefer_file=prefer == Prefer.FILE, complete=complete)
    write_plan(plan, listing, remember=remember)
    return listing


@action("imports.change", label="Import in the background", why_not=_not_open)
def queue_import(
    actor: Actor, *, listing: Import, prefer: WhereBoth = Prefer.OURS, remember: Remember = True, complete: Complete = False
) -> Import:
    """Imports a long list in the background. You may leave: it goes on.

    Raises:
        Invalid: no column is read as a field that must be there.
    """
    kind = kind_named(listing.kind, actor)
    needs_required(kind, Mapping.from_json(listing.mapping, kind.fields()))
    listing.state, listing.complete = ImportState.WAITING, complete
    listing.save()
    account = str(actor.account.pk) if actor.account else ""
    transaction.on_commit(lambda: import_in_background.enqueue(listing.reference, account, str(prefer), remember))
    return listing


def _not_waiting(actor: Actor, listing: Import) -> str:
    return "" if listing.state == ImportState.WAITING else "It does not wait."


@action("imports.change", label="Finish the import", why_not=_not_waiting)
def finish_import(actor: Actor, *, listing: Import, prefer: WhereBoth = Prefer.OURS, remember: Remember = True) -> Import:
    """Does an import that waits; the worker does this by itself."""
    return _import(actor, listing, prefer, remember, listing.complete)


def _too_late(actor: Actor, listing: Import) -> str:
    last = last_day(listing)
    if last is None:
        return "Only what was imported can be taken back."
    return "" if clock.today() <= last else f"It could be taken back until {last:%-d %B %Y}."


@action("imports.change", label="Take the import back", reason=True, danger=True, why_not=_too_late)
def take_back_import(actor: Actor, *, listing: Import) -> Import:
    """Retires what the import made and restores what it changed, except for what somebody has worked on since."""
    told = take_back(kind_named(listing.kind, actor), listing)
    listing.state = ImportState.TAKEN_BACK
    words = [f"{len(told.retired):,} retired, {len(told.restored):,} restored."]
    if told.left:
        words.append(f"Left as they are, since somebody worked on them: {', '.join(told.left)}.")
    listing.result = " ".join(words)
    listing.save()
    return listing


def _in_use(actor: Actor, listing: Import) -> str:
    return (
        ""
        if listing.state in (ImportState.DRAFT, ImportState.FAILED, ImportState.TAKEN_BACK)
        else f"Take the import back instead, within {DAYS} days."
    )


retire_action(Import, "imports.change", label="Throw this import away", why_not=_in_use)
