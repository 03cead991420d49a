"""How far every loaded set is covered: by its own records, and through the crosswalk by work for another set. And the same by topic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from sightline.kernel.errors import NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.readers.frameworks.models import ISO42001, Framework, Requirement
from sightline.readers.frameworks.topics import Topic, load_topics
from sightline.readers.frameworks.tying import Ties, all_ties

from .standing import Standing, State, standings_of
from .telling import PERMISSION


@dataclass(frozen=True)
class Cover:
    """How far a set, or the part of it that is about a topic, is covered."""

    framework: Framework
    standings: tuple[Standing, ...]

    @property
    def requirements(self) -> int:
        """How many there are."""
        return len(self.standings)

    @property
    def applying(self) -> int:
        """How many apply."""
        return sum(one.state != State.NOT_APPLICABLE for one in self.standings)

    @property
    def computed(self) -> int:
        """How many records speak of, directly or through the crosswalk."""
        return sum(one.state in (State.IN_LINE, State.NOT_IN_LINE) for one in self.standings)

    @property
    def in_line(self) -> int:
        """How many are in line, directly or through the crosswalk."""
        return sum(one.state == State.IN_LINE for one in self.standings)

    @property
    def through(self) -> int:
        """How many of those in line are so through the crosswalk only."""
        return sum(one.state == State.IN_LINE and bool(one.speaking) for one in self.standings)

    @property
    def directly(self) -> int:
        """How many are in line by records of their own."""
        return self.in_line - self.through

    @property
    def remaining(self) -> int:
        """How many of those that apply are not in line."""
        return self.applying - self.in_line


@dataclass(frozen=True)
class Theme:
    """A topic across sets: what is covered of it in each, in the order of the sets."""

    topic: Topic
    covers: tuple[Cover, ...]


def hold_permitted(actor: Actor) -> None:
    """Refuses whoever may not see how requirements stand.

    Raises:
        NotPermitted: says whom to ask.
    """
    if not actor.may(PERMISSION):
        raise NotPermitted("How requirements stand can't be read with your roles. Ask the compliance lead.")


def covers() -> list[Cover]:
    """Every loaded set with all its standings, ISO/IEC 42001 first: a handful of queries, whatever the number of sets."""
    frameworks = sorted(Framework.objects.current(), key=lambda one: (one.set_id != ISO42001, one.short))
    rows = Requirement.objects.current().filter(framework__in=frameworks).select_related("framework").order_by("position")
    by_set: dict[Any, list[Standing]] = {}
    for one in standings_of(list(rows)):
        by_set.setdefault(one.requirement.framework_id, []).append(one)
    return [Cover(one, tuple(by_set.get(one.pk, ()))) for one in frameworks]


def themes(found: Sequence[Cover]) -> list[Theme]:
    """The topics, each with its part of every set."""
    ties = all_ties()
    return [Theme(topic, tuple(_part(cover, _keys(topic, ties)) for cover in found)) for topic in load_topics()]


def _keys(topic: Topic, ties: Ties) -> set[str]:
    tied: Iterable[str] = (tie.to for key in topic.keys for tie in ties.of(key) if tie.counts)
    named = {key.partition(":")[0] for key in topic.keys}
    return {*topic.keys, *(key for key in tied if key.partition(":")[0] not in named)}


def _part(cover: Cover, keys: set[str]) -> Cover:
    return Cover(cover.framework, tuple(one for one in cover.standings if one.requirement.key in keys))


def coverage(actor: Actor) -> dict[str, Any]:
    """What `sightline coverage --json` prints.

    Raises:
        NotPermitted: the table doesn't give it to the actor.
    """
    hold_permitted(actor)
    found = covers()
    return {
        "frameworks": [{"id": one.framework.set_id, "title": one.framework.short, **_figures(one)} for one in found],
        "topics": [
            {
                "id": theme.topic.id,
                "title": theme.topic.title,
                "frameworks": [{"id": one.framework.set_id, **_figures(one)} for one in theme.covers if one.requirements],
            }
            for theme in themes(found)
        ],
    }


def _figures(one: Cover) -> dict[str, int]:
    names = ("requirements", "applying", "computed", "in_line", "directly", "through", "remaining")
    return {name: getattr(one, name) for name in names}


def frameworks(actor: Actor) -> dict[str, Any]:
    """What `sightline frameworks --json` prints: every loaded set.

    Raises:
        NotPermitted: the table doesn't give it to the actor.
    """
    hold_permitted(actor)
    rows = Framework.objects.current().annotate(asked=Count("requirements", filter=Q(requirements__retired__isnull=True)))
    return {
        "frameworks": [
            {
                "id": one.set_id,
                "reference": one.reference,
                "title": one.title,
                "edition": one.edition,
                "requirements": one.asked,
                "shipped": one.shipped,
            }
            for one in sorted(rows, key=lambda one: (one.set_id != ISO42001, one.set_id))
        ]
    }
