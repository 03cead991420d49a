"""An assessment, the answers that people give in it, and who was asked for which topic."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from sightline.kernel.identity.models import Account
from sightline.kernel.records import Record
from sightline.kernel.tasks.models import Task
from sightline.readers.frameworks.models import Framework

from .questions import OUT, OUT_WORDS, UNKNOWN, UNKNOWN_WORDS, AskedTopic, Question, find_question, find_topic


class AssessmentState(models.TextChoices):
    """Nothing counts while it is open; once finished it stays as it is."""

    OPEN = "open", "Open"
    FINISHED = "finished", "Finished"


class Said(models.TextChoices):
    """What an answer is: a maturity from 0 to 5, or that it is not known, or does not apply."""

    L0 = "0", "0 of 5"
    L1 = "1", "1 of 5"
    L2 = "2", "2 of 5"
    L3 = "3", "3 of 5"
    L4 = "4", "4 of 5"
    L5 = "5", "5 of 5"
    UNKNOWN = UNKNOWN, UNKNOWN_WORDS
    OUT = OUT, OUT_WORDS


class Assessment(Record):
    """One round of questions about the whole management system."""

    record_type = "assessments.assessment"
    reference_prefix = "ASM"
    read_permission = "assessments.read"
    face_name: ClassVar[str] = "assessments"

    title = models.CharField("title", max_length=200)
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="assessments", verbose_name="requirement set", editable=False)
    state = models.CharField("state", max_length=10, choices=AssessmentState, default=AssessmentState.OPEN, editable=False)
    started_on = models.DateField("started on", editable=False)
    started_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, editable=False, verbose_name="by", related_name="+")
    finished_on = models.DateField("finished on", null=True, blank=True, editable=False)
    cloned_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, editable=False, verbose_name="begun from")

    class Meta:
        verbose_name = "assessment"
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["framework"], condition=Q(state="open", retired__isnull=True), name="assessments_assessment_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state="open", finished_on__isnull=True) | Q(state="finished", finished_on__isnull=False),
                name="assessments_assessment_dated",
            ),
        ]

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """Those in which a person was asked for something."""
        return Q(pk__in=Assignment.objects.current().filter(account=account_id).values("assessment"))

    @property
    def page(self) -> str:
        """Where it is answered, or read once it is finished."""
        return f"/assess/{self.reference}/result/" if self.state == AssessmentState.FINISHED else "/assess/"


class Answer(Record):
    """What was answered to one question; a newer answer takes its place. What a colleague answered before it stays beside it."""

    record_type = "assessments.answer"
    reference_prefix = "ANS"
    read_permission = "assessments.read"
    face_name: ClassVar[str] = "assessment-answers"

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="answers", verbose_name="assessment", editable=False)
    question = models.CharField("question", max_length=60)
    answer = models.CharField("answer", max_length=8, choices=Said, blank=True)
    reason = models.TextField("what it rests on", blank=True)
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, verbose_name="by", related_name="+")
    answered_at = models.DateTimeField("at")
    carried = models.BooleanField("from last time, not confirmed", default=False)
    other_answer = models.CharField("a colleague's answer before", max_length=8, choices=Said, blank=True)
    other_reason = models.TextField("what that rested on", blank=True)
    other_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, verbose_name="by that colleague", related_name="+")

    class Meta:
        verbose_name = "answer"
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["assessment", "question"], name="assessments_answer_once")]

    def __str__(self) -> str:
        asked = self.asked
        return asked.asks if asked is not None else f"A question that is not asked any more ({self.question})"

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """Answers of the assessments in which a person was asked."""
        return Q(assessment__in=Assignment.objects.current().filter(account=account_id).values("assessment"))

    @property
    def asked(self) -> Question | None:
        """The question, or None where this release does not ask it."""
        return find_question(self.question)

    @property
    def words(self) -> str:
        """The answer in the words of its question."""
        return self.asked.words(self.answer) if self.asked is not None else self.get_answer_display()

    @property
    def other_words(self) -> str:
        """A colleague's answer in the words of the question."""
        return self.asked.words(self.other_answer) if self.asked is not None else ""

    @property
    def maturity(self) -> int | None:
        """The level, or None where none was given."""
        return int(self.answer) if self.answer.isdigit() else None

    @property
    def lacks_reason(self) -> bool:
        """What does not apply needs a reason before it counts."""
        return self.answer == OUT and not self.reason.strip()

    @property
    def counts(self) -> bool:
        """Whether the question is answered: by somebody this time, with a reason where one is needed."""
        return bool(self.answer) and not self.carried and not self.lacks_reason

    @property
    def differs(self) -> bool:
        """Whether a colleague answered otherwise before."""
        return bool(self.other_answer) and self.other_answer != self.answer


class Assignment(Record):
    """Somebody is asked to answer a topic."""

    record_type = "assessments.assignment"
    reference_prefix = "ASG"
    read_permission = "assessments.read"
    face_name: ClassVar[str] = "assessment-assignments"

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="assignments", verbose_name="assessment", editable=False)
    topic = models.CharField("topic", max_length=60, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, verbose_name="who is asked", related_name="+", editable=False)
    due = models.DateField("by", null=True, blank=True)
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, editable=False, verbose_name="task", related_name="+")

    class Meta:
        verbose_name = "asked topic"
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "topic", "account"], condition=Q(retired__isnull=True), name="assessments_assignment_once"
            )
        ]

    def __str__(self) -> str:
        return self.asked.title if self.asked is not None else self.topic

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """What a person was asked."""
        return Q(account=account_id)

    @property
    def asked(self) -> AskedTopic | None:
        """The topic."""
        return find_topic(self.topic)

    @property
    def page(self) -> str:
        """Where its questions are."""
        return f"/assess/{self.assessment.reference}/{self.topic}/"
