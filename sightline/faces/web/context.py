"""What every page shows around itself: rail, path, tasks, stamp. Costs at most three queries a page, and none where it is not shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.integrating import newest_checkpoint
from sightline.kernel.permissions import table
from sightline.kernel.tasks.models import Task, TaskState

from .navigation import Entry, rail

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Stamp:
    """What stands at the foot of the rail and of every printed page.

    Attributes:
        organisation: its name, or an empty text before there is one.
        number: of the newest checkpoint, or 0.
        size: entries that it covers.
        root: its root, shortened.
        time: when it was signed.
    """

    organisation: str
    number: int = 0
    size: int = 0
    root: str = ""
    time: datetime | None = None


def organisation_name() -> str:
    """What the organisation calls itself, or an empty text before it was founded."""
    if not apps.is_installed("sightline.aims.organisation"):
        return ""
    model: Any = apps.get_model("organisation", "Organisation")
    return str(model.objects.current().values_list("name", flat=True).first() or "")


def stamp() -> Stamp:
    """The organisation's name and the newest checkpoint, in two queries."""
    name = organisation_name()
    newest = newest_checkpoint()
    if newest is None:
        return Stamp(name)
    root = bytes(newest.root).hex()
    return Stamp(name, newest.number, newest.size, f"{root[:6]}…{root[-4:]}", clock.read_stamp(newest.time))


def actor_of(request: HttpRequest) -> Actor | None:
    """Who looks, or None for somebody who is not signed in."""
    return getattr(request, "actor", None)


def _tasks(actor: Actor | None) -> int:
    if actor is None or actor.account is None:
        return 0
    return int(Task.objects.current().filter(state=TaskState.OPEN, assignee=actor.account).count())


def _rail(request: HttpRequest) -> list[Entry]:
    actor = actor_of(request)
    return rail(actor, getattr(request, "place", ("", "")), request.path) if actor else []


def _role(actor: Actor | None) -> str:
    if actor is None or actor.account is None:
        return ""
    first = next((role for role in table().roles if role in actor.roles), "")
    return {"lead": "Compliance lead"}.get(first, first.capitalize())


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor. Lazy, so that a fragment or a plain page does not pay for what it does not show."""
    actor = actor_of(request)
    return {
        "actor": actor,
        "today": clock.today(),
        "now": clock.now(),
        "theme": request.COOKIES.get("theme") if request.COOKIES.get("theme") in THEMES else "",
        "rail": SimpleLazyObject(lambda: _rail(request)),
        "stamp": SimpleLazyObject(stamp),
        "tasks_count": SimpleLazyObject(lambda: _tasks(actor)),
        "role": SimpleLazyObject(lambda: _role(actor)),
        "may_see_ledger": actor is not None and actor.may("ledger.read"),
        "may_see_accounts": actor is not None and actor.may("accounts.read"),
    }
