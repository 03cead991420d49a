"""Decides: answers go in, class, roles, articles and reasons come out. Pure; knows no database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .tree import CLASSES, NONE, ROLES, ROUTES, UNKNOWN, Condition, Question, Rule, Tree, tree

GRAVE = ("prohibited", "high-risk")
Answers = Mapping[str, str | Sequence[str]]
"""By question: the id of the choice, or several ids where several may be ticked. What is not answered is left out or empty."""


@dataclass(frozen=True)
class Step:
    """Something that was found: by which article, why, and what it gives."""

    rule: str
    article: str
    reason: str
    gives: str = ""

    def as_dict(self) -> dict[str, str]:
        """The step as records and files keep it."""
        return {"rule": self.rule, "article": self.article, "reason": self.reason, "gives": self.gives}


@dataclass
class Outcome:
    """What answers lead to.

    Attributes:
        classes: all that hold; high-risk and transparency may hold together.
        roles: in the order of the law.
        routes: how it comes to be high-risk: annex-iii, annex-i, annex-i-b.
        points: points of Annex III, or the section of Annex I.
        gpai: empty, model, or systemic.
        exceptions: articles of Art. 6(3) that are claimed.
        steps: why, in order.
        missing: questions that are asked and not answered.
        unsettled: questions whose “I do not know” keeps the class from being confirmed.
    """

    classes: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    routes: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    gpai: str = ""
    exceptions: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unsettled: list[str] = field(default_factory=list)

    @property
    def main(self) -> str:
        """The gravest class that holds; empty where something that is not known or not answered could make it graver."""
        gravest = next((one for one in CLASSES if one in self.classes), "")
        return "" if (self.unsettled or self.missing) and gravest not in GRAVE else gravest

    @property
    def articles(self) -> list[str]:
        """The articles that the steps rest on, each once, in order."""
        return list(dict.fromkeys(step.article for step in self.steps))

    @property
    def used_exception(self) -> bool:
        """Whether an exception of Art. 6(3) keeps it from being high-risk."""
        return bool(self.exceptions) and "high-risk" not in self.classes


def given(answers: Answers, name: str) -> tuple[str, ...]:
    """What was answered to one question, as ids."""
    value = answers.get(name) or ()
    return (value,) if isinstance(value, str) else tuple(value)


def decide(answers: Answers, by: Tree | None = None) -> Outcome:
    """Reads the answers by the rules, in their order.

    Args:
        answers: what was answered; answers to questions that are not asked are not read.
        by: the tree; the one in force where left out.
    """
    by = by or tree()
    found = Outcome()
    asked = asked_of(answers, by)
    heard = {one.id: given(answers, one.id) for one in asked}
    for question in asked:
        if not heard[question.id]:
            found.missing.append(question.id)
        elif UNKNOWN in heard[question.id] and question.unknown == "blocks":
            found.unsettled.append(question.id)
    for rule in by.rules:
        if holds(rule.when, heard, found) and not (rule.unless is not None and holds(rule.unless, heard, found)):
            _take(rule, heard, found, by)
            if rule.ends:
                break
    _sort(found)
    return found


def asked_of(answers: Answers, by: Tree | None = None) -> list[Question]:
    """The questions that are asked, given the answers so far; none after an answer that ends it."""
    by = by or tree()
    heard: dict[str, tuple[str, ...]] = {}
    asked: list[Question] = []
    nothing = Outcome()
    for section in by.sections:
        for question in by.of_section(section.id):
            if question.asked is None or holds(question.asked, heard, nothing):
                asked.append(question)
                heard[question.id] = given(answers, question.id)
            if any(holds(rule.when, heard, nothing) for rule in by.ending if question.id in rule.when[0]):
                return asked
    return asked


def holds(condition: Condition, heard: Mapping[str, tuple[str, ...]], found: Outcome) -> bool:
    """Whether one of a condition's alternatives holds."""
    return any(all(set(values) & set(_values(name, heard, found)) for name, values in one.items()) for one in condition)


def _values(name: str, heard: Mapping[str, tuple[str, ...]], found: Outcome) -> Sequence[str]:
    match name:
        case "is_class":
            return found.classes
        case "is_role":
            return found.roles
        case "is_route":
            return found.routes
        case "is_gpai":
            return [found.gpai]
        case "is_exception":
            return ["yes" if found.used_exception else "no"]
        case _:
            return heard.get(name, ())


def _take(rule: Rule, heard: Mapping[str, tuple[str, ...]], found: Outcome, by: Tree) -> None:
    gives: Mapping[str, Any] = rule.gives
    if "class" in gives and gives["class"] not in found.classes:
        found.classes.append(gives["class"])
    found.roles += [one for one in gives.get("role", ()) if one not in found.roles]
    if gives.get("route") and gives["route"] not in found.routes:
        found.routes.append(gives["route"])
    if gives.get("point"):
        found.points.append(gives["point"])
    if gives.get("gpai"):
        found.gpai = gives["gpai"]
    words = str(gives.get("class") or ", ".join(gives.get("role", ())) or gives.get("gpai", ""))
    for article, reason in _reasons(rule, heard, by):
        found.steps.append(Step(rule.id, article, reason, words))
        if gives.get("exception"):
            found.exceptions.append(article)
        if rule.each and gives.get("route") == "annex-iii":
            found.points.append(article.removeprefix("Annex III, "))


def _reasons(rule: Rule, heard: Mapping[str, tuple[str, ...]], by: Tree) -> Iterator[tuple[str, str]]:
    if not rule.each:
        yield rule.article, rule.reason
        return
    question = by.question(rule.each)
    assert question is not None
    named = {answer for one in rule.when for answer in one.get(rule.each, ())}
    for choice in question.choices:
        if choice.id in named and choice.id in heard.get(rule.each, ()):
            yield choice.article, rule.reason.format(short=choice.short or choice.text)


def _sort(found: Outcome) -> None:
    if (
        found.unsettled or found.missing
    ) and "minimal" in found.classes:  # it is what is left when nothing else holds, and that can't be said yet
        found.classes.remove("minimal")
        found.steps = [step for step in found.steps if step.gives != "minimal"]
    found.classes.sort(key=CLASSES.index)
    found.roles.sort(key=ROLES.index)
    found.routes.sort(key=ROUTES.index)
    found.points = list(dict.fromkeys(found.points))


def contradictions(answers: Answers, by: Tree | None = None) -> dict[str, str]:
    """Answers that can't be so: unknown ids, several where one is asked, “none” beside others. By question, in words."""
    by = by or tree()
    wrong: dict[str, str] = {}
    for name in answers:
        question = by.question(name)
        if question is None:
            wrong[name] = f"There is no question “{name}”."
            continue
        values = given(answers, name)
        known = {one.id for one in question.choices} | ({UNKNOWN} if question.unknown else set())
        strange = [one for one in values if one not in known]
        if strange:
            wrong[name] = f"“{strange[0]}” is no answer here. Choose from {', '.join(sorted(known))}."
        elif len(values) > 1 and not question.many:
            wrong[name] = "Give one answer."
        elif len(values) > 1 and (NONE in values or UNKNOWN in values):
            wrong[name] = "“None of these” and “I do not know” stand alone. Take the others away, or take this one away."
    return wrong
