"""A record's page: `/systems/SYS-0042/`. Head, verbs, sections; and the same record as of a past day."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from sightline.faces.web import sections
from sightline.faces.web.answering import framed, look_of, show
from sightline.faces.web.cells import status_html
from sightline.faces.web.context import around
from sightline.faces.web.navigation import place_of
from sightline.kernel.actions import Action, actions_on
from sightline.kernel.actions.performing import may_do
from sightline.kernel.errors import NotFound
from sightline.kernel.exports import exports_of
from sightline.kernel.images import from_image
from sightline.kernel.journal.reading import image_as_of
from sightline.kernel.pages import Look, Shown, is_bare, note_bare, sections_of
from sightline.kernel.records import Record
from sightline.kernel.registers import Register, find_register
from sightline.kernel.registers.listing import cell_of


@dataclass(frozen=True)
class Part:
    """A section of the page, made: `where` is top (before the facts), side or rest."""

    name: str
    title: str
    html: SafeString
    where: str
    count: int | None
    aside: str
    link: tuple[str, str] | None


@dataclass(frozen=True)
class Verb:
    """Something that can be done to the record, or the reason why not now."""

    action: Action
    address: str
    why_not: str


def record(request: HttpRequest, name: str, reference: str) -> HttpResponse:
    """The page of one record."""
    found = find_register(name)
    if found is None:
        raise Http404
    look = look_of(request)
    row = fetch(found, look, reference)
    title = f"{row.reference} {row}"
    crumbs = ((found.label, f"/{found.name}/"),)
    context: dict[str, Any] = {"record": row, "register": found, "look": look}
    if look.as_of is not None:
        row = past_row(row, look)
        context |= {"record": row, "parts": past_parts(request, found, row, look)}
        return show(
            request, "web/record.html", {**context, "crumbs": _crumbs(found, row)}, title=title, crumbs=crumbs, place=place_of(found)
        )
    if not isinstance(row, sections.SMALL):
        around(request).about = row.pk
        row.attached = around(request).attached()  # type: ignore[attr-defined]
    context |= {"parts": parts_of(request, found, row, look), "verbs": verbs_of(row, look), "tag": tag_of(found, row), "also": also_of(row)}
    context["files"] = files_of(row, look)
    return show(request, "web/record.html", {**context, "crumbs": _crumbs(found, row)}, title=title, crumbs=crumbs, place=place_of(found))


def _crumbs(found: Register, row: Record) -> tuple[tuple[str, str], ...]:
    return (("Home", "/"), (found.label, f"/{found.name}/"), (row.reference, ""))


def fetch(found: Register, look: Look, reference: str) -> Record:
    """The record, if the reader may know of it, with the names that it points to.

    Raises:
        NotFound: there is no such record, or the reader may not know of it.
    """
    foreign = [column.name for column in found.model._meta.concrete_fields if isinstance(column, models.ForeignKey)]
    rows = found.rows(look.actor).select_related(*foreign) if foreign else found.rows(look.actor)
    row: Record | None = rows.filter(reference=reference.upper()).first()
    if row is None:
        raise NotFound(f"There is no {found.noun} {reference} that you may see.")
    return row


def tag_of(found: Register, row: Record) -> SafeString:
    """The record's state, where its register has a column for it."""
    column = next((one for one in found.columns if one.kind == "status"), None)
    return status_html(cell_of(column, row), "tag") if column is not None else SafeString("")


def also_of(row: Record) -> list[str]:
    """What the model wants in the head besides: its `head` property, a list of short words."""
    return list(getattr(row, "head", []))


def verbs_of(row: Record, look: Look) -> dict[str, Any]:
    """What can be done: the edit, the one main verb where there is only one, the rest under More, what takes out of use last."""
    verbs = []
    for one in actions_on(type(row), look.actor):
        if one.subject is Record or (row.retired is not None and not one.on_retired):
            continue
        verbs.append(Verb(one, f"{row.address}do/{one.path}/", may_do(one, look.actor, row)))
    edit = next((verb for verb in verbs if verb.action.edits and not verb.action.danger and not verb.why_not), None)
    open_ones = [verb for verb in verbs if verb is not edit and not verb.action.danger and not verb.why_not]
    main = open_ones[0] if len(open_ones) == 1 else None
    more = [verb for verb in verbs if verb is not edit and verb is not main]
    more.sort(key=lambda verb: (verb.action.danger, bool(verb.why_not), verb.action.label))
    return {"edit": edit, "main": main, "more": more}


