"""The calendar: what must happen by a date, from tasks and obligations, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse

from sightline.faces.web.answering import look_of, show
from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account
from sightline.kernel.obligations import all_obligations
from sightline.kernel.records import Record
from sightline.kernel.tasks.models import Task, TaskState

AHEAD = timedelta(days=366)
MOST = 500


@dataclass(frozen=True)
class Due:
    """One thing that must happen: on which day, what, to which record, by whom."""

    on: date
    what: str
    record: Record
    who: str
    is_task: bool


def calendar(request: HttpRequest) -> HttpResponse:
    """What is late, and what is due in the coming year."""
    look = look_of(request)
    mine = look.one("mine") == "1"
    dues = sorted(_tasks(look.actor, mine) + _obligations(look.actor, mine), key=lambda one: (one.on, one.what))[:MOST]
    today = clock.today()
    late = [one for one in dues if one.on < today]
    months = [
        (first, list(group)) for first, group in groupby((one for one in dues if one.on >= today), key=lambda one: one.on.replace(day=1))
    ]
    return show(
        request, "web/calendar.html", {"late": late, "months": months, "count": len(dues), "mine": mine, "look": look}, title="Calendar"
    )


def _tasks(actor: Actor, mine: bool) -> list[Due]:
    if not actor.may("tasks.read"):
        return []
    rows = (
        Task.objects.current()
        .visible_to(actor)
        .filter(state=TaskState.OPEN, due__isnull=False, due__lte=clock.today() + AHEAD)
        .select_related("assignee")
    )
    if mine:
        rows = rows.filter(assignee=actor.account)
    return [Due(row.due, row.title, row, str(row.assignee or ""), True) for row in rows.order_by("due")[:MOST] if row.due is not None]


def _obligations(actor: Actor, mine: bool) -> list[Due]:
    found: list[Due] = []
    names: dict[object, str] = {}
    for one in all_obligations():
        rows = one.due(clock.today() + AHEAD)
        if not actor.may(rows.model.read_permission):
            continue
        for row in rows.filter(pk__in=rows.model._default_manager.visible_to(actor).values("pk")).order_by("due_on")[:MOST]:
            holder = getattr(row, "answerable_id", None)
            if mine and (actor.account is None or holder != actor.account.pk):
                continue
            if holder is not None and not names:
                names = dict(Account.objects.values_list("pk", "name"))
            found.append(Due(row.due_on, one.sentence, row, names.get(holder, ""), False))
    return found
