"""What was found in use, what was looked through to find it, what the organisation adds to the catalogue, and how it wants to discover.

A sighting is an aggregate: how much, when, how many people of which units. It is never a copy of a log, and names nobody unless the
organisation chose so by a record of its own.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Person
from sightline.kernel import clock
from sightline.kernel.records import Record

from .catalogue import categories

FRESH_DAYS = 90
LONGEST_IGNORED = timedelta(days=366)


class State(models.TextChoices):
    """What was decided about a service that is in use."""

    NEW = "new", "New"
    KNOWN = "known", "Known"
    BANNED = "banned", "Banned"
    IGNORED = "ignored", "Ignored"


def category_choices() -> list[tuple[str, str]]:
    """The categories of the catalogue: (id, title)."""
    return list(categories().items())


class Sighting(Record):
    """An AI service that was found in use: one record for each service, however many files show it."""

    record_type = "discovery.sighting"
    reference_prefix = "SGT"
    read_permission = "discovery.read"
    face_name = "sightings"
    image_exclude = frozenset({"days"})

    service = models.CharField("key in the catalogue", max_length=120, editable=False)
    name = models.CharField("service", max_length=200, editable=False)
    vendor = models.CharField("vendor", max_length=200, blank=True, editable=False)
    category = models.CharField("category", max_length=80, choices=category_choices, blank=True, editable=False)
    country = models.CharField("country of the vendor", max_length=2, blank=True, editable=False)
    kind = models.CharField("kind", max_length=12, default="service", editable=False)
    inputs = models.CharField("what it does with inputs", max_length=500, blank=True, editable=False)
    sources = models.JSONField("seen in", default=list, blank=True, editable=False)
    domains = models.JSONField("hosts", default=list, blank=True, editable=False)
    names = models.JSONField("other traces", default=list, blank=True, editable=False)
    requests = models.PositiveBigIntegerField("requests", default=0, editable=False)
    blocked = models.PositiveBigIntegerField("of them blocked", default=0, editable=False)
    size = models.PositiveBigIntegerField("bytes", default=0, editable=False)
    users = models.PositiveIntegerField("people", default=0, editable=False)
    units = models.JSONField("people by unit", default=dict, blank=True, editable=False)
    first_seen = models.DateField("first seen", null=True, blank=True, editable=False)
    last_seen = models.DateField("last seen", null=True, blank=True, editable=False)
    state = models.CharField("state", max_length=8, choices=State, default=State.NEW, editable=False)
    system = models.ForeignKey(
        System, models.PROTECT, null=True, blank=True, related_name="sightings", verbose_name="AI system", editable=False
    )
    reason = models.TextField("reason", blank=True, editable=False)
    ignored_until = models.DateField("ignored until", null=True, blank=True, editable=False)
    decided_on = models.DateField("decided on", null=True, blank=True, editable=False)
    people = models.ManyToManyField(Person, blank=True, related_name="sightings", verbose_name="who", editable=False)
    # What each day of each origin added, so that a file that overlaps another adds only what is new: see recording.py.
    days = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = "sighting"
        constraints = (
            models.UniqueConstraint(fields=["service"], condition=Q(retired__isnull=True), name="discovery_sighting_service_once"),
            models.CheckConstraint(
                condition=~Q(state="known") | Q(system__isnull=False),
                name="discovery_sighting_known_has_system",
                violation_error_message="Say which AI system it is.",
            ),
            models.CheckConstraint(
                condition=~Q(state="ignored") | (Q(ignored_until__isnull=False) & ~Q(reason="")),
                name="discovery_sighting_ignored_has_reason",
                violation_error_message="Say why it is ignored, and until when.",
            ),
            models.CheckConstraint(
                condition=~Q(state="banned") | ~Q(reason=""),
                name="discovery_sighting_banned_has_reason",
                violation_error_message="Say why it is banned.",
            ),
        )
        indexes = (models.Index(fields=["state", "last_seen"], name="discovery_sighting_state"),)

    @property
    def state_now(self) -> str:
        """The state today: what was ignored for a time is new again once that time is over."""
        over = self.state == State.IGNORED and self.ignored_until is not None and self.ignored_until < clock.today()
        return State.NEW if over else self.state

    @property
    def let_through(self) -> int:
        """Requests that were not blocked."""
        return max(0, self.requests - self.blocked)


class Scan(Record):
    """One file that was looked through: what it was, how much it held, what it showed. The file itself is not kept."""

    record_type = "discovery.scan"
    reference_prefix = "SCN"
    read_permission = "discovery.read"
    face_name = "scans"

    name = models.CharField("file", max_length=200, editable=False)
    source = models.CharField("source", max_length=20, editable=False)
    origin = models.CharField("where it was taken", max_length=120, blank=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    size = models.PositiveBigIntegerField("bytes", default=0, editable=False)
    lines = models.PositiveBigIntegerField("lines", default=0, editable=False)
    hits = models.PositiveBigIntegerField("uses of AI", default=0, editable=False)
    services = models.JSONField("services", default=dict, blank=True, editable=False)
    new_services = models.PositiveIntegerField("services not seen before", default=0, editable=False)
    first_seen = models.DateField("first day of AI in it", null=True, blank=True, editable=False)
    last_seen = models.DateField("last day of AI in it", null=True, blank=True, editable=False)
    scanned_on = models.DateField("looked through on", editable=False)
    catalogue = models.CharField("catalogue", max_length=40, blank=True, editable=False)
    notes = models.TextField("notes", blank=True, editable=False)

    class Meta:
        verbose_name = "scan"
        constraints = (
            models.UniqueConstraint(fields=["source", "sha256"], condition=Q(retired__isnull=True), name="discovery_scan_file_once"),
        )


def _one_a_line(label: str, help_text: str) -> models.TextField[str, str]:
    return models.TextField(label, blank=True, help_text=help_text)


class OwnService(Record):
    """An entry of the organisation's own in the catalogue: a service that ours does not have, or knows otherwise."""

    record_type = "discovery.own_service"
    reference_prefix = "OWS"
    read_permission = "discovery.read"
    face_name = "own-services"

    name = models.CharField("service", max_length=200)
    vendor = models.CharField("vendor", max_length=200)
    category = models.CharField("category", max_length=80, choices=category_choices)
    country = models.CharField("country of the vendor", max_length=2, blank=True, help_text="Two letters, such as DE.")
    domains = _one_a_line("domains", "One a line, such as chat.example.com. Everything below a domain counts too.")
    packages = _one_a_line("packages", "One a line, with the ecosystem: pypi:openai.")
    oauth = _one_a_line("names as an application", "One a line, as sign-in services show them.")
    software = _one_a_line("names as software", "One a line: programs, browser extensions.")
    expense = _one_a_line("names on statements", "One a line, as card statements show them.")

    class Meta:
        verbose_name = "own entry"
        constraints = (
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(retired__isnull=True),
                name="discovery_own_service_name",
                violation_error_message="There is an own entry of this name already.",
            ),
        )

    def clean(self) -> None:
        """It must be recognisable by something, and in the form that the catalogue reads."""
        from .using import check_own

        if not any((self.domains, self.packages, self.oauth, self.software, self.expense)):
            raise ValidationError({"domains": "Say by what it is noticed: a domain, a package, an application, software or a merchant."})
        check_own(self)


