"""Shared steps of the actions: an outcome becomes a record, a confirmed class becomes duties. Plain functions inside a change that is open already."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sightline.aims.inventory.models import System
from sightline.kernel import clock

from .deciding import Answers, Outcome, decide, given
from .duties import DutyModel, duties_of
from .models import Classification, Duty
from .tree import tree

_FIELDS = {
    "provider": "provider",
    "deployer": "deployer",
    "importer": "importer",
    "distributor": "distributor",
    "authorised-representative": "representative",
    "product-manufacturer": "manufacturer",
}
_SHORT = 500


def plain(answers: Answers) -> dict[str, str | list[str]]:
    """Answers as records keep them: what is empty left out."""
    known = {one.id: one.many for one in tree().questions}
    return {name: list(given(answers, name)) if known[name] else given(answers, name)[0] for name in known if given(answers, name)}


def note_outcome(record: Classification, system: System, answers: Answers, outcome: Outcome) -> None:
    """Fills a classification from what answers led to; state and people are the action's to say. Nothing is saved."""
    record.system = system
    record.risk_class = outcome.main
    record.transparency = "transparency" in outcome.classes
    record.general_purpose = outcome.gpai
    for role, name in _FIELDS.items():
        setattr(record, name, role in outcome.roles)
    record.routes, record.points = ", ".join(outcome.routes), ", ".join(outcome.points)
    record.exception = ", ".join(outcome.exceptions) if outcome.used_exception else ""
    record.articles = ", ".join(article for article in outcome.articles if article)
    record.answers, record.unsettled = plain(answers), outcome.unsettled
    record.steps = [step.as_dict() for step in outcome.steps]
    record.reason = (_telling(outcome))[:_SHORT]
    record.tree = tree().version
    record.base_on(system)


def _telling(outcome: Outcome) -> str:
    """The reasons for the gravest class; an exception where one was claimed."""
    if outcome.used_exception:
        return " ".join(step.reason for step in outcome.steps if step.rule == "excepted")
    return " ".join(step.reason for step in outcome.steps if step.gives == outcome.main and outcome.main)


def suggested_reason(by_law: str, by_words: str) -> str:
    """Why something is suggested, in one line: what the law looks at, then what the inventory says."""
    return f"{by_law} {by_words}".strip()[:_SHORT]


def set_duties(confirmed: Iterable[Classification]) -> None:
    """Makes the duties of confirmed classes be what follows from them: new ones are added, others retired, those that stay keep what was said of them.

    Reads and writes for all of them together, whatever their number.
    """
    wanted: dict[UUID, list[tuple[DutyModel, list[str]]]] = {}
    for row in confirmed:
        outcome = decide(row.answers)
        wanted[row.system_id] = [(duty, outcome.routes) for duty in duties_of(outcome, row.answers)]
    there: dict[tuple[UUID, str], Duty] = {}
    for pks in _batches(list(wanted)):
        there.update({(duty.system_id, duty.duty): duty for duty in Duty.objects.filter(system__in=pks)})
    fresh: list[Duty] = []
    changed: list[Duty] = []
    for system_id, models in wanted.items():
        for model, routes in models:
            known = there.pop((system_id, model.id), None)
            duty = known or Duty(system_id=system_id, duty=model.id)
            if _fill(duty, model, routes) or known is None:
                (fresh if known is None else changed).append(duty)
    for gone in there.values():
        if gone.retired is None:
            gone.retired = clock.today()
            changed.append(gone)
    Duty.objects.bulk_create(fresh, batch_size=500)
    Duty.objects.bulk_update(changed, [*_TOLD, "retired"])


_TOLD = ("title", "requirement", "article", "what", "formal", "effective")


def _fill(duty: Duty, model: DutyModel, routes: list[str]) -> bool:
    """Writes what the law says into a duty; whether anything is different now."""
    dates = model.dated(routes)
    now = (model.title, model.requirement, model.article, model.what, dates.formal, dates.effective)
    same = duty.retired is None and tuple(getattr(duty, name) for name in _TOLD) == now
    for name, value in zip(_TOLD, now, strict=True):
        setattr(duty, name, value)
    duty.retired = None
    return not same


def _batches(ids: list[UUID], size: int = 500) -> Iterable[list[UUID]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
