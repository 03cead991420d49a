"""What would break if: an action is done, what it touches is counted, and everything is rolled back. Nothing is kept, not even the counts.

Retire a system, lose an owner, withdraw evidence: whoever is about to do it reads first which expectations and requirements would turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from sightline.kernel.actions import Outcome, perform
from sightline.kernel.errors import Refused
from sightline.kernel.expectations import Expectation, all_expectations
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record
from sightline.readers.frameworks.models import ISO42001, Requirement
from sightline.readers.frameworks.tying import all_ties

from .counting import Counted, counted, counted_here
from .standing import Standing, State, missing_words, standings_of


@dataclass(frozen=True)
class Shift:
    """An expectation that would count otherwise."""

    before: Counted
    after: Counted

    @property
    def expectation(self) -> Expectation:
        """Which one."""
        return self.before.expectation

    @property
    def worse(self) -> bool:
        """Whether it would be further from being in line."""
        return (self.after.absent and not self.before.absent) or self.after.open > self.before.open

    @property
    def said(self) -> str:
        """How it would stand, in words."""
        before, after = self.before, self.after
        if after.absent:
            return missing_words(after)
        if before.open != after.open:
            return f"{before.open:,} → {after.open:,} open exceptions, of {after.population:,}"
        return f"{before.population:,} → {after.population:,} records; {after.open:,} open exceptions as before"

    def as_dict(self) -> dict[str, Any]:
        """As faces print it."""
        return {
            "expectation": self.expectation.name,
            "sentence": self.expectation.sentence,
            "serves": list(self.expectation.serves),
            "before": _figures(self.before),
            "after": _figures(self.after),
        }


def _figures(one: Counted) -> dict[str, int]:
    return {"population": one.population, "conforming": one.conforming, "exceptions": one.exceptions}


@dataclass(frozen=True)
class Turn:
    """A requirement whose state would be another."""

    requirement: Requirement
    before: State
    after: State

    def as_dict(self) -> dict[str, Any]:
        """As faces print it."""
        row = self.requirement
        return {"set": row.set_id, "id": row.code, "title": row.title, "before": self.before.value, "after": self.after.value}


@dataclass(frozen=True)
class Turning:
    """What would turn: requirements, out of line first, and the expectations behind them, worse first."""

    turns: tuple[Turn, ...] = ()
    shifts: tuple[Shift, ...] = ()

    @property
    def worse(self) -> list[Shift]:
        """The expectations that would be further from being in line."""
        return [one for one in self.shifts if one.worse]

    @property
    def sentence(self) -> str:
        """In one sentence."""
        lost = sum(one.before == State.IN_LINE for one in self.turns)
        won = sum(one.after == State.IN_LINE for one in self.turns)
        parts = [f"{_many(lost)} would no longer be in line" if lost else "", f"{_many(won)} would be in line" if won else ""]
        said = " and ".join(part for part in parts if part)
        if said:
            return f"{said}."
        return "No requirement would change its state." if not self.turns else f"{_many(len(self.turns))} would change."

    def as_dict(self) -> dict[str, Any]:
        """As faces print it."""
        return {"requirements": [one.as_dict() for one in self.turns], "expectations": [one.as_dict() for one in self.shifts]}


def _many(count: int) -> str:
    return f"{count:,} requirement{'' if count == 1 else 's'}"


def foresee(
    name: str, actor: Actor, data: Mapping[str, Any], *, face: str, subject: str | Record | None = None, **more: Any
) -> tuple[Outcome, Turning]:
    """Does an action, counts, and takes everything back.

    Args:
        name: the action.
        actor: who.
        data: the answers.
        face: through which face.
        subject: the record that it is done on, or its reference.
        more: what else `perform` takes: reason, version, files, rendered.

    Returns:
        The outcome as a dry run gives it, and what would turn.

    Raises:
        As `perform`: it could not be done.
    """
    with transaction.atomic():
        outcome = perform(name, actor, data, face=face, subject=subject, **more)
        touched = {one.record_type for one in outcome.written}
        concerned = [one for one in all_expectations() if touched & set(one.record_types)]
        after = counted_here(concerned)
        transaction.set_rollback(True)
    outcome.entry = None
    return outcome, _compared(counted(concerned), after)


def foreseen(name: str, actor: Actor, *, face: str, subject: Record) -> Turning | None:
    """What would turn if an action were done that asks nothing but a reason. None where it can't be done like that.

    The reason is a stand-in: whoever does it gives their own. A record that no expectation reads is not tried: taking an import back would be long.
    """
    if not any(subject.record_type in one.record_types for one in all_expectations()):
        return None
    try:
        return foresee(name, actor, {}, face=face, subject=subject, reason="What would change")[1]
    except Refused:
        return None


def _compared(before: dict[str, Counted], after: dict[str, Counted]) -> Turning:
    shifts = [Shift(one, after[name]) for name, one in before.items() if _differ(one, after[name])]
    if not shifts:
        return Turning()
    shifts.sort(key=lambda one: (not one.worse, one.expectation.name))
    return Turning(tuple(_turns({one.expectation.name: one.after for one in shifts})), tuple(shifts))


def _differ(one: Counted, other: Counted) -> bool:
    return (one.population, one.conforming, one.accepted) != (other.population, other.conforming, other.accepted)


def _turns(after: dict[str, Counted]) -> list[Turn]:
    """The requirements that would be in another state, those of other sets through the crosswalk too."""
    keys = {key for one in after.values() for key in one.expectation.serves}
    ties = all_ties()
    keys |= {tie.to for key in list(keys) for tie in ties.of(key) if tie.counts}
    rows = Requirement.objects.current().filter(key__in=keys).select_related("framework")
    before = {one.requirement.key: one for one in standings_of(list(rows))}
    changed = {
        key: replace(one, counts=tuple(after.get(count.expectation.name, count) for count in one.counts)) for key, one in before.items()
    }
    settled = {key: _through(one, changed) for key, one in changed.items()}
    found = [Turn(one.requirement, one.state, settled[key].state) for key, one in before.items() if one.state != settled[key].state]
    return sorted(
        found,
        key=lambda one: (one.before != State.IN_LINE, one.requirement.set_id != ISO42001, one.requirement.set_id, one.requirement.position),
    )


def _through(one: Standing, changed: dict[str, Standing]) -> Standing:
    """With the states of the requirements that serve it as they would be; the crosswalk is followed one step only."""
    if not one.through:
        return one
    now = {key: replace(other, through=()).state for key, other in changed.items()}
    return replace(one, through=tuple(replace(link, state=now.get(link.requirement.key, link.state)) for link in one.through))
