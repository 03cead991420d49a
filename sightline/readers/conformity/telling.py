"""How a set stands, as plain values: the one source of the figures that pages, commands, endpoints, tools and reports show."""

from __future__ import annotations

from typing import Any

from sightline.kernel.errors import NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.readers.frameworks.models import ISO42001

from .counting import Counted
from .exceptions import references_of
from .models import Judgement
from .standing import Overview, Standing, State, overview

PERMISSION = "conformity.read"


def seen_by(actor: Actor, set_id: str = ISO42001) -> Overview:
    """How a set stands, for somebody who may see it.

    Raises:
        NotPermitted: the table doesn't give it to the actor.
        NotFound: the set is not loaded.
    """
    if not actor.may(PERMISSION):
        raise NotPermitted("How requirements stand can't be read with your roles. Ask the compliance lead.")
    return overview(set_id)


def conformity(framework_id: str, actor: Actor, code: str = "") -> dict[str, Any]:
    """Every requirement of a set with its state, what was counted and what was judged: what `sightline conformity --json` prints.

    Exceptions are named to those who may see the records; of others only the number is told, as `exceptions_hidden`.

    Args:
        framework_id: such as `iso42001`.
        actor: who asks.
        code: only this requirement, such as `4.3`.

    Raises:
        NotPermitted, NotFound: as `seen_by`; or the set has no such requirement.
    """
    seen = seen_by(actor, framework_id)
    references = _References(actor)
    wanted = [seen.find(code)] if code else seen.standings
    return {"framework": framework_id, "requirements": [_requirement(one, references) for one in wanted]}


class _References(dict[str, list[str]]):
    """The references of each expectation's exceptions that the reader may see, asked once where several requirements rest on it."""

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self._actor = actor

    def of(self, one: Counted) -> list[str]:
        if one.expectation.name not in self:
            self[one.expectation.name] = references_of(one.expectation, self._actor) if one.exceptions else []
        return self[one.expectation.name]


def _requirement(standing: Standing, references: _References) -> dict[str, Any]:
    return {
        "id": standing.requirement.code,
        "title": standing.requirement.title,
        "state": standing.state.value,
        "expectations": [_expectation(one, references) for one in standing.counts],
        "judged": judged(standing.judgement),
        "through": [
            {
                "set": one.requirement.set_id,
                "id": one.requirement.code,
                "state": one.state.value,
                "strength": one.tie.strength,
                "source": one.tie.source,
                "published": one.tie.published,
                "counts": one.tie.counts,
            }
            for one in standing.through
        ],
    }


def _expectation(one: Counted, references: _References) -> dict[str, Any]:
    seen = references.of(one)
    told = {
        "name": one.expectation.name,
        "sentence": one.expectation.sentence,
        "population": one.population,
        "conforming": one.conforming,
        "exceptions": seen,
    }
    return told if len(seen) >= one.exceptions else {**told, "exceptions_hidden": one.exceptions - len(seen)}


def judged(judgement: Judgement | None) -> dict[str, Any] | None:
    """A judgement as plain values, or None."""
    if judgement is None:
        return None
    by = judgement.judged_by.name if judgement.judged_by is not None else "The person at the command line"
    return {"maturity": judgement.maturity, "reason": judgement.why, "by": by, "on": judgement.judged_on.isoformat()}


def readiness(seen: Overview) -> dict[str, Any]:
    """How many requirements are in each state, and in line by part of the set."""
    return {
        "requirements": len(seen.standings),
        "states": {state.value: count for state, count in seen.by_state.items()},
        "parts": [{"id": group.id, "title": group.title, "in_line": group.in_line, "applying": group.applying} for group in seen.groups],
    }


def sentence(seen: Overview) -> str:
    """The one sentence on how a set stands."""
    words = f"{seen.in_line} of {seen.applying} requirements are in line"
    rest = [
        f"{seen.by_state[state]} {what}"
        for state, what in ((State.NOT_IN_LINE, "not in line"), (State.NOT_RECORDED, "without a record yet"))
        if seen.by_state[state]
    ]
    return f"{words}; {' and '.join(rest)}." if rest else f"{words}."
