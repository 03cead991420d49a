"""The line of sight from a record: which requirements rest on it, what proves it, and what is missing next. Three queries for a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sightline.kernel import clock
from sightline.kernel.expectations import Expectation, all_expectations
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record
from sightline.readers.frameworks.models import Requirement

from .counting import model_of
from .exceptions import Mend, mend_of
from .models import Acceptance
from .tallying import parts_of, sizes


@dataclass(frozen=True)
class Held:
    """An expectation that speaks of the record, and whether the record is as expected."""

    expectation: Expectation
    conforms: bool
    acceptance: Acceptance | None = None

    @property
    def kind(self) -> str:
        """ok, part where an exception is accepted, else bad."""
        return "ok" if self.conforms else "part" if self.acceptance is not None else "bad"


@dataclass(frozen=True)
class Resting:
    """A requirement that rests on the record: worst of what is expected."""

    requirement: Requirement
    kind: str
    held: tuple[Held, ...]

    @property
    def said(self) -> str:
        """The kind in words."""
        return {"ok": "As expected", "part": "Accepted for a time"}.get(self.kind, "An exception")


@dataclass(frozen=True)
class Lack:
    """What is missing on the record, which requirements need it, and what mends it."""

    held: Held
    requirements: tuple[Requirement, ...]
    mend: Mend | None


@dataclass(frozen=True)
class ToMend:
    """What one verb mends on the record: everything that is missing and needs it."""

    mend: Mend | None
    lacks: tuple[Lack, ...]


def to_mend(lacks: Sequence[Lack]) -> list[ToMend]:
    """What is missing by the verb that mends it, so that each verb is offered once; what several expectations say in the same words is said once.

    Args:
        lacks: in the order in which they are shown.
    """
    said: dict[tuple[str, bool], Lack] = {}
    for lack in lacks:
        key = (lack.held.expectation.why, lack.held.acceptance is not None)
        before = said.get(key)
        more = tuple(one for one in lack.requirements if before is not None and one not in before.requirements)
        said[key] = lack if before is None else Lack(before.held, before.requirements + more, before.mend or lack.mend)
    verbs: dict[str, list[Lack]] = {}
    for place, lack in enumerate(said.values()):
        can = lack.mend is not None and not lack.mend.why_not
        verbs.setdefault(lack.mend.address if lack.mend is not None and can else f"none {place}", []).append(lack)
    return [ToMend(mine[0].mend, tuple(mine)) for mine in verbs.values()]


@dataclass(frozen=True)
class Sight:
    """The whole line of sight of a record."""

    record: Record
    held: tuple[Held, ...]
    resting: tuple[Resting, ...]

    @property
    def there(self) -> int:
        """How many of the expectations hold."""
        return sum(one.conforms for one in self.held)

    def lacks(self, actor: Actor) -> list[Lack]:
        """What is missing, open before accepted, most requirements first."""
        needing = {
            one.expectation.name: tuple(row.requirement for row in self.resting if one in row.held) for one in self.held if not one.conforms
        }
        missing = [one for one in self.held if not one.conforms]
        missing.sort(key=lambda one: (one.acceptance is not None, -len(needing[one.expectation.name])))
        return [Lack(one, needing[one.expectation.name], mend_of(one.expectation, self.record, actor)) for one in missing]


_SIGHT = "_line_of_sight"


def sight_of(record: Record) -> Sight:
    """The line of sight of a record. Kept on the row, since several sections of a page are given the same one."""
    known: Sight | None = record.__dict__.get(_SIGHT)
    if known is None:
        known = _look(record)
        record.__dict__[_SIGHT] = known
    return known


def _look(record: Record) -> Sight:
    speaking = [one for one in all_expectations() if model_of(one) is type(record)]
    held = tuple(_held(record, speaking)) if speaking and record.retired is None else ()
    keys = {key for one in held for key in one.expectation.serves}
    requirements = Requirement.objects.current().filter(key__in=keys).select_related("framework").order_by("key") if keys else []
    resting = []
    for requirement in sorted(requirements, key=lambda row: (row.set_id != "iso42001", row.set_id, row.position)):
        mine = tuple(one for one in held if requirement.key in one.expectation.serves)
        worst = next((kind for kind in ("bad", "part") if any(one.kind == kind for one in mine)), "ok")
        resting.append(Resting(requirement, worst, mine))
    return Sight(record, held, tuple(resting))


def _held(record: Record, expectations: Sequence[Expectation]) -> list[Held]:
    flags = sizes([part for one in expectations for part in parts_of(one)], only=record)
    found = [Held(one, bool(flags[2 * place + 1])) for place, one in enumerate(expectations) if flags[2 * place]]
    if all(one.conforms for one in found):
        return found
    accepted = {row.expectation: row for row in Acceptance.holding(clock.today()).filter(about_id=record.pk)}
    return [Held(one.expectation, one.conforms, None if one.conforms else accepted.get(one.expectation.name)) for one in found]
