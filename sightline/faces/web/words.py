"""Values in words, as UX.md section 6 wants them: dates as `24 Nov 2026`, figures with thousands, faces and actions as people say them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sightline.kernel import clock
from sightline.kernel.actions import find_action

FACES = {
    "web": "by web",
    "api": "through the API",
    "cli": "by command",
    "mcp": "by an assistant",
    "link": "by link",
    "system": "by Sightline",
}


def day(value: date | datetime | str | None) -> str:
    """A day in tables: `24 Nov 2026`; an ISO text is read first; nothing for nothing."""
    if value in (None, ""):
        return ""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.replace("Z", "+00:00")) if "T" in value else date.fromisoformat(value)
        except ValueError:
            return str(value)
    assert isinstance(value, date)
    return f"{value.day} {value:%b %Y}"


def long_day(value: date | datetime | None) -> str:
    """A day in prose: `24 November 2026`."""
    return f"{value.day} {value:%B %Y}" if value else ""


def moment(value: datetime | str | None) -> str:
    """A moment in UTC: `24 November 2026, 09:14`."""
    if not value:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value.replace("Z", "+00:00"))
    value = value.astimezone(UTC)
    return f"{value.day} {value:%B %Y, %H:%M}"


def ago(value: datetime) -> str:
    """When, as a list of what happened lately says it: `09:02`, `Mon, 16:31`, `4 Nov`."""
    days = (clock.today() - value.date()).days
    if days == 0:
        return f"{value:%H:%M}"
    return f"{value:%a, %H:%M}" if days < 7 else day(value).removesuffix(f" {clock.today().year}")


def due(value: date | None) -> str:
    """How a due day stands: `2 days late`, `today`, `due 30 Nov`."""
    if value is None:
        return ""
    late = (clock.today() - value).days
    if late > 0:
        return f"{late} day{'s' * (late != 1)} late"
    return "today" if late == 0 else f"due {day(value).removesuffix(f' {clock.today().year}')}"


def figure(value: Any) -> str:
    """A number with thousands apart: `2,133`."""
    return f"{value:,}" if isinstance(value, int | float | Decimal) else str(value)


def plural(count: int, one: str, many: str = "") -> str:
    """`1 system`, `2,133 systems`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def done_words(action: str) -> str:
    """What was done, as the history says it: the action's own label where there still is such an action."""
    found = find_action(action)
    return found.label if found is not None else action.replace("_", " ").capitalize()


def face_words(face: str) -> str:
    """Through which face: `by web`."""
    return FACES.get(face, face)


def size(octets: int) -> str:
    """The size of a file: `412 kB`."""
    return f"{octets:,} bytes" if octets < 1000 else f"{octets / 1000:,.0f} kB" if octets < 1_000_000 else f"{octets / 1_000_000:,.1f} MB"
