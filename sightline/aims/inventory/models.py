"""The record of an AI system, and of two that may be one and the same."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models as db  # a system has a field of the name `models`
from django.db.models import F, Q

from sightline.aims.organisation.models import Boundary, Person, Unit
from sightline.aims.organisation.models.structure import out_has_reason, reason_when_out
from sightline.kernel.records import Record


class Kind(db.TextChoices):
    """How the organisation came to have it."""

    BUILT = "built", "Built in-house"
    BOUGHT = "bought", "Bought"
    EMBEDDED = "embedded", "Embedded in a third-party tool"
    GENERAL = "general", "General-purpose assistant"


class Stage(db.TextChoices):
    """The stages of life (ISO/IEC 42001, A.6), and the end of it."""

    DESIGN = "design", "Design"
    DEVELOPMENT = "development", "Development"
    VERIFICATION = "verification", "Verification"
    DEPLOYMENT = "deployment", "Deployment"
    OPERATION = "operation", "Operation"
    DECOMMISSIONING = "decommissioning", "Decommissioning"
    RETIRED = "retired", "Out of use"


class Affects(db.TextChoices):
    """Whether what it does touches people."""

    NOBODY = "nobody", "Nobody directly"
    INSIDE = "inside", "People inside the organisation"
    OUTSIDE = "outside", "People outside"
    BOTH = "both", "People inside and outside"


class Autonomy(db.TextChoices):
    """What is left to a human being."""

    ADVISES = "advises", "Advises"
    WITH_HUMAN = "with_human", "Decides with a human"
    ALONE = "alone", "Decides alone"


class OrganisationRole(db.TextChoices):
    """What the organisation is to the system (EU AI Act, Art. 3; ISO/IEC 22989)."""

    PROVIDER = "provider", "Provider"
    DEPLOYER = "deployer", "Deployer"
    IMPORTER = "importer", "Importer"
    DISTRIBUTOR = "distributor", "Distributor"
    DEVELOPER = "developer", "Developer"


class Impact(db.TextChoices):
    """What it can touch, at first sight; the impact assessment says how much."""

    RIGHTS = "rights", "Rights"
    SAFETY = "safety", "Safety"
    BOTH = "both", "Rights and safety"
    NEITHER = "neither", "Neither"
    NOT_ASSESSED = "not_assessed", "Not assessed"


HIGH = (Impact.RIGHTS, Impact.SAFETY, Impact.BOTH)
OTHERS_MADE = (Kind.BOUGHT, Kind.EMBEDDED, Kind.GENERAL)


class System(Record):
    """An AI system that the organisation builds, buys, embeds or lets people use."""

    record_type = "inventory.system"
    reference_prefix = "SYS"
    read_permission = "inventory.read"
    face_name = "systems"

    name = db.CharField("name", max_length=500)
    also_called = db.TextField("also called", blank=True, help_text="Other names and numbers that it goes by. One a line.")
    purpose = db.TextField("purpose", blank=True, help_text="What it is for. Auditors compare it with how it is used.")
    description = db.TextField("description", blank=True, help_text="What it takes in, what it gives out.")
    kind = db.CharField("kind", max_length=12, choices=Kind, blank=True)
    owner = db.ForeignKey(
        Person, db.PROTECT, null=True, blank=True, related_name="systems", verbose_name="owner", help_text="Who answers for it."
    )
    unit = db.ForeignKey(Unit, db.PROTECT, null=True, blank=True, related_name="systems", verbose_name="unit")
    team = db.ForeignKey(Unit, db.PROTECT, null=True, blank=True, related_name="team_systems", verbose_name="part of the unit")
    vendor = db.CharField("supplier", max_length=500, blank=True)
    stage = db.CharField("stage", max_length=16, choices=Stage, blank=True)
    affects = db.CharField("affects", max_length=10, choices=Affects, blank=True, help_text="Whether what it does touches people.")
    people_affected = db.TextField("people affected", blank=True, help_text="Such as applicants, patients, drivers. One group a line.")
    autonomy = db.CharField("autonomy", max_length=12, choices=Autonomy, blank=True)
    organisation_role = db.CharField(
        "our role", max_length=12, choices=OrganisationRole, blank=True, help_text="What you are to this system."
    )
    impact = db.CharField(
        "impact", max_length=12, choices=Impact, default=Impact.NOT_ASSESSED, help_text="On rights or safety of people, at first sight."
    )
    in_scope = db.CharField("scope", max_length=10, choices=Boundary, default=Boundary.UNDECIDED)
    scope_reason = db.TextField("reason for the scope", blank=True, help_text="Needed when it is left out. Auditors read it.")
    models = db.TextField("models used", blank=True, help_text="One a line.")
    data_sets = db.TextField("data used", blank=True, help_text="One a line.")
    source_id = db.CharField("reference elsewhere", max_length=200, blank=True, help_text="Its number in the list that it came from.")
    started = db.DateField("in use since", null=True, blank=True)
    last_review = db.DateField("last review", null=True, blank=True, editable=False)
    next_review = db.DateField("next review", null=True, blank=True)

    class Meta:
        verbose_name = "AI system"
        constraints = (out_has_reason("inventory_system_out_has_reason"),)
        indexes = (
            db.Index(fields=["retired", "name"], name="inventory_system_name"),
            db.Index(fields=["source_id"], name="inventory_system_source"),
        )

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """A system is its owner's own."""
        return Q(owner__account=account_id)

    def clean(self) -> None:
        """A reason when it is left out; the part belongs to the unit."""
        reason_when_out(self.in_scope, self.scope_reason)
        if self.team is not None and self.unit is not None and self.team.parent_id != self.unit.pk:
            raise ValidationError({"team": f"{self.team} is not part of {self.unit}. Choose one of its parts."})


