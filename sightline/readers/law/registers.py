"""The lists of applicable law and of its changes."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.html import format_html

from sightline.aims.organisation.registers import review_status
from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.registers import Column, Filter, Register, View, register
from sightline.kernel.tasks.models import Task, TaskState

from .models import ChangeState, Law, LawChange

_KINDS = {ChangeState.NEW: "new", ChangeState.ASSESSED: "wait", ChangeState.APPLIED: "ok"}


def open_tasks() -> QuerySet[Task]:
    """Open tasks about the change of the outer query."""
    return Task.objects.current().filter(about_id=OuterRef("pk"), state=TaskState.OPEN)


def change_status(row: Any) -> tuple[str, str]:
    """How far a change is, as a status."""
    if row.state == ChangeState.APPLIED and getattr(row, "still_open", False):
        return "wait", "Tasks are open"
    late = row.effective is not None and row.effective <= clock.today()
    if row.state in (ChangeState.NEW, ChangeState.ASSESSED) and late:
        return "bad", f"Binds since {row.effective:%-d %b %Y}, {'not assessed' if row.state == ChangeState.NEW else 'no tasks yet'}"
    return _KINDS.get(row.state, "none"), row.get_state_display()


def _with_tasks(rows: QuerySet[Any]) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.annotate(still_open=Exists(open_tasks()))
    return found


def _lead(actor: Actor) -> str:
    told = LawChange.objects.current().visible_to(actor).aggregate(all=Count("pk"), new=Count("pk", filter=Q(state=ChangeState.NEW)))
    figures = [f"{told[name]:,}" for name in ("all", "new")]
    return format_html('{} changes; <a href="/law-changes/?view=new">{} are not assessed</a>. <a href="/laws/">What binds us</a>', *figures)


register(
    Register(
        name="laws",
        model=Law,
        label="Laws, contracts and standards that bind us",
        columns=[
            Column("name"),
            Column("kind"),
            Column("jurisdiction", later=True),
            Column("framework", "Requirement set", sort="framework__short", later=True),
            Column("owner", sort="owner__name"),
            Column("why", sort="-", hidden=True),
            Column("source", hidden=True),
            Column("review", "Next review", value=review_status, sort="next_review", kind="status"),
        ],
        filters=[Filter("kind"), Filter("jurisdiction"), Filter("owner"), Filter("framework", "Requirement set")],
        views=[
            View("no-owner", "No owner", lambda actor: Q(owner=None) | Q(owner__retired__isnull=False)),
            View("no-reason", "Without a reason", lambda actor: Q(why="")),
            View("overdue", "Review overdue", lambda actor: Q(next_review__lt=clock.today())),
        ],
        search=("name", "jurisdiction", "why"),
        sort="name",
        related=("framework", "owner"),
        menu=("Requirements", "Applicable law"),
        empty="Nothing yet. Choose from known laws and standards, or add your contracts.",
        facts=("name", "kind", "jurisdiction", "why", "framework", "owner", "source", "reviewed_on", "next_review"),
    )
)
register(
    Register(
        name="law-changes",
        model=LawChange,
        label="Changes in law",
        columns=[
            Column("title"),
            Column("law", sort="law__name"),
            Column("state", "State", value=change_status, sort="state", kind="status"),
            Column("effective"),
            Column("published", later=True),
            Column("source", hidden=True),
            Column("noticed", hidden=True),
            Column("decided_on", hidden=True),
        ],
        filters=[Filter("state"), Filter("law")],
        views=[
            View("new", "Not assessed", lambda actor: Q(state=ChangeState.NEW)),
            View("to-apply", "To be applied", lambda actor: Q(state=ChangeState.ASSESSED)),
            View("binding", "Binds already", lambda actor: Q(effective__lte=clock.today())),
        ],
        search=("title", "summary", "law__name"),
        sort="effective",
        related=("law",),
        annotate=_with_tasks,
        lead=_lead,
        menu=("Watch and fix", "Changes in law"),
        empty="No changes yet. Import the list of whoever watches the law for you, or record one.",
        facts=(
            "law",
            "title",
            "summary",
            "source",
            "published",
            "effective",
            "noticed",
            "assessment",
            "decided_by",
            "decided_on",
            "applied_on",
        ),
    )
)
