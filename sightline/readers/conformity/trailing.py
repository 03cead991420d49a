"""The trail of one AI system from its entry in the inventory on, as Stage 2 samples it: each step with its records and days, missing ones named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, Max, Min, Q, Value, When

from sightline.aims.inventory.models import HIGH, Stage, System
from sightline.aims.organisation.models import Boundary
from sightline.kernel import clock
from sightline.kernel.errors import NotFound
from sightline.kernel.expectations import all_expectations
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.models import IMAGES_PER_ENTRY, Entry, Image
from sightline.kernel.journal.reading import Version, history_of
from sightline.kernel.records import Record
from sightline.readers.frameworks.models import Requirement

from .auditing import Step, asked
from .counting import model_of
from .resting import Held, sight_of

READ = "inventory.read"


@dataclass(frozen=True)
class Taken:
    """A step that was taken, or not.

    Attributes:
        name: of the step.
        kind: ok, part, bad, or none where nothing can say it yet.
        words: what is so.
        day: since when, or of the newest record; None where nothing is there.
        records: records about the system: (label, address of their list, how many).
        requirements: ids that it serves.
    """

    name: str
    kind: str
    words: str
    day: date | None
    records: tuple[tuple[str, str, int], ...]
    requirements: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """As faces print it."""
        return {
            "step": self.name,
            "there": self.kind == "ok",
            "said": self.words,
            "on": self.day.isoformat() if self.day else None,
            "records": [{"label": label, "count": count} for label, _, count in self.records],
            "requirements": list(self.requirements),
        }


@dataclass(frozen=True)
class Trail:
    """An AI system followed step by step."""

    system: System
    steps: tuple[Taken, ...]

    @property
    def there(self) -> int:
        """Steps with records to show."""
        return sum(one.kind == "ok" for one in self.steps)

    def as_dict(self) -> dict[str, Any]:
        """As faces print it."""
        return {
            "system": self.system.reference,
            "name": str(self.system),
            "there": self.there,
            "steps": [one.as_dict() for one in self.steps],
        }


def sample(actor: Actor, reference: str = "") -> System | None:
    """The AI system to be followed: the one that is named, else the one that an auditor would likely take: in use, with high impact.

    Raises:
        NotFound: the one that is named is not there, or the actor may not see it.
    """
    rows = System.objects.current().visible_to(actor)
    if reference:
        found = rows.filter(reference=reference.upper()).first()
        if found is None:
            raise NotFound(f"There is no AI system {reference} that you may see. Write a reference such as SYS-0042.")
        return found
    weight = Case(When(impact__in=HIGH, then=Value(0)), default=Value(1), output_field=IntegerField())
    used = Case(When(stage=Stage.OPERATION, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.exclude(in_scope=Boundary.OUT).order_by(used, weight, F("reference")).first()


def trail_of(system: System) -> Trail:
    """The trail of a system: a fixed number of queries, however many records there are."""
    steps = asked().trail
    held, versions = sight_of(system).held, history_of(system)
    related = _related(system, steps)
    keys = {key for step in steps for key in step.requirements}
    shown_by = dict(Requirement.objects.current().filter(key__in=keys).values_list("key", "shown_by"))
    return Trail(system, tuple(_taken(step, system, held, versions, related, shown_by) for step in steps))


@dataclass(frozen=True)
class _Related:
    model: type[Record]
    count: int
    newest: date


def _related(system: System, steps: Sequence[Step]) -> dict[type[Record], _Related]:
    """Records of other kinds about the system, by model: those that expectations of a step count and that name the system."""
    keys = {key for step in steps for key in step.requirements}
    models = {model_of(one) for one in all_expectations() if keys & set(one.serves)}
    found: dict[type[Record], tuple[int, Any]] = {}
    for model in sorted(models - {System}, key=lambda one: one.record_type):
        links = [column.name for column in model._meta.concrete_fields if column.related_model is System]
        if not links:
            continue
        about = Q()
        for link in links:
            about |= Q(**{link: system})
        rows = model._default_manager.current().filter(about)
        told = Image.objects.filter(record_type=model.record_type, record_id__in=rows.values("pk")).aggregate(
            last=Max("place"), first=Min("place")
        )
        if told["last"] is not None:
            found[model] = (rows.count(), told["last"] // IMAGES_PER_ENTRY)
    times = dict(Entry.objects.filter(index__in=[entry for _, entry in found.values()]).values_list("index", "time")) if found else {}
    return {model: _Related(model, count, clock.read_stamp(times[entry]).date()) for model, (count, entry) in found.items()}


def _since(versions: Sequence[Version], field: str) -> date | None:
    """The day since when a field says what it says now; None where it says nothing or the ledger withholds it."""
    if not versions or versions[0].image is None or versions[0].image.get(field) in (None, "", "undecided"):
        return None
    now, day = versions[0].image[field], None
    for one in versions:
        if one.image is None or one.image.get(field) != now:
            break
        day = one.entry.time.date()
    return day


def _taken(
    step: Step,
    system: System,
    held: Sequence[Held],
    versions: Sequence[Version],
    related: dict[type[Record], _Related],
    shown_by: dict[str, str],
) -> Taken:
    mine = [one for one in held if set(one.expectation.serves) & set(step.requirements)]
    models = {model_of(one) for one in all_expectations() if set(one.serves) & set(step.requirements)}
    others = [one for model, one in related.items() if model in models]
    days = [day for day in (_since(versions, name) for name in step.fields) if day is not None]
    days += [one.newest for one in others]
    records = tuple((str(one.model._meta.verbose_name_plural), f"/{one.model.face_name}/", one.count) for one in others)
    codes = tuple(key.removeprefix("iso42001:").replace(":", " ") for key in step.requirements)
    kind, words = _judged(step, mine, others, bool(days), shown_by)
    return Taken(step.name, kind, words, max(days) if days else None, records, codes)


def _judged(step: Step, mine: Sequence[Held], others: Sequence[_Related], dated: bool, shown_by: dict[str, str]) -> tuple[str, str]:
    wrong = [one for one in mine if not one.conforms]
    if wrong:
        kind = "part" if any(one.conforms for one in mine) or all(one.acceptance is not None for one in wrong) else "bad"
        return kind, "; ".join(dict.fromkeys(one.expectation.why for one in wrong))
    if mine or others or (step.fields and dated):
        return "ok", "; ".join(dict.fromkeys(one.expectation.sentence for one in mine[:2])) or "On record"
    if step.fields and not step.requirements:
        return "bad", "Not said"
    shown = next((shown_by[key] for key in step.requirements if shown_by.get(key)), "")
    return (
        "none",
        f"Nothing here records it yet. It would show by: {shown[:1].lower()}{shown[1:]}" if shown else "Nothing here records it yet",
    )
