"""How tasks are given, handed over and closed."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from .. import clock
from ..actions import Ask, action
from ..identity.actors import Actor
from ..identity.models import Account
from ..records import Record
from .models import Task, TaskState

Title = Annotated[str, Ask("What is to be done", help="Begin with a verb.")]


def give(
    actor: Actor,
    title: str,
    *,
    about: Record | None,
    assignee: Account | None,
    due: date | None,
    details: str = "",
    serves: tuple[str, ...] = (),
    source: str = "",
) -> Task:
    """Makes a task inside the open change: the step that actions share."""
    task = Task(title=title[:200], details=details, assignee=assignee, due=due, serves=list(serves), source=source, given_by=actor.key)
    if about is not None:
        task.about_type, task.about_id = about.record_type, about.pk
    task.save()
    return task


@action("tasks.change", label="Give a task", creates=Task, assistant=True, on_retired=True)
def give_task(
    actor: Actor,
    *,
    about: Record,
    title: Title,
    assignee: Annotated[Account | None, Ask("For")] = None,
    due: Annotated[date | None, Ask("Due")] = None,
    details: Annotated[str, Ask("Details", long=True)] = "",
) -> Task:
    """Asks somebody to do something about a record."""
    return give(actor, title, about=about, assignee=assignee, due=due, details=details)


@action("tasks.change", label="Add a task", assistant=True)
def add_task(
    actor: Actor,
    *,
    title: Title,
    assignee: Annotated[Account | None, Ask("For")] = None,
    due: Annotated[date | None, Ask("Due")] = None,
    details: Annotated[str, Ask("Details", long=True)] = "",
) -> Task:
    """Asks somebody to do something."""
    return give(actor, title, about=None, assignee=assignee, due=due, details=details)


def _closed(actor: Actor, task: Task) -> str:
    return "" if task.state == TaskState.OPEN else f"{task.reference} is closed already."


@action("tasks.change", label="Close as done", why_not=_closed, assistant=True)
def close_task(
    actor: Actor,
    *,
    task: Task,
    result: Annotated[str, Ask("What came of it", long=True, help="Say what you relied on. Auditors read this.")],
) -> Task:
    """Says that a task is done, and what came of it."""
    return _close(task, TaskState.DONE, result)


@action("tasks.change", label="Drop, not needed", why_not=_closed, bulk=True)
def drop_task(actor: Actor, *, task: Task, result: Annotated[str, Ask("Why it is not needed", long=True)]) -> Task:
    """Says that a task is not needed any more, and why."""
    return _close(task, TaskState.DROPPED, result)


def close_about(record: Record, result: str) -> None:
    """Closes the open tasks about a record as done, inside the open change: the step of actions that fulfil them."""
    for task in Task.objects.current().filter(about_id=record.pk, state=TaskState.OPEN):
        _close(task, TaskState.DONE, result)


def _close(task: Task, state: TaskState, result: str) -> Task:
    task.state, task.result, task.closed = state, result, clock.today()
    task.save()
    return task


@action("tasks.change", label="Hand over or move", why_not=_closed)
def move_task(
    actor: Actor, *, task: Task, assignee: Annotated[Account | None, Ask("For")] = None, due: Annotated[date | None, Ask("Due")] = None
) -> Task:
    """Gives a task to somebody else, or moves its day. What is left empty stays."""
    task.assignee = assignee or task.assignee
    task.due = due or task.due
    task.save()
    return task
