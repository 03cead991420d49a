"""The class of a system under the EU AI Act, the answers on the way to it, the duties that follow, and what registration and notices need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q

from sightline.aims.inventory.models import Stage, System
from sightline.aims.organisation.models import Person
from sightline.kernel.records import Record, RecordQuerySet

_WEB = URLValidator(["https", "http"], message="Give a whole web address, such as https://example.org/notice.")


class RiskClass(models.TextChoices):
    """The gravest class that holds."""

    PROHIBITED = "prohibited", "Prohibited"
    HIGH = "high-risk", "High-risk"
    TRANSPARENCY = "transparency", "Transparency"
    MINIMAL = "minimal", "Minimal"
    OUTSIDE = "out-of-scope", "Out of scope"


class GeneralPurpose(models.TextChoices):
    """Whether a general-purpose model is provided (Art. 51 to 55)."""

    MODEL = "model", "General-purpose model"
    SYSTEMIC = "systemic", "General-purpose model with systemic risk"


class OfSystem(Record):
    """What hangs on one AI system: whoever owns the system, owns it."""

    class Meta(Record.Meta):
        abstract = True

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """The owner of the system."""
        return Q(system__owner__account=account_id)


class ClassAnswers(OfSystem):
    """Answers on the way: saved as they are given, they count for nothing before the system is classified."""

    record_type = "ai_act.answers"
    reference_prefix = "CLA"
    read_permission = "inventory.read"
    face_name = "class-answers"

    system = models.OneToOneField(System, models.PROTECT, related_name="class_answers", verbose_name="AI system")
    answers = models.JSONField("answers", default=dict, blank=True, editable=False)
    tree = models.CharField("version of the questions", max_length=20, editable=False)
    under_way = models.BooleanField("under way", default=True, editable=False)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    saved_at = models.DateTimeField("saved at", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "draft of answers"
        verbose_name_plural = "drafts of answers"

    def __str__(self) -> str:
        return f"Answers on {self.system}"


class _WithSystem(models.Manager.from_queryset(RecordQuerySet)):  # type: ignore[misc]
    """Classifications come with their system: whether one still holds is read off the system, also for a thousand rows at once."""

    def get_queryset(self) -> RecordQuerySet[Any]:
        """All rows, each with its system."""
        found: RecordQuerySet[Any] = super().get_queryset().select_related("system")
        return found


class Classification(OfSystem):
    """Which class and roles a system has under the EU AI Act, why, and what it was based on. Its history is in its versions."""

    record_type = "ai_act.classification"
    reference_prefix = "CLS"
    read_permission = "inventory.read"
    face_name = "classifications"

    class State(models.TextChoices):
        """How far it is."""

        SUGGESTED = "suggested", "Suggested"
        ANSWERED = "answered", "Answered"
        CONFIRMED = "confirmed", "Confirmed"

    ROLES = ("provider", "deployer", "importer", "distributor", "representative", "manufacturer")

    system = models.OneToOneField(System, models.PROTECT, related_name="ai_act_class", verbose_name="AI system")
    risk_class = models.CharField("class", max_length=16, choices=RiskClass, blank=True, editable=False)
    transparency = models.BooleanField("people must be told", default=False, editable=False)
    general_purpose = models.CharField("model", max_length=10, choices=GeneralPurpose, blank=True, editable=False)
    provider = models.BooleanField("provider", default=False, editable=False)
    deployer = models.BooleanField("deployer", default=False, editable=False)
    importer = models.BooleanField("importer", default=False, editable=False)
    distributor = models.BooleanField("distributor", default=False, editable=False)
    representative = models.BooleanField("authorised representative", default=False, editable=False)
    manufacturer = models.BooleanField("product manufacturer", default=False, editable=False)
    routes = models.CharField("high-risk by", max_length=60, blank=True, editable=False)
    points = models.TextField("points", blank=True, editable=False)
    exception = models.CharField("exception claimed", max_length=200, blank=True, editable=False)
    articles = models.TextField("articles", blank=True, editable=False)
    reason = models.CharField("in short", max_length=500, blank=True, editable=False)
    confidence = models.PositiveSmallIntegerField(
        "confidence of the suggestion", null=True, blank=True, editable=False, help_text="Of 100."
    )
    answers = models.JSONField("answers", default=dict, blank=True, editable=False)
    steps = models.JSONField("reasons", default=list, blank=True, editable=False)
    unsettled = models.JSONField("not known yet", default=list, blank=True, editable=False)
    tree = models.CharField("version of the questions", max_length=20, editable=False)
    state = models.CharField("state", max_length=10, choices=State, default=State.SUGGESTED, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="answered by"
    )
    answered_key = models.CharField(max_length=80, blank=True, editable=False)
    answered_on = models.DateField("answered on", null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="confirmed by"
    )
    confirmed_on = models.DateField("confirmed on", null=True, blank=True, editable=False)
    remark = models.TextField("remark", blank=True, editable=False)
    next_review = models.DateField("next check", null=True, blank=True, editable=False)
    on_purpose = models.TextField("purpose then", blank=True, editable=False)
    on_kind = models.CharField("kind then", max_length=12, blank=True, editable=False)
    on_autonomy = models.CharField("autonomy then", max_length=12, blank=True, editable=False)
    on_affects = models.CharField("affects then", max_length=10, blank=True, editable=False)
    on_role = models.CharField("our role then", max_length=12, blank=True, editable=False)
    in_operation = models.BooleanField("in operation then", default=False, editable=False)

    BASIS = {
        "on_purpose": "purpose",
        "on_kind": "kind",
        "on_autonomy": "autonomy",
        "on_affects": "affects",
        "on_role": "organisation_role",
    }
    """What the class rests on in the inventory: its own column, and the system's."""

    objects = _WithSystem()  # type: ignore[misc]

    class Meta:
        verbose_name = "class under the EU AI Act"
        verbose_name_plural = "classes under the EU AI Act"
        indexes = (models.Index(fields=["retired", "state", "risk_class"], name="ai_act_class_state"),)

    def __str__(self) -> str:
        return str(self.system)

    @classmethod
    def same_basis(cls) -> Q:
        """Classifications whose system still is what they were based on."""
        same = Q(**{own: F(f"system__{theirs}") for own, theirs in cls.BASIS.items()})
        return same & (Q(in_operation=True) | ~Q(system__stage=Stage.OPERATION))

    def base_on(self, system: System) -> None:
        """Notes what the system is now."""
        for own, theirs in self.BASIS.items():
            setattr(self, own, getattr(system, theirs))
        self.in_operation = system.stage == Stage.OPERATION

    def moved(self) -> Iterator[tuple[str, str, str]]:
        """What has changed about the system since: what, as it was, as it is. Only read where `system` is loaded."""
        for own, theirs in self.BASIS.items():
            before, now = getattr(self, own), getattr(self.system, theirs)
            if before != now:
                field = System._meta.get_field(theirs)
                labels = dict(getattr(field, "choices", None) or ())
                yield str(getattr(field, "verbose_name", theirs)), str(labels.get(before, before)), str(labels.get(now, now))
        if not self.in_operation and self.system.stage == Stage.OPERATION:
            yield "stage", "not in operation", Stage.OPERATION.label.lower()

    @property
    def reopened(self) -> bool:
        """Whether the system is no longer what the class was based on."""
        return any(True for _ in self.moved())

    @property
    def in_force(self) -> bool:
        """Confirmed, and the system is still what it was."""
        return self.state == self.State.CONFIRMED and not self.reopened

    @property
    def roles(self) -> list[str]:
        """The roles that hold, in words."""
        return [str(self._meta.get_field(name).verbose_name) for name in self.ROLES if getattr(self, name)]  # type: ignore[union-attr]


