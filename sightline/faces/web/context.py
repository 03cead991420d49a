"""What every page shows around itself: rail, path, tasks, stamp. Costs one query a page, and none where it is not shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property

from sightline.aims.organisation.models import Organisation
from sightline.kernel import clock
from sightline.kernel.comments.models import Comment
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account
from sightline.kernel.journal.models import Checkpoint
from sightline.kernel.links.models import Link
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


_AROUND = f"""
SELECT (SELECT COUNT(*) FROM {Task._meta.db_table} WHERE retired IS NULL AND state = %s AND assignee_id = %s),
       (SELECT name FROM {Organisation._meta.db_table} WHERE retired IS NULL ORDER BY reference LIMIT 1),
       newest.number, newest.size, newest.root, newest.time{{attached}}
FROM (SELECT 1 AS one) always LEFT JOIN (SELECT number, size, root, time FROM {Checkpoint._meta.db_table} ORDER BY number DESC LIMIT 1) newest ON 1 = 1
"""  # noqa: S608 - names of our own tables
_ATTACHED = f""",
       (SELECT COUNT(*) FROM {Task._meta.db_table} WHERE retired IS NULL AND state = %s AND about_id = %s),
       (SELECT COUNT(*) FROM {Evidence._meta.db_table} WHERE retired IS NULL AND about_id = %s),
       (SELECT COUNT(*) FROM {Link._meta.db_table} WHERE retired IS NULL AND (source_id = %s OR target_id = %s)),
       (SELECT COUNT(*) FROM {Comment._meta.db_table} WHERE retired IS NULL AND about_id = %s)"""  # noqa: S608 - names of our own tables


@dataclass(frozen=True)
class Attached:
    """How much hangs on a record: open tasks, evidence, links, comments."""

    tasks: int = 0
    evidence: int = 0
    links: int = 0
    comments: int = 0


class Around:
    """What stands around a page for somebody who is signed in: asked for at once, when the page first needs any of it.

    Attributes:
        actor: who looks.
        about: the id of the record whose page it is, so that what hangs on it is counted in the same query.
    """

    def __init__(self, actor: Actor | None) -> None:
        self.actor = actor
        self.about: UUID | None = None

    @cached_property
    def _row(self) -> dict[str, Any]:
        """One query, in plain SQL: the ORM takes longer to write it than to run it."""
        account = self.actor.account if self.actor else None
        if account is None:
            return {"tasks": 0, "stamp": stamp(), "attached": Attached()}
        values: list[Any] = [TaskState.OPEN.value, _key(account.pk)]
        if self.about is not None:
            # The columns of the select come before the tables of its join, so their values do too.
            values += [TaskState.OPEN.value, *[_key(self.about)] * 5]
        with connection.cursor() as cursor:
            cursor.execute(_AROUND.format(attached=_ATTACHED if self.about is not None else ""), values)
            tasks, name, number, size, root, time, *counts = cursor.fetchone()
        newest = Checkpoint(number=number, size=size, root=root, time=time) if number else None
        return {"tasks": tasks, "stamp": _stamp(name or "", newest), "attached": Attached(*counts)}

    def stamp(self) -> Stamp:
        """Organisation and checkpoint."""
        found: Stamp = self._row["stamp"]
        return found

    def tasks(self) -> int:
        """How many open tasks the reader has."""
        return int(self._row["tasks"])

    def attached(self) -> Attached:
        """How much hangs on the record that the page is about."""
        found: Attached = self._row["attached"]
        return found


def _key(pk: UUID) -> Any:
    return Account._meta.pk.get_db_prep_value(pk, connection)


def around(request: HttpRequest) -> Around:
    """What stands around the page of this request."""
    if not hasattr(request, "around"):
        request.around = Around(actor_of(request))  # type: ignore[attr-defined]
    found: Around = request.around  # type: ignore[attr-defined]
    return found


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
    about = around(request)
    return {
        "actor": actor,
        "today": clock.today(),
        "now": clock.now(),
        "theme": request.COOKIES.get("theme") if request.COOKIES.get("theme") in THEMES else "",
        "rail": SimpleLazyObject(lambda: _rail(request)),
        "stamp": SimpleLazyObject(about.stamp),
        "tasks_count": SimpleLazyObject(about.tasks),
        "role": SimpleLazyObject(lambda: _role(actor)),
        "may_see_ledger": actor is not None and actor.may("ledger.read"),
        "may_see_accounts": actor is not None and actor.may("accounts.read"),
    }
