"""What the record pages of an assessment and of an asked topic show: the way to the questions."""

from __future__ import annotations

from sightline.kernel.pages import Look, Shown, section

from ..models import Assessment, Assignment
from ..progress import progress_of
from .finding import READ


@section("assessment", title="Questions", model=Assessment, permission=READ, order=5)
def questions(look: Look, assessment: Assessment) -> Shown | None:
    """How far it is, and where it is answered."""
    if look.as_of is not None:
        return None
    return Shown("assessments/section.html", {"assessment": assessment, "progress": progress_of(assessment), "address": assessment.page})


@section("asked-topic", title="Questions", model=Assignment, permission=READ, order=5)
def asked_topic(look: Look, assignment: Assignment) -> Shown | None:
    """How far the topic is, and where it is answered."""
    if look.as_of is not None:
        return None
    progress = progress_of(assignment.assessment)
    station = next((one for one in progress.stations if one.topic.id == assignment.topic), None)
    return Shown("assessments/section.html", {"assessment": assignment.assessment, "progress": station, "address": assignment.page})
