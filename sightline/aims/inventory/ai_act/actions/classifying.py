"""Answers become a class: saved as they are given, classified by a person, or suggested for all systems at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q

from sightline.aims.inventory.models import System
from sightline.aims.inventory.queries import systems_covered
from sightline.kernel import clock
from sightline.kernel.actions import Action, action
from sightline.kernel.actions.declaring import Fields, enrol
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record

from ..deciding import contradictions, decide, given
from ..models import ClassAnswers, Classification, RiskClass
from ..queries import class_of, not_clear, not_looked_at, reopened
from ..recording import note_outcome, plain, suggested_reason
from ..suggesting import FIELDS, read_off, suggest
from ..tree import NONE, UNKNOWN, Question, tree

UNKNOWN_WORDS = "I do not know"
State = Classification.State


def answers_under_way(system: System) -> Mapping[str, str | list[str]]:
    """The answers that somebody is giving; else those that a person gave before; else what the inventory speaks for, without what is only assumed."""
    draft = ClassAnswers.objects.filter(system=system, under_way=True).first()
    if draft is not None:
        return dict(draft.answers)
    found = class_of(system)
    if found is None:
        return read_off(suggest(system).answers)
    return dict(found.answers) if found.answered_on is not None else read_off(found.answers)


def _fields(actor: Actor, record: Record | None) -> Fields:
    known = answers_under_way(record) if isinstance(record, System) else {}
    return {one.id: _field(one, given(known, one.id)) for one in tree().questions}


def _field(question: Question, before: tuple[str, ...]) -> forms.Field:
    choices = [(one.id, one.text) for one in question.choices] + [(UNKNOWN, UNKNOWN_WORDS)] * bool(question.unknown)
    common: dict[str, Any] = {"label": question.text, "help_text": f"{question.article}. {question.help}".strip(), "required": False}
    if question.many:
        return forms.MultipleChoiceField(choices=choices, initial=list(before), widget=forms.CheckboxSelectMultiple, **common)
    return forms.ChoiceField(choices=[("", ""), *choices], initial=before[0] if before else "", **common)


def _saving_fields(actor: Actor, record: Record | None) -> Fields:
    sections = [("", ""), *((one.id, one.title) for one in tree().sections)]
    shown = forms.ChoiceField(
        choices=sections, required=False, label="Section", help_text="What was on the page: empty answers in it are emptied."
    )
    return {**{name: _blank(field) for name, field in _fields(actor, record).items()}, "shown": shown}


def _blank(field: forms.Field) -> forms.Field:
    """Answers to a part of the questions: what is not sent is not taken from before."""
    field.initial = None
    return field


def _save(actor: Actor, system: System, shown: str = "", **answers: Any) -> ClassAnswers:
    of_section = {one.id for one in tree().of_section(shown)}
    taken = {name: value for name, value in answers.items() if value or name in of_section}
    before = dict(answers_under_way(system))
    taken = {name: _alone(value, given(before, name)) for name, value in taken.items()}
    _hold_possible({name: value for name, value in taken.items() if value})
    draft = ClassAnswers.objects.filter(system=system).first() or ClassAnswers(system=system)
    draft.answers = plain({**before, **taken})
    draft.tree, draft.under_way, draft.retired = tree().version, True, None
    draft.saved_by, draft.saved_at = actor.account, clock.now()
    draft.save()
    return draft


def _alone(now: Any, before: tuple[str, ...]) -> Any:
    """“None of these” takes the others away when it is ticked, and goes when another is ticked: what was ticked last counts."""
    if not isinstance(now, list) or len(now) < 2:
        return now
    lonely = [one for one in (NONE, UNKNOWN) if one in now]
    fresh = [one for one in lonely if one not in before]
    return fresh[:1] or [one for one in now if one not in lonely] or lonely[:1]


def _hold_possible(answers: Mapping[str, Any]) -> None:
    wrong = contradictions(answers)
    if wrong:
        raise Invalid("Nothing was saved yet.", fields={name: [words] for name, words in wrong.items()})


enrol(
    Action(
        name="save_class_answers",
        label="Save answers on the EU AI Act",
        permission="classes.change",
        help="Keeps answers on the way to a class. They count for nothing before the system is classified.",
        subject=System,
        subject_name="system",
        fields=_saving_fields,
        run=_save,
        where=__file__,
    )
)


def _classify(actor: Actor, system: System, **answers: Any) -> Classification:
    """Answers that are not given are those that were saved on the way.

    Raises:
        Invalid: a question that is asked has no answer, or answers contradict each other.
    """
    heard = plain(answers)
    _hold_possible(heard)
    outcome = decide(heard)
    if outcome.missing:
        words = "This is asked, given your other answers. “I do not know” is an answer too, where it is offered."
        raise Invalid("Nothing was saved yet. Some questions have no answer.", fields={name: [words] for name in outcome.missing})
    record = class_of(system) or Classification()
    note_outcome(record, system, heard, outcome)
    record.state, record.confidence, record.remark = State.ANSWERED, None, ""
    record.answered_by, record.answered_key, record.answered_on = actor.account, actor.key, clock.today()
    record.confirmed_by = record.confirmed_on = record.next_review = None
    record.save()
    draft = ClassAnswers.objects.filter(system=system, under_way=True).first()
    if draft is not None:
        draft.answers, draft.under_way = record.answers, False
        draft.save()
    return record


enrol(
    Action(
        name="classify_system",
        label="Classify under the EU AI Act",
        permission="classes.change",
        help="Takes answers to the questions of the law and says the class, with the articles. Somebody else confirms it.",
        subject=System,
        subject_name="system",
        fields=_fields,
        run=_classify,
        assistant=True,
        where=__file__,
    )
)


@action("classes.suggest", label="Suggest classes", assistant=True)
def suggest_classes(actor: Actor) -> dict[str, int]:
    """Reads the inventory and suggests a class under the EU AI Act for every system that has none, or that changed since. A person confirms."""
    stale = Classification.objects.current().filter(Q(state=State.SUGGESTED) & (reopened() | ~Q(tree=tree().version) | not_clear()))
    fresh: list[Classification] = []
    for system in not_looked_at().order_by("reference"):
        row = Classification()
        _suggest(row, system)
        fresh.append(row)
    renewed = [row for row in stale.filter(system__in=systems_covered()) if _suggest(row, row.system)]
    Classification.objects.bulk_create(fresh, batch_size=200)
    Classification.objects.bulk_update(renewed, _SUGGESTED, batch_size=50)
    return dict(Counter(row.risk_class or "not-clear" for row in (*fresh, *renewed)))


def _suggest(row: Classification, system: System) -> bool:
    """Fills a classification with what is suggested; whether that says anything new."""
    before = (row.risk_class, row.reason, row.tree, [*row.moved()] if row.tree else None)
    found = suggest({name: getattr(system, name) for name in FIELDS})
    note_outcome(row, system, found.answers, found.outcome)
    row.confidence, row.state = found.confidence or None, State.SUGGESTED
    row.reason = suggested_reason(row.reason if row.risk_class != RiskClass.MINIMAL else "", found.reason)
    return before != (row.risk_class, row.reason, row.tree, [])


_SUGGESTED = [
    field.name
    for field in Classification._meta.concrete_fields
    if field.name not in {"id", "reference", "version", "retired", "system", "answered_by", "confirmed_by"}
]