class Duty(OfSystem):
    """Something that the EU AI Act asks for one system, since its class and role were confirmed."""

    record_type = "ai_act.duty"
    reference_prefix = "DTY"
    read_permission = "inventory.read"
    face_name = "duties"

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", "Open"
        MET = "met", "Met"
        NOT_NEEDED = "not_needed", "Does not apply"

    system = models.ForeignKey(System, models.PROTECT, related_name="ai_act_duties", verbose_name="AI system")
    duty = models.CharField(max_length=60, editable=False)
    title = models.CharField("title", max_length=200, editable=False)
    requirement = models.CharField("requirement", max_length=20, editable=False)
    article = models.CharField("article", max_length=80, editable=False)
    what = models.TextField("what to do", editable=False)
    formal = models.DateField("applies formally from", editable=False)
    effective = models.DateField("to be met by", editable=False)
    owner = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ai_act_duties",
        verbose_name="owner",
        help_text="The system's owner where empty.",
    )
    state = models.CharField("state", max_length=10, choices=State, default=State.OPEN, editable=False)
    shown_by = models.TextField("what shows it", blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="settled by"
    )
    settled_on = models.DateField("settled on", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "duty under the EU AI Act"
        verbose_name_plural = "duties under the EU AI Act"
        constraints = (models.UniqueConstraint(fields=["system", "duty"], name="ai_act_duty_once"),)
        indexes = (models.Index(fields=["retired", "requirement", "state"], name="ai_act_duty_requirement"),)

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """The owner of the duty, and that of the system."""
        return Q(system__owner__account=account_id) | Q(owner__account=account_id)

    @property
    def answerable(self) -> Person | None:
        """Who answers for it: the owner named here, else the system's."""
        return self.owner or self.system.owner


class Notice(OfSystem):
    """What people are told about a system (Art. 50, 26(11)): the words, where they stand, since when."""

    record_type = "ai_act.notice"
    reference_prefix = "NTC"
    read_permission = "inventory.read"
    face_name = "transparency-notices"

    class Case(models.TextChoices):
        """What people are told, and by which paragraph."""

        TALKS = "say-it-is-ai", "They deal with AI: Art. 50(1)"
        MAKES = "mark-content", "Content was made by AI, machine-readable: Art. 50(2)"
        SENSES = "tell-sensing", "It reads emotions or sorts people: Art. 50(3)"
        FAKES = "disclose-fakes", "Pictures, sound or video are made or changed: Art. 50(4)"
        INFORMS = "disclose-texts", "A text was made by AI: Art. 50(4)"
        DECIDES = "tell-people", "It is used for decisions on them: Art. 26(11)"

    system = models.ForeignKey(System, models.PROTECT, related_name="notices", verbose_name="AI system")
    title = models.CharField("title", max_length=200)
    case = models.CharField("what people are told", max_length=20, choices=Case)
    words = models.TextField("the words", help_text="As people read or hear them; for marks, which mark.")
    place = models.CharField("where it stands", max_length=300, help_text="Such as: first line of the chat; footer of the letter.")
    since = models.DateField("since")
    link = models.CharField("link", blank=True, max_length=500, validators=[_WEB])

    class Meta:
        verbose_name = "transparency notice"


class Registration(OfSystem):
    """What the EU database (Annex VIII) and the declaration of conformity (Annex V) need beyond the inventory."""

    record_type = "ai_act.registration"
    reference_prefix = "REG"
    read_permission = "inventory.read"
    face_name = "registrations"

    class Market(models.TextChoices):
        """Where it stands on the market."""

        PLANNED = "planned", "Not on the market yet"
        ON_MARKET = "on_market", "On the market or in service"
        NO_LONGER = "no_longer", "No longer on the market or in service"
        RECALLED = "recalled", "Recalled"

    system = models.OneToOneField(System, models.PROTECT, related_name="registration", verbose_name="AI system")
    trade_name = models.CharField(
        "trade name", max_length=300, blank=True, help_text="And what else identifies it, such as type and version."
    )
    registrant_name = models.CharField("name of who registers", max_length=300, blank=True)
    registrant_address = models.TextField("address", blank=True)
    registrant_contact = models.CharField("mail or telephone", max_length=300, blank=True)
    submitted_by = models.TextField("who enters it for them", blank=True, help_text="Where somebody else does: name, address, contact.")
    representative = models.TextField("authorised representative", blank=True, help_text="Name, address, contact; where there is one.")
    market = models.CharField("on the market", max_length=12, choices=Market, blank=True)
    countries = models.TextField("Member States", blank=True, help_text="Where it is on the market or in use. One a line.")
    data_used = models.TextField("inputs and how it works", blank=True, help_text="Data it takes in and its logic, short and plain.")
    certificate = models.TextField("certificate", blank=True, help_text="Notified body, number, until when; where there is one.")
    standards = models.TextField("standards applied", blank=True, help_text="Harmonised standards or specifications. One a line.")
    instructions = models.CharField("instructions for use", blank=True, max_length=500, validators=[_WEB], help_text="Their web address.")
    assessment = models.TextField(
        "summaries of assessments", blank=True, help_text="Fundamental rights and data protection; deployers only."
    )
    signed_by = models.CharField("declaration signed by", max_length=200, blank=True, help_text="Name and function.")
    signed_at = models.CharField("place of signature", max_length=200, blank=True)
    signed_on = models.DateField("declaration signed on", null=True, blank=True)
    number = models.CharField("registration number", max_length=120, blank=True, help_text="As the EU database gave it.")
    registered_on = models.DateField("registered on", null=True, blank=True)

    class Meta:
        verbose_name = "registration"

    def __str__(self) -> str:
        return f"Registration of {self.system}"

    def values(self) -> dict[str, Any]:
        """Its fields by name."""
        return {field.name: getattr(self, field.name) for field in self._meta.concrete_fields}
