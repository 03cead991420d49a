"""The topics that all sets share, such as human oversight: which requirements of which set are about it. Pure: reads the shipped file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "data" / "topics.yaml"


@dataclass(frozen=True)
class Topic:
    """A topic with the keys of the requirements that are about it; sets that it doesn't name are reached through the crosswalk."""

    id: str
    title: str
    about: str
    keys: frozenset[str]


@cache
def load_topics() -> tuple[Topic, ...]:
    """The shipped topics, in their order.

    Raises:
        KeyError: a topic lacks a field.
    """
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(
        Topic(
            one["id"],
            one["title"],
            one["about"],
            frozenset(f"{set_id}:{code}" for set_id, codes in one["requirements"].items() for code in codes),
        )
        for one in content["topics"]
    )
