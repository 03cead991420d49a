"""The decision tree of the EU AI Act as data: sections, questions, rules. Read from `data/tree.yaml` and checked; it decides nothing itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"
UNKNOWN, NONE = "unknown", "none"
CLASSES = ("prohibited", "high-risk", "transparency", "minimal", "out-of-scope")
ROLES = ("provider", "deployer", "importer", "distributor", "authorised-representative", "product-manufacturer")
ROUTES = ("annex-iii", "annex-i", "annex-i-b")
MODELS = ("model", "systemic")
FOUND = {"is_class": CLASSES, "is_role": ROLES, "is_route": ROUTES, "is_gpai": MODELS, "is_exception": ("yes", "no")}
"""What a condition may ask of the outcome so far, with the values that it can have."""

Condition = tuple[Mapping[str, tuple[str, ...]], ...]
"""Alternatives; each names questions with the values of which one must hold. An empty alternative always holds."""


@dataclass(frozen=True)
class Choice:
    """One answer; `short` goes into a reason, `article` into the step that rests on it."""

    id: str
    text: str
    help: str = ""
    article: str = ""
    short: str = ""


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        id: the name of its answer, here and in forms.
        many: several answers may be ticked; `none` excludes the others.
        asked: when it is asked; None for always.
        unknown: what “I do not know” does: "" not offered, cautious (the graver reading is taken), blocks (the class can't be confirmed).
    """

    id: str
    section: str
    article: str
    text: str
    choices: tuple[Choice, ...]
    help: str = ""
    many: bool = False
    asked: Condition | None = None
    unknown: str = ""

    def choice(self, answer: str) -> Choice | None:
        """The choice of this id."""
        return next((one for one in self.choices if one.id == answer), None)


@dataclass(frozen=True)
class Section:
    """Questions that are shown together."""

    id: str
    title: str
    about: str


@dataclass(frozen=True)
class Rule:
    """What follows from answers.

    Attributes:
        when: holds if one alternative does.
        unless: None, or what must not hold.
        each: a question; a step follows from each of its chosen answers that the rule names.
        gives: class, role, route, point, exception, gpai.
        ends: nothing after it is asked or read.
    """

    id: str
    when: Condition
    reason: str
    gives: Mapping[str, Any] = field(default_factory=dict)
    unless: Condition | None = None
    each: str = ""
    article: str = ""
    ends: bool = False


@dataclass(frozen=True)
class Tree:
    """Sections, questions and rules in one version."""

    version: str
    law: str
    checked_on: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]

    def question(self, id: str) -> Question | None:
        """The question of this id."""
        return next((one for one in self.questions if one.id == id), None)

    def of_section(self, id: str) -> tuple[Question, ...]:
        """The questions of a section, in order."""
        return self._by_section.get(id, ())

    @cached_property
    def _by_section(self) -> Mapping[str, tuple[Question, ...]]:
        return {section.id: tuple(one for one in self.questions if one.section == section.id) for section in self.sections}

    @cached_property
    def ending(self) -> tuple[Rule, ...]:
        """The rules after which nothing more is asked."""
        return tuple(rule for rule in self.rules if rule.ends)


@cache
def tree() -> Tree:
    """The tree in force."""
    return read_tree(DATA / "tree.yaml")


def read_yaml(path: Path) -> dict[str, Any]:
    """A file of reference data."""
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return data


def read_tree(path: Path) -> Tree:
    """Reads and checks a tree.

    Raises:
        ValueError: it is not what it should be; says where.
    """
    data = read_yaml(path)
    hold_keys(path.name, data, {"version", "law", "checked_on", "note", "sections", "questions", "rules"})
    sections = tuple(Section(one["id"], one["title"], one["about"]) for one in data["sections"])
    questions = tuple(_question(path.name, one) for one in data["questions"])
    rules = tuple(_rule(path.name, one) for one in data["rules"])
    made = Tree(str(data["version"]), data["law"], str(data["checked_on"]), sections, questions, rules)
    _hold_once(path.name, "section", [one.id for one in sections])
    _hold_once(path.name, "question", [one.id for one in questions])
    _hold_once(path.name, "rule", [one.id for one in rules])
    _hold_whole(path.name, made)
    return made


def hold_keys(where: str, data: Any, needed: set[str], more: frozenset[str] = frozenset()) -> None:
    """Holds that a mapping has these keys and no others.

    Raises:
        ValueError: a key is missing or unknown.
    """
    if not isinstance(data, dict) or needed - data.keys() or data.keys() - needed - more:
        raise ValueError(f"{where}: {str(data)[:80]}: give {', '.join(sorted(needed))}, and nothing that is not known.")


