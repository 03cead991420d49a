"""A first assessment: begun, shared and answered in part."""

from __future__ import annotations

from sightline.kernel.identity.actors import Actor
from sightline.readers.conformity.assessments.questions import topics

from .making import made

TOPIC = topics()[0]


def of_assessments(lead: Actor) -> None:
    """One question answered, and its topic asked of the lead themselves, so that it is nobody else's own."""
    assert lead.account is not None
    assessment = made("start_assessment", lead)
    made("answer_question", lead, assessment, question=TOPIC.questions[0].id, answer="2", reason="Seen in the minutes.")
    made("share_topics", lead, assessment, topics=[TOPIC.id], account=lead.account)
