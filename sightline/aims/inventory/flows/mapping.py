"""A map of data flows out of their records: boxes by country, lines by the gravest data that goes along them, numbers that are rows of the table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sightline.aims.inventory.models import System
from sightline.kernel import clock
from sightline.kernel.drawing import Frame, Line, Map, Node
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record

from .choosing import MOST, Wish, chosen
from .findings import Finding, accepted, findings_of
from .models import CountryDecision, Place
from .reference import approved_names, labels

ALONE = 60
"""So many boxes are drawn one by one; beyond, systems stand together by unit, places and suppliers by country."""
WHOLE = 300
"""With more boxes than these, none is drawn by itself, even if asked: nobody reads a picture of that size."""
_NOWHERE = "Country not said"


@dataclass(frozen=True)
class Fault:
    """A finding of a flow; `until` where somebody accepted it for a time."""

    finding: Finding
    until: Any = None


@dataclass(frozen=True)
class Row:
    """A flow as map and table have it: `number` is the same in both."""

    number: int
    flow: Any
    faults: tuple[Fault, ...]

    @property
    def open(self) -> tuple[Fault, ...]:
        """Findings that nobody accepted."""
        return tuple(one for one in self.faults if one.until is None)

    @property
    def data(self) -> str:
        """Its kinds of data in words."""
        return ", ".join(labels(self.flow.categories))

    @property
    def ground(self) -> str:
        """On what ground: basis, condition and safeguard."""
        flow = self.flow
        said = [
            flow.get_legal_basis_display() if flow.legal_basis else "",
            flow.get_condition_display() if flow.condition else "",
            flow.get_safeguard_display() if flow.safeguard else "",
        ]
        return "; ".join(filter(None, said)) or ("Not needed" if flow.weight == "none" else "None recorded")

    @property
    def status(self) -> tuple[str, str]:
        """In line, a finding, or a finding that was accepted."""
        if self.open:
            return "bad", self.open[0].finding.short if len(self.open) == 1 else f"{len(self.open)} findings"
        return ("told", f"Accepted until {self.faults[0].until:%-d %b %Y}") if self.faults else ("ok", "In line")


@dataclass(frozen=True)
class Seen:
    """What a map shows: rows by number, the map itself, whether boxes stand together, how many places there are, whether it is too much."""

    rows: tuple[Row, ...]
    map: Map
    together: bool
    places: int
    too_many: bool = False

    @property
    def can_part(self) -> bool:
        """Whether each box may be drawn by itself."""
        return self.together and self.places <= WHOLE

    @property
    def worst_first(self) -> list[Row]:
        """The rows as the table has them: findings first."""
        return sorted(self.rows, key=lambda row: (not row.open, not row.faults, row.number))


def seen_by(actor: Actor, wish: Wish, key: str = "flows") -> Seen:
    """The flows of a wish as a map and as rows, in three queries.

    Args:
        actor: who looks.
        wish: what is to be seen.
        key: begins the ids of the drawing; unique on its page.

    Raises:
        Invalid: there is no such view or kind of data.
    """
    flows = chosen(actor, wish)
    if len(flows) > MOST:
        return Seen((), Map(key, "", (), ()), False, 0, too_many=True)
    held = accepted(actor, clock.today())
    rows = tuple(
        Row(number, flow, tuple(Fault(one, held.get((flow.pk, one.name))) for one in findings_of(flow)))
        for number, flow in enumerate(flows, 1)
    )
    places = {end for row in rows for end in _ends(row)}
    together = len(places) > (WHOLE if wish.whole else ALONE)
    return Seen(rows, _map(rows, wish, key, together, len(places)), together, len(places))


def _ends(row: Row) -> tuple[tuple[Record, str], tuple[Record, str]]:
    return (row.flow.start, row.flow.leaves_from.strip()), (row.flow.end, row.flow.arrives_in.strip())


def _map(rows: Sequence[Row], wish: Wish, key: str, together: bool, places: int) -> Map:
    make = _group if together else _alone
    nodes: dict[str, Node] = {}
    lines: list[Line] = []
    inside: dict[str, set[Any]] = {}
    for row in rows:
        ends = []
        for end, country in _ends(row):
            node = make(end, country, wish)
            nodes.setdefault(node.key, node)
            inside.setdefault(node.key, set()).add(end.pk)
            ends.append(node.key)
        lines.append(_line(row, ends[0], ends[1]))
    if together:
        nodes = {one: replace(node, note=_how_many(node.note, len(inside[one]))) for one, node in nodes.items()}
        lines = _merged(lines)
    frames = _frames(nodes.values())
    nodes = {one: replace(node, frame=node.frame.lower()) for one, node in nodes.items()}
    return Map(key, title_of(rows, places), tuple(nodes.values()), tuple(lines), frames, "The table below says the same, row by row.")


def _frames(nodes: Iterable[Node]) -> tuple[Frame, ...]:
    """The countries of the boxes, however each was spelled; what is not said comes last."""
    names: dict[str, str] = {}
    for node in nodes:
        names.setdefault(node.frame.lower(), node.frame[:1].upper() + node.frame[1:])
    approved = _approved()
    order = sorted(names, key=lambda one: (names[one] == _NOWHERE, one))
    return tuple(Frame(one, names[one], outer=one not in approved) for one in order)


def title_of(rows: Sequence[Row], places: int) -> str:
    """What is to be seen, in a sentence."""
    wrong = [row for row in rows if row.open]
    said = f"{_plural(len(rows), 'data flow')} between {_plural(places, 'place')}"
    if not wrong:
        return f"{said}; none has a finding"
    first = wrong[0]
    return f"{said}; {len(wrong)} with a finding, such as {first.number}, {first.flow}: {first.open[0].finding.why.lower()}"


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _line(row: Row, tail: str, head: str) -> Line:
    flow = row.flow
    wrong = "; ".join(one.finding.why.lower() for one in row.open)
    words = f"{row.number}: {flow}, from {flow.start} to {flow.end}. {row.data}.{f' Finding: {wrong}.' if wrong else ''}"
    return Line(tail, head, str(row.number), flow.weight, bool(row.open), words, flow.address)


def _alone(end: Record, country: str, wish: Wish) -> Node:
    where = country or _NOWHERE
    kind = end.get_kind_display() if isinstance(end, Place) else "AI system" if isinstance(end, System) else "Supplier"
    own = bool(wish.system) and end.reference == wish.system.upper()
    return Node(f"{end.reference} {where.lower()}", str(end), f"{kind} · {end.reference}", end.address, where, own)


_KINDS = {"source": "Sources", "store": "Stores", "recipient": "Recipients"}


def _group(end: Record, country: str, wish: Wish) -> Node:
    where = country or _NOWHERE
    in_country = wish.address(country=country) if country else wish.address()
    if isinstance(end, System):
        name = end.unit.name if end.unit is not None else "Of no unit"
        address = wish.address(unit=end.unit.reference) if end.unit is not None else in_country
        return Node(f"unit {end.unit_id} {where.lower()}", name, "AI system", address, where)
    if isinstance(end, Place):
        return Node(f"{end.kind} {where.lower()}", _KINDS[end.kind], "place", in_country, where)
    return Node(f"suppliers {where.lower()}", "Suppliers", "supplier", in_country, where)


def _how_many(noun: str, count: int) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


_ORDER = ("none", "personal", "special")


def _merged(lines: Sequence[Line]) -> list[Line]:
    """Lines between the same boxes as one, whose mark says how many; drawn as the gravest of them. Lines within a box are not drawn."""
    among: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        if line.tail != line.head:
            among.setdefault((line.tail, line.head), []).append(line)
    return [
        Line(
            tail,
            head,
            str(len(these)),
            max((one.weight for one in these), key=_ORDER.index),
            any(one.alert for one in these),
            f"{_plural(len(these), 'flow')}, {sum(one.alert for one in these)} with a finding",
        )
        for (tail, head), these in among.items()
    ]


def _approved() -> set[str]:
    """The countries that are approved now, in lower case."""
    names = set(approved_names())
    for country, verdict in CountryDecision.objects.current().values_list("country", "verdict"):
        (names.add if verdict == CountryDecision.Verdict.APPROVED else names.discard)(country.lower())
    return names
