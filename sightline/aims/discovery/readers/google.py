"""Google Workspace: which applications people gave access to their account (OAuth log events), and into which they signed in."""

from __future__ import annotations

from collections.abc import Iterator

from ..scanning import Use
from .contract import ListSource, Row, Settings
from .hosts import whole
from .tables import pick

_ENDED = ("revoke", "deny", "block")


def _uses(row: Row, settings: Settings) -> Iterator[Use]:
    event = pick(row, "google_event").lower()
    name = pick(row, "google_app") or _parameter(row)
    if name and not any(word in event for word in _ENDED):
        user = pick(row, "google_user")
        yield Use(
            name,
            user=user,
            unit=pick(row, "google_unit").strip("/"),
            when=settings.moments.read(pick(row, "google_time")),
            users=0 if user else whole(pick(row, "google_users")),
            how="application",
        )


def _parameter(row: Row) -> str:
    """The name where it stands among the parameters of an event, as the Reports API answers."""
    for name, value in row.items():
        if value == "app_name" and name.endswith("name"):
            return row.get(name.removesuffix("name") + "value", "")
    return ""


SOURCE = ListSource(
    name="google",
    label="Google Workspace",
    get="Admin console, Reporting, Audit and investigation, OAuth log events or user log events, Export all as CSV.",
    uses=_uses,
    needs=("google_app",),
    marks=("clientid", "scope", "apiname", "idapplicationname", "oauthclientid"),
    nested="events0",
)
