"""From records to an answer: which rule in force decides a question, what is wrong with a draft, and what it would answer differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sightline.aims.organisation.models import Unit
from sightline.kernel.identity.actors import Actor
from sightline.kernel.imports.words import squeeze

from .models import Outcome, Request, Rule, RuleSet
from .ruling import OTHER, Fault, Question, Ruling, deciding, faults_of, in_order
from .vocabulary import label_of, vocabulary

NO_RULES = "No rules are in force yet, so somebody looks at it."
NO_RULE = "No rule speaks of this, so somebody looks at it."
_MOST = 500


@dataclass(frozen=True)
class Answer:
    """What is answered to a question.

    Attributes:
        outcome: allowed, conditions, ask or forbidden.
        conditions: what is to be kept to.
        why: the reason that people read.
        rule: the rule that decides; None where none does.
        rule_set: the set that was asked; None where none is in force.
    """

    outcome: Outcome
    conditions: str = ""
    why: str = ""
    rule: Rule | None = None
    rule_set: RuleSet | None = None

    def as_dict(self) -> dict[str, Any]:
        """The answer as commands print it."""
        return {
            "answer": self.outcome.value,
            "conditions": self.conditions,
            "rule": self.rule.reference if self.rule is not None else None,
            "rule_set": self.rule_set.reference if self.rule_set is not None else None,
            "reason": self.why,
        }


class Units:
    """The tree of units, asked for once: what stands above and below each."""

    def __init__(self) -> None:
        self._parents: dict[UUID, UUID | None] = dict(Unit.objects.values_list("pk", "parent_id"))

    def above(self, unit: UUID | None) -> frozenset[str]:
        """A unit and those that it belongs to."""
        found: list[str] = []
        while unit is not None and str(unit) not in found:
            found.append(str(unit))
            unit = self._parents.get(unit)
        return frozenset(found)

    def below(self, unit: UUID) -> frozenset[str]:
        """A unit and everything that belongs to it."""
        return frozenset(str(one) for one in self._parents if str(unit) in self.above(one))


class Book:
    """The rules of one set, ready to be asked."""

    def __init__(self, rule_set: RuleSet, units: Units | None = None) -> None:
        self.rule_set = rule_set
        self.units = units or Units()
        rows = list(rule_set.rules.filter(retired__isnull=True).select_related("unit"))
        self.rules: dict[str, Rule] = {row.reference: row for row in rows}
        self.rulings = in_order(self._ruling(row) for row in rows)

    def _ruling(self, row: Rule) -> Ruling:
        below = self.units.below(row.unit_id) if row.unit_id is not None else frozenset()
        return Ruling(
            row.reference,
            row.order,
            frozenset(squeeze(one) for one in row.tool_names),
            row.use,
            row.data,
            below,
            str(row.unit_id or ""),
            row.outcome,
            row.conditions.strip(),
        )

    def answer(self, tool: str, use: str, data: str, unit: UUID | None) -> Answer:
        """What the set answers."""
        found = deciding(self.rulings, Question(squeeze(tool), use, data, self.units.above(unit)))
        if found is None:
            return Answer(Outcome.ASK, why=NO_RULE, rule_set=self.rule_set)
        rule = self.rules[found.name]
        return Answer(Outcome(rule.outcome), rule.conditions, rule.why, rule, self.rule_set)

    def in_turn(self) -> list[Rule]:
        """The rules in the order in which they are asked."""
        return [self.rules[one.name] for one in self.rulings]

    def faults(self) -> list[Fault]:
        """What is wrong with the set as a whole."""
        words = vocabulary()
        return faults_of(self.rulings, words["uses"], words["data"])

    def told(self, faults: Sequence[Fault]) -> list[str]:
        """Faults as people read them, with the rules by name and a case that shows each."""
        wanted = {one.example[3] for one in faults} - {OTHER}
        names = {str(pk): name for pk, name in Unit.objects.filter(pk__in=wanted).values_list("pk", "name")}
        tools = {squeeze(name): name for row in self.rules.values() for name in row.tool_names}
        firsts: dict[tuple[str, str], list[Fault]] = {}
        for one in faults:
            firsts.setdefault((one.kind, one.rules[0] if one.rules else ""), []).append(one)
        return [self._told(alike, tools, names) for alike in firsts.values()]

    def _told(self, alike: Sequence[Fault], tools: Mapping[str, str], units: Mapping[str, str]) -> str:
        """Faults of one kind that begin with the same rule, in one sentence: the first in full."""
        fault = alike[0]
        case = _case(fault.example, tools, units)
        named = [f"{name} (order {self.rules[name].order})" for name in fault.rules]
        if fault.kind == "contradiction":
            one, other = (self.rules[name] for name in fault.rules)
            others = [each.rules[1] for each in alike[1:]]
            more = f" So it is with {len(others)} more: {', '.join(others[:5])}{' ...' if others[5:] else ''}." if others else ""
            said = f"{named[0]} says “{one.get_outcome_display()}”, {named[1]} says “{other.get_outcome_display()}”"
            return (
                f"Two rules contradict each other: {said}, for {case}.{more} Move the stricter one before the other, or make one narrower."
            )
        if fault.kind == "unreachable":
            before = f" {' and '.join(named[1:3])} answer{'s' if len(named) == 2 else ''} all of it before." if named[1:] else ""
            return f"{named[0]} is never reached.{before} Move it up, make it narrower, or retire it."
        return f"No rule answers {case}. Add a last rule for everything else."


def _case(example: tuple[str, str, str, str], tools: Mapping[str, str], units: Mapping[str, str]) -> str:
    tool, use, data, unit = example
    named = tools.get(tool, tool) if tool != OTHER else "a tool that no rule names"
    where = f" in {units.get(unit, 'a unit')}" if unit != OTHER else ""
    return f"{named}, to “{label_of('uses', use).lower()}” with “{label_of('data', data).lower()}”{where}"


def check(tool: str, use: str, data: str, unit: Unit | None = None) -> Answer:
    """What the rules in force answer to a question. Nothing is recorded.

    Args:
        tool: what people call it; case and punctuation don't matter.
        use: id of a use of the vocabulary.
        data: id of a kind of data.
        unit: the unit of whoever asks.
    """
    rule_set = RuleSet.in_force()
    if rule_set is None:
        return Answer(Outcome.ASK, why=NO_RULES)
    return Book(rule_set).answer(tool, use, data, unit.pk if unit is not None else None)


@dataclass(frozen=True)
class Difference:
    """A request that a set of rules would answer differently from how it was answered."""

    request: Request
    answer: Answer


def differences(book: Book, actor: Actor) -> list[Difference]:
    """The newest requests, at most 500, that this set would answer differently. One that waits is different where a rule would decide it.

    Args:
        book: the rules that are tried.
        actor: who looks: only requests that they may see are told.
    """
    rows = Request.objects.current().visible_to(actor).exclude(state=Request.State.WITHDRAWN).select_related("asked_by")
    found = []
    for row in rows.order_by("-reference")[:_MOST]:
        answer = book.answer(row.tool, row.use, row.data, row.unit_id)
        if (answer.outcome, answer.conditions.strip()) != (row.outcome, row.conditions.strip()):
            found.append(Difference(row, answer))
    return found
