"""What the pages of suppliers show besides their facts, and the page on which a supplier answers without an account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sightline.aims.inventory.models import System
from sightline.kernel.actions.offering import Offer, offer_now, offers
from sightline.kernel.identity.actors import Actor
from sightline.kernel.invitations.hosting import Errors, hosted
from sightline.kernel.invitations.models import Invitation
from sightline.kernel.pages import Look, Shown, section
from sightline.kernel.records import RecordQuerySet

from .actions.questionnaires import asking_of
from .asking import Topic
from .missing import gaps_of
from .models import Questionnaire, QuestionnaireAnswer, Supplier

_READ = "suppliers.read"
_SHORT = 10


@section("missing", title="What is missing next", model=Supplier, permission=_READ, order=10)
def missing_section(look: Look, record: Any) -> Shown | None:
    """What is not there yet, in order, each with the verb that mends it."""
    if record.retired is not None:
        return None
    gaps = [(gap, offer_now(gap.action, look.actor, record)) for gap in gaps_of(record)]
    return Shown("suppliers/missing.html", {"gaps": gaps, "record": record, "count": len(gaps)})


@section("dealings", title="Agreed, shown and told", model=Supplier, permission=_READ, order=20)
def dealings_section(look: Look, record: Supplier) -> Shown:
    """Contracts, certificates, sub-processors, changes, questionnaires and reviews: one short list each."""
    groups: list[tuple[str, str, Any, str, str]] = [
        ("Contracts", "contracts", record.contracts, "-ends", "add_contract"),
        ("Certificates", "certificates", record.certificates, "-expires", "add_certificate"),
        ("Questionnaires", "supplier-questionnaires", record.questionnaires, "-due", "prepare_questionnaire"),
        ("Changes", "change-notices", record.change_notices, "-received", "note_change"),
        ("Sub-processors", "sub-processors", record.sub_processors, "name", "add_subprocessor"),
        ("Reviews", "supplier-reviews", record.reviews.select_related("supplier"), "-held_on", "review_supplier"),
    ]
    shown = []
    for label, register, rows, order, action in groups:
        found = list(rows.filter(retired__isnull=True).order_by(order)[: _SHORT + 1])
        for row in found:
            row.supplier = record
        more = f"/{register}/?supplier={record.reference}" if len(found) > _SHORT else ""
        shown.append(
            {
                "label": label,
                "rows": [(row, _when(row)) for row in found[:_SHORT]],
                "more": more,
                "verb": offer_now(action, look.actor, record),
            }
        )
    return Shown("suppliers/dealings.html", {"groups": shown})


def _when(row: Any) -> str:
    """The day that tells such rows apart."""
    for name, words in (("ends", "until"), ("expires", "until"), ("due", "by"), ("received", "told on"), ("held_on", "")):
        day = getattr(row, name, None)
        if day is not None:
            return f"{words} {day:%-d %b %Y}".strip()
    return str(getattr(row, "country", ""))


def _suppliers(system: System) -> RecordQuerySet[Supplier]:
    return Supplier.objects.current().filter(systems=system)


@section("suppliers", title="Suppliers", model=System, permission=_READ, order=45, rows=_suppliers)
def suppliers_section(look: Look, record: System) -> Shown | None:
    """Who supplies an AI system, or a part of it."""
    rows = list(_suppliers(record).visible_to(look.actor).order_by("name"))
    return Shown("suppliers/of_system.html", {"rows": rows, "count": len(rows)}) if rows else None


_VERDICTS = {"open": ("new", "To be looked at"), "accepted": ("ok", "Accepted"), "follow_up": ("part", "Ask again")}
_READS = {"stop": ("bad", "Stands in the way"), "look": ("part", "Worth a question"), "fine": ("ok", "Fine"), "": ("none", "No answer yet")}


@section("answers", title="Questions and answers", model=Questionnaire, permission=_READ, order=20)
def answers_section(look: Look, record: Questionnaire) -> Shown:
    """Every question with its answer, by topic; the reviewer accepts it or asks again."""
    rows = {row.question: row for row in record.answers.all()}
    verbs = _answer_verbs(record, list(rows.values()), look.actor)
    topics = []
    for topic in asking_of(record).topics:
        lines = [_line(rows[one.id], verbs) for one in topic.questions if one.id in rows]
        topics.append((topic.title, lines))
    given = f"{sum(bool(row.choice) for row in rows.values())} of {len(rows)}"
    open_ones = any(line["verbs"] and line["row"].verdict == QuestionnaireAnswer.Verdict.OPEN for _, lines in topics for line in lines)
    link = ("Accept several at once", f"/supplier-answers/?questionnaire={record.reference}&view=open") if open_ones else None
    return Shown("suppliers/answers.html", {"topics": topics, "aside": "" if link else given, "link": link})


_NEXT: dict[str, tuple[str, tuple[str, ...]]] = {
    "draft": ("It is not sent yet. The supplier answers by a link, without an account.", ("send_questionnaire",)),
    "sent": ("The supplier has it. Sending it again makes a new link and ends the one before.", ("send_questionnaire",)),
    "answered": ("Look through the answers: accept each, or ask again. Then conclude.", ("conclude_questionnaire", "send_questionnaire")),
    "reviewed": ("", ()),
}


@section("next", title="What comes next", model=Questionnaire, permission=_READ, order=10)
def next_section(look: Look, record: Questionnaire) -> Shown | None:
    """Who has it now, and what can be done."""
    if record.retired is not None:
        return None
    invited = Invitation.objects.current().visible_to(look.actor).filter(about_id=record.pk).order_by("-expires", "-reference").first()
    words, names = _NEXT[record.state]
    if record.state == Questionnaire.State.REVIEWED:
        words = f"{record.get_result_display()}. {record.conclusion}"
    verbs = [verb for name in names if (verb := offer_now(name, look.actor, record)) is not None]
    return Shown("suppliers/next.html", {"words": words, "verbs": verbs, "invited": invited})


def _answer_verbs(questionnaire: Questionnaire, rows: list[QuestionnaireAnswer], actor: Actor) -> list[dict[UUID, Offer]]:
    """What the reviewer can do to each answer."""
    for row in rows:
        row.questionnaire = questionnaire
    if questionnaire.state != Questionnaire.State.ANSWERED:
        return []
    back = f"{questionnaire.address}#answers"
    return [offers(name, actor, rows, back=back) for name in ("accept_answer", "question_answer")]


def _line(row: QuestionnaireAnswer, verbs: list[dict[UUID, Offer]]) -> dict[str, Any]:
    open_ = row.verdict != QuestionnaireAnswer.Verdict.ACCEPTED
    status = _READS[row.reads] if row.verdict == QuestionnaireAnswer.Verdict.OPEN else _VERDICTS[row.verdict]
    now = [one[row.pk] for one in verbs if row.pk in one and not one[row.pk].why_not] if open_ else []
    return {"row": row, "status": status, "verbs": now}


def _station(topic: Topic, rows: dict[str, QuestionnaireAnswer], here: bool) -> dict[str, Any]:
    given = sum(bool(rows[one.id].choice) for one in topic.questions if one.id in rows)
    again = any(rows[one.id].verdict == QuestionnaireAnswer.Verdict.FOLLOW_UP for one in topic.questions if one.id in rows)
    whole = given == len(topic.questions) and not again
    return {
        "topic": topic,
        "given": given,
        "kind": "here" if here else "done" if whole else "part" if given or again else "",
        "whole": whole,
    }


@hosted(Questionnaire)
def answering_page(look: Look, questionnaire: Questionnaire, errors: Errors) -> Shown:
    """One topic a page, in any order; what was entered is kept; handing in is a step of its own."""
    asking = asking_of(questionnaire)
    rows = {row.question: row for row in questionnaire.answers.all()}
    with_us = questionnaire.state in (Questionnaire.State.ANSWERED, Questionnaire.State.REVIEWED)
    topics = {topic.id: topic for topic in asking.topics}
    wrong = next((topic for topic in asking.topics for one in topic.questions if one.field in errors), None)
    here = wrong or topics.get(look.one("topic"))
    stations = [_station(topic, rows, topic is here) for topic in asking.topics]
    following = asking.topics[asking.topics.index(here) + 1] if here is not None and here is not asking.topics[-1] else None
    given, total = sum(bool(row.choice) for row in rows.values()), len(rows)
    return Shown(
        "suppliers/answering.html",
        {
            "questionnaire": questionnaire,
            "asking": asking,
            "stations": stations,
            "here": here,
            "first": next((one["topic"] for one in stations if not one["whole"]), asking.topics[0]),
            "following": following,
            "questions": [_question(one, rows[one.id], errors) for one in here.questions if one.id in rows] if here else [],
            "given": given,
            "total": total,
            "complete": given == total,
            "with_us": with_us,
            "again": [row for row in rows.values() if row.verdict == QuestionnaireAnswer.Verdict.FOLLOW_UP],
        },
        title=questionnaire.title,
    )


def _question(one: Any, row: QuestionnaireAnswer, errors: Errors) -> dict[str, Any]:
    fixed = row.verdict == QuestionnaireAnswer.Verdict.ACCEPTED
    return {"one": one, "row": row, "errors": list(errors.get(one.field, ())), "fixed": fixed, "asked_again": row.verdict == "follow_up"}
