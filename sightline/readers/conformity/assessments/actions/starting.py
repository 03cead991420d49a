"""How an assessment begins: from nothing, or from an earlier one; and how others are asked to answer a part of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from sightline.kernel import clock
from sightline.kernel.actions import Ask, action, edit_action, retire_action
from sightline.kernel.errors import Conflict, Invalid
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account
from sightline.kernel.tasks.actions import give
from sightline.readers.conformity.standing import framework_of
from sightline.readers.frameworks.models import ISO42001

from ..models import Answer, Assessment, AssessmentState, Assignment
from ..questions import find_question, find_topic, topics

Name = Annotated[str, Ask("Title", help="Such as: First assessment. Left empty, it takes the month.")]


def open_assessment() -> Assessment | None:
    """The assessment under way."""
    return Assessment.objects.current().filter(state=AssessmentState.OPEN).first()


def _begun(actor: Actor, title: str, before: Assessment | None = None) -> Assessment:
    framework = framework_of(ISO42001)
    if (known := open_assessment()) is not None:
        raise Conflict(f"{known.reference} is open. Go on with it, or finish it first.")
    usual = f"Assessment of {clock.today():%B %Y}" if Assessment.objects.exists() else "First assessment"
    begun = Assessment(title=title or usual, framework=framework, started_on=clock.today(), started_by=actor.account, cloned_from=before)
    begun.save()
    return begun


@action("assessments.change", label="Start an assessment", creates=Assessment, assistant=True)
def start_assessment(actor: Actor, *, title: Name = "") -> Assessment:
    """Opens a round of questions about the whole management system. Nothing counts before it is finished."""
    return _begun(actor, title)


def _not_finished(actor: Actor, assessment: Assessment) -> str:
    return "" if assessment.state == AssessmentState.FINISHED else "It is open. Finish it first; then the next one can begin from it."


@action("assessments.change", label="Begin the next from this", why_not=_not_finished)
def clone_assessment(actor: Actor, *, assessment: Assessment, title: Name = "") -> Assessment:
    """Opens a new assessment with these answers as a starting point. Each is marked as from last time until somebody confirms or changes it."""
    begun = _begun(actor, title, assessment)
    Answer.objects.bulk_create(
        Answer(
            assessment=begun,
            question=row.question,
            answer=row.answer,
            reason=row.reason,
            answered_by=row.answered_by,
            answered_at=row.answered_at,
            carried=True,
        )
        for row in assessment.answers.exclude(answer="").order_by("reference")
        if find_question(row.question) is not None
    )
    return begun


edit_action(Assessment, ["title"], "assessments.change", name="rename_assessment", label="Rename")
retire_action(
    Assessment,
    "assessments.change",
    name="drop_assessment",
    label="Drop this assessment",
    why_not=lambda actor, one: "" if one.state == AssessmentState.OPEN else "It is finished, and stays as it is.",
)


def _topics(actor: Actor) -> list[tuple[str, str]]:
    return [(one.id, one.title) for one in topics()]


Topics = Annotated[list[str], Ask("Topics", choices=_topics, help="They see these topics, and get a task for each.")]
Asked = Annotated[Account, Ask("Who is asked", help="They need no training in the standard.")]


def is_closed(actor: Actor, assessment: Assessment) -> str:
    """Why nothing can be changed in it, or an empty text."""
    return "" if assessment.state == AssessmentState.OPEN else f"{assessment.reference} is finished, and stays as it is."


def may_see_what_is_asked(account: Account) -> bool:
    """Whether somebody can answer once they are asked."""
    return account.is_active and Actor.of(account).may("assessments.answer")


@action("assessments.change", label="Ask somebody", why_not=is_closed)
def share_topics(
    actor: Actor,
    *,
    assessment: Assessment,
    topics: Topics,
    account: Asked,
    due: Annotated[date | None, Ask("By")] = None,
) -> Assessment:
    """Asks somebody to answer topics of an assessment. Each becomes a task, which closes when its questions are answered."""
    if not may_see_what_is_asked(account):
        words = f"{account.name} could not answer: an auditor only reads. Choose somebody else."
        raise Invalid(words, fields={"account": [words]})
    if due is not None and due < clock.today():
        raise Invalid("This day has passed.", fields={"due": [f"Choose {clock.today():%-d %B %Y} or a later day."]})
    known = set(Assignment.objects.current().filter(assessment=assessment, account=account).values_list("topic", flat=True))
    for topic_id in topics:
        topic = find_topic(topic_id)
        if topic is None or topic_id in known:
            continue
        one = Assignment(assessment=assessment, topic=topic_id, account=account, due=due)
        one.save()
        one.task = give(
            actor,
            f"Answer {len(topic.questions)} questions about {topic.title.lower()}",
            about=one,
            assignee=account,
            due=due,
            details=f"About {max(1, round(len(topic.questions) * 1.4))} minutes. Answer as it is today; “I do not know” is an answer.",
            source=f"assessment:{assessment.reference}:{topic_id}",
        )
        one.save()
    return assessment


retire_action(Assignment, "assessments.change", name="ask_no_longer", label="Ask no longer")
