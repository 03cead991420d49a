"""What a supplier was asked and what they answered. Each answer is a record of its own, so that its history shows who said what when."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from sightline.kernel.identity.models import Account
from sightline.kernel.records import Record

from .suppliers import Supplier


class Questionnaire(Record):
    """A set of questions to one supplier: drafted, sent as a link, answered, then looked through by somebody of ours."""

    record_type = "suppliers.questionnaire"
    reference_prefix = "SQN"
    read_permission = "suppliers.read"
    face_name = "supplier-questionnaires"

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", "Not sent yet"
        SENT = "sent", "With the supplier"
        ANSWERED = "answered", "Answered, to be looked through"
        REVIEWED = "reviewed", "Looked through"

    class Result(models.TextChoices):
        """What the answers come to."""

        ENOUGH = "enough", "Enough for us"
        CONDITIONS = "conditions", "Enough under conditions"
        NOT_ENOUGH = "not_enough", "Not enough"

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="questionnaires", verbose_name="supplier")
    title = models.CharField("title", max_length=200)
    asking = models.CharField("questions", max_length=80, editable=False, help_text="Name and version.")
    due = models.DateField("answers wanted by")
    state = models.CharField("state", max_length=10, choices=State, default=State.DRAFT, editable=False)
    sent_on = models.DateField("sent on", null=True, blank=True, editable=False)
    answered_on = models.DateField("answered on", null=True, blank=True, editable=False)
    result = models.CharField("result", max_length=12, choices=Result, blank=True, editable=False)
    conclusion = models.TextField("conclusion", blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        Account,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewed_questionnaires",
        verbose_name="looked through by",
        editable=False,
    )
    reviewed_on = models.DateField("looked through on", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "supplier questionnaire"

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """Whoever looks after the supplier."""
        return Q(supplier__owner__account=account_id)


class QuestionnaireAnswer(Record):
    """The answer to one question, and what our reviewer said to it."""

    record_type = "suppliers.answer"
    reference_prefix = "SQA"
    read_permission = "suppliers.read"
    face_name = "supplier-answers"

    class Verdict(models.TextChoices):
        """What the reviewer said."""

        OPEN = "open", "Not looked at"
        ACCEPTED = "accepted", "Accepted"
        FOLLOW_UP = "follow_up", "Ask again"

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="answers", verbose_name="questionnaire")
    place = models.PositiveSmallIntegerField("place", editable=False)
    question = models.CharField("question", max_length=80, editable=False)
    text = models.CharField("question asked", max_length=300, editable=False)
    choice = models.CharField("answer chosen", max_length=80, blank=True, editable=False)
    said = models.CharField("answer", max_length=300, blank=True, editable=False)
    reads = models.CharField("reads", max_length=6, blank=True, editable=False)
    note = models.TextField("in their words", blank=True, editable=False)
    answered_by = models.CharField("answered by", max_length=60, blank=True, editable=False)
    verdict = models.CharField("verdict", max_length=10, choices=Verdict, default=Verdict.OPEN, editable=False)
    remark = models.TextField("our remark", blank=True, editable=False)

    class Meta:
        verbose_name = "answer of a supplier"
        verbose_name_plural = "answers of suppliers"
        constraints = (models.UniqueConstraint(fields=["questionnaire", "question"], name="suppliers_answer_once"),)

    def __str__(self) -> str:
        return self.text

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """Whoever looks after the supplier."""
        return Q(questionnaire__supplier__owner__account=account_id)
