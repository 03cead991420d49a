"""The whole line of sight as plain values: from a requirement to every record that proves it, from any record to every requirement that rests on it.

Across sets through the crosswalk, which is followed one step only. Everything is read set by set, so a thousand records cost as many queries as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q

from sightline.kernel import clock
from sightline.kernel.errors import NotFound, NotPermitted
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.expectations import Expectation
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record, find_record, find_visible, model_by_prefix
from sightline.kernel.records import model_of as model_named
from sightline.kernel.tasks.models import Task, TaskState
from sightline.readers.frameworks.models import ISO42001, Requirement, Strength
from sightline.readers.frameworks.tying import Tie, Ties, all_ties

from .counting import Counted, counted, model_of
from .models import Acceptance, Applicability, Applies, Judgement
from .resting import sight_of
from .standing import Standing, State, serving, standing_of
from .telling import PERMISSION

STRENGTHS = Strength.values
"""How much is served, the most first."""
WORST = {"bad": 0, "part": 1, "ok": 2}
GLYPH = {State.IN_LINE: "ok", State.NOT_IN_LINE: "bad"}
EVIDENCE, JUDGEMENT, TASK, ATTACHED, DECISION = "evidence", "judgement", "task", "attached to it", "decision"


@dataclass
class Seen:
    """A record on the line of sight.

    Attributes:
        reference, title: how people know it.
        noun: what kind of record it is.
        kind: ok (there and current), part (accepted for a time, out of date, still to be done) or bad (missing or not as expected).
        through: expectations by name, requirements by key, or in a word why it stands here.
        address: where people find it.
    """

    reference: str
    title: str
    noun: str
    kind: str
    through: list[str] = field(default_factory=list)
    address: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As faces print it."""
        return {"reference": self.reference, "type": self.noun, "title": self.title, "kind": self.kind, "through": self.through}


