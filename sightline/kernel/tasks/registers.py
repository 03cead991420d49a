"""Tasks as a list: mine, late, open, done."""

from django.db.models import Q

from .. import clock
from ..identity.actors import Actor
from ..registers import Column, Filter, Register, View, register
from .models import Task, TaskState

OPEN = Q(state=TaskState.OPEN)


def _standing(task: Task) -> tuple[str, str]:
    if task.state != TaskState.OPEN:
        return ("ok", "Done") if task.state == TaskState.DONE else ("none", "Not needed")
    if task.due is None:
        return "part", "Open"
    days = (task.due - clock.today()).days
    return (
        ("bad", f"{-days} days late" if days < -1 else "1 day late")
        if days < 0
        else ("wait", "Due today" if days == 0 else f"Due {task.due:%-d %b}")
    )


def _mine(actor: Actor) -> Q:
    return OPEN & Q(assignee_id=actor.account.pk) if actor.account else OPEN & Q(assignee__isnull=True)


register(
    Register(
        name="tasks",
        on_my_page=False,
        model=Task,
        label="Tasks",
        columns=[
            Column("title"),
            Column("assignee", sort="assignee__name"),
            Column("due"),
            Column("standing", label="State", value=_standing, kind="status"),
        ],
        filters=[Filter("state"), Filter("assignee")],
        views=[
            View("mine", "Mine", _mine),
            View("late", "Late", lambda actor: OPEN & Q(due__lt=clock.today())),
            View("open", "Open", lambda actor: OPEN),
            View("nobody", "For nobody yet", lambda actor: OPEN & Q(assignee__isnull=True)),
        ],
        search=("title", "details"),
        sort="due",
        related=("assignee",),
        empty="No tasks. They come from what must happen again, from gaps, and from people.",
        facts=("title", "details", "assignee", "due", "state", "result", "closed"),
    )
)
