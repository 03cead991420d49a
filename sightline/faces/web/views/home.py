"""Home: what needs its reader today. Blocks come from the folders above the kernel; tasks and the ledger are shown here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString

from sightline.faces.web.answering import framed, look_of, show
from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.models import IMAGES_PER_ENTRY, Entry, Image
from sightline.kernel.journal.reading import Told, actor_names, told
from sightline.kernel.pages import PLACES, Look, blocks_for
from sightline.kernel.records import Record
from sightline.kernel.registers import listed_at
from sightline.kernel.tasks.models import Task, TaskState

from .records import Part

MOST = 5
PLAIN = frozenset({"employee"})


@dataclass(frozen=True)
class Happened:
    """Something that was done lately: the entry, by whom, to which record."""

    entry: Told
    who: str
    record: Record | None
    others: int


def home(request: HttpRequest) -> HttpResponse:
    """The page for its reader; somebody who is an employee and nothing else has their own page instead."""
    look = look_of(request)
    if look.actor.roles <= PLAIN:
        return redirect("/me/")
    blocks: dict[str, list[Any]] = {place: [] for place in PLACES}
    for one in blocks_for(look.actor):
        shown = one.show(look)
        if shown is not None:
            link, aside = shown.context.get("link"), str(shown.context.get("aside", ""))
            blocks[one.place].append(
                Part(one.name, shown.title or one.title, SafeString(framed(request, shown, look)), one.place, None, aside, link)
            )
    needs, waiting = needs_of(look.actor)
    context = {
        "look": look,
        "blocks": blocks,
        "needs": needs[:MOST],
        "needs_count": len(needs),
        "waiting": waiting[:3],
        "waiting_count": len(waiting),
        "happened": happened(look) if look.actor.may("ledger.read") else [],
        "days": timedelta(days=1),
    }
    return show(request, "web/home.html", context, title="Home", place=("Home", ""))


def needs_of(actor: Actor) -> tuple[list[Task], list[Task]]:
    """The open tasks of a reader, and those that wait for others (only for who may see all tasks)."""
    open_ones = (
        Task.objects.current().filter(state=TaskState.OPEN).select_related("assignee").order_by(F("due").asc(nulls_last=True), "reference")
    )
    mine = list(open_ones.filter(assignee=actor.account)[:200]) if actor.account else []
    others = (
        list(open_ones.filter(assignee__isnull=False).exclude(assignee=actor.account)[:200]) if actor.cell("tasks.read") == "all" else []
    )
    return mine, others


def happened(look: Look, since: timedelta = timedelta(days=1)) -> list[Happened]:
    """What was done since yesterday, newest first, at most five."""
    start = clock.stamp(clock.now() - since)
    entries = [told(row) for row in Entry.objects.filter(time__gte=start).order_by("-index")[:MOST]]
    if not entries:
        return []
    names = actor_names(sorted({one.actor for one in entries}))
    firsts = Q()
    for one in entries:
        firsts |= Q(place=one.index * IMAGES_PER_ENTRY)
    first = {image.entry: image for image in Image.objects.filter(firsts)}
    records = listed_at(((image.record_type, image.record_id) for image in first.values()), look.actor)
    return [
        Happened(one, names.get(one.actor, ""), records.get(first[one.index].record_id) if one.index in first else None, one.images - 1)
        for one in entries
    ]