@dataclass(frozen=True)
class Rests:
    """A requirement on the line of sight, and through what: expectations by name, or other requirements by key.

    `strength` is how much of it is served through the crosswalk, the strongest first; empty where records speak of it directly.
    """

    requirement: Requirement
    kind: str
    through: tuple[str, ...]
    note: str = ""
    strength: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As faces print it."""
        row = self.requirement
        return {
            "set": row.set_id,
            "id": row.code,
            "title": row.title,
            "kind": self.kind,
            "through": list(self.through),
            "strength": self.strength,
        }


@dataclass(frozen=True)
class Line:
    """A whole line of sight: what it is about, the requirements at one end, the records at the other."""

    reference: str
    noun: str
    name: str
    address: str
    requirements: tuple[Rests, ...]
    records: tuple[Seen, ...]

    def as_dict(self) -> dict[str, Any]:
        """As faces print it."""
        return {
            "reference": self.reference,
            "kind": self.noun,
            "title": self.name,
            "requirements": [one.as_dict() for one in self.requirements],
            "records": [one.as_dict() for one in self.records],
        }


def requirement_named(name: str) -> Requirement:
    """The requirement of a key (`iso42001:A.6.2.4`), a code (`A.6.2.4`) or a reference (`REQ-0042`). Blanks and case are free; a code alone means
    ISO/IEC 42001 where that has it, else the one set that does.

    Raises:
        NotFound: there is none, or several sets have it; says which.
    """
    wanted = name.strip()
    if model_by_prefix(wanted) is Requirement:
        found = find_record(wanted)
        if isinstance(found, Requirement):
            return found
    set_id, colon, code = wanted.partition(":")
    rows = Requirement.objects.current().select_related("framework")
    plain = _plain(code if colon else wanted)
    near = rows.filter(key__istartswith=f"{set_id}:") if colon else rows.filter(code__istartswith=plain[:1])
    among = [row for row in near if _plain(row.code) == plain]
    first = next((row for row in among if row.set_id == ISO42001), among[0] if len(among) == 1 else None)
    if first is not None:
        return first
    if among:
        raise NotFound(f"Several sets have {wanted}: {', '.join(sorted(row.key for row in among))}. Name one of them.")
    raise NotFound(f"There is no record or requirement {wanted}. Write SYS-0042, A.6.2.4 or iso42001:A.6.2.4.")


def _plain(code: str) -> str:
    return code.replace(" ", "").casefold()


def line_of(name: str, actor: Actor) -> Line:
    """The line of sight of a record or a requirement, as far as the actor may see it.

    Args:
        name: a record's reference, or a requirement's key or code.
        actor: who looks.

    Raises:
        NotPermitted: the table doesn't give the actor the requirements.
        NotFound: there is nothing of this name that the actor may know of.
    """
    if not actor.may(PERMISSION):
        raise NotPermitted("How requirements stand can't be read with your roles. Ask the compliance lead.")
    model = model_by_prefix(name.strip())
    if model is None or model is Requirement:
        return of_requirement(requirement_named(name), actor)
    record = find_visible(name.strip(), actor)
    if record is None:
        raise NotFound(f"There is no {model._meta.verbose_name} {name} that you may see.")
    return of_record(record, actor)


def sight(name: str, actor: Actor) -> dict[str, Any]:
    """The line of sight as plain values: what `sightline sight REF --json` prints. Arguments and refusals as `line_of`."""
    return line_of(name, actor).as_dict()


# ------------------------------------------------------------------------------------------------------------ a requirement
def of_requirement(requirement: Requirement, actor: Actor) -> Line:
    """From a requirement to every record that proves it: its own, and those of requirements whose work serves it."""
    ties, served = all_ties(), serving()
    standing = standing_of(requirement)
    through = {one.requirement.key: one for one in standing.through if one.tie.counts}
    records: dict[UUID, Seen] = {}
    names: dict[str, list[str]] = {}
    wanted: dict[str, Expectation] = {}
    for key in (requirement.key, *through):
        for one in served.get(key, []):
            wanted[one.name] = one
            names.setdefault(one.name, []).extend([one.name] if key == requirement.key else [key])
    accepted = _accepted(wanted)
    for name, count in counted(wanted.values()).items():
        if count.population:
            _add_population(records, count, names[name], accepted.get(name, set()), actor)
    _add_attached(records, requirement, {one.requirement.pk: key for key, one in through.items()}, actor)
    found = sorted(records.values(), key=lambda one: (WORST[one.kind], one.noun, one.reference))
    rests = [Rests(requirement, kind_of(standing), tuple(one.name for one in served.get(requirement.key, [])), standing.state_words)]
    rests += _served_by(requirement, ties, kind_of(standing))
    return Line(requirement.key, "requirement", str(requirement), requirement.page, tuple(rests), tuple(found))


def kind_of(standing: Standing) -> str:
    """ok where it is in line, bad where it is not, part where nothing can be said."""
    return GLYPH.get(standing.state, "part")


def _accepted(wanted: dict[str, Expectation]) -> dict[str, set[UUID]]:
    found: dict[str, set[UUID]] = {}
    for name, about in Acceptance.holding(clock.today()).filter(expectation__in=list(wanted)).values_list("expectation", "about_id"):
        found.setdefault(name, set()).add(about)
    return found


def _title_field(model: type[Record]) -> str:
    for name in ("name", "title"):
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        return name
    return "reference"


def _add_population(records: dict[UUID, Seen], count: Counted, through: Sequence[str], accepted: set[UUID], actor: Actor) -> None:
    expectation = count.expectation
    model = model_of(expectation)
    cell = actor.cell(model.read_permission)
    if not cell:
        return
    rows = expectation.population().order_by()
    if cell != "all":
        rows = rows.filter(pk__in=model._default_manager.all().visible_to(actor).values("pk"))
    # Where all conform, or none, the count says it, and which ones need not be asked.
    some = 0 < count.conforming < count.population
    fine = set(expectation.conforming(expectation.population()).order_by().values_list("pk", flat=True)) if some else set()
    noun, title = str(model._meta.verbose_name), _title_field(model)
    for pk, reference, name in rows.values_list("pk", "reference", title):
        kind = "ok" if pk in fine or not count.exceptions else "part" if pk in accepted else "bad"
        seen = records.get(pk)
        if seen is None:
            seen = records[pk] = Seen(reference, name, noun, kind, [], f"/{model.face_name}/{reference}/")
        seen.kind = min(seen.kind, kind, key=WORST.__getitem__)
        seen.through += [one for one in through if one not in seen.through]


def _seen(record: Record, kind: str, through: str) -> Seen:
    return Seen(record.reference, str(record), str(type(record)._meta.verbose_name), kind, [through], record.address)


def _is_old(row: Evidence) -> bool:
    return row.valid_until is not None and row.valid_until < clock.today()


def _add_attached(records: dict[UUID, Seen], requirement: Requirement, others: dict[UUID, str], actor: Actor) -> None:
    """Evidence, judgement, decision on applicability and tasks: of the requirement, and evidence of those whose work serves it."""
    for piece in Evidence.objects.current().visible_to(actor).filter(about_id__in=[requirement.pk, *others]):
        records[piece.pk] = _seen(
            piece, "part" if _is_old(piece) else "ok", others.get(piece.about_id, EVIDENCE) if piece.about_id else EVIDENCE
        )
    for judgement in Judgement.objects.current().visible_to(actor).filter(requirement=requirement).select_related("requirement"):
        records[judgement.pk] = _seen(judgement, "ok" if judgement.maturity >= 4 else "part", JUDGEMENT)
    for control in Applicability.objects.current().visible_to(actor).filter(requirement=requirement).select_related("requirement"):
        records[control.pk] = _seen(control, "part" if control.applies == Applies.UNDECIDED else "ok", DECISION)
    for task in Task.objects.current().visible_to(actor).filter(about_id=requirement.pk).exclude(state=TaskState.DROPPED):
        records[task.pk] = _seen(task, "ok" if task.state == TaskState.DONE else "part", TASK)


def _served_by(requirement: Requirement, ties: Ties, kind: str) -> Iterator[Rests]:
    """The requirements of other sets that rest on work for this one."""
    yield from _through_crosswalk({requirement.key: kind}, ties, {requirement.key})


def _through_crosswalk(kinds: dict[str, str], ties: Ties, known: set[str]) -> list[Rests]:
    """What work for some requirements serves besides: each once, as bad as the worst that it rests on here."""
    through: dict[str, list[Tie]] = {}
    for key in kinds:
        for tie in ties.of(key):
            if tie.counts and tie.to not in known:
                through.setdefault(tie.to, []).append(tie)
    found = []
    for row in _requirements(through):
        mine = sorted(through[row.key], key=lambda tie: STRENGTHS.index(tie.strength))
        worst = min((kinds[tie.of] for tie in mine), key=WORST.__getitem__)
        note = f"{mine[0].strength_words}. {mine[0].source_words}"
        found.append(Rests(row, worst, tuple(dict.fromkeys(tie.of for tie in mine)), note, mine[0].strength))
    return found


def _requirements(keys: Iterable[str]) -> list[Requirement]:
    wanted = set(keys)
    if not wanted:
        return []
    rows = Requirement.objects.current().select_related("framework")
    rows = rows.filter(key__in=wanted) if len(wanted) < 200 else rows
    return sorted((row for row in rows if row.key in wanted), key=lambda row: (row.set_id != ISO42001, row.set_id, row.position))


# ----------------------------------------------------------------------------------------------------------------- a record
def of_record(record: Record, actor: Actor) -> Line:
    """From a record to every requirement that rests on it, and what proves it."""
    direct = [*_direct(record), *attached_to(record)]
    kinds: dict[str, str] = {}
    for one in direct:
        kinds[one.requirement.key] = min(kinds.get(one.requirement.key, "ok"), one.kind, key=WORST.__getitem__)
    rests = [*direct, *_through_crosswalk(kinds, all_ties(), set(kinds))]
    noun = str(type(record)._meta.verbose_name)
    return Line(record.reference, noun, str(record), record.address, tuple(rests), tuple(_proofs(record, actor)))


def _direct(record: Record) -> list[Rests]:
    return [
        Rests(one.requirement, one.kind, tuple(held.expectation.name for held in one.held), one.said) for one in sight_of(record).resting
    ]


def attached_to(record: Record) -> list[Rests]:
    """The requirements that a record is attached to: as evidence or task about them, or because it is what people say of them."""
    if record.retired is not None:
        return []
    kind = "part" if isinstance(record, Evidence) and _is_old(record) else "ok"
    if isinstance(record, Task) and record.state != TaskState.DONE:
        kind = "part"
    own = getattr(record, "requirement", None)
    if isinstance(own, Requirement):
        return [Rests(own, kind, (ATTACHED,))]
    about = getattr(record, "about_id", None)
    if about is None or not isinstance(record, Evidence | Task):
        return []
    if record.about_type == Requirement.record_type:
        return [Rests(row, kind, (ATTACHED,)) for row in Requirement.objects.current().filter(pk=about)]
    model = model_named(record.about_type)
    subject = model._default_manager.filter(pk=about).first() if model is not None else None
    return [Rests(one.requirement, kind, (subject.reference,)) for one in sight_of(subject).resting] if subject is not None else []


def _proofs(record: Record, actor: Actor) -> Iterator[Seen]:
    yield Seen(record.reference, str(record), str(type(record)._meta.verbose_name), "ok", [f"version {record.version}"], record.address)
    held = sight_of(record).held
    for row in Evidence.objects.current().visible_to(actor).filter(about_id=record.pk).order_by("-speaks_of", "reference"):
        yield _seen(row, "part" if _is_old(row) else "ok", EVIDENCE)
    for one in held:
        if one.acceptance is not None:
            yield _seen(one.acceptance, "part", one.expectation.name)
    about = Q(about_id=record.pk) & ~Q(state=TaskState.DROPPED)
    for task in Task.objects.current().visible_to(actor).filter(about).order_by("state", "due", "reference"):
        yield _seen(task, "ok" if task.state == TaskState.DONE else "part", TASK)
