"""Suppliers and what hangs on them, as lists."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.html import format_html

from sightline.aims.organisation.registers import review_status
from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.registers import Column, Filter, Register, View, register

from .missing import annotated, standing
from .models import Certificate, ChangeNotice, Contract, Questionnaire, QuestionnaireAnswer, Review, SubProcessor, Supplier
from .queries import MATTER, names_not_recorded, suppliers_in_use, without_owner

_SOON = 60


def _lead(actor: Actor) -> str:
    told = Supplier.objects.current().visible_to(actor).aggregate(all=Count("pk"), bare=Count("pk", filter=without_owner()))
    words = format_html('{} suppliers, <a href="/suppliers/?view=without-owner">{} without owner</a>.', *map("{:,}".format, told.values()))
    unrecorded = names_not_recorded(actor) if actor.may("inventory.read") else 0
    if not unrecorded:
        return words
    some = "1 supplier is" if unrecorded == 1 else f"{unrecorded:,} suppliers are"
    them = "it" if unrecorded == 1 else "them"
    verb = format_html(' <a href="/do/record-named-suppliers/?_next=/suppliers/">Record {}</a>', them) if actor.may("suppliers.add") else ""
    return format_html("{} {} named in the inventory and not recorded.{}", words, some, verb)


register(
    Register(
        name="suppliers",
        model=Supplier,
        label="Suppliers",
        columns=[
            Column("name"),
            Column("owner", sort="owner__name"),
            Column("criticality"),
            Column("systems_count", "AI systems", kind="number", sort="systems_count"),
            Column("standing", "State", value=standing, sort="-", kind="status"),
            Column("review", "Review", value=review_status, sort="next_review", kind="status", later=True),
            Column("country", later=True),
            Column("website", hidden=True),
            Column("contact_name", hidden=True),
            Column("contact_email", hidden=True),
        ],
        filters=[Filter("criticality"), Filter("owner"), Filter("country")],
        views=[
            View("in-use", "Of systems covered", lambda actor: Q(pk__in=suppliers_in_use().values("pk"))),
            View("matter", "Critical or important", lambda actor: Q(criticality__in=MATTER)),
            View("without-owner", "Without owner", lambda actor: without_owner()),
            View("without-contract", "Without contract", lambda actor: Q(contracted=False)),
            View("review-due", "Review due", lambda actor: Q(next_review__lt=clock.today())),
        ],
        search=("name", "supplies", "country"),
        sort="name",
        related=("owner",),
        annotate=annotated,
        lead=_lead,
        menu=("AI systems", "Suppliers"),
        empty="No suppliers yet. They are who makes, sells or runs AI for you, or a part of it.",
        facts=(
            "name",
            "supplies",
            "country",
            "website",
            "contact_name",
            "contact_email",
            "owner",
            "systems",
            "criticality",
            "exit_plan",
            "last_review",
            "next_review",
        ),
    )
)


def _until(day: date | None, ended: str) -> tuple[str, str]:
    if day is None:
        return "ok", "In force"
    today = clock.today()
    if day < today:
        return "bad", f"{ended} {day:%-d %b %Y}"
    return ("part" if day <= today + timedelta(days=_SOON) else "ok"), f"Until {day:%-d %b %Y}"


def _of_contract(row: Any) -> tuple[str, str]:
    if row.starts is not None and row.starts > clock.today():
        return "wait", f"From {row.starts:%-d %b %Y}"
    return _until(row.ends, "Ended")


def _ending(field: str) -> Q:
    today = clock.today()
    return Q(**{f"{field}__gte": today, f"{field}__lte": today + timedelta(days=_SOON)})


register(
    Register(
        name="contracts",
        model=Contract,
        label="Contracts with suppliers",
        columns=[
            Column("title"),
            Column("supplier", sort="supplier__name"),
            Column("standing", "State", value=_of_contract, sort="ends", kind="status"),
            Column("agreed", "Clauses of 9", value=lambda row: row.agreed, sort="-", kind="number"),
            Column("duties_divided", "Duties divided", later=True),
            Column("training_forbidden", "No training", later=True),
            Column("change_notice", "Told of changes", later=True),
        ],
        filters=[Filter("supplier"), *(Filter(name) for name in Contract.CLAUSES)],
        views=[
            View("ending", "End soon", lambda actor: _ending("ends")),
            View("ended", "Ended", lambda actor: Q(ends__lt=clock.today())),
            View("training-allowed", "Silent on training", lambda actor: Q(training_forbidden=False)),
        ],
        search=("title", "supplier__name"),
        sort="ends",
        related=("supplier",),
        empty="No contracts yet. Add them on the page of their supplier.",
        facts=("supplier", "title", "starts", "ends", "notice_days", *Contract.CLAUSES, "note"),
    )
)

register(
    Register(
        name="certificates",
        model=Certificate,
        label="Certificates of suppliers",
        columns=[
            Column("certificate", "Certificate", value=str, sort="kind"),
            Column("supplier", sort="supplier__name"),
            Column("standing", "State", value=lambda row: _until(row.expires, "Expired"), sort="expires", kind="status"),
            Column("issuer", later=True),
            Column("number", later=True),
        ],
        filters=[Filter("kind"), Filter("supplier")],
        views=[
            View("ending", "Expire soon", lambda actor: _ending("expires")),
            View("expired", "Expired", lambda actor: Q(expires__lt=clock.today())),
        ],
        search=("issuer", "number", "supplier__name", "covers"),
        sort="expires",
        related=("supplier",),
        empty="No certificates yet. Add them on the page of their supplier.",
        facts=("supplier", "kind", "issuer", "number", "covers", "issued", "expires"),
    )
)

_STANCES = {"open": ("part", "Not looked at"), "accepted": ("ok", "Accepted"), "objected": ("bad", "Objected to")}

register(
    Register(
        name="sub-processors",
        model=SubProcessor,
        label="Sub-processors",
        columns=[
            Column("name"),
            Column("supplier", sort="supplier__name"),
            Column("country"),
            Column("standing", "What we say", value=lambda row: _STANCES[row.stance], sort="stance", kind="status"),
        ],
        filters=[Filter("supplier"), Filter("country"), Filter("stance")],
        views=[View("open", "Not looked at", lambda actor: Q(stance=SubProcessor.Stance.OPEN))],
        search=("name", "does", "data", "supplier__name"),
        sort="name",
        related=("supplier",),
        empty="No sub-processors yet. They stand behind a supplier: model makers, hosts, support firms.",
        facts=("supplier", "name", "country", "does", "data", "stance"),
    )
)


def _of_notice(row: Any) -> tuple[str, str]:
    if row.state != ChangeNotice.State.OPEN:
        return ("none" if row.state == ChangeNotice.State.REFUSED else "ok"), row.get_state_display()
    if row.effective is not None and row.effective < clock.today():
        return "bad", f"In effect since {row.effective:%-d %b}, not assessed"
    return "wait", f"Takes effect {row.effective:%-d %b}" if row.effective else "Not assessed"


register(
    Register(
        name="change-notices",
        model=ChangeNotice,
        label="Changes at suppliers",
        columns=[
            Column("title"),
            Column("supplier", sort="supplier__name"),
            Column("received"),
            Column("effective"),
            Column("standing", "State", value=_of_notice, sort="state", kind="status"),
        ],
        filters=[Filter("supplier"), Filter("state")],
        views=[View("open", "Not assessed", lambda actor: Q(state=ChangeNotice.State.OPEN))],
        search=("title", "description", "supplier__name"),
        sort="-received",
        related=("supplier",),
        empty="No changes yet. When a supplier says that a model changes, note it on the page of the supplier.",
        facts=("supplier", "title", "description", "received", "effective", "systems", "state", "assessment", "assessed_by", "assessed_on"),
    )
)

_RESULTS = {"goes_on": "ok", "conditions": "part", "leave": "bad"}

register(
    Register(
        name="supplier-reviews",
        model=Review,
        label="Reviews of suppliers",
        columns=[
            Column("review", "Review", value=str, sort="held_on"),
            Column("held_on"),
            Column("standing", "Result", value=lambda row: (_RESULTS[row.result], row.get_result_display()), sort="result", kind="status"),
            Column("reviewer", sort="reviewer__name", later=True),
        ],
        filters=[Filter("supplier"), Filter("result")],
        search=("findings", "supplier__name"),
        sort="-held_on",
        related=("supplier", "reviewer"),
        empty="No reviews yet. Review a supplier on its page.",
        facts=("supplier", "held_on", "result", "findings", "conditions", "reviewer"),
    )
)


def _with_answers(rows: QuerySet[Any]) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.annotate(asked=Count("answers"), given=Count("answers", filter=~Q(answers__choice="")))
    return found


def _of_questionnaire(row: Any) -> tuple[str, str]:
    late = row.due < clock.today()
    if row.state == Questionnaire.State.SENT and late:
        return "bad", f"Wanted by {row.due:%-d %b %Y}"
    if row.state == Questionnaire.State.REVIEWED:
        kinds = {"enough": "ok", "conditions": "part", "not_enough": "bad"}
        return kinds.get(row.result, "ok"), row.get_result_display() or row.get_state_display()
    return {"draft": "part", "sent": "wait", "answered": "new"}[row.state], row.get_state_display()


register(
    Register(
        name="supplier-questionnaires",
        model=Questionnaire,
        label="Questionnaires to suppliers",
        columns=[
            Column("title"),
            Column("supplier", sort="supplier__name"),
            Column("standing", "State", value=_of_questionnaire, sort="state", kind="status"),
            Column("answered", "Answered", value=lambda row: f"{row.given} of {row.asked}", sort="given"),
            Column("due"),
        ],
        filters=[Filter("supplier"), Filter("state"), Filter("result")],
        views=[
            View("to-review", "To be looked through", lambda actor: Q(state=Questionnaire.State.ANSWERED)),
            View("with-them", "With the supplier", lambda actor: Q(state=Questionnaire.State.SENT)),
            View("late", "Late", lambda actor: Q(state=Questionnaire.State.SENT, due__lt=clock.today())),
        ],
        search=("title", "supplier__name"),
        sort="-due",
        related=("supplier",),
        annotate=_with_answers,
        empty="No questionnaires yet. Prepare one on the page of a supplier, and send it as a link.",
        facts=("supplier", "title", "asking", "due", "sent_on", "answered_on", "result", "conclusion", "reviewed_by", "reviewed_on"),
    )
)


def _of_answer(row: Any) -> tuple[str, str]:
    if not row.choice:
        return "none", "No answer yet"
    if row.verdict == QuestionnaireAnswer.Verdict.OPEN:
        return ("bad" if row.reads == "stop" else "new"), "To be looked at"
    return ("ok", "Accepted") if row.verdict == QuestionnaireAnswer.Verdict.ACCEPTED else ("part", "Ask again")


register(
    Register(
        name="supplier-answers",
        model=QuestionnaireAnswer,
        label="Answers of suppliers",
        columns=[
            Column("text", "Question"),
            Column("supplier", value=lambda row: row.questionnaire.supplier, sort="questionnaire__supplier__name", kind="record"),
            Column("said", "Answer"),
            Column("standing", "State", value=_of_answer, sort="verdict", kind="status"),
            Column("note", later=True),
        ],
        filters=[
            Filter("supplier", path="questionnaire__supplier"),
            Filter("questionnaire"),
            Filter("verdict"),
            Filter("reads"),
            Filter("question"),
        ],
        views=[
            View("open", "To be looked at", lambda actor: Q(questionnaire__state="answered", verdict="open")),
            View("stop", "Stands in the way", lambda actor: Q(reads="stop") & ~Q(verdict="accepted")),
            View("again", "Ask again", lambda actor: Q(verdict="follow_up")),
        ],
        search=("text", "said", "note", "questionnaire__supplier__name"),
        sort="place",
        related=("questionnaire", "questionnaire__supplier"),
        empty="No answers yet. They come with the first questionnaire.",
        facts=("questionnaire", "text", "said", "note", "verdict", "remark"),
    )
)
