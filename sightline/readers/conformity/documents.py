"""Mandatory documented information: each document and record that ISO/IEC 42001 demands, with what shows it here, its state, and what mends it.

Which there are says the set (`documents` of a requirement); `data/required_documents.yaml` says what each must say and which counts speak for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sightline.kernel import clock
from sightline.kernel.actions import find_action
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.identity.actors import Actor
from sightline.kernel.registers import register_of

from .counting import Counted
from .exceptions import Mend, mend_of
from .standing import Overview, Standing, State, missing_words
from .telling import seen_by

FILE = Path(__file__).parent / "data" / "required_documents.yaml"
_KEYS = {"requirement", "name", "kind", "says", "expectations", "will_show"}


@dataclass(frozen=True)
class Demand:
    """A document or record that is demanded.

    Attributes:
        requirement: the id of the requirement that demands it.
        name: what it is called.
        kind: document (says how something is done) or record (shows that it was).
        says: what it must say.
        expectations: the counts that speak for it by name; None for all that serve the requirement.
        will_show: what will show it while no record can.
    """

    requirement: str
    name: str
    kind: str
    says: str = ""
    expectations: tuple[str, ...] | None = None
    will_show: str = ""


@cache
def demands() -> dict[tuple[str, str], Demand]:
    """What the file says, by requirement and name.

    Raises:
        ValueError: it is not what it should be; says where.
    """
    return read_demands(FILE)


def read_demands(path: Path) -> dict[tuple[str, str], Demand]:
    """Reads and checks a file of demands; refusals as `demands`."""
    found: dict[tuple[str, str], Demand] = {}
    for row in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["documents"]:
        where = f"{path.name}: {row.get('requirement')} {row.get('name')}"
        if not {"requirement", "name", "kind", "says"} <= row.keys() <= _KEYS or row["kind"] not in ("document", "record"):
            raise ValueError(f"{where}: give {', '.join(sorted(_KEYS))}, and nothing else; kind is document or record.")
        names = row.pop("expectations", None)
        demand = Demand(**{name: str(value) for name, value in row.items()}, expectations=tuple(names) if names is not None else None)
        if (demand.requirement, demand.name) in found:
            raise ValueError(f"{where}: named twice.")
        found[demand.requirement, demand.name] = demand
    return found


@dataclass(frozen=True)
class Place:
    """A list in which records for it are kept: its label, address and how many the counts speak of."""

    label: str
    address: str
    count: int


@dataclass(frozen=True)
class Documented:
    """A demanded document or record as it stands."""

    demand: Demand
    standing: Standing
    counts: tuple[Counted, ...]
    places: tuple[Place, ...]
    evidence: tuple[Evidence, ...]
    mend: Mend | None

    @property
    def speaking(self) -> list[Counted]:
        """The counts that have something to say."""
        return [one for one in self.counts if not one.silent]

    @property
    def current(self) -> list[Evidence]:
        """Evidence that is not out of date."""
        return [one for one in self.evidence if one.valid_until is None or one.valid_until >= clock.today()]

    @property
    def kind(self) -> str:
        """ok, part, bad, or none where the control does not apply."""
        if self.standing.state == State.NOT_APPLICABLE:
            return "none"
        if self.speaking:
            if all(one.in_line for one in self.speaking):
                return "ok"
            return "part" if self.current or any(one.conforming for one in self.speaking) else "bad"
        return "ok" if self.current else "part" if self.evidence else "bad"

    @property
    def words(self) -> str:
        """The state as people read it."""
        if self.kind == "none":
            return "Does not apply"
        if not self.speaking:
            return "Attached as evidence" if self.current else "Out of date" if self.evidence else "Missing"
        return {"ok": "There and current", "part": "Partly there"}.get(self.kind, "Missing")

    @property
    def missing(self) -> list[str]:
        """What is missing, in a sentence each."""
        if self.kind in ("ok", "none"):
            return []
        if self.speaking:
            return [missing_words(one) for one in self.speaking if not one.in_line]
        shown = self.demand.will_show or self.standing.requirement.shown_by
        later = f" It would show by: {shown[:1].lower()}{shown[1:]}." if shown else ""
        if self.evidence:
            return [f"What is attached is out of date.{later}"]
        return [f"Nothing here records it yet.{later} Until then, attach the document as evidence."]

    @property
    def owner(self) -> str:
        """Who sees to it: whoever closes the gap of the requirement."""
        return str(self.standing.plan.owner) if self.standing.plan is not None and self.standing.plan.owner is not None else ""

    def as_dict(self) -> dict[str, Any]:
        """As faces and reports print it."""
        return {
            "requirement": self.standing.requirement.code,
            "name": self.demand.name,
            "kind": self.demand.kind,
            "says": self.demand.says,
            "state": self.words,
            "there": self.kind == "ok",
            "applies": self.kind != "none",
            "owner": self.owner,
            "records": [{"label": one.label, "count": one.count} for one in self.places],
            "evidence": [one.reference for one in self.evidence],
            "missing": self.missing,
        }


def required_documents(actor: Actor, seen: Overview | None = None) -> list[Documented]:
    """Every document and record that ISO/IEC 42001 demands, in the order of the standard.

    Args:
        actor: who looks.
        seen: how the set stands, if somebody has counted already.

    Raises:
        NotPermitted, NotFound: as `seen_by`.
    """
    found = seen or seen_by(actor)
    demanding = [one for one in found.standings if one.requirement.documents]
    evidence = _evidence([one.requirement.pk for one in demanding], actor)
    rows = []
    for standing in demanding:
        pieces = tuple(evidence.get(standing.requirement.pk, ()))
        for said in standing.requirement.documents:
            known = demands().get((standing.requirement.code, said["name"]))
            demand = known or Demand(standing.requirement.code, said["name"], said["kind"])
            rows.append(_documented(demand, standing, pieces, actor))
    return rows


def _evidence(ids: Iterable[Any], actor: Actor) -> dict[Any, list[Evidence]]:
    found: dict[Any, list[Evidence]] = {}
    for piece in Evidence.objects.current().visible_to(actor).filter(about_id__in=list(ids)).order_by("-speaks_of", "reference"):
        found.setdefault(piece.about_id, []).append(piece)
    return found


def _documented(demand: Demand, standing: Standing, evidence: tuple[Evidence, ...], actor: Actor) -> Documented:
    counts = tuple(one for one in standing.counts if demand.expectations is None or one.expectation.name in demand.expectations)
    return Documented(demand, standing, counts, tuple(_places(counts, actor)), evidence, _mend(counts, standing, actor))


def _places(counts: Sequence[Counted], actor: Actor) -> Iterable[Place]:
    most: dict[str, Place] = {}
    for one in counts:
        register = register_of(one.expectation.model)
        if register is None or not actor.may(register.permission):
            continue
        known = most.get(register.name)
        if known is None or known.count < one.population:
            most[register.name] = Place(register.label, f"/{register.name}/", one.population)
    return most.values()


def _mend(counts: Sequence[Counted], standing: Standing, actor: Actor) -> Mend | None:
    """The verb for what is missing: what makes the absent record, the list of exceptions, or the document as evidence."""
    page = standing.requirement.page
    for one in counts:
        if one.absent and (found := mend_of(one.expectation, None, actor)) is not None:
            return found
    worst = next((one for one in sorted(counts, key=lambda one: -one.open) if one.open > 0), None)
    if worst is not None:
        return Mend("See which", f"{page}?expectation={worst.expectation.name}#exc")
    action = find_action("attach_evidence")
    if action is None or not actor.may(action.permission):
        return None
    return Mend("Attach it", f"{standing.requirement.address}do/{action.path}/?_next=/required-documents/")
