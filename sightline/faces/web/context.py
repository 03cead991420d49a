"""What every page shows around itself: rail, path, tasks, stamp. Costs one query a page, and none where it is not shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Subquery, Value
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property

from sightline.aims.organisation.models import Organisation
from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account
from sightline.kernel.journal.models import Checkpoint
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


NAME = Organisation.objects.current().order_by("reference").values("name")[:1]


def stamp() -> Stamp:
    """The organisation's name and the newest checkpoint, for pages of people who are not signed in."""
    newest = Checkpoint.objects.order_by("-number").first()
    return _stamp(next(iter(NAME.values_list("name", flat=True)), ""), newest)


def _stamp(name: str, newest: Checkpoint | None) -> Stamp:
    if newest is None:
        return Stamp(name)
    root = bytes(newest.root).hex()
    return Stamp(name, newest.number, newest.size, f"{root[:6]}…{root[-4:]}", clock.read_stamp(newest.time))


class Around:
    """What stands around a page for somebody who is signed in: asked for at once, when the template first needs any of it."""

    def __init__(self, actor: Actor | None) -> None:
        self.actor = actor

    @cached_property
    def _row(self) -> dict[str, Any]:
        """One query: the account's open tasks, the organisation's name, the newest checkpoint."""
        account = self.actor.account if self.actor else None
        if account is None:
            return {"tasks": 0, "stamp": stamp()}
        newest = Checkpoint.objects.order_by("-number")
        open_ones = (
            Task.objects.current().filter(state=TaskState.OPEN, assignee=OuterRef("pk")).order_by().annotate(one=Value(1)).values("one")
        )
        row = (
            Account.objects.filter(pk=account.pk)
            .annotate(organisation=Subquery(NAME), n=Subquery(open_ones.annotate(many=Count("pk")).values("many")))
            .annotate(**{f"c_{name}": Subquery(newest.values(name)[:1]) for name in ("number", "size", "root", "time")})
            .values("organisation", "n", "c_number", "c_size", "c_root", "c_time")
            .get()
        )
        checkpoint = None
        if row["c_number"]:
            checkpoint = Checkpoint(number=row["c_number"], size=row["c_size"], root=row["c_root"], time=row["c_time"])
        return {"tasks": row["n"] or 0, "stamp": _stamp(row["organisation"] or "", checkpoint)}

    def stamp(self) -> Stamp:
        """Organisation and checkpoint."""
        found: Stamp = self._row["stamp"]
        return found

    def tasks(self) -> int:
        """How many open tasks the reader has."""
        return int(self._row["tasks"])


def actor_of(request: HttpRequest) -> Actor | None:
    """Who looks, or None for somebody who is not signed in."""
    return getattr(request, "actor", None)


def _rail(request: HttpRequest) -> list[Entry]:
    actor = actor_of(request)
    return rail(actor, getattr(request, "place", ("", "")), request.path) if actor else []


def _role(actor: Actor | None) -> str:
    if actor is None or actor.account is None:
        return ""
    if "lead" in actor.roles:
        return "Compliance lead"
    return next((role.capitalize() for role in table().roles if role in actor.roles), "")


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor. Lazy, so that a fragment or a plain page does not pay for what it does not show."""
    actor = actor_of(request)
    around = Around(actor)
    return {
        "actor": actor,
        "today": clock.today(),
        "now": clock.now(),
        "theme": request.COOKIES.get("theme") if request.COOKIES.get("theme") in THEMES else "",
        "rail": SimpleLazyObject(lambda: _rail(request)),
        "stamp": SimpleLazyObject(around.stamp),
        "tasks_count": SimpleLazyObject(around.tasks),
        "role": SimpleLazyObject(lambda: _role(actor)),
        "may_see_ledger": actor is not None and actor.may("ledger.read"),
        "may_see_accounts": actor is not None and actor.may("accounts.read"),
    }
