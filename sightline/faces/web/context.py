"""What every page shows around itself: rail, path, tasks, stamp. Costs one query a page, and none where it is not shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
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


def stamp() -> Stamp:
    """The organisation's name and the newest checkpoint, for pages of people who are not signed in."""
    newest = Checkpoint.objects.order_by("-number").first()
    name = Organisation.objects.current().order_by("reference").values_list("name", flat=True).first()
    return _stamp(name or "", newest)


def _stamp(name: str, newest: Checkpoint | None) -> Stamp:
    if newest is None:
        return Stamp(name)
    root = bytes(newest.root).hex()
    return Stamp(name, newest.number, newest.size, f"{root[:6]}…{root[-4:]}", clock.read_stamp(newest.time))


AROUND = f"""
SELECT (SELECT COUNT(*) FROM {Task._meta.db_table} WHERE retired IS NULL AND state = %s AND assignee_id = %s),
       (SELECT name FROM {Organisation._meta.db_table} WHERE retired IS NULL ORDER BY reference LIMIT 1),
       newest.number, newest.size, newest.root, newest.time
FROM (SELECT 1 AS one) always LEFT JOIN (SELECT number, size, root, time FROM {Checkpoint._meta.db_table} ORDER BY number DESC LIMIT 1) newest ON 1 = 1
"""  # noqa: S608 - names of our own tables


class Around:
    """What stands around a page for somebody who is signed in: asked for at once, when the template first needs any of it."""

    def __init__(self, actor: Actor | None) -> None:
        self.actor = actor

    @cached_property
    def _row(self) -> dict[str, Any]:
        """One query: the account's open tasks, the organisation's name, the newest checkpoint. Plain SQL: the ORM takes longer to write it than to run it."""
        account = self.actor.account if self.actor else None
        if account is None:
            return {"tasks": 0, "stamp": stamp()}
        with connection.cursor() as cursor:
            cursor.execute(AROUND, [TaskState.OPEN.value, Account._meta.pk.get_db_prep_value(account.pk, connection)])
            tasks, name, number, size, root, time = cursor.fetchone()
        newest = Checkpoint(number=number, size=size, root=root, time=time) if number else None
        return {"tasks": tasks, "stamp": _stamp(name or "", newest)}

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
