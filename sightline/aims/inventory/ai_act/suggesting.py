"""Suggests: what an inventory record says, read by word lists, becomes answers to the tree, with a confidence. A person confirms or corrects.

Reads records and writes none. The same tree decides as for a person's answers, so a suggestion rests on the same articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sightline.aims.inventory.models import HIGH, Affects, Impact, Kind, OrganisationRole, System

from .deciding import Answers, Outcome, Step, decide
from .tree import DATA, NONE, UNKNOWN, hold_keys, read_yaml, tree

FIELDS = ("name", "purpose", "description", "people_affected", "kind", "affects", "autonomy", "organisation_role", "impact", "stage")
"""What a suggestion is read from."""
_PARTS = {
    OrganisationRole.PROVIDER: "offer",
    OrganisationRole.DEPLOYER: "use",
    OrganisationRole.IMPORTER: "bring",
    OrganisationRole.DISTRIBUTOR: "pass_on",
    OrganisationRole.DEVELOPER: "own",
}
_SILENT: Mapping[str, str | list[str]] = {
    "ai": "yes",
    "union": ["established"],
    "only": [NONE],
    "changed": [NONE],
    "public": UNKNOWN,
    "banned": [NONE],
    "emotion_reason": UNKNOWN,
    "product": "no",
    "area": [NONE],
    "profiling": UNKNOWN,
    "open": [NONE],
    "model": [NONE],
}
_ASSUMED = (
    "Assumed where the inventory is silent: it is AI and is used in the Union, you changed nothing about it, "
    "and nothing but what stands above puts it into another class."
)


@dataclass(frozen=True)
class Word:
    """Words that suggest answers."""

    id: str
    answers: Mapping[str, str | list[str]]
    confidence: int
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]


@dataclass(frozen=True)
class Lists:
    """The word lists, and the figures beside them."""

    words: tuple[Word, ...]
    least: int
    recorded: int
    silent: int
    no_role: int


@dataclass(frozen=True)
class Suggestion:
    """What is suggested for one system.

    Attributes:
        answers: to the tree; empty where the inventory says too little.
        confidence: of 100; 0 where nothing is suggested.
        reason: one line, for lists.
    """

    answers: Answers
    outcome: Outcome
    confidence: int
    reason: str


@cache
def lists() -> Lists:
    """The word lists in force."""
    return read_lists(DATA / "suggestions.yaml")


def read_lists(path: Path) -> Lists:
    """Reads and checks word lists.

    Raises:
        ValueError: they are not what they should be; says where.
    """
    data = read_yaml(path)
    hold_keys(path.name, data, {"version", "checked_on", "least", "minimal", "no_role", "suggestions"})
    hold_keys(path.name, data["minimal"], {"recorded", "silent"})
    words: list[Word] = []
    for row in data["suggestions"]:
        hold_keys(path.name, row, {"id", "answers", "confidence", "words"}, frozenset({"not"}))
        if not 0 < row["confidence"] <= 100 or row["id"] in {one.id for one in words}:
            raise ValueError(f"{path.name}: {row['id']}: its confidence is 1 to 100, and it stands there once.")
        for name, values in row["answers"].items():
            question = tree().question(name)
            wrong = [
                one for one in ([values] if isinstance(values, str) else values) if one != UNKNOWN and question and not question.choice(one)
            ]
            if question is None or wrong:
                raise ValueError(f"{path.name}: {row['id']}: there is no {name} with {wrong or values}.")
        words.append(Word(row["id"], row["answers"], row["confidence"], _beginnings(row["words"]), _beginnings(row.get("not", ()))))
    return Lists(tuple(words), data["least"], data["minimal"]["recorded"], data["minimal"]["silent"], data["no_role"])


def _beginnings(words: Iterable[Any]) -> tuple[str, ...]:
    return tuple(" ".join(str(one).lower().split()) for one in words)


def _said(text: str, beginnings: tuple[str, ...]) -> str:
    """The first of these that a text has at the beginning of a word; plain searching, since ten thousand texts are read at once."""
    for one in beginnings:
        at = text.find(one)
        while at >= 0:
            if at == 0 or not text[at - 1].isalnum():
                return one
            at = text.find(one, at + 1)
    return ""


def suggest(system: System | Mapping[str, Any]) -> Suggestion:
    """What the inventory suggests for one system.

    Args:
        system: the record, or its FIELDS as a mapping.
    """
    told = {name: getattr(system, name) for name in FIELDS} if isinstance(system, System) else system
    text = " ".join(" ".join(str(told[name]) for name in ("name", "purpose", "description", "people_affected")).lower().split())
    answers: dict[str, str | list[str]] = {**_SILENT, "part": [_part(told)]}
    hits: list[tuple[Word, str]] = []
    for word in lists().words:
        hit = _said(text, word.speaks_for)
        if hit and not _said(text, word.speaks_against):
            hits.append((word, hit))
            _add(answers, word.answers)
    outcome = decide(answers)
    outcome.unsettled.clear()
    return _weighed(told, answers, outcome, hits, len(told["purpose"]) + len(told["description"]))


def read_off(answers: Answers) -> dict[str, str | list[str]]:
    """The suggested answers that something in the inventory speaks for, without those that are only assumed: what a person is offered to begin with."""
    return {name: value if isinstance(value, str) else list(value) for name, value in answers.items() if value != _SILENT.get(name)}


def _part(told: Mapping[str, Any]) -> str:
    if told["organisation_role"] == OrganisationRole.PROVIDER and told["kind"] == Kind.BUILT:
        return "own"
    return _PARTS.get(told["organisation_role"]) or ("own" if told["kind"] == Kind.BUILT else "use")


def _add(answers: dict[str, str | list[str]], more: Mapping[str, str | list[str]]) -> None:
    for name, values in more.items():
        before = answers.get(name, [])
        if isinstance(values, str) or isinstance(before, str):
            answers[name] = values
        else:
            answers[name] = [*(one for one in before if one != NONE), *(one for one in values if one not in before)]


def _weighed(
    told: Mapping[str, Any], answers: dict[str, str | list[str]], outcome: Outcome, hits: list[tuple[Word, str]], length: int
) -> Suggestion:
    role_known = bool(told["organisation_role"] or told["kind"])
    if not hits and (
        length < lists().least or told["impact"] in HIGH or (told["affects"] not in ("", Affects.NOBODY) and told["autonomy"] == "alone")
    ):
        why = (
            "The inventory says too little."
            if length < lists().least
            else "It touches people, and its purpose fits no list. Answer the questions."
        )
        return Suggestion({}, Outcome(), 0, why)
    if hits:
        graver = [word for word, _ in hits if set(word.answers) & {"banned", "area", "product"}] or [word for word, _ in hits]
        confidence = max(word.confidence for word in graver)
        reason = "The inventory says " + ", ".join(dict.fromkeys(f"“{said}”" for _, said in hits[:3])) + "."
    else:
        recorded = told["affects"] == Affects.NOBODY or told["impact"] == Impact.NEITHER
        confidence = lists().recorded if recorded else lists().silent
        reason = "No word of the inventory speaks for another class" + (", and it touches neither rights nor safety." if recorded else ".")
    outcome.steps += [Step("words", "", reason), Step("assumed", "", _ASSUMED)]
    return Suggestion(answers, outcome, confidence - (0 if role_known else lists().no_role), reason)
