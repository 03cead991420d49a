"""Deciding on two systems that may be one."""

from __future__ import annotations

from typing import Annotated

from django.db.models import TextChoices

from sightline.kernel.actions import Ask, action
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor

from ..merging import merge
from ..models import SuspectedDuplicate, System

Other = Annotated[System, Ask("The other", help="Its reference, such as SYS-0042.")]


class Kept(TextChoices):
    """Which of two records goes on."""

    FIRST = "first", "The first"
    SECOND = "second", "The second"


def _decided(actor: Actor, duplicate: SuspectedDuplicate) -> str:
    if duplicate.state != SuspectedDuplicate.State.OPEN:
        return f"It was decided already: {duplicate.get_state_display().lower()}."
    return "One of them is out of the inventory already." if duplicate.first.retired or duplicate.second.retired else ""


@action("inventory.import", label="They are the same", why_not=_decided)
def confirm_duplicate(
    actor: Actor,
    *,
    duplicate: SuspectedDuplicate,
    keep: Annotated[Kept, Ask("Which one goes on", help="The other is retired; its history stays.")] = Kept.FIRST,
    reason: Annotated[str, Ask("Why", long=True)] = "",
) -> SuspectedDuplicate:
    """Makes one of two records of the same system. Whatever hangs on the other moves; what differs stays on this page."""
    kept, other = (duplicate.first, duplicate.second) if keep == Kept.FIRST else (duplicate.second, duplicate.first)
    merge(kept, other, duplicate)
    return _decide(duplicate, SuspectedDuplicate.State.SAME, reason)


@action("inventory.import", label="They are two", why_not=_decided, bulk=True)
def dismiss_duplicate(
    actor: Actor, *, duplicate: SuspectedDuplicate, reason: Annotated[str, Ask("Why", long=True)] = ""
) -> SuspectedDuplicate:
    """Says that these are two systems. They are not proposed again."""
    return _decide(duplicate, SuspectedDuplicate.State.DIFFERENT, reason)


def _decide(duplicate: SuspectedDuplicate, state: SuspectedDuplicate.State, reason: str) -> SuspectedDuplicate:
    duplicate.state, duplicate.reason = state, reason
    duplicate.save()
    return duplicate


@action("inventory.import", label="It is the same as another")
def suspect_duplicate(actor: Actor, *, system: System, other: Other) -> SuspectedDuplicate:
    """Says that two systems may be one, so that somebody compares them and decides.

    Raises:
        Invalid: it is the system itself, or the pair was asked about before.
    """
    if other.pk == system.pk:
        raise Invalid("Nothing was saved yet.", fields={"other": ["Choose another system than this one."]})
    first, second = (other, system) if other.reference < system.reference else (system, other)
    pairs = SuspectedDuplicate.objects.filter(first__in=(first, second), second__in=(first, second))
    for known in pairs:
        raise Invalid("Nothing was saved yet.", fields={"other": [f"{known.reference} asks about these two already. Decide there."]})
    made = SuspectedDuplicate(first=first, second=second, likeness=0)
    made.save()
    return made
