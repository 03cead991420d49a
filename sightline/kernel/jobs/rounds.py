"""Which regular job is due, and who does it: a round is claimed in the database, so that two processes never do the same one."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import DatabaseError, transaction

from .. import clock
from .models import Round
from .registry import Job, all_jobs

logger = logging.getLogger(__name__)
AGAIN_AFTER = timedelta(minutes=10)


def run_due_rounds(*, starting: bool = False) -> list[str]:
    """Does every regular job whose round is due. One that fails is told in the log and tried again later; it holds up no other.

    Args:
        starting: the process has just started: do all of them, due or not.

    Returns:
        The names of the jobs that were done.
    """
    done = []
    for job in all_jobs():
        try:
            if not _claim(job, starting):
                continue
        except DatabaseError as error:
            logger.error("Whether the regular job %s is due could not be asked (%s).", job.name, error)
            continue
        try:
            job.run()
            done.append(job.name)
        except Exception:
            logger.exception("The regular job %s failed and will be tried again.", job.name)
            _give_back(job)
    return done


def _give_back(job: Job) -> None:
    """Lets a failed round be done again. A database that is busy for long fails here too: then the round is done again at the next start."""
    try:
        Round.objects.filter(name=job.name).update(period="", at=clock.now())
    except DatabaseError as error:
        logger.error("The round of %s could not be given back (%s).", job.name, error)


def _claim(job: Job, starting: bool) -> bool:
    present = job.round()
    known = Round.objects.filter(name=job.name).first()
    if known is not None and not starting:
        failed_lately = not known.period and known.at > clock.now() - AGAIN_AFTER
        if known.period == present or failed_lately:
            return False
    with transaction.atomic():
        Round.objects.get_or_create(name=job.name, defaults={"period": ""})
        rows = Round.objects.filter(name=job.name)
        if not starting:
            rows = rows.exclude(period=present)
        return rows.update(period=present, at=clock.now()) == 1
