"""Where an assessment is started and answered: the topics with their progress, and one topic a page. Each answer is saved as it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sightline.kernel.errors import NotFound
from sightline.kernel.pages import Look, Shown, page
from sightline.readers.conformity.standing import standings_of
from sightline.readers.frameworks.models import ISO42001, Framework, Requirement

from ..actions.answering import topics_open_to
from ..models import Answer, Assessment, AssessmentState
from ..progress import Progress, Station, progress_of
from ..questions import OUT, OUT_WORDS, UNKNOWN, UNKNOWN_WORDS, AskedTopic, Question, find_topic, topics
from .finding import CRUMB, MENU, READ, assessment_of, verb


@page("assess", path="assess/", title="First assessment", permission=READ, menu=MENU, order=12)
def start(look: Look) -> Shown:
    """The assessment under way with its topics, or how to start one; and those that are finished."""
    seen = Assessment.objects.current().visible_to(look.actor)
    under_way = seen.filter(state=AssessmentState.OPEN).select_related("started_by", "cloned_from").first()
    finished = list(seen.filter(state=AssessmentState.FINISHED).order_by("-finished_on", "-reference"))
    context: dict[str, Any] = {
        "assessment": under_way,
        "finished": finished,
        "questions": sum(len(one.questions) for one in topics()),
        "topics": topics(),
        "loaded": Framework.objects.current().filter(set_id=ISO42001).exists(),
        "start": verb("start_assessment", look),
        "again": verb("clone_assessment", look, finished[0], _next="/assess/") if finished else "",
    }
    if under_way is not None:
        progress = progress_of(under_way)
        mine = topics_open_to(look.actor, under_way)
        context |= {
            "progress": progress,
            "stations": [(one, one.topic.id in mine) for one in progress.stations],
            "go_on": next((one.topic for one in progress.stations if one.topic.id in mine and one.answered < one.all), None),
            "mine": sum(one.all - one.answered for one in progress.stations if one.topic.id in mine),
            "share": verb("share_topics", look, under_way, _next="/assess/"),
            "finish": verb("finish_assessment", look, under_way, _next=f"/assess/{under_way.reference}/result/"),
        }
    return Shown("assessments/start.html", context)


@dataclass(frozen=True)
class Choice:
    """One answer that may be chosen."""

    value: str
    words: str
    on: bool
    slim: bool = False


@dataclass(frozen=True)
class Asked:
    """A question as the page shows it."""

    question: Question
    answer: Answer | None
    choices: list[Choice]
    requirements: list[Requirement]


def _asked(question: Question, answer: Answer | None, requirements: dict[str, Requirement]) -> Asked:
    said = answer.answer if answer is not None else ""
    choices = [Choice(str(level), words, said == str(level)) for level, words in question.answers.items()]
    choices.append(Choice(UNKNOWN, UNKNOWN_WORDS, said == UNKNOWN, slim=True))
    if question.may_not_apply:
        choices.append(Choice(OUT, OUT_WORDS, said == OUT, slim=True))
    return Asked(question, answer, choices, [requirements[code] for code in question.judges if code in requirements])


@page("assess_topic", path="assess/<str:reference>/<slug:topic>/", title="Questions", permission=READ, menu=(MENU[0], ""), order=15)
def topic_page(look: Look) -> Shown:
    """The questions of one topic. What the records say stands beside, never filled in. `?kept=` is what a saved answer asks back: without that side."""
    assessment = assessment_of(look)
    topic = find_topic(look.path["topic"])
    if topic is None:
        raise NotFound(f"There is no topic of this name. Known: {', '.join(one.id for one in topics())}.")
    progress = progress_of(assessment)
    codes = [code for question in topic.questions for code in question.judges]
    rows = Requirement.objects.current().filter(framework=assessment.framework_id, code__in=codes).order_by("position")
    requirements = {row.code: row for row in rows}
    is_open = assessment.state == AssessmentState.OPEN
    return Shown(
        "assessments/topic.html",
        {
            "assessment": assessment,
            "topic": topic,
            "place": [one.id for one in topics()].index(topic.id) + 1,
            "progress": progress,
            "station": next(one for one in progress.stations if one.topic == topic),
            "asked": [_asked(one, progress.answers.get(one.id), requirements) for one in topic.questions],
            "may": is_open and topic.id in topics_open_to(look.actor, assessment),
            "is_open": is_open,
            "links": look.actor.may("conformity.read"),
            "base": f"/assess/{assessment.reference}/",
            **_around(look, assessment, topic, progress),
            "standings": standings_of(list(requirements.values())) if look.actor.may("conformity.read") and not look.one("kept") else [],
        },
        title=topic.title,
        crumbs=(("Requirements", "/gaps/"), CRUMB),
    )


def _around(look: Look, assessment: Assessment, topic: AskedTopic, progress: Progress) -> dict[str, Any]:
    """What comes before and after the topic, and who else answers it."""
    mine = topics_open_to(look.actor, assessment)
    others: list[Station] = [one for one in progress.stations if one.topic.id in mine]
    ids = [one.topic.id for one in others]
    place = ids.index(topic.id) if topic.id in ids else -1
    here = f"/assess/{assessment.reference}/{topic.id}/"
    return {
        "here": here,
        "after": others[place + 1].topic if 0 <= place < len(others) - 1 else None,
        "before": others[place - 1].topic if place > 0 else None,
        "share": verb("share_topics", look, assessment, topics=topic.id, _next=here),
        "mine": mine,
    }
