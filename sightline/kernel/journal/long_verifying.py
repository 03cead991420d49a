"""Verifying a long ledger in the background: it takes minutes, shows how far it is, and goes on when the page is left."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django_tasks import TaskContext, task
from django_tasks_db.models import DBTaskResult

from .verifying import Tell, Verified, verify

LONG = 50_000
"""Entries from which on nobody should wait for it in front of a page."""
MOST = 200
PAUSE = 1.0


@dataclass(frozen=True)
class Standing:
    """The newest verification in the background.

    Attributes:
        under_way: it waits, or is at it.
        failed: it ended without a result.
        at: when it ended, or was asked for.
        done, of: entries that were read, of how many; 0 before the first block.
        found: what was found, as `outcome_of` gives it.
    """

    under_way: bool
    failed: bool
    at: datetime
    done: int = 0
    of: int = 0
    found: dict[str, Any] = field(default_factory=dict)


def outcome_of(found: Verified) -> dict[str, Any]:
    """What a page shows of a verification, as JSON values; 200 problems at the most."""
    problems = [{"kind": one.kind, "name": one.name, "entry": one.entry} for one in found.problems[:MOST]]
    return {"ok": found.ok, "size": found.report.size, "first_bad": found.first_bad, "problems": problems}


@contextmanager
def _telling(pk: Any) -> Iterator[Tell]:
    """Writes how far it is, from a thread with its own connection: the one that verifies looks at a snapshot, in which it could write nothing that stays."""
    seen, ended = [0, 0], threading.Event()

    def tell(done: int, of: int) -> None:
        seen[:] = done, of

    def write() -> None:
        while not ended.wait(PAUSE):
            DBTaskResult.objects.filter(pk=pk).update(return_value={"done": seen[0], "of": seen[1]})
        connection.close()

    writer = threading.Thread(target=write, name="sightline-verifying", daemon=True)
    writer.start()
    try:
        yield tell
    finally:
        ended.set()
        writer.join()


@task(takes_context=True)
def verify_in_background(context: TaskContext) -> dict[str, Any]:
    """Verifies everything, and keeps what was found as the task's result."""
    with _telling(context.task_result.id) as tell:
        return outcome_of(verify(tell=tell))


def ask() -> None:
    """Asks for a verification, unless one waits or is under way."""
    now = standing()
    if now is None or not now.under_way:
        verify_in_background.enqueue()


def standing() -> Standing | None:
    """How the newest verification in the background stands, or None where there was none lately."""
    newest = DBTaskResult.objects.filter(task_path=verify_in_background.module_path).order_by("-enqueued_at").first()
    if newest is None:
        return None
    value = newest.return_value or {}
    if newest.status in {"READY", "RUNNING"}:
        return Standing(True, False, newest.enqueued_at, value.get("done", 0), value.get("of", 0))
    ended = newest.finished_at or newest.enqueued_at
    return Standing(False, newest.status != "SUCCESSFUL", ended, found=value if newest.status == "SUCCESSFUL" else {})
