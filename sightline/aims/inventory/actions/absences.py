"""Deciding on systems that a complete list no longer has."""

from __future__ import annotations

from typing import Annotated

from sightline.kernel.actions import Ask, action
from sightline.kernel.identity.actors import Actor

from ..models import Absence

Why = Annotated[str, Ask("Why", long=True, help="Auditors read it.")]


def _decided(actor: Actor, absence: Absence) -> str:
    return "" if absence.state == Absence.State.OPEN else f"It was decided already: {absence.get_state_display().lower()}."


@action("inventory.import", label="It is out of use", why_not=_decided, bulk=True, danger=True)
def confirm_absence(actor: Actor, *, absence: Absence, reason: Why = "") -> Absence:
    """Takes the system out of the inventory. Its history stays."""
    if absence.system.retired is None:
        absence.system.retire()
    return _decide(absence, Absence.State.RETIRED, reason)


@action("inventory.import", label="It is still in use", why_not=_decided, bulk=True)
def dismiss_absence(actor: Actor, *, absence: Absence, reason: Why = "") -> Absence:
    """Says that the list is wrong: the system stays."""
    return _decide(absence, Absence.State.KEPT, reason)


def _decide(absence: Absence, state: Absence.State, reason: str) -> Absence:
    absence.state, absence.reason = state, reason
    absence.save()
    return absence
