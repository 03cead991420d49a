"""Okta: sign-ons to applications from the System Log, or the report on application usage."""

from __future__ import annotations

from collections.abc import Iterator

from ..scanning import Use
from .contract import ListSource, Row, Settings
from .tables import pick

_TARGETS = 6
_FINE = {"", "success", "allow"}


def _names(row: Row) -> list[str]:
    """The applications among the targets of an event; in a CSV of the System Log they stand in `target0.displayName`, `target1.displayName` ..."""
    found = []
    for place in range(_TARGETS):
        kind = row.get(f"target{place}type", "")
        name = row.get(f"target{place}displayname", "")
        if name and (not kind or kind.lower().startswith("app")):
            found.append(name)
    return found or [name for name in [pick(row, "okta_app")] if name]


def _uses(row: Row, settings: Settings) -> Iterator[Use]:
    blocked = pick(row, "okta_result").lower() not in _FINE
    for name in _names(row)[:1] if row.get("target0type", "").lower().startswith("app") else _names(row):
        yield Use(
            name,
            user=pick(row, "okta_user"),
            unit=pick(row, "okta_unit"),
            when=settings.moments.read(pick(row, "okta_time")),
            blocked=blocked,
            how="application",
        )


SOURCE = ListSource(
    name="okta",
    label="Okta",
    get="Admin console, Reports, System Log, Download CSV (search for “single sign on to app”), or Application usage.",
    uses=_uses,
    needs=("okta_app", "okta_event"),
    marks=("eventtype", "actoralternateid", "legacyeventtype", "outcomeresult", "displaymessage", "target0displayname"),
    nested="target0",
)
