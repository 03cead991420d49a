"""Which requirements belong together: the shipped crosswalk, and what this organisation judges itself.

A tie is followed one step only, so a circle of pairs leads nowhere and is harmless. Every tie keeps its source; none takes the place of another on
screen, and where people judged a shipped pair themselves, theirs is the one that counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .crosswalk import load_crosswalk
from .models import Pairing, Strength

OURS = "Judged here"


@dataclass(frozen=True)
class Tie:
    """Work for the requirement `of` serves the requirement `to` (keys such as `iso42001:4.3`), or its `part`.

    Attributes:
        strength: same, covers, partly, related, or none.
        source: who says so.
        published: whether somebody outside published it.
        confirmed: whether a second source says the same.
        why: the reason, where it was judged here.
        own: the record, where it was judged here.
        counts: whether it counts; not where it was judged to be none, or where a judgement of one's own stands in its place.
    """

    of: str
    to: str
    part: str
    strength: str
    source: str
    published: bool = False
    confirmed: bool = False
    why: str = ""
    own: Pairing | None = field(default=None, compare=False)
    counts: bool = True

    @property
    def strength_words(self) -> str:
        """The strength as people read it."""
        return str(Strength(self.strength).label)

    @property
    def source_words(self) -> str:
        """Who says so, and how far one may rely on it."""
        if self.own is not None:
            return f"{self.source}: {self.why}"
        return f"{self.source}, published" if self.published else self.source


@dataclass(frozen=True)
class Ties:
    """All ties, by both ends."""

    _by_of: dict[str, list[Tie]]
    _by_to: dict[str, list[Tie]]

    def of(self, key: str) -> list[Tie]:
        """What work for this requirement serves."""
        return self._by_of.get(key, [])

    def to(self, key: str) -> list[Tie]:
        """The requirements whose work serves this one."""
        return self._by_to.get(key, [])


def all_ties() -> Ties:
    """Every tie: the shipped ones, and those judged here. One query."""
    own = list(Pairing.objects.current().select_related("first", "second").order_by("reference"))
    judged = {(one.first.key, one.second.key) for one in own}
    return _sorted([*_shipped(judged), *(_of(one) for one in own)])


def _shipped(judged: set[tuple[str, str]]) -> Iterable[Tie]:
    known = load_crosswalk()
    for pair in known.pairs:
        of, to = f"{known.from_set}:{pair.of}", f"{pair.set_id}:{pair.to}"
        source = pair.source
        yield Tie(of, to, pair.part, pair.strength.id, source.title, source.published, pair.confirmed, counts=(of, to) not in judged)


def _of(one: Pairing) -> Tie:
    return Tie(one.first.key, one.second.key, "", one.strength, OURS, why=one.why, own=one, counts=one.strength != Strength.NONE)


def _sorted(ties: Iterable[Tie]) -> Ties:
    found = Ties({}, {})
    for tie in ties:
        found._by_of.setdefault(tie.of, []).append(tie)
        found._by_to.setdefault(tie.to, []).append(tie)
    return found
