"""An action done to many records at once, from a list: one change, one entry, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError
from django.db.models import QuerySet

from ..changes import change
from ..errors import DutiesConflict, Invalid, NotNow, NotPermitted, Refused
from ..identity.actors import Actor
from ..journal.appending import Written
from .declaring import Action
from .hindering import hindrances
from .performing import as_refusal, hold_reason, parse, permitted

MOST_NAMED = 5


@dataclass
class Together:
    """What came of it.

    Attributes:
        count: how many records it was done to.
        entry: the entry's index in the ledger.
        written: the images that were written, for "what would happen if".
    """

    count: int = 0
    entry: int | None = None
    written: list[Written] = field(default_factory=list)


def perform_together(
    name: str, actor: Actor, data: Mapping[str, Any], *, face: str, among: QuerySet[Any], reason: str = "", dry_run: bool = False
) -> Together:
    """Does one action, with the same answers, to every record of a queryset.

    Args:
        name: an action that is declared `bulk`.
        actor: who.
        data: the answers, the same for all.
        face: web, api, cli, mcp or system.
        among: the records; those that the actor may not see are left out without a word.
        reason: why.
        dry_run: do it, tell it, and roll it back.

    Returns:
        How many, and where it stands in the ledger.

    Raises:
        NotFound, NotPermitted, DutiesConflict, Invalid, Conflict: nothing was changed. Records on which it can't be done are named, five at the most.
    """
    found = permitted(name, actor)
    if not found.bulk or found.subject is None:
        raise Invalid(f"“{found.label}” is done to one record at a time. Open the record.")
    hold_reason(found, reason)
    try:
        with change(actor, found.name, face, reason, keep=not dry_run) as opened:
            rows = list(among.visible_to(actor).order_by("reference"))  # type: ignore[attr-defined]
            _hold_unhindered(found, actor, rows)
            answers = parse(found, actor, rows[0] if rows else None, data)
            for row in rows:
                _run_one(found, actor, row, answers)
    except IntegrityError as error:
        raise as_refusal(error) from error
    return Together(len(rows), opened.entry, opened.written)


def _hold_unhindered(found: Action, actor: Actor, rows: list[Any]) -> None:
    if not rows:
        raise Invalid("No records are chosen. Tick some rows first.")
    hindered = list(hindrances(found, actor, rows))
    if not hindered:
        return
    named = "; ".join(f"{row.reference}: {why.message.rstrip('.')}" for row, why in hindered[:MOST_NAMED])
    more = f"; and {len(hindered) - MOST_NAMED} more" if len(hindered) > MOST_NAMED else ""
    # What somebody else could do is said first: it helps even where other records are not in a state for it.
    refusal = next((one for one in (DutiesConflict, NotPermitted) if any(isinstance(why, one) for _, why in hindered)), NotNow)
    raise refusal(f"Nothing was changed. This can't be done to {named}{more}. Take them off the list.")


def _run_one(found: Action, actor: Actor, row: Any, answers: Mapping[str, Any]) -> None:
    try:
        found.run(actor, **{found.subject_name: row, **answers})
    except Refused as refusal:
        refusal.message = f"{row.reference}: {refusal.message}"
        raise
