"""Why an actor can't do an action to a record now. Said once: for the door that refuses, for the page that says so before, and for the list that names the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from ..errors import DutiesConflict, Duty, NotNow, NotPermitted, Others, Refused
from ..identity.actors import Actor
from ..permissions import table
from ..records import Record
from .declaring import Action

_OWN = "_own_to_actors"


def hindrances(found: Action, actor: Actor, rows: Sequence[Any]) -> Iterator[tuple[Record, Refused]]:
    """The records on which it can't be done, each with the refusal that says why.

    Args:
        found: the action, which the table gives the actor for some record.
        actor: who.
        rows: records of one model that the actor may see.
    """
    own = _own_among(found, actor, rows)
    for row in rows:
        if own is not None and row.pk not in own:
            yield row, NotPermitted(f"Only who answers for it can do this, or: {who_may(found, without='own')}.")
        elif row.retired is not None and not found.on_retired:
            yield row, NotNow(f"It was retired on {row.retired:%-d %B %Y}. It can be read, not changed.")
        elif found.why_not is not None and (why := found.why_not(actor, row)):
            yield row, _refusal(why)


def _refusal(why: str) -> Refused:
    """Whose turn it is is told apart from what the record's state doesn't allow to anybody."""
    if isinstance(why, Duty):
        return DutiesConflict(why)
    return NotPermitted(why) if isinstance(why, Others) else NotNow(why)


def hindrance(found: Action, actor: Actor, record: Record) -> Refused | None:
    """The refusal that says why it can't be done on one record, or None."""
    return next((why for _, why in hindrances(found, actor, [record])), None)


def who_may(found: Action, *, without: str = "") -> str:
    """The roles that may do it, for refusals that say who can; `without` leaves out those with this cell."""
    cells = table().cells[found.permission]
    return ", ".join(role for role in table().who(found.permission) if cells[role] != without) or "nobody yet"


def who_can(found: Action) -> str:
    """What somebody reads whose roles don't give them the action."""
    return f"“{found.label}” is for these roles: {who_may(found)}. Ask one of them."


def _own_among(found: Action, actor: Actor, rows: Sequence[Any]) -> set[UUID] | None:
    """The ids of the actor's own records, asked once for all rows; None where the table gives the action for every record."""
    if actor.cell(found.permission) != "own":
        return None
    if not rows:
        return set()
    model: type[Record] = type(rows[0])
    mine = model._default_manager.filter(model.own_to(actor))
    if len(rows) > 1:
        return set(mine.values_list("pk", flat=True))
    # Kept on the row: its page asks for each action there is, and the answer is the same.
    known: dict[str, bool] = rows[0].__dict__.setdefault(_OWN, {})
    if actor.key not in known:
        known[actor.key] = mine.filter(pk=rows[0].pk).exists()
    return {rows[0].pk} if known[actor.key] else set()
