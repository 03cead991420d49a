"""Regular jobs: since when exceptions are exceptions, and how each day stood, so that there is a trend later."""

from __future__ import annotations

from sightline.kernel import clock
from sightline.kernel.expectations import all_expectations
from sightline.kernel.jobs.registry import every
from sightline.readers.frameworks.models import Framework, Requirement

from .counting import counted, keep_counts
from .exceptions import keep_first_seen
from .models import Count, DailyStanding
from .standing import standings_of


@every("hour")
def keep_conformity() -> None:
    """Keeps how expectations and requirements stand today, and since when each exception is one."""
    expectations = list(all_expectations())
    counted(expectations)
    keep_first_seen(expectations)
    today = clock.today()
    rows = list(Count.objects.filter(expectation__in=[one.name for one in expectations]))
    for row in rows:
        row.day = today
    keep_counts(rows)
    keep_standings()


def keep_standings() -> None:
    """Keeps how every requirement of every loaded set stands today."""
    sets = Framework.objects.current().values("pk")
    requirements = list(Requirement.objects.current().filter(framework__in=sets).order_by("key"))
    today = clock.today()
    DailyStanding.objects.bulk_create(
        [DailyStanding(requirement=one.requirement.key, day=today, state=one.state, level=one.level) for one in standings_of(requirements)],
        update_conflicts=True,
        unique_fields=["requirement", "day"],
        update_fields=["state", "level"],
    )
