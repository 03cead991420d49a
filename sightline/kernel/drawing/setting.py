"""How a map looks: SVG with classes and no colour, so that it follows light, dark and paper. In its own size, never scaled: text stays readable.

Nothing in it is a style attribute or an element of style, which our content security policy refuses; a file that stands alone carries the style sheet
`paper.css`. Every word is escaped.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from .describing import Frame, Line, Map, Node
from .laying import Box, Course, Laid, Point, lay

WIDTH, INSET, LINE, NOTE, PADDING = 190.0, 12.0, 16.0, 14.0, 22.0
LETTERS, LINES = 24, 3
"""So many letters of 13 px bold fit into a box; so many lines before a name is cut."""
AROUND = 6.0
PAPER = Path(__file__).parent / "paper.css"


@dataclass(frozen=True)
class Drawn:
    """A drawing: the SVG element as text, and its size in pixels."""

    svg: str
    width: float
    height: float


def _wide(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)


def _cut(words: str, most: int) -> str:
    if _wide(words) <= most:
        return words
    kept = ""
    for letter in words:
        if _wide(kept + letter) > most - 1:
            break
        kept += letter
    return kept.rstrip() + "…"


def wrapped(words: str, most: int = LETTERS, lines: int = LINES) -> list[str]:
    """A name in lines of so many letters; what doesn't fit ends in “…”."""
    found: list[str] = []
    rest = words.split() or [""]
    while rest:
        line = rest.pop(0)
        while rest and _wide(f"{line} {rest[0]}") <= most:
            line += f" {rest.pop(0)}"
        if len(found) == lines - 1 and rest:
            return [*found, _cut(f"{line} {' '.join(rest)}", most)]
        found.append(_cut(line, most))
    return found


def _height(node: Node) -> float:
    return PADDING + LINE * len(wrapped(node.name)) + (NOTE if node.note else 0)


@lru_cache(maxsize=32)
def draw(shown: Map) -> Drawn:
    """Draws a map. The same description gives the same bytes, and is laid out once while it is remembered.

    Raises:
        KeyError: a line ends at a node that is not there.
        NotLaid: the layout program failed.
    """
    place = {node.key: number for number, node in enumerate(shown.nodes)}
    inside: dict[str, list[int]] = {frame.key: [] for frame in shown.frames}
    for number, node in enumerate(shown.nodes):
        if node.frame:
            inside[node.frame].append(number)
    laid = lay(
        [(WIDTH, _height(node)) for node in shown.nodes],
        list(inside.values()),
        [(place[line.tail], place[line.head], bool(line.mark)) for line in shown.lines],
        [min(9.0 * _wide(frame.name), WIDTH) for frame in shown.frames],
    )
    return _whole(shown, laid)


def _whole(shown: Map, laid: Laid) -> Drawn:
    order = sorted(range(len(shown.lines)), key=lambda number: shown.lines[number].alert)  # what is wrong lies on top
    body = [_framed(frame, box) for frame, box in zip(shown.frames, laid.frames, strict=True) if box is not None]
    body += [_drawn_line(shown.lines[number], laid.courses[number]) for number in order]
    body += [_drawn_node(node, box) for node, box in zip(shown.nodes, laid.boxes, strict=True)]
    body += [_drawn_mark(shown.lines[number], laid.courses[number]) for number in order]
    width, height = math.ceil(laid.width + 2 * AROUND), math.ceil(laid.height + 2 * AROUND)
    words = f'<desc id="{shown.key}-d">{escape(shown.words)}</desc>' if shown.words else ""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="{-AROUND:g} {-AROUND:g} {width} {height}" class="chart flows"'
        f' role="group" aria-labelledby="{shown.key}-t"{f" aria-describedby={chr(34)}{shown.key}-d{chr(34)}" if words else ""}>'
        f'<title id="{shown.key}-t">{escape(shown.title)}</title>{words}{"".join(body)}</svg>'
    )
    return Drawn(svg, width, height)


def _framed(frame: Frame, box: Box) -> str:
    kind = "border outer" if frame.outer else "border"
    return (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="10" fill="none" class="{kind}"/>'
        f'<text x="{box.x + 12:g}" y="{box.y + 20:g}" class="strong place">{escape(_cut(frame.name, int(box.width / 9)))}</text>'
    )


def _path(course: Course) -> str:
    first, *rest = course.points
    curves = "".join(
        f"C{a[0]:g} {a[1]:g} {b[0]:g} {b[1]:g} {c[0]:g} {c[1]:g}" for a, b, c in zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    )
    return f"M{first[0]:g} {first[1]:g}{curves}"


