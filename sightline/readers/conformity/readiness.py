"""Readiness for Stage 1 and Stage 2: what an auditor will look at, counted; what blocks; how long each process ran; one system followed.

The same figures for page, report, Home, API and MCP. It says that nothing blocks, and what was counted. It never says that something complies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from sightline.kernel import clock
from sightline.kernel.errors import NotFound
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.identity.actors import Actor

from .auditing import Item, StageAsked, asked
from .documents import Documented, required_documents
from .running import Ran, ran_by_type, together, types_serving
from .standing import Overview, Standing, State
from .telling import seen_by, sentence
from .trailing import READ, Trail, sample, trail_of


@dataclass(frozen=True)
class Looked:
    """An item of a stage as it stands.

    Attributes:
        item: what is looked at.
        standings: the requirements that it rests on; those that do not apply are left out.
        attached: keys of requirements with evidence attached, where nothing else speaks of them.
        ran: how long its process has been running.
    """

    item: Item
    standings: tuple[Standing, ...]
    attached: frozenset[str]
    ran: Ran

    def _fine(self, one: Standing) -> bool:
        if one.state == State.IN_LINE:
            return True
        return self.item.needs == "begun" and (one.requirement.key in self.attached or any(count.conforming for count in one.counts))

    @property
    def open(self) -> list[Standing]:
        """Requirements that are not as the stage needs them."""
        return [one for one in self.standings if not self._fine(one)]

    @property
    def too_young(self) -> bool:
        """Whether its process has been running for less than auditors like to see."""
        return bool(self.item.months) and self.ran.months < self.item.months

    @property
    def kind(self) -> str:
        """ok, part or bad."""
        if not self.open:
            return "part" if self.too_young else "ok"
        some = len(self.open) < len(self.standings) or any(one.requirement.key in self.attached for one in self.open)
        return "part" if some else "bad"

    @property
    def blocks(self) -> bool:
        """Whether it stands in the way: a requirement is open, too few of its records are as expected, and no document is attached either."""
        return self.item.blocks and any(one.requirement.key not in self.attached and not self._nearly(one) for one in self.open)

    def _nearly(self, one: Standing) -> bool:
        speaking = [count for count in one.counts if not count.silent]
        return bool(speaking) and all(100 * count.share >= self.item.least for count in speaking)

    @property
    def words(self) -> str:
        """How it stands, in words."""
        if not self.standings:
            return "Does not apply"
        done = len(self.standings) - len(self.open)
        what = "in line" if self.item.needs == "in-line" else "begun"
        said = what.capitalize() if not self.open else f"{done} of {len(self.standings)} {what}"
        return f"{said}; running for {self.ran.months} of {self.item.months} months" if self.too_young else said

    @property
    def missing(self) -> list[str]:
        """What is missing, in a sentence for each requirement."""
        found = []
        for one in self.open:
            words = one.missing[0] if one.missing else "Nothing recorded yet."
            attached = " Evidence is attached; no record can be counted." if one.requirement.key in self.attached else ""
            found.append(f"{one.requirement.code} {one.requirement.short}: {words[:1].lower()}{words[1:]}{attached}")
        return found

    def as_dict(self) -> dict[str, Any]:
        """As faces print it."""
        return {
            "id": self.item.id,
            "title": self.item.title,
            "looks_at": self.item.looks_at,
            "needs": self.item.needs,
            "there": self.kind == "ok",
            "blocks": self.blocks,
            "said": self.words,
            "requirements": [{"id": one.requirement.code, "state": one.state.value} for one in self.standings],
            "missing": self.missing,
            "running": self.ran.as_dict(),
        }


@dataclass(frozen=True)
class Stage:
    """A stage as it stands."""

    asked: StageAsked
    items: tuple[Looked, ...]

    @property
    def blockers(self) -> list[Looked]:
        """What stands in the way, in the auditor's order."""
        return [one for one in self.items if one.blocks]

    @property
    def others(self) -> list[Looked]:
        """The rest: what is not there first."""
        rest = [one for one in self.items if not one.blocks]
        return sorted(rest, key=lambda one: ("bad", "part", "ok").index(one.kind))

    @property
    def there(self) -> int:
        """Items as the stage needs them."""
        return sum(one.kind == "ok" for one in self.items)

    @property
    def sentence(self) -> str:
        """How it stands, in a sentence that says what was counted."""
        count = len(self.blockers)
        blocked = f"{count} of them block{'s' if count == 1 else ''} it" if count else "nothing blocks it"
        return f"{self.there} of {len(self.items)} things that an auditor looks at in {self.asked.title} are there; {blocked}."

    @property
    def blocked(self) -> str:
        """How much blocks, in two words."""
        count = len(self.blockers)
        return f"{count} block{'s' if count == 1 else ''}" if count else "Nothing blocks"

    def as_dict(self) -> dict[str, Any]:
        """As faces print it."""
        return {
            "stage": self.asked.stage,
            "sentence": self.sentence,
            "items": [one.as_dict() for one in self.items],
            "there": self.there,
            "blockers": [one.item.id for one in self.blockers],
        }


