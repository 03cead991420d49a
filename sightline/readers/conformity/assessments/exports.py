"""An assessment as a file: every question with its answer, what follows, the road map, and what moved since the one before."""

from __future__ import annotations

import json
from typing import Any

from sightline.kernel.exports import export
from sightline.kernel.identity.actors import Actor

from .concluding import conclude
from .models import Assessment, AssessmentState
from .progress import compare, progress_of
from .questions import topics
from .roadmap import road_map


@export(
    "assessment",
    label="Assessment with its road map",
    of=Assessment,
    permission="conformity.read",
    formats=("json",),
    about="Every question with its answer and reason, the judgements that follow, the road map, and what moved since the assessment before.",
)
def assessment_file(actor: Actor, record: Assessment, form: str) -> bytes:
    """The assessment as JSON; arguments as of an export of a record."""
    return json.dumps(told(record), ensure_ascii=False, indent=2).encode()


def told(assessment: Assessment) -> dict[str, Any]:
    """An assessment as plain values."""
    progress = progress_of(assessment)
    before = assessment.cloned_from or (
        Assessment.objects.current()
        .filter(state=AssessmentState.FINISHED, reference__lt=assessment.reference)
        .order_by("-reference")
        .first()
    )
    return {
        "assessment": assessment.reference,
        "title": assessment.title,
        "state": assessment.state,
        "started_on": assessment.started_on.isoformat(),
        "finished_on": assessment.finished_on.isoformat() if assessment.finished_on else None,
        "answered": progress.answered,
        "questions": progress.all,
        "minutes_left": progress.minutes,
        "topics": [
            {
                "id": topic.id,
                "title": topic.title,
                "questions": [_question(one, progress.answers.get(one.id)) for one in topic.questions],
            }
            for topic in topics()
        ],
        "judgements": [
            {"id": code, "maturity": one.maturity, "applies": one.maturity is not None, "reason": one.why}
            for code, one in conclude(assessment.answers.all()).items()
        ],
        "road_map": [
            {
                "id": stop.standing.requirement.code,
                "gap": stop.standing.gap,
                "weight": stop.standing.weight,
                "step": stop.step,
                "owner": str(stop.owner) if stop.owner else "",
                "by": stop.due.isoformat(),
                "planned": stop.planned,
            }
            for stop in road_map(assessment)
        ],
        "moved": [
            {"question": one.question.id, "before": one.before.answer, "now": one.now.answer}
            for one in (compare(before, assessment).moved if before is not None else [])
        ],
        "compared_with": before.reference if before is not None else None,
    }


def _question(question: Any, answer: Any) -> dict[str, Any]:
    return {
        "id": question.id,
        "asks": question.asks,
        "requirements": list(question.judges),
        "answer": answer.answer if answer is not None else "",
        "words": answer.words if answer is not None else "",
        "reason": answer.reason if answer is not None else "",
        "by": answer.answered_by.name if answer is not None and answer.answered_by is not None else "",
        "confirmed": answer is not None and not answer.carried,
    }
