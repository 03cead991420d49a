"""The questions, from `data/`: each names the requirements of ISO/IEC 42001 that it judges. Pure; checked when loaded, refused with the file and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sightline.readers.frameworks.models import ISO42001
from sightline.readers.frameworks.topics import load_topics

FOLDER = Path(__file__).parent / "data"
ORDER = (
    "accountability",
    "documentation",
    "risk-classification",
    "oversight",
    "transparency",
    "data-governance",
    "monitoring",
    "incidents",
    "suppliers",
)
"""The order in which topics are asked: from what everybody can say to what experts know."""
UNKNOWN, OUT = "unknown", "out"
UNKNOWN_WORDS, OUT_WORDS = "I do not know", "Does not apply to us"
MINUTES_EACH = 1.4
"""Minutes for one question, so that one person is done in about 90."""
TOP = 5
_NEEDED = {"id", "asks", "judges", "help", "answers", "shown_by"}


@dataclass(frozen=True)
class Suggestion:
    """A record that Sightline would make: the action, what its button says, and the answers that are filled in."""

    action: str
    label: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        id: stays for ever, so that assessments can be compared.
        topic: the topic's id.
        asks: the question.
        help: what to think of.
        judges: ids of the requirements that it judges.
        answers: what one would see, by maturity from 0 to 5; a level may be left out.
        shown_by: what would show it.
        suggestion: the record that would come next, or None.
    """

    id: str
    topic: str
    asks: str
    help: str
    judges: tuple[str, ...]
    answers: Mapping[int, str]
    shown_by: str
    suggestion: Suggestion | None = None

    @property
    def may_not_apply(self) -> bool:
        """Clauses always apply; a question about controls only may be answered with “does not apply”."""
        return all(code.startswith("A.") for code in self.judges)

    @property
    def keys(self) -> list[str]:
        """The keys of the requirements."""
        return [f"{ISO42001}:{code}" for code in self.judges]

    def words(self, answer: str) -> str:
        """An answer as people read it, or an empty text."""
        if answer in (UNKNOWN, OUT):
            return UNKNOWN_WORDS if answer == UNKNOWN else OUT_WORDS
        return self.answers.get(int(answer), "") if answer.isdigit() else ""

    def allows(self, answer: str) -> bool:
        """Whether this is one of its answers; an empty one takes an answer back."""
        if answer in ("", UNKNOWN):
            return True
        return self.may_not_apply if answer == OUT else bool(self.words(answer))

    def step(self, level: int) -> str:
        """What to do next from a maturity: the suggested record at first, later the next level in its own words."""
        if level <= 2 and self.suggestion is not None:
            made = self.suggestion
            what = made.values.get("title") or made.values.get("name", "")
            return what if made.action == "add_task" else f"{made.label}: {what}" if what else made.label
        above = next((words for known, words in sorted(self.answers.items()) if known > level), "")
        return f"Bring it to where one can say: {above[:1].lower()}{above[1:]}" if above else ""


@dataclass(frozen=True)
class AskedTopic:
    """A topic with its questions."""

    id: str
    title: str
    about: str
    questions: tuple[Question, ...]


@cache
def topics() -> tuple[AskedTopic, ...]:
    """All topics in the order in which they are asked.

    Raises:
        ValueError: a file does not keep to the schema; says which and why.
    """
    known = {one.id: one for one in load_topics()}
    found = []
    for topic_id in ORDER:
        content = yaml.safe_load((FOLDER / f"{topic_id}.yaml").read_text(encoding="utf-8"))
        rows = read_topic(content, topic_id)
        found.append(AskedTopic(topic_id, known[topic_id].title, known[topic_id].about, rows))
    ids = [one.id for topic in found for one in topic.questions]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise ValueError(f"Questions whose id is used twice: {', '.join(twice)}.")
    return tuple(found)


def read_topic(content: Any, topic_id: str) -> tuple[Question, ...]:
    """The questions of one file.

    Args:
        content: what YAML gave.
        topic_id: which topic it must be.

    Raises:
        ValueError: it does not keep to the schema.
    """
    if not isinstance(content, dict) or content.get("topic") != topic_id or not isinstance(content.get("questions"), list):
        raise ValueError(f"{topic_id}: give `topic: {topic_id}` and a list of `questions`.")
    return tuple(_question(one, topic_id) for one in content["questions"])


def _question(one: Any, topic_id: str) -> Question:
    if not isinstance(one, dict):
        raise ValueError(f"{topic_id}: a question is a mapping, not {one!r}.")
    where = f"{topic_id}: question {one.get('id', '(no id)')}"
    if missing := sorted(_NEEDED - one.keys()):
        raise ValueError(f"{where} lacks {', '.join(missing)}.")
    if strange := sorted(one.keys() - _NEEDED - {"suggests"}):
        raise ValueError(f"{where} has unknown keys: {', '.join(strange)}.")
    answers = one["answers"]
    if not isinstance(answers, dict) or not {0, 4} <= answers.keys() or not all(level in range(TOP + 1) for level in answers):
        raise ValueError(f"{where}: answers are numbered 0 to {TOP}, with 0 and 4 among them.")
    if not all(isinstance(words, str) and words for words in answers.values()):
        raise ValueError(f"{where}: each answer is a text. Put words such as No into quotation marks.")
    if not isinstance(one["judges"], list) or not one["judges"] or not all(isinstance(code, str) for code in one["judges"]):
        raise ValueError(f"{where}: `judges` is a list of ids of requirements, each as text.")
    suggests = one.get("suggests")
    suggestion = Suggestion(suggests["action"], suggests["label"], suggests.get("values", {})) if suggests else None
    return Question(
        one["id"], topic_id, one["asks"], one["help"], tuple(one["judges"]), dict(sorted(answers.items())), one["shown_by"], suggestion
    )


def all_questions() -> Iterator[Question]:
    """Every question, in order."""
    for topic in topics():
        yield from topic.questions


def find_question(question_id: str) -> Question | None:
    """The question of this id."""
    return next((one for one in all_questions() if one.id == question_id), None)


def find_topic(topic_id: str) -> AskedTopic | None:
    """The topic of this id."""
    return next((one for one in topics() if one.id == topic_id), None)
