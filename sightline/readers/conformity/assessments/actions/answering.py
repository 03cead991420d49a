"""How questions are answered: one at a time, saved as they are given; what comes from last time is confirmed topic by topic."""

from __future__ import annotations

from typing import Annotated

from sightline.kernel import clock
from sightline.kernel.actions import Ask, action
from sightline.kernel.errors import Invalid, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.tasks.actions import close_about

from ..models import Answer, Assessment, Assignment, Said
from ..questions import Question, all_questions, find_question, find_topic, topics
from .starting import is_closed

PERMISSION = "assessments.answer"


def _questions(actor: Actor) -> list[tuple[str, str]]:
    return [(one.id, one.asks) for one in all_questions()]


def _answers(actor: Actor) -> list[tuple[str, str]]:
    return list(Said.choices)


def _topics(actor: Actor) -> list[tuple[str, str]]:
    return [(one.id, one.title) for one in topics()]


def topics_open_to(actor: Actor, assessment: Assessment) -> set[str]:
    """The topics that somebody may answer: all, or those for which they were asked."""
    cell = actor.cell(PERMISSION)
    if cell == "all":
        return {one.id for one in topics()}
    if not cell or actor.account is None:
        return set()
    asked = Assignment.objects.current().filter(assessment=assessment, account=actor.account)
    return set(asked.values_list("topic", flat=True))


def _hold_open(actor: Actor, assessment: Assessment, topic: str) -> None:
    if topic not in topics_open_to(actor, assessment):
        raise NotPermitted("You were asked for other topics of this assessment. Ask the compliance lead for this one.")


def _hold_possible(question: Question, answer: str) -> None:
    if question.allows(answer):
        return
    known = ", ".join(str(level) for level in question.answers)
    words = f"Choose one of {known} or unknown here." if answer != "out" else "Clauses always apply. Choose another answer."
    raise Invalid(words, fields={"answer": [words]})


@action(PERMISSION, label="Answer a question", why_not=is_closed, assistant=True)
def answer_question(
    actor: Actor,
    *,
    assessment: Assessment,
    question: Annotated[str, Ask("Question", choices=_questions)],
    answer: Annotated[str, Ask("Answer", choices=_answers, help="As it is today, not as it is planned.")] = "",
    reason: Annotated[str, Ask("What do you rely on?", long=True, help="A document, a record, a role. Auditors read this.")] = "",
) -> Answer:
    """Answers one question of an open assessment. A newer answer takes the place of the one before; a colleague's stays beside it."""
    asked = find_question(question)
    assert asked is not None  # the form offers only these
    _hold_open(actor, assessment, asked.topic)
    _hold_possible(asked, answer)
    known = Answer.objects.filter(assessment=assessment, question=question).first()
    row = known or Answer(assessment=assessment, question=question)
    if known is not None and (row.answer, row.reason, row.carried) == (answer, reason, False):
        return row
    if _is_a_colleagues(row, actor) and row.answer != answer:
        row.other_answer, row.other_reason, row.other_by = row.answer, row.reason, row.answered_by
    row.answer, row.reason, row.carried, row.retired = answer, reason, False, None
    row.answered_by, row.answered_at = actor.account, clock.now()
    row.save()
    close_answered(assessment, asked.topic)
    return row


def _is_a_colleagues(row: Answer, actor: Actor) -> bool:
    """Whether somebody else gave it in this assessment. What comes from last time has no say against an answer of today."""
    return bool(row.answer) and not row.carried and row.answered_by_id != (actor.account.pk if actor.account else None)


@action(PERMISSION, label="Confirm what is from last time", why_not=is_closed)
def confirm_answers(
    actor: Actor,
    *,
    assessment: Assessment,
    topic: Annotated[str, Ask("Topic", choices=_topics, help="All of its answers that nobody changed.")],
) -> Assessment:
    """Says that the answers of a topic that come from last time are still so."""
    _hold_open(actor, assessment, topic)
    found = find_topic(topic)
    assert found is not None  # the form offers only these
    ids = [one.id for one in found.questions]
    rows = list(Answer.objects.filter(assessment=assessment, question__in=ids, carried=True))
    for row in rows:
        row.carried, row.answered_by, row.answered_at = False, actor.account, clock.now()
    if rows:
        Answer.objects.bulk_update(rows, ["carried", "answered_by", "answered_at"])
        close_answered(assessment, topic)
    return assessment


def close_answered(assessment: Assessment, topic_id: str) -> None:
    """Closes the tasks of a topic whose questions are all answered."""
    topic = find_topic(topic_id)
    asked = Assignment.objects.current().filter(assessment=assessment, topic=topic_id, task__state="open")
    if topic is None or not (waiting := list(asked)):
        return
    rows = Answer.objects.filter(assessment=assessment, question__in=[one.id for one in topic.questions])
    if sum(row.counts for row in rows) == len(topic.questions):
        for one in waiting:
            close_about(one, f"All {len(topic.questions)} questions are answered.")
