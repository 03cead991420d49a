"""The lists of the organisation."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.html import format_html

from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.registers import Column, Filter, Register, View, register

from .models import (
    Appointment,
    Boundary,
    ContextIssue,
    InterestedParty,
    Objective,
    Organisation,
    Person,
    PlannedChange,
    Role,
    ScopeStatement,
    Site,
    Unit,
)
from .queries import current_appointments, is_held, roles_to_fill

_PEOPLE = "Policies and people"


def boundary_status(row: Any) -> tuple[str, str]:
    """In or out of the management system, as a status."""
    return {Boundary.IN.value: ("ok", "In scope"), Boundary.OUT.value: ("none", "Out of scope")}.get(row.in_scope, ("part", "Not decided"))


def review_status(row: Any) -> tuple[str, str]:
    """Whether the next review is still to come, as a status."""
    if row.next_review is None:
        return "none", "No day set"
    return (
        ("bad", f"Due since {row.next_review:%-d %b %Y}") if row.next_review < clock.today() else ("ok", f"By {row.next_review:%-d %b %Y}")
    )


def _overdue(actor: Actor) -> Q:
    return Q(next_review__lt=clock.today())


def _undecided(actor: Actor) -> Q:
    return Q(in_scope=Boundary.UNDECIDED)


def _units_lead(actor: Actor) -> str:
    told = Unit.objects.current().aggregate(
        all=Count("pk"), into=Count("pk", filter=Q(in_scope=Boundary.IN)), undecided=Count("pk", filter=Q(in_scope=Boundary.UNDECIDED))
    )
    figures = [f"{told[name]:,}" for name in ("all", "into", "undecided")]
    return format_html(
        '{} units, <a href="/units/?view=in-scope">{} of them in scope</a>; <a href="/units/?view=undecided">{} are not decided</a>.',
        *figures,
    )


def _roles_lead(actor: Actor) -> str:
    rows = roles_to_fill()
    figures = rows.count(), rows.filter(~is_held()).count()
    return format_html(
        '<a href="/roles/?view=required">{} roles</a> must be filled; <a href="/roles/?view=vacant">{} of them have no holder</a>.',
        *figures,
    )


def _with_holders(rows: QuerySet[Any]) -> QuerySet[Any]:
    held = current_appointments().filter(role=OuterRef("pk")).order_by("since")
    found: QuerySet[Any] = rows.annotate(
        holder=held.values("person__name")[:1],
        holder_since=held.values("since")[:1],
        # A subquery and no join: a grouped query can't ask the Exists of the views.
        holders=Subquery(held.order_by().values("role").annotate(n=Count("pk")).values("n")),
    )
    return found


def _holder(row: Any) -> str:
    if not row.holder:
        return "" if row.held_for == Role.HeldFor.ORGANISATION else f"Named on {row.get_held_for_display().lower()}"
    return f"{row.holder} and {row.holders - 1} more" if row.holders > 1 else str(row.holder)


def _holding(row: Any) -> tuple[str, str]:
    if row.held_for != Role.HeldFor.ORGANISATION:
        return "none", f"On {row.get_held_for_display().lower()}"
    return ("ok", "Held") if row.holder else ("bad", "No holder") if row.required else ("none", "Not needed yet")


register(
    Register(
        name="organisations",
        model=Organisation,
        label="Organisation",
        columns=[Column("name"), Column("country"), Column("sector")],
        search=("name",),
        empty="The organisation is not founded yet. Name it, and the roles of the standard are set up.",
        facts=("name", "country", "sector", "activities", "boundary"),
    )
)
register(
    Register(
        name="units",
        model=Unit,
        label="Units",
        columns=[
            Column("name"),
            Column("parent", sort="parent__name"),
            Column("kind", later=True),
            Column("country", later=True),
            Column("scope", "Scope", value=boundary_status, sort="in_scope", kind="status"),
        ],
        filters=[Filter("kind"), Filter("in_scope"), Filter("parent"), Filter("country")],
        views=[View("in-scope", "In scope", lambda actor: Q(in_scope=Boundary.IN)), View("undecided", "Not decided", _undecided)],
        search=("name",),
        sort="name",
        related=("parent",),
        lead=_units_lead,
        empty="No units yet. They say which parts of the organisation the management system covers.",
        facts=("name", "parent", "kind", "country", "in_scope", "scope_reason"),
    )
)
register(
    Register(
        name="sites",
        model=Site,
        label="Sites",
        columns=[
            Column("name"),
            Column("country"),
            Column("unit", sort="unit__name"),
            Column("scope", "Scope", value=boundary_status, sort="in_scope", kind="status"),
        ],
        filters=[Filter("country"), Filter("unit"), Filter("in_scope")],
        views=[View("in-scope", "In scope", lambda actor: Q(in_scope=Boundary.IN)), View("undecided", "Not decided", _undecided)],
        search=("name", "location"),
        sort="name",
        related=("unit",),
        empty="No sites yet. The certificate names the places that it covers.",
        facts=("name", "country", "location", "unit", "in_scope", "scope_reason"),
    )
)
register(
    Register(
        name="people",
        model=Person,
        label="People",
        columns=[
            Column("name"),
            Column("job_title"),
            Column("unit", sort="unit__name"),
            Column("email", later=True),
            Column("account", kind="record", hidden=True),
        ],
        filters=[Filter("unit")],
        views=[View("holding", "Hold a role", lambda actor: Q(Exists(current_appointments().filter(person=OuterRef("pk")))))],
        search=("name", "email", "job_title"),
        sort="name",
        related=("unit", "account"),
        empty="No people yet. Owners of AI systems and holders of roles are chosen from here.",
        facts=("name", "email", "job_title", "unit", "account"),
    )
)
register(
    Register(
        name="roles",
        model=Role,
        label="Roles",
        columns=[
            Column("name"),
            Column("who", "Held by", value=_holder, sort="holder"),
            Column("standing", "State", value=_holding, kind="status"),
            Column("review", "Review", value=review_status, sort="next_review", kind="status", later=True),
            Column("required", later=True, hidden=True),
        ],
        filters=[Filter("held_for"), Filter("required")],
        views=[
            View("required", "Must be filled", lambda actor: Q(required=True, held_for=Role.HeldFor.ORGANISATION)),
            View("vacant", "Without a holder", lambda actor: Q(required=True, held_for=Role.HeldFor.ORGANISATION) & ~Q(is_held())),
            View("review", "Review due", _overdue),
        ],
        search=("name", "answers_for"),
        sort="name",
        annotate=_with_holders,
        lead=_roles_lead,
        menu=(_PEOPLE, "Roles"),
        empty="No roles yet. They are set up when the organisation is founded.",
        facts=("name", "answers_for", "authority", "held_for", "required", "needed_when", "next_review"),
    )
)
register(
    Register(
        name="appointments",
        model=Appointment,
        label="Appointments",
        columns=[
            Column("held", "Person", value=lambda row: row.person, sort="person__name", kind="record"),
            Column("role", sort="role__name"),
            Column("since"),
            Column("until"),
        ],
        filters=[Filter("role"), Filter("person")],
        views=[View("now", "Now", lambda actor: Q(until__isnull=True) | Q(until__gte=clock.today()))],
        search=("person__name", "role__name"),
        sort="-since",
        related=("person", "role"),
        empty="Nobody is appointed yet. Open a role and appoint a person.",
        facts=("role", "person", "since", "until"),
    )
)
register(
    Register(
        name="issues",
        model=ContextIssue,
        label="Issues of the context",
        columns=[
            Column("title"),
            Column("side"),
            Column("effect", later=True),
            Column("review", "Review", value=review_status, sort="next_review", kind="status"),
        ],
        filters=[Filter("side")],
        views=[View("without-effect", "Without effect", lambda actor: Q(effect="")), View("review", "Review due", _overdue)],
        search=("title", "description", "effect"),
        sort="title",
        empty="No issues yet. What inside and outside bears on your AI? Adopt the suggested ones, then make them yours.",
        facts=("title", "side", "description", "effect", "reviewed_on", "next_review"),
    )
)
register(
    Register(
        name="parties",
        model=InterestedParty,
        label="Interested parties",
        columns=[
            Column("name"),
            Column("side"),
            Column("affected"),
            Column("requirements", later=True),
            Column("review", "Review", value=review_status, sort="next_review", kind="status"),
        ],
        filters=[Filter("side"), Filter("affected")],
        views=[
            View("affected", "AI decides about them", lambda actor: Q(affected=True)),
            View("without-requirements", "Requirements open", lambda actor: Q(requirements="")),
            View("review", "Review due", _overdue),
        ],
        search=("name", "needs", "requirements"),
        sort="name",
        empty="No interested parties yet. Who is touched by your AI, and what do they expect? Adopt the suggested ones, then make them yours.",
        facts=("name", "side", "affected", "description", "needs", "requirements", "reviewed_on", "next_review"),
    )
)


def _objective_status(row: Any) -> tuple[str, str]:
    if row.state in Objective.OPEN and row.due is not None and row.due < clock.today():
        return "bad", f"Due since {row.due:%-d %b %Y}"
    glyphs = {"planned": "wait", "under-way": "part", "reached": "ok", "missed": "bad", "dropped": "none"}
    return glyphs[row.state], row.get_state_display()


def _objectives_lead(actor: Actor) -> str:
    told = Objective.objects.current().aggregate(
        all=Count("pk"), reached=Count("pk", filter=Q(state=Objective.State.REACHED)), due=Min("due", filter=Q(state__in=Objective.OPEN))
    )
    ending = f" The next is due on {told['due']:%-d %B %Y}." if told["due"] else ""
    return f"{told['reached']:,} of {told['all']:,} objectives are reached.{ending}"


register(
    Register(
        name="objectives",
        model=Objective,
        label="Objectives",
        columns=[
            Column("title"),
            Column("target"),
            Column("owner", sort="owner__name"),
            Column("due"),
            Column("standing", "State", value=_objective_status, sort="state", kind="status"),
            Column("measure", later=True, hidden=True),
        ],
        filters=[Filter("state"), Filter("owner"), Filter("unit")],
        views=[
            View("open", "Open", lambda actor: Q(state__in=Objective.OPEN)),
            View("late", "Late", lambda actor: Q(state__in=Objective.OPEN, due__lt=clock.today())),
            View("mine", "Mine", lambda actor: Q(owner__account=actor.account) if actor.account else Q(pk__in=[])),
        ],
        search=("title", "measure", "target"),
        sort="due",
        related=("owner", "unit"),
        lead=_objectives_lead,
        menu=(_PEOPLE, "Objectives"),
        empty="No objectives yet. What is your AI to reach, by what figure and when?",
        facts=("title", "measure", "target", "means", "evaluation", "owner", "unit", "due", "state", "result"),
    )
)
register(
    Register(
        name="planned-changes",
        model=PlannedChange,
        label="Planned changes",
        columns=[Column("title"), Column("owner", sort="owner__name"), Column("due"), Column("state")],
        filters=[Filter("state"), Filter("owner")],
        views=[View("open", "Open", lambda actor: Q(state=PlannedChange.State.PLANNED))],
        search=("title", "purpose"),
        sort="due",
        related=("owner",),
        empty="No planned changes yet. A change of the management system is thought through here before it is made.",
        facts=("title", "purpose", "consequences", "means", "owner", "due", "state", "result", "concluded_on"),
    )
)


def _scope_status(row: Any) -> tuple[str, str]:
    return {"draft": ("part", "Draft"), "approved": ("ok", "In force"), "superseded": ("none", "Superseded")}[row.state]


register(
    Register(
        name="scope-statements",
        model=ScopeStatement,
        label="Scope statements",
        columns=[
            Column("title"),
            Column("number", "Version"),
            Column("standing", "State", value=_scope_status, sort="state", kind="status"),
            Column("approved_on"),
            Column("approved_by", sort="approved_by__name", later=True),
        ],
        filters=[Filter("state")],
        sort="-number",
        related=("author", "approved_by"),
        empty="No scope statement yet. Draft one from the records.",
        facts=("title", "number", "state", "statement", "boundary", "author", "approved_by", "approved_on", "next_review"),
    )
)
