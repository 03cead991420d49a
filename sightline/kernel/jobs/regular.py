"""The kernel's own regular jobs: obligations become tasks, and what is only kept for a while goes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from .. import clock
from ..actions.attempts import Attempt
from ..changes import change
from ..identity.actors import Actor
from ..identity.models import Account
from ..obligations import Obligation, all_obligations
from ..tasks.actions import give
from ..tasks.models import Task, TaskState
from .models import Beat
from .registry import every

KEEP_ATTEMPTS = timedelta(days=7)
KEEP_RESULTS = timedelta(days=30)


@every("day")
def give_due_tasks() -> int:
    """Makes a task of everything that falls due soon, and closes tasks whose obligation is fulfilled.

    Returns:
        How many tasks were made or closed. One entry in the ledger covers all of them; nothing to do makes none.
    """
    today = clock.today()
    work = [(one, *_standing(one, today)) for one in all_obligations()]
    if not any(missing or fulfilled for _, missing, fulfilled in work):
        return 0
    done = 0
    actor = Actor.system()
    with change(actor, "give_due_tasks", "system", "What falls due soon becomes a task."):
        for obligation, missing, fulfilled in work:
            accounts = Account.objects.in_bulk([row.answerable_id for row, _ in missing if row.answerable_id])
            for row, due in missing:
                give(
                    actor,
                    f"{obligation.sentence}: {row}",
                    about=row,
                    assignee=accounts.get(row.answerable_id),
                    due=due,
                    serves=obligation.serves,
                    source=obligation.name,
                )
            for task in fulfilled:
                task.state, task.closed, task.result = TaskState.DONE, today, "It is not due any more."
                task.save()
            done += len(missing) + len(fulfilled)
    return done


def _standing(obligation: Obligation, today: date) -> tuple[list[tuple[Any, date]], list[Task]]:
    """What an obligation lacks a task for, and the open tasks that it doesn't ask for any more."""
    rows = [(row, _day(row.due_on)) for row in obligation.due(today + timedelta(days=obligation.ahead))]
    wanted: set[tuple[UUID, date]] = {(row.pk, due) for row, due in rows}
    tasks = Task.objects.filter(source=obligation.name)
    known = set(tasks.values_list("about_id", "due"))
    fulfilled = [task for task in tasks.filter(state=TaskState.OPEN) if (task.about_id, task.due) not in wanted]
    return [(row, due) for row, due in rows if (row.pk, due) not in known], fulfilled


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


@every("day")
def tidy() -> None:
    """Removes what is only kept for a while: answered attempts, results of tasks, beats of dead workers, ended sessions."""
    now = clock.now()
    Attempt.objects.filter(at__lt=now - KEEP_ATTEMPTS).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_RESULTS).delete()
    Beat.objects.filter(at__lt=now - KEEP_ATTEMPTS).delete()
    import_string(f"{settings.SESSION_ENGINE}.SessionStore").clear_expired()
