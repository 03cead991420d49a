"""How many gaps were open, day by day: what was kept of each day, measured against the goals of today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from sightline.kernel import clock

from .models import DailyStanding
from .models.judgements import USUAL_GOAL
from .standing import Overview, State
from .trends import MOST_POINTS, YEAR


@dataclass(frozen=True)
class Burnt:
    """A day, how many gaps were open on it, and how many requirements applied."""

    day: date
    open: int
    applying: int


def burn_down(seen: Overview) -> list[Burnt]:
    """Open gaps over a year at most, at most 24 days, today last; counted by the database. Empty on the first day."""
    keys = [one.requirement.key for one in seen.standings]
    rows = DailyStanding.objects.filter(requirement__in=keys, day__gt=clock.today() - YEAR, day__lt=clock.today())
    below = Q(state=State.NOT_IN_LINE) | (~Q(requirement__in=list(_own_goals(seen))) & Q(level__lt=USUAL_GOAL))
    for key, goal in _own_goals(seen).items():
        below |= Q(requirement=key, level__lt=goal)
    applies = ~Q(state=State.NOT_APPLICABLE)
    by_day = rows.values("day").annotate(open=Count("pk", filter=applies & below), applying=Count("pk", filter=applies)).order_by("day")
    found = [Burnt(row["day"], row["open"], row["applying"]) for row in by_day.values("day", "open", "applying")]
    if not found:
        return []
    return _thinned([*found, Burnt(clock.today(), len(seen.gaps), seen.applying)])


def _own_goals(seen: Overview) -> dict[str, int]:
    return {one.requirement.key: one.goal for one in seen.standings if one.goal != USUAL_GOAL}


def _thinned(points: Sequence[Burnt]) -> list[Burnt]:
    """The first, the last, and as many between them as can be drawn."""
    step = -(-len(points) // MOST_POINTS) or 1
    kept = list(points[::-1][::step][::-1])
    return kept if kept[0] == points[0] else [points[0], *kept]
