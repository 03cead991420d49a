"""The charts of this folder as SVG: a share over time, open gaps over time, and maturity then and now. Only classes in here, no colour (css/7-charts.css).

Each is drawn for wide and for narrow screens, so that text keeps its size. A table or list beside it says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from html import escape

from django.utils.safestring import SafeString, mark_safe

from .burning import Burnt
from .trends import Move, Point

COLUMN, PAGE, NARROW = 620, 970, 350
"""Widths at which text keeps its size: of the main column, of the whole page, of a phone."""


def _both(draw: Callable[[str, int], str], wide_width: int) -> SafeString:
    wide, narrow = draw("", wide_width), draw("n", NARROW)
    return mark_safe(f'<div class="chart-wide">{wide}</div><div class="chart-narrow">{narrow}</div>')  # noqa: S308 - every text is escaped


def _svg(name: str, width: int, height: float, title: str, body: Sequence[str]) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height:g}" role="img" aria-labelledby="{name}-t">'
        f'<title id="{name}-t">{escape(title)}</title>{"".join(body)}</svg>'
    )


def _text(x: float, y: float, words: str, kind: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}">{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def _dot(x: float, y: float, r: float, kind: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:g}" class="{kind}"/>'


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"


def trend_title(points: Sequence[Point]) -> str:
    """What is to be seen."""
    first, last = points[0], points[-1]
    verb = "rose" if last.share > first.share else "fell" if last.share < first.share else "stayed"
    return f"The share that conforms {verb} from {first.share:.0f} % on {_short(first.day)} to {last.share:.0f} % on {_short(last.day)}"


def trend_chart(points: Sequence[Point]) -> SafeString:
    """A share in percent over time, from 0 to 100; at least two points."""
    title = trend_title(points)

    def draw(suffix: str, width: int) -> str:
        left, right, top, bottom = 38, width - 76, 14, 204
        start, days = points[0].day, (points[-1].day - points[0].day).days or 1

        def x(point: Point) -> float:
            return left + (point.day - start).days * (right - left) / days

        def y(share: float) -> float:
            return bottom - share / 100 * (bottom - top)

        body = [
            _line(left, y(tick), right, y(tick), "grid") + _text(left - 8, y(tick) + 4, str(tick), "end") for tick in (0, 25, 50, 75, 100)
        ]
        body.append('<polyline class="series" points="' + " ".join(f"{x(one):.1f},{y(one.share):.1f}" for one in points) + '"/>')
        body += [_dot(x(one), y(one.share), 3.5, "point") for one in (points if len(points) < 16 else points[-1:])]
        body.append(_text(right + 10, y(points[-1].share) + 4, f"{points[-1].share:.0f} % now", "strong"))
        body += [_text(left, 226, _short(points[0].day)), _text(right, 226, _short(points[-1].day), "end")]
        return _svg(f"trend{suffix}", width, 232, title, body)

    return _both(draw, COLUMN)


def burn_title(points: Sequence[Burnt]) -> str:
    """What is to be seen."""
    first, last = points[0], points[-1]
    verb = "fell" if last.open < first.open else "rose" if last.open > first.open else "stayed"
    return f"Open gaps {verb} from {first.open} on {_short(first.day)} to {last.open} on {_short(last.day)}"


def burn_chart(points: Sequence[Burnt]) -> SafeString:
    """Open gaps over time, from zero; at least two points."""
    title = burn_title(points)
    most = max(10, -(-max(one.open for one in points) // 10) * 10)

    def draw(suffix: str, width: int) -> str:
        left, right, top, bottom = 38, width - 76, 14, 204
        start, days = points[0].day, (points[-1].day - points[0].day).days or 1

        def x(point: Burnt) -> float:
            return left + (point.day - start).days * (right - left) / days

        def y(count: float) -> float:
            return bottom - count / most * (bottom - top)

        ticks = (0, most // 2, most)
        body = [_line(left, y(tick), right, y(tick), "grid") + _text(left - 8, y(tick) + 4, str(tick), "end") for tick in ticks]
        body.append('<polyline class="series" points="' + " ".join(f"{x(one):.1f},{y(one.open):.1f}" for one in points) + '"/>')
        body += [_dot(x(one), y(one.open), 3.5, "point") for one in (points if len(points) < 16 else points[-1:])]
        body.append(_text(right + 10, y(points[-1].open) + 4, f"{points[-1].open} open", "strong"))
        body += [_text(left, 226, _short(points[0].day)), _text(right, 226, _short(points[-1].day), "end")]
        return _svg(f"burn{suffix}", width, 232, title, body)

    return _both(draw, PAGE)


def moves_chart(first: date, rows: Sequence[Move]) -> SafeString:
    """Mean maturity by part, 0 to 5: hollow is the first day kept, solid is now."""
    up = sum(row.now > row.before for row in rows)
    title = f"Since {_short(first)}, the mean maturity rose in {up} of {len(rows)} parts"

    def draw(suffix: str, width: int) -> str:
        left, right, step, head = (400 if width == PAGE else 92), width - 42, 30, 24
        body = [
            _line(_at(left, right, tick), head - 4, _at(left, right, tick), head + step * len(rows) - 8, "grid")
            + _text(_at(left, right, tick), 12, str(tick), "mid")
            for tick in range(6)
        ]
        for place, row in enumerate(rows):
            y = head + step * place + 9
            body += [
                _text(0, y + 4, row.name if width == PAGE else row.name.split(" ")[0], "strong"),
                _line(_at(left, right, row.before), y, _at(left, right, row.now), y, "link"),
                _dot(_at(left, right, row.before), y, 5, "from"),
                _dot(_at(left, right, row.now), y, 5, "solid"),
                _text(right + 14, y + 4, f"{row.now:.1f}", "strong"),
            ]
        return _svg(f"moves{suffix}", width, head + step * len(rows), title, body)

    return _both(draw, PAGE)


def _at(left: float, right: float, value: float) -> float:
    return left + value / 5 * (right - left)
