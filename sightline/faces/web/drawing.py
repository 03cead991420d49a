"""Drawings as SVG, made on the server: icons, status glyphs, shares, the line of sight. No colour and no style attribute in here, only classes.

Every chart has a title that says what is to be seen, and a table or list beside it that says the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

ICONS = Path(__file__).parent / "static" / "web" / "icons"

_RING = '<circle cx="8" cy="8" r="6.1" fill="none" stroke="currentColor" stroke-width="1.8"'
_CUT = 'class="cut" stroke-width="1.8" stroke-linecap="round"'
GLYPHS = {
    "ok": f'<circle cx="8" cy="8" r="7" fill="currentColor"/><path d="M4.8 8.3l2.2 2.2 4.3-4.6" fill="none" {_CUT} stroke-linejoin="round"/>',
    "part": f'{_RING}/><path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor"/>',
    "bad": f'<path d="M8 .8L15.2 8 8 15.2.8 8z" fill="currentColor"/><path d="M8 4.6v4M8 11v.2" {_CUT}/>',
    "none": f'{_RING} stroke-dasharray="2.6 2.19"/>',
    "new": f'{_RING}/><circle cx="8" cy="8" r="2.4" fill="currentColor"/>',
    "told": '<g fill="none" stroke="currentColor" stroke-width="1.7"><circle cx="5.8" cy="8" r="4.6"/><circle cx="10.2" cy="8" r="4.6"/></g>',
    "wait": f'{_RING}/><path d="M8 4.6V8l2.3 1.6" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>',
}
"""The seven status glyphs, 16 x 16; each kind has its own outline, so that they can be told apart without colour."""


@cache
def icon_svg(name: str) -> str:
    """An icon of the set, inlined.

    Args:
        name: a file of `static/web/icons` without its ending.

    Raises:
        FileNotFoundError: there is no such icon.
    """
    text = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    drawing = re.sub(r"\s+", " ", text[text.index("<svg") :].split(">", 1)[1].rsplit("</svg>", 1)[0]).strip()
    return f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{drawing}</svg>'


@cache
def glyph_svg(kind: str) -> str:
    """The glyph of a status kind; an unknown kind is drawn as `none`."""
    return f'<svg viewBox="0 0 16 16" aria-hidden="true">{GLYPHS.get(kind, GLYPHS["none"])}</svg>'


def share_svg(good: float, total: float, kind: str = "good") -> str:
    """A part of a whole as a bar; its figures stand beside it as text, so the bar is hidden from screen readers.

    Args:
        good: the part.
        total: the whole; with 0 the bar is empty.
        kind: good, some, poor or seen.
    """
    part = 100 * good / total if total else 0
    return (
        '<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect x="0" y="0" width="100" height="8" rx="4" class="all"/><rect x="0" y="0" width="{part:g}" height="8" rx="4" class="{kind}"/></svg>'
    )


LINES = {"ok": "whole", "part": "old", "bad": "broken"}
STEP, TOP, LEFT, MIDDLE, WIDTH = 42, 44, 268, 478, 960
MOST = 9
"""More than nine on a side are told as "and 6 more"."""


def _text(x: float, y: float, words: str, kind: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{kind}">{escape(words)}</text>'


def _station(x: float, y: float, state: str) -> str:
    mark = f'<circle cx="{x:g}" cy="{y:g}" r="6" class="ring {state}"/>'
    if state == "part":
        mark += f'<path d="M{x:g} {y - 6:g}a6 6 0 0 1 0 12z" class="half"/>'
    if state == "bad":
        mark += f'<path d="M{x - 2.5:g} {y - 2.5:g}l5 5m0 -5l-5 5" class="ring bad"/>'
    return mark


def _shortened(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def sight_svg(requirements: Sequence[tuple[str, str, str]], hub: tuple[str, str], proofs: Sequence[tuple[str, str, str]]) -> str:
    """The line of sight: requirements that rest on a record at left, what proves it at right.

    Args:
        requirements: (id, short title, ok|part|bad).
        hub: (reference, name) of the record in the middle.
        proofs: (what, a note, ok|part|bad).

    Returns:
        A whole SVG; a whole line is there and current, dashes are out of date, dots are missing.
    """
    left, right = requirements[:MOST], proofs[:MOST]
    rows = max(len(left), len(right), 1)
    height, centre = TOP + STEP * rows + 30, TOP + STEP * (rows - 1) / 2
    body = [_text(LEFT + 6, 16, "Requirements that rest on it", "head end"), _text(WIDTH - 282, 16, "What proves it", "head")]
    for n, (ref, name, state) in enumerate(left):
        y = TOP + STEP * n + STEP * (rows - len(left)) / 2
        body.append(
            f'<path d="M{LEFT} {y:g}C{LEFT + 90} {y:g} {MIDDLE - 110} {centre:g} {MIDDLE - 22} {centre:g}" class="{LINES.get(state, "old")}"/>'
        )
        body += [
            _station(LEFT, y, state),
            _text(LEFT - 16, y - 2, _shortened(name, 34), "strong end"),
            _text(LEFT - 16, y + 14, ref, "id end"),
        ]
    for n, (name, note, state) in enumerate(right):
        x, y = WIDTH - 276, TOP + STEP * n + STEP * (rows - len(right)) / 2
        words = {"bad": "bad-text", "part": "part-text"}.get(state, "faint")
        body.append(
            f'<path d="M{MIDDLE + 22} {centre:g}C{MIDDLE + 110} {centre:g} {x - 90} {y:g} {x} {y:g}" class="{LINES.get(state, "old")}"/>'
        )
        body += [
            _station(x, y, state),
            _text(x + 16, y - 2, _shortened(name, 36), "strong"),
            _text(x + 16, y + 14, _shortened(note, 44), words),
        ]
    for many, x, kind in ((len(requirements) - MOST, LEFT - 16, "faint end"), (len(proofs) - MOST, WIDTH - 260, "faint")):
        if many > 0:
            body.append(_text(x, TOP + STEP * rows + 4, f"and {many} more", kind))
    body += [f'<circle cx="{MIDDLE}" cy="{centre:g}" r="20" class="hub"/><circle cx="{MIDDLE}" cy="{centre:g}" r="5" class="hub-dot"/>']
    body += [_text(MIDDLE, centre + 38, hub[0], "id mid"), _text(MIDDLE, centre - 30, _shortened(hub[1], 26), "strong mid")]
    there = sum(state == "ok" for _, _, state in proofs)
    title = escape(f"Line of sight of {hub[0]}: {there} of {len(proofs)} proofs are there and current")
    return f'<svg class="chart los" viewBox="0 0 {WIDTH} {height:g}" role="img" aria-labelledby="los-t"><title id="los-t">{title}</title>{"".join(body)}</svg>'