def _question(where: str, data: dict[str, Any]) -> Question:
    hold_keys(where, data, {"id", "section", "article", "text", "choices"}, frozenset({"help", "kind", "asked", "unknown"}))
    choices = []
    for one in data["choices"]:
        hold_keys(f"{where}: {data['id']}", one, {"id", "text"}, frozenset({"help", "article", "short"}))
        if not all(isinstance(value, str) for value in one.values()):
            raise ValueError(f"{where}: {data['id']}: {one}: put yes and no between quotes: they are words here.")
        choices.append(Choice(**one))
    _hold_once(f"{where}: {data['id']}", "choice", [one.id for one in choices])
    if data.get("unknown", "") not in ("", "cautious", "blocks") or data.get("kind", "one") not in ("one", "many"):
        raise ValueError(f"{where}: {data['id']}: its kind is one or many, its unknown cautious or blocks.")
    many = data.get("kind") == "many"
    if many != any(one.id == NONE for one in choices):
        raise ValueError(f"{where}: {data['id']}: where several may be ticked, one says none of them; else none does.")
    asked = condition(data["asked"]) if "asked" in data else None
    text, help_text, unknown = data["text"], data.get("help", ""), data.get("unknown", "")
    return Question(data["id"], data["section"], data["article"], text, tuple(choices), help_text, many, asked, unknown)


def _rule(where: str, data: dict[str, Any]) -> Rule:
    hold_keys(where, data, {"id", "when", "gives", "reason"}, frozenset({"unless", "each", "article", "ends"}))
    hold_keys(f"{where}: {data['id']}", data["gives"], set(), frozenset({"class", "role", "route", "point", "exception", "gpai"}))
    if bool(data.get("article")) == bool(data.get("each")):
        raise ValueError(f"{where}: {data['id']}: a rule names its article, or takes that of each answer.")
    unless = condition(data["unless"]) if "unless" in data else None
    each, article, ends = data.get("each", ""), data.get("article", ""), data.get("ends", False)
    return Rule(data["id"], condition(data["when"]), data["reason"], data["gives"], unless, each, article, ends)


def condition(data: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> Condition:
    """A condition as the data write it: one mapping, or a list of them."""
    alternatives = [data] if isinstance(data, Mapping) else data
    return tuple({name: tuple(values) for name, values in one.items()} for one in alternatives)


def _hold_once(where: str, what: str, ids: Sequence[str]) -> None:
    doubled = sorted({one for one in ids if ids.count(one) > 1})
    if doubled or not all(isinstance(one, str) for one in ids):
        raise ValueError(f"{where}: each {what} has a text of its own as id: {', '.join(map(str, doubled or ids))}.")


def _hold_whole(where: str, made: Tree) -> None:
    for question in made.questions:
        if question.section not in {one.id for one in made.sections}:
            raise ValueError(f"{where}: {question.id}: there is no section {question.section}.")
        hold_condition(where, question.id, question.asked or (), made)
    for rule in made.rules:
        hold_condition(where, rule.id, rule.when, made)
        hold_condition(where, rule.id, rule.unless or (), made)
        each = made.question(rule.each)
        named = {answer for one in rule.when for answer in one.get(rule.each, ())}
        if rule.each and (each is None or not all(each.choice(one) and each.choice(one).article for one in named)):  # type: ignore[union-attr]
            raise ValueError(f"{where}: {rule.id}: each answer of {rule.each} that it names has an article.")
        for name, known in (("class", CLASSES), ("route", ROUTES), ("gpai", MODELS)):
            if rule.gives.get(name, known[0]) not in known:
                raise ValueError(f"{where}: {rule.id}: {name} is one of {', '.join(known)}.")
        if set(rule.gives.get("role", ())) - set(ROLES):
            raise ValueError(f"{where}: {rule.id}: roles are {', '.join(ROLES)}.")


def hold_condition(where: str, which: str, held: Condition, made: Tree) -> None:
    """Holds that a condition names questions, and answers that they have.

    Raises:
        ValueError: it names something that there isn't.
    """
    for name, value in _named(held):
        question = made.question(name)
        known = FOUND.get(name) or ((*(one.id for one in question.choices), UNKNOWN) if question is not None else ())
        if value not in known:
            raise ValueError(f"{where}: {which}: there is no {name} with {value!r}.")


def _named(held: Condition) -> Iterator[tuple[str, str]]:
    for one in held:
        for name, values in one.items():
            for value in values:
                yield name, value
