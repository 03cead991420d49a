"""Rules as plain values: which of them decides a question, and what is wrong with them as a whole. No database here, so that it can be proved.

The first rule that fits decides: lowest order first. A rule covers a box: some tools, uses, kinds of data and units. Boxes can be cut into
boxes exactly, so that whether a rule is ever reached, and whether every question finds an answer, is computed and not sampled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

OTHER = ""
"""Any tool that no rule names; any unit that no rule names, or none."""
LENIENT = ("allowed", "conditions", "ask", "forbidden")
"""Outcomes, from the most lenient to the strictest."""
Box = tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Question:
    """What somebody asks: the tool as it is compared, the ids of use and data, and the units that they belong to (their own, and those above)."""

    tool: str
    use: str
    data: str
    units: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ruling:
    """One rule. An empty condition fits everything.

    Attributes:
        name: its reference.
        order: lowest first.
        tools: names as they are compared.
        use: id of a use.
        data: id of a kind of data.
        units: the unit and every unit below it.
        unit: the unit itself.
        outcome: one of LENIENT.
        conditions: what is to be kept to.
    """

    name: str
    order: int
    tools: frozenset[str] = frozenset()
    use: str = ""
    data: str = ""
    units: frozenset[str] = frozenset()
    unit: str = ""
    outcome: str = "ask"
    conditions: str = ""

    def fits(self, question: Question) -> bool:
        """Whether it speaks of this question."""
        return (
            (not self.tools or question.tool in self.tools)
            and self.use in ("", question.use)
            and self.data in ("", question.data)
            and (not self.unit or self.unit in question.units)
        )

    def says_as(self, other: Ruling) -> bool:
        """Whether both give the same answer."""
        return (self.outcome, self.conditions) == (other.outcome, other.conditions)


def in_order(rules: Iterable[Ruling]) -> list[Ruling]:
    """The order in which they are asked."""
    return sorted(rules, key=lambda rule: (rule.order, len(rule.name), rule.name))


def deciding(rules: Sequence[Ruling], question: Question) -> Ruling | None:
    """The rule that decides, of rules that are in order."""
    return next((rule for rule in rules if rule.fits(question)), None)


@dataclass(frozen=True)
class Fault:
    """Something that is wrong with a set of rules.

    Attributes:
        kind: contradiction, unreachable or uncovered.
        rules: names of the rules, the one to mend first.
        example: a question that shows it: tool, use, data, unit.
    """

    kind: str
    rules: tuple[str, ...]
    example: tuple[str, str, str, str]


@dataclass(frozen=True)
class Space:
    """Everything that can be asked, as far as rules can tell it apart."""

    tools: frozenset[str]
    uses: frozenset[str]
    data: frozenset[str]
    units: frozenset[str]

    @classmethod
    def of(cls, rules: Sequence[Ruling], uses: Iterable[str], data: Iterable[str]) -> Space:
        """The space of these rules over a vocabulary."""
        tools = frozenset({OTHER}).union(*(rule.tools for rule in rules))
        units = frozenset({OTHER}).union(*(rule.units for rule in rules))
        return cls(tools, frozenset(uses), frozenset(data), units)

    @property
    def whole(self) -> Box:
        """All of it."""
        return (self.tools, self.uses, self.data, self.units)

    def box(self, rule: Ruling) -> Box:
        """What a rule speaks of."""
        return (
            rule.tools or self.tools,
            frozenset({rule.use}) & self.uses if rule.use else self.uses,
            frozenset({rule.data}) & self.data if rule.data else self.data,
            rule.units if rule.unit else self.units,
        )


def meet(one: Box, other: Box) -> Box | None:
    """What both cover, or None."""
    shared = tuple(a & b for a, b in zip(one, other, strict=True))
    return shared if all(shared) else None


def within(one: Box, other: Box) -> bool:
    """Whether the first lies wholly in the second."""
    return all(a <= b for a, b in zip(one, other, strict=True))


def cut(box: Box, away: Box) -> Iterator[Box]:
    """What is left of a box, as boxes that don't overlap."""
    if meet(box, away) is None:
        yield box
        return
    rest = list(box)
    for place, part in enumerate(away):
        left = rest[place] - part
        if left:
            yield (*rest[:place], left, *rest[place + 1 :])
        rest[place] &= part


def left_of(boxes: Iterable[Box], away: Box) -> list[Box]:
    """What is left of several boxes."""
    return [piece for box in boxes for piece in cut(box, away)]


def example_in(box: Box) -> tuple[str, str, str, str]:
    """One question of a box: a named tool before any other, the same every time."""
    tool, use, data, unit = (next(iter(sorted(part, key=lambda one: (one == OTHER, one)))) for part in box)
    return tool, use, data, unit


def faults_of(given: Iterable[Ruling], uses: Iterable[str], data: Iterable[str]) -> list[Fault]:
    """What is wrong with a set of rules; with none, every question is answered by exactly one rule, and every rule answers some.

    Args:
        given: the rules.
        uses: ids of every use.
        data: ids of every kind of data.

    Returns:
        Rules that contradict each other: of one order, with different answers to the same question; or an earlier, more lenient one that
        crosses a later, stricter one, where neither is an exception of the other. Rules that are never reached. What no rule answers.
    """
    rules = in_order(given)
    space = Space.of(rules, uses, data)
    boxes = {rule.name: space.box(rule) for rule in rules}
    found: list[Fault] = []
    reached: dict[str, list[Box]] = {}
    open_ones = [space.whole]
    for place, rule in enumerate(rules):
        pieces = [boxes[rule.name]] if all(boxes[rule.name]) else []
        for earlier in rules[:place]:
            pieces = left_of(pieces, boxes[earlier.name])
        reached[rule.name] = pieces
        found += _contradictions(rule, rules[:place], boxes, reached)
        if not pieces:
            found.append(_unreachable(rule, rules[:place], boxes))
        open_ones = left_of(open_ones, boxes[rule.name]) if all(boxes[rule.name]) else open_ones
    if open_ones:
        found.append(Fault("uncovered", (), example_in(open_ones[0])))
    return found


def _contradictions(rule: Ruling, before: Sequence[Ruling], boxes: dict[str, Box], reached: dict[str, list[Box]]) -> Iterator[Fault]:
    """A rule against those asked before it, where they have something to say: each pair is told once."""
    own = boxes[rule.name]
    for earlier in before:
        if earlier.says_as(rule) or not all(own):
            continue
        shared = next((both for piece in reached[earlier.name] if (both := meet(piece, own)) is not None), None)
        if shared is None:
            continue
        crossing = not within(boxes[earlier.name], own) and not within(own, boxes[earlier.name])
        milder = LENIENT.index(earlier.outcome) < LENIENT.index(rule.outcome)
        if earlier.order == rule.order or (crossing and milder):
            yield Fault("contradiction", (earlier.name, rule.name), example_in(shared))


def _unreachable(rule: Ruling, before: Sequence[Ruling], boxes: dict[str, Box]) -> Fault:
    own = boxes[rule.name]
    if not all(own):
        return Fault("unreachable", (rule.name,), (OTHER, rule.use, rule.data, OTHER))
    covering = [earlier.name for earlier in before if within(own, boxes[earlier.name])][:1]
    covering = covering or [earlier.name for earlier in before if meet(own, boxes[earlier.name]) is not None]
    return Fault("unreachable", (rule.name, *covering), example_in(own))
