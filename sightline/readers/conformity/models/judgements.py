"""What people say about a requirement: how well it is met, and what they plan to do about the gap."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from sightline.aims.organisation.models import Person
from sightline.kernel.identity.models import Account
from sightline.kernel.records import Record
from sightline.kernel.tasks.models import Task
from sightline.readers.frameworks.models import Requirement

USUAL_GOAL = 4


class Maturity(models.IntegerChoices):
    """How well a requirement is met. What is counted reaches 4 at most: whether something improves by itself, only people can say."""

    NOTHING = 0, "0 · Nothing is there"
    BEGUN = 1, "1 · Begun: single attempts, nobody relies on it"
    PARTLY = 2, "2 · Partly: done in places"
    MOSTLY = 3, "3 · Mostly: written down, and done nearly everywhere"
    EVERYWHERE = 4, "4 · Everywhere: done throughout, with proof"
    IMPROVES = 5, "5 · Improves: measured, and made better by itself"


class Judgement(Record):
    """What a person judges a requirement to be. One stands at a time; earlier ones are its history."""

    record_type = "conformity.judgement"
    reference_prefix = "JDG"
    read_permission = "conformity.read"
    face_name: ClassVar[str] = "judgements"

    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="judgements", verbose_name="requirement", editable=False)
    maturity = models.PositiveSmallIntegerField("maturity", choices=Maturity)
    why = models.TextField("why")
    judged_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, editable=False, verbose_name="by")
    judged_on = models.DateField("on", editable=False)

    class Meta:
        verbose_name = "judgement"
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["requirement"], condition=Q(retired__isnull=True), name="conformity_judgement_one"),
            models.CheckConstraint(condition=Q(maturity__lte=5), name="conformity_judgement_scale"),
        ]

    def __str__(self) -> str:
        return f"Judgement of {self.requirement.code}: {self.maturity} of 5"


class GapPlan(Record):
    """Who closes the gap of a requirement, how, by when, and how far it is to be closed."""

    record_type = "conformity.gap_plan"
    reference_prefix = "GAP"
    read_permission = "conformity.read"
    face_name: ClassVar[str] = "gap-plans"

    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="plans", verbose_name="requirement", editable=False)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, verbose_name="owner", related_name="gap_plans")
    due = models.DateField("by", null=True, blank=True)
    step = models.CharField("what will be done", max_length=200, blank=True)
    goal = models.PositiveSmallIntegerField("goal", choices=Maturity, default=USUAL_GOAL)
    weight = models.PositiveSmallIntegerField("weight here", null=True, blank=True)
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, editable=False, verbose_name="task", related_name="+")

    class Meta:
        verbose_name = "plan for a gap"
        verbose_name_plural = "plans for gaps"
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["requirement"], condition=Q(retired__isnull=True), name="conformity_plan_one"),
            models.CheckConstraint(condition=Q(goal__lte=5), name="conformity_plan_goal"),
            models.CheckConstraint(condition=Q(weight__isnull=True) | Q(weight__range=(1, 3)), name="conformity_plan_weight"),
        ]

    def __str__(self) -> str:
        return self.step or f"Plan for {self.requirement.code}"

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """A plan is its owner's."""
        return Q(owner__account=account_id)