class CatalogueUpdate(Record):
    """A newer catalogue that was loaded from a file. The one loaded last is in force."""

    record_type = "discovery.catalogue_update"
    reference_prefix = "CTU"
    read_permission = "discovery.read"
    face_name = "catalogue-updates"

    name = models.CharField("version", max_length=40, editable=False)
    filename = models.CharField("file", max_length=200, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    services = models.PositiveIntegerField("services", default=0, editable=False)
    domains = models.PositiveIntegerField("domains", default=0, editable=False)
    content = models.TextField(editable=False)
    loaded_on = models.DateField("loaded on", editable=False)

    class Meta:
        verbose_name = "update of the catalogue"


class DiscoverySettings(Record):
    """How the organisation discovers: how often, and whether it keeps who. There is one; without it the careful answers hold."""

    record_type = "discovery.settings"
    reference_prefix = "DSS"
    read_permission = "discovery.read"
    face_name = "discovery-settings"

    keep_people = models.BooleanField(
        "keep who", default=False, help_text="Links people of the register to sightings. Ask the works council first."
    )
    reason = models.TextField("why", blank=True, help_text="Needed when people are kept. Auditors read it.")
    fresh_days = models.PositiveSmallIntegerField("look again after", default=FRESH_DAYS, help_text="Days; 90 is usual.")

    class Meta:
        verbose_name = "settings of discovery"
        constraints = (
            models.CheckConstraint(
                condition=Q(keep_people=False) | ~Q(reason=""),
                name="discovery_settings_people_have_reason",
                violation_error_message="Say why people are kept.",
            ),
        )

    def __str__(self) -> str:
        return "Settings of discovery"

    @classmethod
    def ours(cls) -> DiscoverySettings:
        """The settings in force; the careful ones where nobody chose."""
        return cls.objects.current().order_by("-reference").first() or cls()
