"""Looking: registers, records, their history, words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import click
from click.shell_completion import CompletionItem

from sightline.kernel.errors import Invalid, NotFound
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.reading import Version, actor_names, history_of
from sightline.kernel.records import Record, find_record
from sightline.kernel.registers import (
    Filter,
    Query,
    Register,
    all_registers,
    find_register,
    item_of,
    listing,
    past_item,
    past_items,
    register_of,
)
from sightline.kernel.search import catch_up, find

from ..printing import facts, say, table
from ..shared import Command, Day, actor, pairs


def _registers(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(one.name, help=one.label) for one in all_registers() if one.name.startswith(incomplete)]


def register_named(name: str) -> Register:
    """The register, or a refusal that lists those there are."""
    found = find_register(name)
    if found is None:
        raise NotFound(f"There is no register “{name}”. Known: {', '.join(one.name for one in all_registers())}.")
    return found


def record_named(reference: str, who: Actor) -> tuple[Record, Register]:
    """The record with its register, or a refusal.

    Raises:
        NotFound: there is none, or the actor may not know of it.
    """
    record = find_record(reference)
    model = type(record) if record is not None else None
    register = register_of(model) if model is not None else None
    row = register.rows(who).filter(pk=record.pk).first() if record is not None and register is not None else None
    if row is None or register is None:
        raise NotFound(f"There is no record {reference} that you may see.")
    return row, register


@click.command("list", cls=Command)
@click.argument("register", shell_complete=_registers)
@click.option("--filter", "filters", multiple=True, metavar="K=V", help="Only those where K is V; several values of one K are any of them.")
@click.option("-q", "--words", default="", help="Only those that have these words.")
@click.option("--view", default="", help="A saved view of the register.")
@click.option("--sort", default="", help="A column, with - before it for descending.")
@click.option("--limit", type=click.IntRange(min=0), help="At most so many; all rows unless given.")
@click.option("--retired", is_flag=True, help="Retired ones too.")
@click.option("--as-of", type=Day(), help="As it stood at the end of a past day, from the ledger.")
def list_command(
    register: str, filters: tuple[str, ...], words: str, view: str, sort: str, limit: int | None, retired: bool, as_of: date | None
) -> None:
    """List a register, such as systems."""
    who = actor()
    wanted = pairs(filters, "--filter")
    found = _narrowable(register_named(register), wanted)
    if as_of is not None:
        if words or view or sort or retired:
            raise Invalid("A past day can be narrowed by --filter and --limit only.")
        items = [item for item in past_items(found, who, as_of) if _fits(item, wanted)]
        count = len(items)
        items = items[:limit]
    else:
        shown = listing(found, who, Query(q=words, view=view, filters=wanted, sort=sort, size=limit or None, retired=retired))
        count, items = shown.count, [] if limit == 0 else list(shown.items())
    say({"count": count, "items": items}, _lines(found, items, count))


def _narrowable(found: Register, wanted: dict[str, tuple[str, ...]]) -> Register:
    """The register, which can be narrowed by every field of its records here, not only by those that its page offers."""
    offered = {one.name for one in found.filters}
    fields = {field.name: str(field.verbose_name).capitalize() for field in found.model._meta.concrete_fields}
    extra = [Filter(name, fields[name], name) for name in wanted if name not in offered and name in fields]
    unknown = [name for name in wanted if name not in offered and name not in fields]
    if unknown:
        known = ", ".join(sorted(offered | set(fields)))
        raise Invalid(f"{found.label} can't be narrowed by “{unknown[0]}”. Known: {known}.", fields={"filter": [f"Known: {known}."]})
    return replace(found, filters=[*found.filters, *extra]) if extra else found


def _fits(item: dict[str, Any], wanted: dict[str, tuple[str, ...]]) -> bool:
    def one(name: str, values: tuple[str, ...]) -> bool:
        has = {str(item.get(name) or "none").lower(), str(item.get(f"{name}_reference") or "none").lower()}
        return any(value.lower() in has for value in values)

    return all(one(name, values) for name, values in wanted.items())


def _lines(found: Register, items: list[dict[str, Any]], count: int) -> list[str]:
    columns = [column for column in found.columns if not column.hidden][:6]
    rows = [[item["reference"], *(item.get(column.name) for column in columns)] for item in items]
    lines = list(table(["Reference", *(column.label for column in columns)], rows)) if items else []
    return [*lines, f"{count} in {found.label}" if len(items) == count else f"{len(items)} of {count} in {found.label}"]


@click.command("show", cls=Command)
@click.argument("reference")
@click.option("--as-of", type=Day(), help="As it stood at the end of a past day, from the ledger.")
def show_command(reference: str, as_of: date | None) -> None:
    """Show a record, such as SYS-0042."""
    who = actor()
    record, register = record_named(reference, who)
    item = item_of(register, record) if as_of is None else past_item(register, who, record, as_of)
    say({"register": register.name, **item}, [f"{record} ({register.noun})", *facts(item)])


@click.command("history", cls=Command)
@click.argument("reference")
def history_command(reference: str) -> None:
    """Show every version of a record, newest first."""
    record, _ = record_named(reference, actor())
    versions = history_of(record)
    names = actor_names(sorted({version.entry.actor for version in versions}))
    told = [_version(version, names) for version in versions]
    say({"reference": record.reference, "versions": told}, _told_versions(told))


def _version(version: Version, names: dict[str, str]) -> dict[str, Any]:
    entry = version.entry
    return {
        "version": version.version,
        "entry": entry.index,
        "time": entry.time.isoformat(),
        "actor": entry.actor,
        "actor_name": names.get(entry.actor, entry.actor),
        "face": entry.face,
        "action": entry.action,
        "reason": entry.reason,
        "withheld": version.image is None,
        "changes": [{"field": one.name, "label": one.label, "before": one.before, "after": one.after} for one in version.changes],
        "image": version.image,
    }


def _told_versions(told: list[dict[str, Any]]) -> list[str]:
    lines = []
    for one in told:
        lines.append(
            f"Version {one['version']}, {one['time'][:16].replace('T', ' ')}, {one['actor_name']}: {one['action'].replace('_', ' ')} (entry {one['entry']})"
        )
        if one["reason"]:
            lines.append(f"    because: {one['reason']}")
        lines += [f"    {change['label']}: {_short(change['before'])} → {_short(change['after'])}" for change in one["changes"]]
        if one["withheld"]:
            lines.append("    what it said was erased; the proof stands")
    return lines


def _short(value: Any) -> str:
    text = " ".join(str(value).split()) if value not in (None, "", []) else "nothing"
    return text if len(text) <= 80 else text[:79] + "…"


@click.command("search", cls=Command)
@click.argument("words", nargs=-1, required=True)
def search_command(words: tuple[str, ...]) -> None:
    """Find records by words, in every register that you may see."""
    who = actor()
    catch_up()
    hits = [{"reference": hit.record.reference, "name": str(hit.record), "kind": hit.kind} for hit in find(who, " ".join(words))]
    lines = table(["Reference", "Name", "Kind"], [list(hit.values()) for hit in hits]) if hits else ["Nothing has these words."]
    say({"count": len(hits), "items": hits}, lines)
