"""How answers, steps and duties are told to people: for pages, commands and files alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sightline.aims.inventory.models import System
from sightline.kernel.identity.actors import Actor

from .deciding import Answers, Outcome, asked_of, decide, given
from .duties import duties_of
from .models import Classification, Duty
from .recording import note_outcome, suggested_reason
from .registers import duty_status, standing, with_state
from .suggesting import suggest
from .tree import UNKNOWN, Question, Section, tree

CLASS_WORDS = {
    "prohibited": "Prohibited",
    "high-risk": "High-risk",
    "transparency": "Transparency",
    "minimal": "Minimal",
    "out-of-scope": "Out of scope",
    "": "Not clear yet",
}


@dataclass(frozen=True)
class Station:
    """A section of the questions on the way: how many are asked, how many answered."""

    section: Section
    asked: int
    answered: int
    here: bool

    @property
    def kind(self) -> str:
        """The class of the station in the line."""
        if self.here:
            return "here"
        return "done" if self.asked and self.answered == self.asked else "part" if self.answered else ""


def stations(answers: Answers, here: str) -> list[Station]:
    """All sections in order; one of which nothing is asked any more has none asked."""
    asked = asked_of(answers)
    found = []
    for section in tree().sections:
        mine = [one for one in asked if one.section == section.id]
        found.append(Station(section, len(mine), sum(bool(given(answers, one.id)) for one in mine), section.id == here))
    return found


def shown_questions(answers: Answers, section: str) -> list[dict[str, Any]]:
    """The questions of a section that are asked, with their choices and what is ticked."""
    found = []
    for question in (one for one in asked_of(answers) if one.section == section):
        chosen = given(answers, question.id)
        choices = [
            {"id": one.id, "text": one.text, "help": one.help, "article": one.article, "on": one.id in chosen} for one in question.choices
        ]
        if question.unknown:
            words = (
                "The graver reading is taken until it is known."
                if question.unknown == "cautious"
                else "Find out before the class is confirmed."
            )
            choices.append({"id": UNKNOWN, "text": "I do not know", "help": words, "article": "", "on": UNKNOWN in chosen, "slim": True})
        found.append({"question": question, "choices": choices, "rows": len(choices) > _FEW})
    return found


_FEW = 5


def answered_words(question: Question, answers: Answers) -> str:
    """An answer in words."""
    said = [
        choice.text if (choice := question.choice(one)) is not None else "I do not know" if one == UNKNOWN else one
        for one in given(answers, question.id)
    ]
    return "; ".join(said)


def said_so_far(outcome: Outcome) -> str:
    """The class in one line, while answers are still given."""
    if outcome.main:
        both = " and transparency" if outcome.main == "high-risk" and "transparency" in outcome.classes else ""
        return f"{CLASS_WORDS[outcome.main]}{both}"
    return CLASS_WORDS[""]


def duties_told(system: System) -> list[dict[str, Any]]:
    """The duties of a system, the nearest first, with state in words; one query."""
    rows = (
        with_state(Duty.objects.current().filter(system=system)).select_related("owner", "system__owner").order_by("effective", "reference")
    )
    return [{"duty": row, "status": duty_status(row)} for row in rows]


def as_dict(record: Classification, actor: Actor) -> dict[str, Any]:
    """A class as commands and files tell it.

    Args:
        record: the class; one that is only suggested needn't be saved.
        actor: who reads; duties that they may not see are left out.
    """
    rows = with_state(Duty.objects.current().filter(system=record.system).visible_to(actor))
    there = [_duty(row) for row in rows.select_related("owner", "system__owner").order_by("effective", "reference")]
    classes = [record.risk_class] + ["transparency"] * (record.transparency and record.risk_class == "high-risk")
    return {
        "reference": record.system.reference,
        "name": record.system.name,
        "class": record.risk_class or None,
        "classes": [one for one in classes if one],
        "roles": record.roles,
        "general_purpose_model": record.general_purpose or None,
        "exception": record.exception or None,
        "articles": [one for one in dict.fromkeys(step["article"] for step in record.steps) if one],
        "reasons": [
            {"article": step["article"] or None, "reason": step["reason"], "gives": step["gives"] or None} for step in record.steps
        ],
        "duties": there if record.state == Classification.State.CONFIRMED else _to_follow(record),
        "state": "reopened" if record.reopened else record.state,
        "state_words": standing(record)[1],
        "confidence": record.confidence,
        "not_known": list(record.unsettled),
        "classification": record.reference or None,
    }


def _duty(row: Any) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "article": row.article,
        "title": row.title,
        "what": row.what,
        "formal": row.formal.isoformat(),
        "effective": row.effective.isoformat(),
        "owner": str(row.answerable) if row.answerable else None,
        "state": "met" if row.is_met else row.state,
    }


def _to_follow(record: Classification) -> list[dict[str, Any]]:
    """The duties that will follow once the class is confirmed."""
    outcome = decide(record.answers)
    found = []
    for model in duties_of(outcome, record.answers):
        dates = model.dated(outcome.routes)
        told = {"reference": None, "article": model.article, "title": model.title, "what": model.what}
        days = {"formal": dates.formal.isoformat(), "effective": dates.effective.isoformat()}
        found.append({**told, **days, "owner": None, "state": "follows when confirmed"})
    return found


def suggested_for(system: System) -> Classification:
    """What the inventory suggests for a system, as a class that is not saved."""
    found = suggest(system)
    record = Classification(state=Classification.State.SUGGESTED)
    note_outcome(record, system, found.answers, found.outcome)
    record.confidence, record.reason = found.confidence or None, suggested_reason(record.reason, found.reason)
    return record


def answers_of_file(data: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as a file has them, as the action takes them: YAML's yes and no are words again, one answer of several is a list."""
    found: dict[str, Any] = {}
    for name, value in data.items():
        question = tree().question(str(name))
        values = [
            {True: "yes", False: "no"}[one] if isinstance(one, bool) else str(one)
            for one in (value if isinstance(value, list) else [value])
        ]
        found[str(name)] = values if question is not None and question.many else values[0] if len(values) == 1 else values
    return found


def open_questions(answers: Answers) -> list[dict[str, Any]]:
    """Questions that are asked and have no answer, or one that is not known, with what can be answered."""
    outcome = decide(answers)
    found = []
    for name in (*outcome.missing, *outcome.unsettled):
        question = tree().question(name)
        if question is not None:
            ids = [one.id for one in question.choices] + [UNKNOWN] * bool(question.unknown)
            found.append({"id": name, "article": question.article, "question": question.text, "several": question.many, "answers": ids})
    return found
