"""Attempts that carried an idempotency key, so that a retry gives the first answer instead of doing it twice. Kept for a while."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import models

from .. import clock
from ..errors import Conflict
from ..operational import Operational


class Attempt(Operational):
    """One attempt: who, with which key, what was asked, and what came of it."""

    actor = models.CharField(max_length=60)
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    outcome = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "kernel"
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="kernel_attempt_actor_key")]


def digest_of(action: str, subject: str, data: Any) -> str:
    """What was asked, as a hash."""
    return hashlib.sha256(json.dumps([action, subject, data], sort_keys=True, default=str).encode()).hexdigest()


def earlier(attempt: Attempt) -> dict[str, Any] | None:
    """What came of the same attempt before, or None.

    Raises:
        Conflict: the key was used for something else.
    """
    found = Attempt.objects.filter(actor=attempt.actor, key=attempt.key).first()
    if found is None:
        return None
    if found.digest != attempt.digest:
        raise Conflict("This idempotency key was used for something else. Take a new one for a new request.")
    return dict(found.outcome)
