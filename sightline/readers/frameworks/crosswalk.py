"""Which requirements of other sets are served by work for ISO/IEC 42001, how strongly, and who says so.

Pure: reads the shipped file, knows no database. A pair is a hint for people who know both sides and never counts as proof, so whoever shows one
shows its source too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "data" / "crosswalk.yaml"


@dataclass(frozen=True)
class Strength:
    """How much of the other requirement is served, from `same` (most) to `related` (not said)."""

    id: str
    title: str
    meaning: str


@dataclass(frozen=True)
class Source:
    """Who says that two requirements belong together; `published` is false for our own judgement."""

    id: str
    title: str
    published: bool
    note: str


@dataclass(frozen=True)
class Pair:
    """Work for requirement `of` of ISO/IEC 42001 serves requirement `to` of `set_id`, or only its `part` such as (1)(2)."""

    of: str
    set_id: str
    to: str
    part: str
    strength: Strength
    source: Source
    confirmed: bool


@dataclass(frozen=True)
class Crosswalk:
    """All pairs, in the order of ISO/IEC 42001. `from_set` is the set that every pair begins in."""

    from_set: str
    strengths: tuple[Strength, ...]
    sources: tuple[Source, ...]
    pairs: tuple[Pair, ...]

    def of(self, requirement_id: str, *, set_id: str = "") -> tuple[Pair, ...]:
        """Return the pairs that begin in a requirement of ISO/IEC 42001, for all other sets or for one."""
        return tuple(pair for pair in self.pairs if pair.of == requirement_id and set_id in ("", pair.set_id))

    def to(self, set_id: str, requirement_id: str) -> tuple[Pair, ...]:
        """Return the pairs that end in a requirement of another set."""
        return tuple(pair for pair in self.pairs if (pair.set_id, pair.to) == (set_id, requirement_id))

    def uncovered(self, set_id: str, requirement_ids: Iterable[str]) -> tuple[str, ...]:
        """Return those requirements of another set in which no pair ends: what ISO/IEC 42001 leaves to be done."""
        served = {pair.to for pair in self.pairs if pair.set_id == set_id}
        return tuple(one for one in requirement_ids if one not in served)


@cache
def load_crosswalk() -> Crosswalk:
    """Return the shipped crosswalk. Raises KeyError if a pair names a strength or source that is not explained."""
    loader = yaml.CSafeLoader(FILE.read_bytes())
    try:
        content = loader.get_single_data()
    finally:
        loader.dispose()
    strengths = {one["id"]: Strength(**one) for one in content["strengths"]}
    sources = {one["id"]: Source(**one) for one in content["sources"]}
    pairs = tuple(
        Pair(
            of=one["of"],
            set_id=one["set"],
            to=one["to"],
            part=one.get("part", ""),
            strength=strengths[one["strength"]],
            source=sources[one["source"]],
            confirmed=one.get("confirmed", False),
        )
        for one in content["pairs"]
    )
    return Crosswalk(content["from"], tuple(strengths.values()), tuple(sources.values()), pairs)