class SuspectedDuplicate(Record):
    """Two systems that may be one. A person says so or not; nothing is ever merged without one."""

    record_type = "inventory.suspected_duplicate"
    reference_prefix = "DUP"
    read_permission = "inventory.read"
    face_name = "duplicates"

    class State(db.TextChoices):
        """What a person said."""

        OPEN = "open", "Not decided"
        SAME = "same", "The same system"
        DIFFERENT = "different", "Two systems"

    first = db.ForeignKey(System, db.PROTECT, related_name="suspected_first", verbose_name="first")
    second = db.ForeignKey(System, db.PROTECT, related_name="suspected_second", verbose_name="second")
    likeness = db.PositiveSmallIntegerField("likeness", help_text="Of 100.")
    state = db.CharField("state", max_length=10, choices=State, default=State.OPEN, editable=False)
    reason = db.TextField("reason", blank=True, editable=False)
    kept = db.ForeignKey(
        System, db.PROTECT, null=True, blank=True, editable=False, related_name="merged_from", verbose_name="the one that goes on"
    )
    differed = db.JSONField("what differed", default=list, blank=True, editable=False)
    moved = db.JSONField("what was moved", default=list, blank=True, editable=False)

    class Meta:
        verbose_name = "suspected duplicate"
        constraints = (
            db.UniqueConstraint(fields=["first", "second"], name="inventory_duplicate_once"),
            db.CheckConstraint(condition=~Q(first=F("second")), name="inventory_duplicate_of_another"),
        )

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"


class Absence(Record):
    """A system that a list which claims to be complete doesn't have. A person says whether it is out of use; nothing retires by itself."""

    record_type = "inventory.absence"
    reference_prefix = "ABS"
    read_permission = "inventory.read"
    face_name = "absences"

    class State(db.TextChoices):
        """What a person said, or a later list."""

        OPEN = "open", "Not decided"
        RETIRED = "retired", "Taken out of the inventory"
        KEPT = "kept", "Still in use"
        BACK = "back", "Came back in a later list"

    system = db.ForeignKey(System, db.PROTECT, related_name="absences", verbose_name="AI system")
    source = db.CharField("the list", max_length=200, editable=False)
    noticed = db.DateField("noticed", editable=False)
    state = db.CharField("state", max_length=10, choices=State, default=State.OPEN, editable=False)
    reason = db.TextField("reason", blank=True, editable=False)

    class Meta:
        verbose_name = "system missing from a list"
        verbose_name_plural = "systems missing from a list"
        constraints = (db.UniqueConstraint(fields=["system"], condition=Q(state="open"), name="inventory_absence_open_once"),)

    def __str__(self) -> str:
        return f"{self.system} is not in {self.source}"


class Campaign(Record):
    """Asks the owners of AI systems, all at once, whether the inventory is still true of theirs (ISO/IEC 42001, A.4.2)."""

    record_type = "inventory.campaign"
    reference_prefix = "CMP"
    read_permission = "inventory.read"
    face_name = "campaigns"

    name = db.CharField("name", max_length=200)
    started = db.DateField("started", editable=False)
    due = db.DateField("answers due")
    closed = db.DateField("closed", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "attestation campaign"


class Attestation(Record):
    """One owner's answer about one system: still true, or what has changed."""

    record_type = "inventory.attestation"
    reference_prefix = "ATT"
    read_permission = "inventory.read"
    face_name = "attestations"

    class State(db.TextChoices):
        """What the owner said."""

        ASKED = "asked", "Not answered"
        TRUE = "true", "Still true"
        CHANGED = "changed", "Something changed"
        NOT_MINE = "not-mine", "Not mine"

    campaign = db.ForeignKey(Campaign, db.PROTECT, related_name="attestations", verbose_name="campaign")
    system = db.ForeignKey(System, db.PROTECT, related_name="attestations", verbose_name="AI system")
    owner = db.ForeignKey(Person, db.PROTECT, null=True, blank=True, related_name="attestations", verbose_name="asked of")
    due = db.DateField("due")
    state = db.CharField("answer", max_length=10, choices=State, default=State.ASKED, editable=False)
    said = db.TextField("what has changed", blank=True, editable=False)
    answered_on = db.DateField("answered on", null=True, blank=True, editable=False)
    answered_by = db.ForeignKey(
        settings.AUTH_USER_MODEL, db.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="answered by"
    )

    class Meta:
        verbose_name = "attestation"
        indexes = (db.Index(fields=["state", "due"], name="inventory_attestation_due"),)
        constraints = (db.UniqueConstraint(fields=["campaign", "system"], name="inventory_attestation_once"),)

    def __str__(self) -> str:
        return f"{self.system}: is it still true?"

    @classmethod
    def owned_by(cls, account_id: UUID) -> Q:
        """An attestation is its owner's to give."""
        return Q(owner__account=account_id)
