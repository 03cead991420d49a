"""What the jobs keep for themselves: which worker lives, and when each regular job ran. Operational."""

from __future__ import annotations

from django.db import models

from .. import clock
from ..records import Operational


class Beat(Operational):
    """A worker that lives. One that has not been heard of for a while is dead, and its tasks are free again."""

    worker = models.CharField(max_length=64, primary_key=True)
    host = models.CharField(max_length=120)
    process = models.PositiveIntegerField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "kernel"


class Round(Operational):
    """The last round of a regular job: `period` is the day (or hour) that it was for, so that two processes never do the same round twice."""

    name = models.CharField(max_length=80, primary_key=True)
    period = models.CharField(max_length=20)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "kernel"
