"""The questions that suppliers are asked, read from `data/` and held to a schema. A questionnaire that was sent keeps its version."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"
DO_NOT_KNOW = "do-not-know"
UNKNOWN_WORDS = "I do not know"
READS = ("fine", "look", "stop")
_MOST_PER_TOPIC = 4


@dataclass(frozen=True)
class Choice:
    """One answer that can be given; `reads` tells the reviewer how it reads: fine, look or stop."""

    id: str
    text: str
    reads: str


@dataclass(frozen=True)
class Question:
    """One question with its answers, lowest first."""

    id: str
    text: str
    help: str
    choices: tuple[Choice, ...]

    @property
    def field(self) -> str:
        """The name of its answer in a form."""
        return self.id.replace("-", "_")

    def choice(self, answer: str) -> Choice | None:
        """The choice of this id."""
        return next((one for one in self.choices if one.id == answer), None)


@dataclass(frozen=True)
class Topic:
    """Questions that belong together: one page. `short` is its name where there is little room."""

    id: str
    title: str
    short: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Asking:
    """A set of questions in one version."""

    name: str
    version: int
    title: str
    about: str
    topics: tuple[Topic, ...]

    @property
    def key(self) -> str:
        """Name and version, as a questionnaire notes it."""
        return f"{self.name}-{self.version}"

    @property
    def questions(self) -> tuple[Question, ...]:
        """All of them, in order."""
        return tuple(one for topic in self.topics for one in topic.questions)

    def question(self, id: str) -> Question | None:
        """The question of this id."""
        return next((one for one in self.questions if one.id == id), None)


def read_asking(path: Path) -> Asking:
    """Reads and checks a set of questions.

    Raises:
        ValueError: it is not what it should be; says where.
    """
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    _keys(path.name, data, {"name", "version", "title", "about", "topics"}, set())
    topics = tuple(_topic(path.name, one) for one in data["topics"])
    made = Asking(str(data["name"]), int(data["version"]), str(data["title"]), " ".join(str(data["about"]).split()), topics)
    ids = [one.id for one in made.questions] + [one.id for one in topics]
    if doubled := sorted({one for one in ids if ids.count(one) > 1}):
        raise ValueError(f"{path.name}: {', '.join(doubled)} stands there twice.")
    return made


def _topic(where: str, data: dict[str, Any]) -> Topic:
    _keys(where, data, {"id", "title", "questions"}, {"short"})
    if not 1 <= len(data["questions"]) <= _MOST_PER_TOPIC:
        raise ValueError(f"{where}: {data['id']}: a topic has 1 to {_MOST_PER_TOPIC} questions.")
    return Topic(data["id"], data["title"], data.get("short", data["title"]), tuple(_question(where, one) for one in data["questions"]))


def _question(where: str, data: dict[str, Any]) -> Question:
    _keys(where, data, {"id", "text", "answers"}, {"help"})
    choices = []
    for one in data["answers"]:
        _keys(f"{where}: {data['id']}", one, {"id", "text", "reads"}, set())
        if one["reads"] not in READS or not isinstance(one["id"], str):
            raise ValueError(f"{where}: {data['id']}: {one['id']}: an answer has a text as id and reads as {', '.join(READS)}.")
        choices.append(Choice(one["id"], one["text"], one["reads"]))
    ids = [one.id for one in choices]
    if len(ids) < 2 or len(set(ids)) < len(ids) or DO_NOT_KNOW in ids:
        raise ValueError(f"{where}: {data['id']}: a question has at least two answers, each with an id of its own.")
    return Question(data["id"], data["text"], data.get("help", ""), (*choices, Choice(DO_NOT_KNOW, UNKNOWN_WORDS, "look")))


def _keys(where: str, data: Any, needed: set[str], more: set[str]) -> None:
    if not isinstance(data, dict) or needed - data.keys() or data.keys() - needed - more:
        raise ValueError(f"{where}: {str(data)[:60]}: give {', '.join(sorted(needed))}, and nothing that is not known.")


@cache
def askings() -> dict[str, Asking]:
    """Every version of every set of questions, by its key, the newest of a name last."""
    found = sorted((read_asking(path) for path in DATA.glob("*.yaml")), key=lambda one: (one.name, one.version))
    return {one.key: one for one in found}


def newest() -> Asking:
    """The version that is sent from now on."""
    return list(askings().values())[-1]
