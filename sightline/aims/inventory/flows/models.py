"""Places where data is, flows between them, and decisions on countries."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from sightline.aims.inventory.models import System
from sightline.aims.inventory.suppliers.models import Supplier
from sightline.aims.organisation.models import Boundary, Site, Unit
from sightline.aims.organisation.models.structure import in_a_year
from sightline.kernel.records import Record

from .reference import categories, heaviest

ENDS = ("place", "system", "supplier")


class Place(Record):
    """Where data comes from, is kept or arrives, and that is no AI system and no supplier."""

    record_type = "flows.place"
    reference_prefix = "PLC"
    read_permission = "inventory.read"
    face_name = "places"

    class Kind(models.TextChoices):
        """What happens there."""

        SOURCE = "source", "Source"
        STORE = "store", "Store"
        RECIPIENT = "recipient", "Recipient"

    name = models.CharField("name", max_length=300)
    kind = models.CharField("kind", max_length=10, choices=Kind, help_text="Where data comes from, is kept, or arrives.")
    country = models.CharField("country", max_length=80, blank=True, help_text="Where the data lies or the people are.")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="places", verbose_name="unit")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="places", verbose_name="site")
    in_scope = models.CharField(
        "scope", max_length=10, choices=Boundary, default=Boundary.UNDECIDED, help_text="Inside or outside the management system."
    )
    note = models.TextField("note", blank=True, help_text="Such as how long data is kept there.")

    class Meta:
        verbose_name = "place of data"
        verbose_name_plural = "places of data"
        indexes = (models.Index(fields=["name"], name="flows_place_name"),)

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """A place belongs to whoever answers for all the systems that data flows between; one that others share is for those who see to all."""
        flows = Flow.objects.current().filter(Q(from_place=OuterRef("pk")) | Q(to_place=OuterRef("pk")))
        own = Flow.owned_by(account_id)
        return Q(Exists(flows.filter(own))) & ~Q(Exists(flows.exclude(own)))


class CategoriesField(models.JSONField[list[str], list[str]]):
    """A list of kinds of data, asked for as boxes to tick."""

    def formfield(self, **kwargs: Any) -> Any:
        """Boxes with the kinds of `categories.yaml`."""
        given = {"label": self.verbose_name, "help_text": self.help_text, "required": not self.blank}
        choices = [(one.id, one.label) for one in categories().values()]
        return forms.MultipleChoiceField(choices=choices, **{**given, "label": kwargs.get("label", given["label"])})


class Purpose(models.TextChoices):
    """What the data does where it arrives."""

    INPUT = "input", "Input"
    TRAINING = "training", "Training"
    OUTPUT = "output", "Output"
    STORAGE = "storage", "Storage"
    SHARING = "sharing", "Sharing"


class LegalBasis(models.TextChoices):
    """On what ground personal data is processed (GDPR Art. 6(1))."""

    CONSENT = "consent", "Consent"
    CONTRACT = "contract", "Contract with the person"
    DUTY = "duty", "Legal obligation"
    VITAL = "vital", "Vital interests"
    PUBLIC = "public", "Public task"
    INTERESTS = "interests", "Legitimate interests, balanced"
    OTHER = "other", "Another law, named in the note"


class Condition(models.TextChoices):
    """What lifts the ban on special categories (GDPR Art. 9(2), Art. 10)."""

    CONSENT = "consent", "Explicit consent"
    EMPLOYMENT = "employment", "Employment and social law"
    VITAL = "vital", "Vital interests"
    MEMBERS = "members", "Members of a not-for-profit body"
    PUBLIC = "made-public", "Made public by the person"
    CLAIMS = "claims", "Legal claims"
    INTEREST = "public-interest", "Substantial public interest, by law"
    CARE = "care", "Health care and occupational medicine"
    HEALTH = "public-health", "Public health"
    RESEARCH = "research", "Archives, research, statistics"
    BIAS = "bias", "Detecting bias (EU AI Act Art. 10(5))"
    OTHER = "other", "Another law, named in the note"


class Safeguard(models.TextChoices):
    """What protects personal data in a country that is not approved (GDPR Art. 46 to 49)."""

    CLAUSES = "clauses", "Standard contractual clauses, assessed"
    RULES = "rules", "Binding corporate rules"
    CERTIFIED = "certified", "Recipient certified under the EU-US framework"
    CODE = "code", "Code of conduct or certification"
    AUTHORITIES = "authorities", "Agreement between authorities"
    EXCEPTION = "exception", "Exception of Art. 49, named in the note"
    OTHER = "other", "Another safeguard, named in the note"


def _one_of(side: str) -> Q:
    """Exactly one end is given."""
    found = Q()
    for chosen in ENDS:
        found |= Q(**{f"{side}_{end}__isnull": end != chosen for end in ENDS})
    return found


_WHERE = "Choose one: a place, a system or a supplier."


class Flow(Record):
    """Data that goes from one end to another: what, for what, on what ground, into which country."""

    record_type = "flows.flow"
    reference_prefix = "FLW"
    read_permission = "inventory.read"
    face_name = "flows"

    name = models.CharField("what flows", max_length=300, help_text="In a few words, such as: application form.")
    from_place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="flows_out", verbose_name="from place", help_text=_WHERE
    )
    from_system = models.ForeignKey(System, models.PROTECT, null=True, blank=True, related_name="flows_out", verbose_name="from system")
    from_supplier = models.ForeignKey(
        Supplier, models.PROTECT, null=True, blank=True, related_name="flows_out", verbose_name="from supplier"
    )
    to_place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="flows_in", verbose_name="to place", help_text=_WHERE
    )
    to_system = models.ForeignKey(System, models.PROTECT, null=True, blank=True, related_name="flows_in", verbose_name="to system")
    to_supplier = models.ForeignKey(Supplier, models.PROTECT, null=True, blank=True, related_name="flows_in", verbose_name="to supplier")
    categories = CategoriesField("kinds of data", default=list, help_text="Tick all. Who decides on risks reads this.")
    purpose = models.CharField("purpose", max_length=10, choices=Purpose, help_text="What the data does where it arrives.")
    legal_basis = models.CharField(
        "legal basis", max_length=12, choices=LegalBasis, blank=True, help_text="Needed for personal data (GDPR Art. 6)."
    )
    condition = models.CharField(
        "condition", max_length=16, choices=Condition, blank=True, help_text="Needed for special categories (GDPR Art. 9)."
    )
    from_country = models.CharField(
        "from country", max_length=80, blank=True, help_text="Only where it is not the country of the place, supplier or unit."
    )
    to_country = models.CharField(
        "to country", max_length=80, blank=True, help_text="Only where it is not the country of the place, supplier or unit."
    )
    safeguard = models.CharField(
        "safeguard", max_length=12, choices=Safeguard, blank=True, help_text="Needed for personal data into a country that is not approved."
    )
    governed = models.TextField(
        "what governs it at the boundary", blank=True, help_text="Where it crosses the boundary: the contract, agreement or check."
    )
    note = models.TextField("note", blank=True)
    last_review = models.DateField("last review", null=True, blank=True, editable=False)
    next_review = models.DateField("next review", default=in_a_year)

    class Meta:
        verbose_name = "data flow"
        constraints = (
            models.CheckConstraint(
                condition=_one_of("from"), name="flows_flow_one_start", violation_error_message="Choose one place, system or supplier."
            ),
            models.CheckConstraint(
                condition=_one_of("to"), name="flows_flow_one_end", violation_error_message="Choose one place, system or supplier."
            ),
        )

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """A flow belongs to whoever answers for the system at either end."""
        return Q(from_system__owner__account=account_id) | Q(to_system__owner__account=account_id)

    def clean(self) -> None:
        """One end on each side, and two different ones; kinds of data that do not contradict each other."""
        for side, said in (("from", "starts"), ("to", "arrives")):
            given = [end for end in ENDS if getattr(self, f"{side}_{end}_id")]
            if len(given) != 1:
                words = f"Say where it {said}: one place, one system or one supplier."
                raise ValidationError({f"{side}_{given[1] if given else 'place'}": words})
        if self.start == self.end and self.leaves_from.lower() == self.arrives_in.lower():
            raise ValidationError("It starts where it arrives. Choose another end.")
        if "none" in self.categories and len(self.categories) > 1:
            raise ValidationError({"categories": "No personal data stands alone. Take it away, or the others."})

    @property
    def start(self) -> Record:
        """Where it starts."""
        found = self.from_place or self.from_system or self.from_supplier
        assert found is not None
        return found

    @property
    def end(self) -> Record:
        """Where it arrives."""
        found = self.to_place or self.to_system or self.to_supplier
        assert found is not None
        return found

    @property
    def leaves_from(self) -> str:
        """The country that it leaves, or an empty text."""
        return self.from_country or country_of(self.start)

    @property
    def arrives_in(self) -> str:
        """The country where it arrives, or an empty text."""
        return self.to_country or country_of(self.end)

    @property
    def weight(self) -> str:
        """none, personal or special: the gravest of its kinds of data."""
        return heaviest(self.categories)


def country_of(end: Record) -> str:
    """The country of an end of a flow; of a system, that of its unit."""
    if isinstance(end, System):
        return end.unit.country if end.unit is not None else ""
    return str(getattr(end, "country", ""))


class CountryDecision(Record):
    """What the organisation decided about a country, where it differs from the countries that are approved by default."""

    record_type = "flows.country_decision"
    reference_prefix = "CTD"
    read_permission = "inventory.read"
    face_name = "country-decisions"

    class Verdict(models.TextChoices):
        """What was decided."""

        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Not approved"

    country = models.CharField("country", max_length=80)
    verdict = models.CharField("decision", max_length=10, choices=Verdict)
    why = models.TextField("why", help_text="What you relied on, such as an adequacy decision. Auditors read it.")
    next_review = models.DateField("next review", default=in_a_year)

    class Meta:
        verbose_name = "decision on a country"
        verbose_name_plural = "decisions on countries"
        constraints = (
            models.UniqueConstraint(
                Lower("country"),
                condition=Q(retired__isnull=True),
                name="flows_country_once",
                violation_error_message="There is a decision on this country already. Edit it.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.country}: {self.get_verdict_display().lower()}"
