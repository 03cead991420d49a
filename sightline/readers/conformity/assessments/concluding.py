"""From answers to judgements: pure, so that the page that shows what would follow and the action that does it say the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .models import Answer
from .questions import OUT, Question, all_questions


@dataclass(frozen=True)
class Conclusion:
    """What the answers say about one requirement.

    Attributes:
        code: its id.
        maturity: the mean of the answers that give a level, rounded down; None where it does not apply.
        why: question and answer in words, with what they rest on.
        weakest: the question with the lowest answer; what to do next comes from it.
    """

    code: str
    maturity: int | None
    why: str
    weakest: Question


def conclude(answers: Iterable[Answer]) -> dict[str, Conclusion]:
    """What answers say, by the id of the requirement. What is not known, not confirmed or without a needed reason says nothing."""
    given = {row.question: row for row in answers if row.counts and (row.maturity is not None or row.answer == OUT)}
    judging: dict[str, list[tuple[Question, Answer]]] = {}
    for question in all_questions():
        if question.id in given:
            for code in question.judges:
                judging.setdefault(code, []).append((question, given[question.id]))
    return {code: _conclusion(code, pairs) for code, pairs in judging.items()}


def _conclusion(code: str, pairs: list[tuple[Question, Answer]]) -> Conclusion:
    levels = [(row.maturity, question) for question, row in pairs if row.maturity is not None]
    why = "\n".join(_said(question, row) for question, row in pairs)
    if not levels:
        return Conclusion(code, None, why, pairs[0][0])
    weakest = min(levels, key=lambda pair: pair[0])[1]
    return Conclusion(code, sum(level for level, _ in levels) // len(levels), why, weakest)


def _said(question: Question, row: Answer) -> str:
    if row.answer == OUT:
        return row.reason.strip()
    reason = f" {row.reason.strip()}" if row.reason.strip() else ""
    other = f" A colleague had answered: {_lower(row.other_words)}." if row.differs and row.other_words else ""
    return f"{question.asks} {question.words(row.answer)}.{reason}{other}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
