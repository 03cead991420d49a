"""What came of an assessment: the judgements, the records to make next, the road map; and how it differs from an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sightline.kernel.pages import Look, Shown, page
from sightline.readers.conformity.drawing import moves_chart
from sightline.readers.conformity.standing import State

from ..concluding import conclude
from ..models import Assessment, AssessmentState
from ..progress import Compared, compare, progress_of
from ..questions import Question, topics
from ..roadmap import Stop, by_day, road_map
from .finding import CRUMB, READ, assessment_of, verb

AT_FIRST = 12


@dataclass(frozen=True)
class Proposed:
    """A record to make next, with the address where its form is filled in."""

    question: Question
    label: str
    what: str
    address: str


def _proposed(look: Look, stops: list[Stop], here: str) -> list[Proposed]:
    """Records that would close the largest gaps, each once; none where the records are in line already."""
    found: dict[str, Proposed] = {}
    for stop in stops:
        question = stop.question
        if question is None or question.suggestion is None or question.id in found or stop.standing.state == State.IN_LINE:
            continue
        made = question.suggestion
        address = verb(made.action, look, **made.values, _next=here)
        if address:
            found[question.id] = Proposed(question, made.label, made.values.get("title") or made.values.get("name", ""), address)
    return list(found.values())


def _means(assessment: Assessment) -> list[tuple[str, float | None, int]]:
    """By topic: the mean maturity of the answers that give one, and how many do."""
    rows = {row.question: row for row in assessment.answers.all() if row.counts}
    found = []
    for topic in topics():
        levels = [level for one in topic.questions if one.id in rows and (level := rows[one.id].maturity) is not None]
        found.append((topic.title, sum(levels) / len(levels) if levels else None, len(levels)))
    return found


@page("assess_result", path="assess/<str:reference>/result/", title="What came of it", permission=READ, menu=("Requirements", ""), order=13)
def result(look: Look) -> Shown:
    """Judgements, records to make next, and the road map. Of an open assessment: what would follow if it were finished now."""
    assessment = assessment_of(look)
    here = f"/assess/{assessment.reference}/result/"
    concluded = conclude(assessment.answers.all())
    stops = road_map(assessment) if look.actor.may("conformity.read") else []
    earlier = _earlier(look, assessment)
    proposed = _proposed(look, stops, here)
    every = bool(look.one("all"))
    context: dict[str, Any] = {
        "assessment": assessment,
        "is_open": assessment.state == AssessmentState.OPEN,
        "progress": progress_of(assessment),
        "judged": sum(one.maturity is not None for one in concluded.values()),
        "left_out": sorted(code for code, one in concluded.items() if one.maturity is None),
        "means": _means(assessment),
        "stops": len(stops),
        "road": by_day(stops)[: None if every else AT_FIRST],
        "shown": len(stops) if every else min(AT_FIRST, len(stops)),
        "unplanned": sum(not one.planned for one in stops),
        "proposed": proposed if every else proposed[:8],
        "more_proposed": 0 if every else max(0, len(proposed) - 8),
        "adopt": verb("adopt_road_map", look, assessment, _next=here) if any(not one.planned for one in stops) else "",
        "finish": verb("finish_assessment", look, assessment, _next=here),
        "again": verb("clone_assessment", look, assessment, _next="/assess/"),
        "earlier": earlier,
        "may_report": look.actor.may("reports.read"),
    }
    return Shown("assessments/result.html", context, title=assessment.title, crumbs=(("Requirements", "/gaps/"), CRUMB))


def _earlier(look: Look, assessment: Assessment) -> list[Assessment]:
    """Finished ones before it, the newest first."""
    rows = Assessment.objects.current().visible_to(look.actor).filter(state=AssessmentState.FINISHED, started_on__lte=assessment.started_on)
    return list(rows.exclude(pk=assessment.pk).filter(reference__lt=assessment.reference).order_by("-reference")[:5])


@page("assess_compare", path="assess/<str:reference>/compare/", title="Then and now", permission=READ, menu=("Requirements", ""), order=14)
def comparison(look: Look) -> Shown:
    """An assessment beside an earlier one; `?with=ASM-0001` says which, else the last before it."""
    assessment = assessment_of(look)
    earlier = _earlier(look, assessment)
    wanted = look.one("with")
    before = assessment_of(look, wanted) if wanted else next(iter(earlier), None)
    compared: Compared | None = compare(before, assessment) if before is not None else None
    context = {
        "assessment": assessment,
        "before": before,
        "earlier": [one for one in earlier if before is None or one.pk != before.pk],
        "compared": compared,
        "chart": moves_chart(before.finished_on or before.started_on, compared.topics) if before and compared and compared.topics else "",
    }
    crumbs = (("Requirements", "/gaps/"), CRUMB, (assessment.title, f"/assess/{assessment.reference}/result/"))
    return Shown("assessments/compare.html", context, crumbs=crumbs)