def files_of(row: Record, look: Look) -> list[tuple[str, str]]:
    """What can be taken away of the record: address and label, one for each format."""
    return [
        (f"{row.address}{one.name}.{form}", f"{one.label}, {form.upper()}")
        for one in exports_of(type(row), look.actor)
        for form in one.formats
    ]


def parts_of(request: HttpRequest, found: Register, row: Record, look: Look) -> list[Part]:
    """Every section of the page, in order: those of the folders among those that every record has."""
    made: list[tuple[int, Part]] = []
    declared = sections_of(type(row), look.actor)
    note_bare(row, declared)
    for one in declared:
        shown = None if is_bare(row, one.name) and not one.always else one.show(look, row)
        if shown is not None:
            made.append((one.order, part_of(request, look, one.name, one.title, shown, "top" if one.order < 30 else "rest")))
    for order, name, title, make in _own(found, row, look):
        own = make(look, row)
        if own is not None:
            made.append((order, part_of(request, look, name, title, own, "rest")))
    made.sort(key=lambda pair: pair[0])
    parts = [part for _, part in made]
    if any(part.where == "top" for part in parts):
        parts = [Part(**{**part.__dict__, "where": "side"}) if part.name == "tasks" else part for part in parts]
    return parts


Make = Callable[[Look, Any], Shown | None]


def _own(found: Register, row: Record, look: Look) -> list[tuple[int, str, str, Make]]:
    facts: tuple[int, str, str, Make] = (
        30,
        "facts",
        "Facts",
        lambda look, row: sections.facts_shown(found, row),
    )
    history: tuple[int, str, str, Make] = (90, "history", "History", lambda look, row: sections.history_shown(look, row))
    if isinstance(row, sections.SMALL):
        return [(5, "about", "What it is about", sections.about_shown), facts, history]
    between: list[tuple[str, tuple[int, str, str, Make]]] = [
        ("tasks.read", (60, "tasks", "Open tasks", sections.tasks_shown)),
        ("evidence.read", (70, "evidence", "Evidence", sections.evidence_shown)),
        ("evidence.read", (80, "links", "Links", sections.links_shown)),
        ("comments.read", (85, "comments", "Comments", sections.comments_shown)),
    ]
    return [facts, *(own for permission, own in between if look.actor.may(permission)), history]


def part_of(request: HttpRequest, look: Look, name: str, title: str, shown: Shown, where: str) -> Part:
    """A section with its frame's words taken out of its context: `count`, `aside`, `link`, `side`."""
    context = shown.context
    place = "side" if context.get("side") else where
    return Part(
        name,
        shown.title or title,
        SafeString(framed(request, shown, look)),
        place,
        context.get("count"),
        str(context.get("aside", "")),
        context.get("link"),
    )


def past_row(row: Record, look: Look) -> Record:
    """The record as it stood at the end of a day, from the ledger.

    Raises:
        NotFound: it was not there yet, or what it said was erased.
    """
    assert look.as_of is not None
    image = image_as_of(row, look.as_of)
    if image is None:
        raise NotFound(f"{row.reference} was not there yet on {look.as_of:%-d %B %Y}.")
    if image.data is None:
        raise NotFound(f"What {row.reference} said on {look.as_of:%-d %B %Y} was erased. The proof that it was there still stands.")
    past = from_image(type(row), image.record_id, image.version, json.loads(image.data), image.schema)
    for column in row._meta.concrete_fields:
        if isinstance(column, models.ForeignKey) and getattr(past, column.attname) == getattr(row, column.attname):
            setattr(past, column.name, getattr(row, column.name))
    return past


def past_parts(request: HttpRequest, found: Register, row: Record, look: Look) -> list[Part]:
    """Facts and history up to a day."""
    return [
        part_of(request, look, "facts", "Facts", sections.facts_shown(found, row), "rest"),
        part_of(request, look, "history", "History", sections.history_shown(look, row, look.as_of), "rest"),
    ]
