"""How things stood on earlier days, from what was kept each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sightline.kernel import clock

from .models import DailyCount, DailyStanding
from .standing import Overview, State

YEAR = timedelta(days=365)
MOST_POINTS = 24


@dataclass(frozen=True)
class Point:
    """A share on a day, in percent."""

    day: date
    share: float


def share_over_time(expectations: Sequence[str]) -> list[Point]:
    """The mean share that conformed, over a year at most: at most 24 days, the newest among them. Days with nothing to count are left out."""
    rows = DailyCount.objects.filter(expectation__in=list(expectations), day__gt=clock.today() - YEAR, population__gt=0)
    by_day: dict[date, list[float]] = {}
    for day, population, conforming in rows.order_by("day").values_list("day", "population", "conforming"):
        by_day.setdefault(day, []).append(100 * conforming / population)
    points = [Point(day, sum(shares) / len(shares)) for day, shares in by_day.items()]
    step = -(-len(points) // MOST_POINTS) or 1
    return points[::-1][::step][::-1]


@dataclass(frozen=True)
class Move:
    """A part of a set: its mean maturity on an earlier day and now."""

    name: str
    before: float
    now: float


def moves(seen: Overview) -> tuple[date | None, list[Move]]:
    """How the mean maturity of each part of a set moved since the first day kept, a year ago at most. (None, []) on the first day."""
    keys = [one.requirement.key for one in seen.standings]
    kept = DailyStanding.objects.filter(requirement__in=keys, day__gt=clock.today() - YEAR)
    first = kept.order_by("day").values_list("day", flat=True).first()
    if first is None or first >= clock.today():
        return None, []
    before = dict(kept.filter(day=first).exclude(state=State.NOT_APPLICABLE).values_list("requirement", "level"))
    found = []
    for group in seen.groups:
        applying = [one for one in group.standings if one.state != State.NOT_APPLICABLE]
        earlier = [before[one.requirement.key] for one in group.standings if one.requirement.key in before]
        if applying and earlier:
            found.append(Move(group.name, sum(earlier) / len(earlier), sum(one.level for one in applying) / len(applying)))
    return first, found
