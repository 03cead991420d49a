"""The rules for the use of AI: sets with versions, of which one is in force (ISO/IEC 42001, A.9.2), each rule with the objective it protects (A.9.3)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from sightline.aims.organisation.models import Unit
from sightline.kernel.identity.models import Account
from sightline.kernel.records import Record

from ..vocabulary import kinds_of_data, label_of, objectives, uses


class Outcome(models.TextChoices):
    """What a rule answers."""

    ALLOWED = "allowed", "Yes"
    CONDITIONS = "conditions", "Yes, under conditions"
    ASK = "ask", "Somebody looks at it"
    FORBIDDEN = "forbidden", "No"


class RuleSet(Record):
    """All rules of one version. Its rules can be changed while it is a draft; then somebody else publishes it."""

    record_type = "intake.rule_set"
    reference_prefix = "RUS"
    read_permission = "rules.read"
    face_name = "rules-of-use"

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "In force"
        SUPERSEDED = "superseded", "Replaced by a later one"

    title = models.CharField("title", max_length=200)
    number = models.PositiveIntegerField("version of the rules", editable=False)
    note = models.TextField("what is new", blank=True, help_text="Who publishes it reads this first.")
    state = models.CharField("state", max_length=12, choices=State, default=State.DRAFT, editable=False)
    writers = models.JSONField(default=list, editable=False)
    author = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="drafted_rule_sets", verbose_name="drafted by", editable=False
    )
    published_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="published_rule_sets", verbose_name="published by", editable=False
    )
    published_on = models.DateField("published on", null=True, blank=True, editable=False)
    next_review = models.DateField("next review", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "set of rules"
        verbose_name_plural = "sets of rules"
        constraints = (
            models.UniqueConstraint(fields=["state"], condition=Q(state="published"), name="intake_rule_set_one_in_force"),
            models.UniqueConstraint(fields=["state"], condition=Q(state="draft", retired__isnull=True), name="intake_rule_set_one_draft"),
        )

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    @classmethod
    def in_force(cls) -> RuleSet | None:
        """The one that answers now."""
        return cls.objects.current().filter(state=cls.State.PUBLISHED).first()

    @classmethod
    def draft(cls) -> RuleSet | None:
        """The one that is being written."""
        return cls.objects.current().filter(state=cls.State.DRAFT).first()


class Rule(Record):
    """One rule. What is left empty fits everything; the first rule that fits decides."""

    record_type = "intake.rule"
    reference_prefix = "RUL"
    read_permission = "rules.read"
    face_name = "use-rules"

    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="rules", verbose_name="set of rules", editable=False)
    order = models.PositiveIntegerField("order", help_text="Lowest first; the first rule that fits decides.")
    tools = models.TextField("tools", blank=True, help_text="One a line, as people call them. Empty for any tool.")
    use = models.CharField("use", max_length=20, choices=uses, blank=True, help_text="Empty for any use.")
    data = models.CharField("data", max_length=20, choices=kinds_of_data, blank=True, help_text="Empty for any data.")
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="use_rules",
        verbose_name="unit",
        help_text="With everything below it. Empty for everybody.",
    )
    outcome = models.CharField("answer", max_length=12, choices=Outcome)
    conditions = models.TextField("conditions", blank=True, help_text="What people have to keep to. They read this.")
    why = models.TextField("why", help_text="People read this with the answer.")
    objective = models.CharField("what it protects", max_length=20, choices=objectives, blank=True)

    class Meta:
        verbose_name = "rule for use"
        verbose_name_plural = "rules for use"

    def __str__(self) -> str:
        return f"{self.order}: {self.said}"

    @property
    def tool_names(self) -> list[str]:
        """The tools that it names."""
        return [one.strip() for one in self.tools.splitlines() if one.strip()]

    @property
    def said(self) -> str:
        """What it speaks of, in words."""
        tools = self.tool_names
        parts = [", ".join(tools[:3]) + (f" and {len(tools) - 3} more" if len(tools) > 3 else "") if tools else "Any tool"]
        if self.use:
            parts.append(label_of("uses", self.use).lower())
        if self.data:
            parts.append(f"with: {label_of('data', self.data).lower()}")
        if self.unit_id is not None and self.unit is not None:
            parts.append(f"in {self.unit.name}")
        return ", ".join(parts)

    def clean(self) -> None:
        """Conditions where they are promised, and only there."""
        if self.outcome == Outcome.CONDITIONS and not self.conditions.strip():
            raise ValidationError({"conditions": "Say what people have to keep to, or answer plainly yes."})
        if self.outcome in (Outcome.ALLOWED, Outcome.FORBIDDEN) and self.conditions.strip():
            raise ValidationError({"conditions": "Conditions go with “Yes, under conditions”. Choose that answer, or leave them out."})
