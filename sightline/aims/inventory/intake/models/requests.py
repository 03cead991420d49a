"""The record of a request: somebody asks whether they may use a tool, for something, with some data; a rule or a person answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Unit
from sightline.kernel.identity.models import Account
from sightline.kernel.records import Record

from ..vocabulary import kinds_of_data, uses
from .rules import Outcome, Rule, RuleSet


class Request(Record):
    """A request to use AI. What was answered is kept in it, word for word: the rule may change later."""

    record_type = "intake.request"
    reference_prefix = "USE"
    read_permission = "intake.read"
    face_name = "use-requests"

    class State(models.TextChoices):
        """Where it stands."""

        ANSWERED = "answered", "Answered by a rule"
        WAITING = "waiting", "With a reviewer"
        DECIDED = "decided", "Decided by a person"
        WITHDRAWN = "withdrawn", "Taken back"

    tool = models.CharField("tool", max_length=200)
    use = models.CharField("for", max_length=20, choices=uses)
    data = models.CharField("with", max_length=20, choices=kinds_of_data)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="use_requests", verbose_name="unit")
    note = models.TextField("note", blank=True)
    asked_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="use_requests", verbose_name="asked by", editable=False
    )
    asked_on = models.DateField("asked on", editable=False)
    state = models.CharField("state", max_length=10, choices=State, editable=False)
    outcome = models.CharField("answer", max_length=12, choices=Outcome, editable=False)
    conditions = models.TextField("conditions", blank=True, editable=False)
    why = models.TextField("why", blank=True, editable=False)
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name="rule", editable=False)
    rule_set = models.ForeignKey(
        RuleSet, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name="rules", editable=False
    )
    due = models.DateField("answer by", null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="decided_use_requests", verbose_name="decided by", editable=False
    )
    decided_on = models.DateField("decided on", null=True, blank=True, editable=False)
    system = models.ForeignKey(
        System, models.PROTECT, null=True, blank=True, related_name="use_requests", verbose_name="AI system", editable=False
    )

    class Meta:
        verbose_name = "request to use AI"
        verbose_name_plural = "requests to use AI"
        indexes = (models.Index(fields=["state", "due"], name="intake_request_state_due"),)

    def __str__(self) -> str:
        use: Any = self.get_use_display()
        return f"{self.tool}: {str(use).lower()}"

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """A request is theirs who asked."""
        return Q(asked_by=account_id)

    @property
    def is_allowed(self) -> bool:
        """Whether the answer was yes."""
        return self.state in (self.State.ANSWERED, self.State.DECIDED) and self.outcome in (Outcome.ALLOWED, Outcome.CONDITIONS)
