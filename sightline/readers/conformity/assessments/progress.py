"""How far an assessment is: by topic, with the time left; and how two of them differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sightline.readers.conformity.trends import Move

from .models import Answer, Assessment, Assignment
from .questions import MINUTES_EACH, AskedTopic, Question, topics


@dataclass(frozen=True)
class Station:
    """A topic, how many of its questions are answered, and who was asked."""

    topic: AskedTopic
    answered: int
    carried: int
    unknown: int
    asked: tuple[Assignment, ...] = ()

    @property
    def all(self) -> int:
        """How many questions it has."""
        return len(self.topic.questions)

    @property
    def kind(self) -> str:
        """How the line draws it."""
        return "done" if self.answered == self.all else "part" if self.answered else ""


@dataclass(frozen=True)
class Progress:
    """How far an assessment is."""

    stations: tuple[Station, ...]
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        """Questions answered this time; “I do not know” is an answer."""
        return sum(one.answered for one in self.stations)

    @property
    def all(self) -> int:
        """Questions in all."""
        return sum(one.all for one in self.stations)

    @property
    def carried(self) -> int:
        """Answers from last time that nobody confirmed."""
        return sum(one.carried for one in self.stations)

    @property
    def minutes(self) -> int:
        """Minutes left, to the next five."""
        left = (self.all - self.answered) * MINUTES_EACH
        return int(-(-left // 5) * 5)

    @property
    def differing(self) -> list[Answer]:
        """Answers that two people gave differently."""
        return [row for row in self.answers.values() if row.differs]

    @property
    def next(self) -> AskedTopic | None:
        """The first topic that is not done."""
        return next((one.topic for one in self.stations if one.answered < one.all), None)


def progress_of(assessment: Assessment) -> Progress:
    """How far it is: two queries."""
    answers = {row.question: row for row in assessment.answers.select_related("answered_by", "other_by")}
    asked: dict[str, list[Assignment]] = {}
    for one in (
        Assignment.objects.current().filter(assessment=assessment).select_related("account", "task", "assessment").order_by("reference")
    ):
        asked.setdefault(one.topic, []).append(one)
    return Progress(tuple(_station(topic, answers, asked) for topic in topics()), answers)


def _station(topic: AskedTopic, answers: Mapping[str, Answer], asked: Mapping[str, list[Assignment]]) -> Station:
    rows = [answers[one.id] for one in topic.questions if one.id in answers]
    return Station(
        topic,
        sum(row.counts for row in rows),
        sum(row.carried for row in rows),
        sum(row.counts and row.answer == "unknown" for row in rows),
        tuple(asked.get(topic.id, ())),
    )


@dataclass(frozen=True)
class Moved:
    """A question whose answer is another than in the earlier assessment."""

    question: Question
    before: Answer
    now: Answer

    @property
    def by(self) -> int:
        """Levels up, or down where below zero; 0 where one of the two gives no level."""
        if self.before.maturity is None or self.now.maturity is None:
            return 0
        return self.now.maturity - self.before.maturity

    @property
    def status(self) -> tuple[str, str]:
        """As a status: kind and words."""
        if self.by:
            return ("ok", f"{self.by} up") if self.by > 0 else ("bad", f"{-self.by} down")
        return ("new", "Known now") if self.now.maturity is not None else ("none", "Not said now")


@dataclass(frozen=True)
class Compared:
    """Two assessments side by side, question by question."""

    before: Assessment
    now: Assessment
    topics: list[Move]
    moved: list[Moved]

    @property
    def up(self) -> list[Moved]:
        """What became better."""
        return [one for one in self.moved if one.by > 0]

    @property
    def down(self) -> list[Moved]:
        """What became worse."""
        return [one for one in self.moved if one.by < 0]


def compare(before: Assessment, now: Assessment) -> Compared:
    """Two assessments, by topic over the questions with a level in both, and by question: two queries."""
    then = {row.question: row for row in before.answers.all()}
    later = {row.question: row for row in now.answers.all()}
    moves, moved = [], []
    for topic in topics():
        both = [one for one in topic.questions if one.id in then and one.id in later and then[one.id].counts and later[one.id].counts]
        levels = [(a, b) for one in both if (a := then[one.id].maturity) is not None and (b := later[one.id].maturity) is not None]
        if levels:
            moves.append(Move(topic.title, _mean([a for a, _ in levels]), _mean([b for _, b in levels])))
        moved += [Moved(one, then[one.id], later[one.id]) for one in both if then[one.id].answer != later[one.id].answer]
    return Compared(before, now, moves, sorted(moved, key=lambda one: one.by))


def _mean(levels: Sequence[int]) -> float:
    return sum(levels) / len(levels)