@dataclass(frozen=True)
class Readiness:
    """All of it."""

    seen: Overview
    stages: tuple[Stage, ...]
    processes: tuple[tuple[str, Ran], ...]
    documents: tuple[Documented, ...]
    trail: Trail | None

    @property
    def documents_there(self) -> int:
        """Required documents that are there and current."""
        return sum(one.kind == "ok" for one in self.documents)

    @property
    def documents_asked(self) -> int:
        """Required documents that apply."""
        return sum(one.kind != "none" for one in self.documents)

    def stage(self, number: int) -> Stage:
        """One stage.

        Raises:
            NotFound: there is no such stage.
        """
        for one in self.stages:
            if one.asked.stage == number:
                return one
        raise NotFound(f"There is no stage {number}. There are Stage 1 and Stage 2.")


def readiness_of(actor: Actor, system: str = "") -> Readiness:
    """How ready the management system is for each stage.

    Args:
        actor: who looks; the trail shows a system that they may see.
        system: reference of the system to be followed; one is sampled where it is left out.

    Raises:
        NotPermitted, NotFound: as `seen_by`; or there is no such system.
    """
    seen = seen_by(actor)
    stages, ran = stages_of(seen)
    processes = tuple((one.name, _ran(ran, (*types_serving(one.requirements), *one.types))) for one in asked().processes)
    found = sample(actor, system) if actor.may(READ) else None
    return Readiness(seen, stages, processes, tuple(required_documents(actor, seen)), trail_of(found) if found is not None else None)


def _ran(ran: dict[str, Ran], types: Sequence[str]) -> Ran:
    return together(ran[name] for name in set(types) if name in ran)


def stages_of(seen: Overview) -> tuple[tuple[Stage, ...], dict[str, Ran]]:
    """Each stage, and how long records of each type have been written. Four queries besides those of the overview."""
    known = asked()
    by_key = {one.requirement.key: one for one in seen.standings}
    wanted = {kind for one in known.processes for kind in (*types_serving(one.requirements), *one.types)}
    wanted |= {kind for stage in known.stages for item in stage.items if item.months for kind in types_serving(item.requirements)}
    ran = ran_by_type(wanted)
    attached = _attached(seen)
    stages = []
    for stage in known.stages:
        items = []
        for item in stage.items:
            rows = [by_key[key] for key in item.requirements if key in by_key and by_key[key].state != State.NOT_APPLICABLE]
            long = _ran(ran, tuple(types_serving(item.requirements))) if item.months else Ran()
            items.append(Looked(item, tuple(rows), frozenset(attached & {one.requirement.key for one in rows}), long))
        stages.append(Stage(stage, tuple(items)))
    return tuple(stages), ran


def _attached(seen: Overview) -> set[str]:
    """Requirements that nothing speaks of and that have a document as evidence, not out of date."""
    silent = {one.requirement.pk: one.requirement.key for one in seen.standings if one.state == State.NOT_RECORDED}
    rows = Evidence.objects.current().filter(Q(valid_until__isnull=True) | Q(valid_until__gte=clock.today()), about_id__in=silent)
    return {silent[about] for about in rows.values_list("about_id", flat=True) if about is not None}


def readiness(actor: Actor, system: str = "") -> dict[str, Any]:
    """Readiness as plain values: what the API and MCP give. Arguments and refusals as `readiness_of`."""
    found = readiness_of(actor, system)
    return {
        "sentence": sentence(found.seen),
        "in_line": found.seen.in_line,
        "applying": found.seen.applying,
        "stages": [one.as_dict() for one in found.stages],
        "documents": {"there": found.documents_there, "asked": found.documents_asked},
        "processes": [{"process": name, **one.as_dict()} for name, one in found.processes],
        "trail": found.trail.as_dict() if found.trail is not None else None,
    }