def _tip(course: Course, kind: str) -> str:
    """The arrow: from where the curve ends to where it arrives."""
    base, tip = course.points[-1], course.tip
    length = math.dist(base, tip) or 1.0
    along = ((tip[0] - base[0]) / length, (tip[1] - base[1]) / length)
    half = 4.5
    corners: list[Point] = [(base[0] - along[1] * half, base[1] + along[0] * half), (base[0] + along[1] * half, base[1] - along[0] * half)]
    (x1, y1), (x2, y2) = corners
    return f'<path d="M{x1:.1f} {y1:.1f}L{tip[0]:g} {tip[1]:g}L{x2:.1f} {y2:.1f}z" class="{kind}"/>'


def _drawn_line(line: Line, course: Course) -> str:
    path = _path(course)
    parts = [
        f'<path d="{path}" class="halo {line.weight}"/>',
        f'<path d="{path}" class="flow {line.weight}{" found" if line.alert else ""}"/>',
    ]
    if line.weight == "special":
        parts.append(f'<path d="{path}" class="core"/>')
    parts.append(_tip(course, "mark found" if line.alert else "flow none" if line.weight == "none" else "solid"))
    return "".join(parts)


def _nearest(course: Course, wanted: Point) -> Point:
    """The point of a curve that is nearest to a place: a mark stands on its line, not beside it."""
    start, best, least = course.points[0], course.points[0], math.inf
    for a, b, c in zip(course.points[1::3], course.points[2::3], course.points[3::3], strict=True):
        for step in range(13):
            t = step / 12
            at = _between(start, a, b, c, t)
            if (far := math.dist(at, wanted)) < least:
                best, least = at, far
        start = c
    return round(best[0], 1), round(best[1], 1)


def _between(p: Point, a: Point, b: Point, q: Point, t: float) -> Point:
    """A point of a cubic curve from p to q, at t from 0 to 1."""
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    x, y = (sum(weight * one[axis] for weight, one in zip(weights, (p, a, b, q), strict=True)) for axis in (0, 1))
    return x, y


def _drawn_mark(line: Line, course: Course) -> str:
    if course.mark is None:
        return ""
    x, y = _nearest(course, course.mark)
    found = " found" if line.alert else ""
    wide = 8.5 if len(line.mark) < 3 else 3.6 * len(line.mark)
    shape = (
        f'<path d="M{x - wide - 4:g} {y:g}L{x:g} {y - 12:g}L{x + wide + 4:g} {y:g}L{x:g} {y + 12:g}z" class="mark found"/>'
        if line.alert
        else f'<rect x="{x - wide:g}" y="{y - 8.5:g}" width="{2 * wide:g}" height="17" rx="8.5" class="mark"/>'
    )
    title = f"<title>{escape(line.title)}</title>" if line.title else ""
    inner = f'{title}{shape}<text x="{x:g}" y="{y + 4:g}" class="mark-text{found} mid">{escape(line.mark)}</text>'
    return f'<a href="{escape(line.address)}">{inner}</a>' if line.address else f"<g>{inner}</g>"


def _drawn_node(node: Node, box: Box) -> str:
    lines = wrapped(node.name)
    tall = LINE * len(lines) + (NOTE if node.note else 0)
    top = box.y + (box.height - tall) / 2 + 12.5
    parts = [
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="6" class="node{" self" if node.self else ""}"/>'
    ]
    parts += [
        f'<text x="{box.x + INSET:g}" y="{top + LINE * number:g}" class="strong">{escape(words)}</text>'
        for number, words in enumerate(lines)
    ]
    if node.note:
        parts.append(
            f'<text x="{box.x + INSET:g}" y="{top + LINE * len(lines):g}" class="faint">{escape(_cut(node.note, LETTERS + 4))}</text>'
        )
    title = f"<title>{escape(node.name)}</title>" if lines[-1].endswith("…") else ""
    inner = title + "".join(parts)
    return f'<a href="{escape(node.address)}">{inner}</a>' if node.address else f"<g>{inner}</g>"


def standalone(drawn: Drawn, base: str = "") -> str:
    """The same drawing as a file of its own, with the style sheet of paper inside.

    Args:
        drawn: the drawing.
        base: what the addresses of its links begin with, such as `https://aims.example`; without it the links are taken out.
    """
    svg = drawn.svg.replace('<a href="/', f'<a href="{escape(base)}/') if base else _without_links(drawn.svg)
    head, body = svg.split(">", 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}>\n<style>{PAPER.read_text(encoding="utf-8")}</style>{body}\n'


def _without_links(svg: str) -> str:
    parts = svg.split("<a href=")
    return parts[0] + "".join("<g>" + part.split(">", 1)[1] for part in parts[1:]).replace("</a>", "</g>")
