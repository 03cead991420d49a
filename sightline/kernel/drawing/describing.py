"""What a map shows: plain values, so that two maps that say the same are the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Weight = Literal["none", "personal", "special"]
"""How a line is drawn, by what goes along it: thin, thick, double."""


@dataclass(frozen=True)
class Node:
    """A box.

    Attributes:
        key: unique in its map.
        name: what stands in it; long names are wrapped, and cut after three lines.
        note: one line below the name, such as a reference.
        address: where a click leads, or an empty text.
        frame: the key of the frame that it lies in, or an empty text.
        self: it is what the map is about.
    """

    key: str
    name: str
    note: str = ""
    address: str = ""
    frame: str = ""
    self: bool = False


@dataclass(frozen=True)
class Frame:
    """Something that boxes lie in, such as a country. `outer` draws its border as one that matters when it is crossed."""

    key: str
    name: str
    outer: bool = False


@dataclass(frozen=True)
class Line:
    """A line from one box to another, with an arrow at its end.

    Attributes:
        tail: key of the box that it leaves.
        head: key of the box where it arrives.
        mark: a number or a short figure that stands on it, at most four characters.
        weight: how it is drawn.
        alert: something is wrong with it: drawn in the colour of faults, its mark as a diamond.
        title: what it says in words, for who points at it or listens.
        address: where a click on its mark leads, or an empty text.
    """

    tail: str
    head: str
    mark: str = ""
    weight: Weight = "personal"
    alert: bool = False
    title: str = ""
    address: str = ""


@dataclass(frozen=True)
class Map:
    """A whole map.

    Attributes:
        key: unique on its page; begins the ids of title and description.
        title: what is to be seen, not what it is.
        words: a longer description, or where the same stands as a table.
        nodes, lines, frames: what is drawn. A line whose end is not there is an error.
    """

    key: str
    title: str
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    frames: tuple[Frame, ...] = ()
    words: str = ""
