"""Tasks whose worker was killed: the queue leaves them "running" for ever, so they are freed here and done again."""

from __future__ import annotations

import logging
from typing import Any

from django_tasks_db.models import DBTaskResult

from .. import clock
from .workers import Worker

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 3


def reap(worker: Worker) -> int:
    """Frees the tasks of dead workers; one that ended three workers is given up and marked as failed.

    Args:
        worker: the worker that looks.

    Returns:
        How many tasks were freed or given up.
    """
    found = 0
    for task in DBTaskResult.objects.running():
        last = task.worker_ids[-1] if task.worker_ids else ""
        if last and not worker.knows_dead(last):
            continue
        given_up = len(task.worker_ids) >= MOST_ATTEMPTS
        values: dict[str, Any] = (
            {
                "status": "FAILED",
                "finished_at": clock.now(),
                "exception_class_path": "builtins.RuntimeError",
                "traceback": f"Its process ended {len(task.worker_ids)} times while it ran.",
            }
            if given_up
            else {"status": "READY", "started_at": None}
        )
        found += DBTaskResult.objects.filter(pk=task.pk, status="RUNNING", worker_ids=task.worker_ids).update(**values)
        logger.warning(
            "Task %s was left behind by %s and is %s.", task.task_path, last or "nobody", "given up" if given_up else "done again"
        )
    return found
