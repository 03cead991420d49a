"""What a page offers: an action as a button, for this reader, now. Said once, so that no page offers what the door then refuses.

A page never builds the address of an action itself, and never asks the table of permissions whether to show one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from ..identity.actors import Actor
from ..records import Record
from .declaring import Action, find_action
from .hindering import hindrances


@dataclass(frozen=True)
class Offer:
    """An action as a button.

    Attributes:
        label: what the button says.
        address: where it leads.
        why_not: why this reader can't do it now, or an empty text.
    """

    label: str
    address: str
    why_not: str = ""


def offer(name: str, actor: Actor, record: Record | None = None, *, back: str = "", given: Mapping[str, Any] | None = None) -> Offer | None:
    """The button of an action, which may say why it can't be done now.

    Args:
        name: the action.
        actor: who reads.
        record: the record that it is done on; not needed for one that is done on none.
        back: the address to which it leads afterwards.
        given: answers that are filled in already.

    Returns:
        The offer; None where the table doesn't give the reader the action at all.
    """
    found = find_action(name)
    if found is None or not actor.may(found.permission):
        return None
    if found.subject is None or record is None:
        return Offer(found.label, _address(found, None, back, given))
    return offers(name, actor, [record], back=back, given=given)[record.pk]


def offer_now(
    name: str, actor: Actor, record: Record | None = None, *, back: str = "", given: Mapping[str, Any] | None = None
) -> Offer | None:
    """As `offer`, but None too where it can't be done now: for pages that only show what can."""
    found = offer(name, actor, record, back=back, given=given)
    return found if found is not None and not found.why_not else None


def offers(name: str, actor: Actor, rows: Sequence[Any], *, back: str = "", given: Mapping[str, Any] | None = None) -> dict[UUID, Offer]:
    """The buttons of one action on many records of a model, asked at once.

    Args:
        name: an action that is done on such records.
        actor: who reads.
        rows: records that the reader may see.
        back: the address to which each leads afterwards.
        given: answers that are filled in already.

    Returns:
        An offer for each record, by its id; nothing where the table doesn't give the reader the action at all.
    """
    found = find_action(name)
    if found is None or not actor.may(found.permission):
        return {}
    why = {row.pk: refusal.message for row, refusal in hindrances(found, actor, rows)}
    return {row.pk: Offer(found.label, _address(found, row, back, given), why.get(row.pk, "")) for row in rows}


def _address(found: Action, record: Record | None, back: str, given: Mapping[str, Any] | None) -> str:
    query = urlencode({**(given or {}), **({"_next": back} if back else {})})
    base = f"{record.address if record is not None else '/'}do/{found.path}/"
    return f"{base}?{query}" if query else base
