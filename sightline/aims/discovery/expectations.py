"""What discovery should show: somebody looked lately, what was found is decided on, and what is banned is not used (4.3, A.4.2, A.4.4, A.9.2)."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, Q, QuerySet

from sightline.aims.inventory.models import System
from sightline.aims.organisation.models import Organisation
from sightline.kernel import clock
from sightline.kernel.expectations import Expectation, expect

from .models import DiscoverySettings, Scan, Sighting, State
from .queries import used_though_banned, waiting


def _looked_lately(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    since = clock.today() - timedelta(days=DiscoverySettings.ours().fresh_days)
    return rows.filter(Exists(Scan.objects.current().filter(scanned_on__gte=since)))


expect(
    Expectation(
        name="discovery_fresh",
        sentence="Logs and lists were looked through for AI in use lately",
        serves=("iso42001:A.4.2", "iso42001:A.4.4"),
        population=Organisation.objects.current,
        conforming=_looked_lately,
        reads=(Scan, DiscoverySettings),
        why="Nobody has looked for AI in use lately",
        mend="discover_ai",
        least=1,
        absent="The organisation is not founded yet. Begin there.",
        daily=True,
    )
)
expect(
    Expectation(
        name="sightings_decided",
        sentence="Every AI service found in use was decided on",
        serves=("iso42001:4.3", "iso42001:A.4.2"),
        population=Sighting.objects.current,
        conforming=lambda rows: rows.exclude(waiting()),
        why="Nobody has decided on it",
        mend="match_sighting",
        daily=True,
    )
)
expect(
    Expectation(
        name="known_sightings_in_inventory",
        sentence="Every known service belongs to an AI system that is in the inventory",
        serves=("iso42001:A.4.2", "iso42001:A.4.4"),
        population=lambda: Sighting.objects.current().filter(state=State.KNOWN),
        conforming=lambda rows: rows.filter(system__retired__isnull=True),
        reads=(System,),
        why="Its system has left the inventory, and it is still in use",
        mend="match_sighting",
    )
)
expect(
    Expectation(
        name="banned_services_unused",
        sentence="No banned AI service was let through after its ban",
        serves=("iso42001:A.9.2",),
        population=lambda: Sighting.objects.current().filter(state=State.BANNED),
        conforming=lambda rows: rows.exclude(used_though_banned()),
        why="It was used after its ban",
        mend="give_task",
    )
)
expect(
    Expectation(
        name="ignored_sightings_have_reason",
        sentence="Every ignored service says why and until when",
        serves=("iso42001:4.3",),
        population=lambda: Sighting.objects.current().filter(state=State.IGNORED),
        conforming=lambda rows: rows.filter(~Q(reason=""), ignored_until__isnull=False),
        why="Does not say why it is ignored",
        mend="ignore_sighting",
    )
)
