"""Classes, duties, notices and registrations under the EU AI Act, as lists."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields import BooleanField
from django.utils.html import format_html

from sightline.aims.organisation.registers import review_status
from sightline.kernel import clock
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.identity.actors import Actor
from sightline.kernel.registers import Column, Filter, Register, View, register

from .models import ClassAnswers, Classification, Duty, Notice, Registration, RiskClass
from .queries import is_late, is_met, not_clear, reopened, to_confirm

State = Classification.State


def class_status(row: Any) -> tuple[str, str]:
    """The class as a status: only what is banned is bad in itself."""
    if not row.risk_class:
        return "part", "Not clear"
    told = " and transparency" if row.transparency and row.risk_class == RiskClass.HIGH else ""
    kind = {"prohibited": "bad", "high-risk": "new", "out-of-scope": "none"}.get(row.risk_class, "ok")
    return kind, f"{row.get_risk_class_display()}{told}"


def standing(row: Any) -> tuple[str, str]:
    """How far the class is."""
    changed = ", ".join(what for what, _, _ in row.moved())
    if changed:
        return "part", f"Re-opened: {changed} changed"
    if row.state == State.CONFIRMED:
        return "ok", "Confirmed"
    if row.unsettled:
        return "part", f"{len(row.unsettled)} not known yet"
    if row.state == State.ANSWERED:
        return "wait", "To be confirmed"
    return ("new", f"Suggested, {row.confidence} of 100") if row.risk_class else ("part", "Answer the questions")


def _lead(actor: Actor) -> str:
    told = (
        Classification.objects.current()
        .visible_to(actor)
        .aggregate(
            all=Count("pk"),
            waiting=Count("pk", filter=to_confirm()),
            moved=Count("pk", filter=reopened()),
            banned=Count("pk", filter=Q(risk_class=RiskClass.PROHIBITED)),
        )
    )
    figures = [f"{told[name]:,}" for name in ("all", "waiting", "moved", "banned")]
    return format_html(
        '{} classes: <a href="/classifications/?view=to-confirm">{} can be confirmed</a>, <a href="/classifications/?view=reopened">{} are re-opened</a>, '
        '<a href="/classifications/?view=prohibited">{} prohibited</a>. <a href="/ai-act/">Overview</a>',
        *figures,
    )


def _points(row: Any) -> str:
    return ", ".join(one for one in (row.points.capitalize(), row.exception) if one)


ROLE_WORDS = {name: str(Classification._meta.get_field(name).verbose_name).capitalize() for name in Classification.ROLES}  # type: ignore[union-attr]

register(
    Register(
        name="classifications",
        model=Classification,
        label="Classes under the EU AI Act",
        columns=[
            Column("system", sort="system__name"),
            Column("class", "Class", value=class_status, sort="risk_class", kind="status"),
            Column("standing", "State", value=standing, sort="state", kind="status"),
            Column("roles", "Our roles", value=lambda row: ", ".join(row.roles), sort="-"),
            Column("points", "Points", value=_points, sort="points"),
            Column("reason", sort="-", hidden=True),
            Column("review", "Next check", value=review_status, sort="next_review", kind="status", later=True),
            Column("unit", "Unit", value=lambda row: row.system.unit, sort="system__unit__name", kind="record", hidden=True),
            Column("owner", "Owner", value=lambda row: row.system.owner, sort="system__owner__name", kind="record", hidden=True),
            Column("articles", hidden=True, sort="-"),
            Column("exception", hidden=True),
            Column("confidence", hidden=True),
            Column("general_purpose", hidden=True),
            Column("confirmed_on", hidden=True),
        ],
        filters=[
            Filter("risk_class"),
            Filter("state"),
            Filter("role", "Our role", choices=tuple((name, words, Q(**{name: True})) for name, words in ROLE_WORDS.items())),
            Filter("told", "People must be told", choices=(("yes", "Yes", Q(transparency=True)), ("no", "No", Q(transparency=False)))),
            Filter(
                "model",
                "General-purpose model",
                choices=(("any", "Provided", ~Q(general_purpose="")), ("systemic", "With systemic risk", Q(general_purpose="systemic"))),
            ),
            Filter(
                "changed", "The system", choices=(("no", "As it was", Classification.same_basis()), ("yes", "Changed since", reopened()))
            ),
            Filter(
                "exempt", "Art. 6(3)", choices=(("yes", "Exception claimed", ~Q(exception="")), ("no", "No exception", Q(exception="")))
            ),
            Filter("unit", "Unit", path="system__unit"),
            Filter("owner", "Owner", path="system__owner"),
        ],
        views=[
            View("to-confirm", "To be confirmed", lambda actor: to_confirm()),
            View("reopened", "Re-opened", lambda actor: reopened()),
            View("not-clear", "Not clear", lambda actor: not_clear()),
            View("prohibited", "Prohibited", lambda actor: Q(risk_class=RiskClass.PROHIBITED)),
            View("high-risk", "High-risk", lambda actor: Q(risk_class=RiskClass.HIGH)),
        ],
        search=("system__name", "system__purpose", "reason", "articles"),
        sort="system__name",
        related=("system", "system__unit", "system__owner"),
        lead=_lead,
        menu=("AI systems", ""),
        empty="No system is classified yet. Let classes be suggested from the inventory, or answer the questions for one system.",
        facts=(
            "system",
            "risk_class",
            "transparency",
            "general_purpose",
            "points",
            "exception",
            "articles",
            "reason",
            "confidence",
            "state",
            "answered_by",
            "answered_on",
            "confirmed_by",
            "confirmed_on",
            "remark",
            "next_review",
            "tree",
        ),
    )
)


def _annotated(rows: QuerySet[Any]) -> QuerySet[Any]:
    pieces = Evidence.objects.current().filter(about_id=OuterRef("pk"))
    met = Case(When(is_met(), then=Value(True)), default=Value(False), output_field=BooleanField())
    found: QuerySet[Any] = rows.annotate(is_met=met, evidenced=Exists(pieces))
    return found


def duty_status(row: Any) -> tuple[str, str]:
    """How a duty stands; a row of the register or of `with_state`."""
    if row.state == Duty.State.NOT_NEEDED:
        return "none", "Does not apply, with a reason"
    if row.is_met:
        return "ok", "Met" if row.state == Duty.State.MET else "Met, a record shows it"
    if row.effective <= clock.today():
        return "bad", "Not met"
    return "wait", f"By {row.effective:%-d %b %Y}"


def with_state(rows: QuerySet[Duty]) -> QuerySet[Any]:
    """Duties with `is_met` and `evidenced`, computed by the database."""
    return _annotated(rows)


def _duties_lead(actor: Actor) -> str:
    told = (
        Duty.objects.current()
        .visible_to(actor)
        .aggregate(all=Count("pk"), open=Count("pk", filter=~is_met()), late=Count("pk", filter=~is_met() & is_late()))
    )
    return format_html(
        '{} duties, <a href="/duties/?view=open">{} of them open</a>, <a href="/duties/?view=late">{} apply already</a>.',
        *(f"{told[name]:,}" for name in ("all", "open", "late")),
    )


register(
    Register(
        name="duties",
        model=Duty,
        label="Duties under the EU AI Act",
        columns=[
            Column("title"),
            Column("system", sort="system__name"),
            Column("article"),
            Column("answerable", "Owner", value=lambda row: row.answerable, sort="-", kind="record"),
            Column("effective"),
            Column("standing", "State", value=duty_status, sort="effective", kind="status"),
            Column("evidenced", "Evidence", kind="yesno", sort="-", later=True),
            Column("formal", hidden=True),
            Column("what", hidden=True),
            Column("shown_by", hidden=True),
        ],
        filters=[
            Filter("requirement", "Article"),
            Filter("state"),
            Filter("effective"),
            Filter("system"),
            Filter("unit", "Unit", path="system__unit"),
        ],
        views=[
            View("open", "Open", lambda actor: ~is_met()),
            View("late", "Apply already", lambda actor: ~is_met() & is_late()),
            View("without-owner", "Without owner", lambda actor: Q(owner__isnull=True) & Q(system__owner__isnull=True)),
        ],
        search=("title", "system__name", "article", "what"),
        sort="effective",
        related=("system", "system__owner", "owner"),
        annotate=_annotated,
        lead=_duties_lead,
        menu=("AI systems", ""),
        empty="No duties yet. They follow when the class of a system is confirmed.",
        facts=("system", "article", "what", "formal", "effective", "owner", "state", "shown_by", "settled_by", "settled_on"),
    )
)

register(
    Register(
        name="transparency-notices",
        model=Notice,
        label="Transparency notices",
        columns=[Column("title"), Column("system", sort="system__name"), Column("case"), Column("place"), Column("since")],
        filters=[Filter("case"), Filter("system")],
        search=("title", "words", "place", "system__name"),
        sort="system__name",
        related=("system",),
        empty="No notices yet. Record on the page of a system what people are told about it.",
        facts=("system", "title", "case", "words", "place", "since", "link"),
    )
)


def _registered(row: Any) -> tuple[str, str]:
    return ("ok", "Registered") if row.number else ("part", "Not registered yet")


register(
    Register(
        name="registrations",
        model=Registration,
        label="Registrations and declarations",
        columns=[
            Column("registration", "Registration", value=str, sort="system__name"),
            Column("standing", "EU database", value=_registered, sort="number", kind="status"),
            Column("number"),
            Column("registered_on"),
            Column("signed_on"),
            Column("market", later=True),
        ],
        filters=[Filter("market")],
        views=[View("open", "Not registered yet", lambda actor: Q(number=""))],
        search=("system__name", "trade_name", "number"),
        sort="system__name",
        related=("system",),
        empty="No registrations yet. Prepare one on the page of a high-risk system.",
    )
)


def _under_way(row: Any) -> tuple[str, str]:
    return ("wait", "Under way") if row.under_way else ("ok", "Classified since")


register(
    Register(
        name="class-answers",
        model=ClassAnswers,
        label="Answers on the EU AI Act",
        columns=[
            Column("answers_on", "Answers on", value=lambda row: row.system, sort="system__name", kind="record"),
            Column("standing", "State", value=_under_way, sort="under_way", kind="status"),
            Column("saved_at", "Saved", value=lambda row: row.saved_at.date() if row.saved_at else None, sort="saved_at", kind="date"),
        ],
        views=[View("under-way", "Under way", lambda actor: Q(under_way=True))],
        search=("system__name",),
        sort="system__name",
        related=("system",),
        empty="No answers yet. Open a system and answer the questions on the EU AI Act.",
        facts=("system", "under_way", "saved_by", "saved_at", "tree"),
    )
)
