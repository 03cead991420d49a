"""Microsoft Entra: sign-ins by application, and what applications were granted, as CSV or as JSON of Microsoft Graph."""

from __future__ import annotations

from collections.abc import Iterator

from ..scanning import Use
from .contract import ListSource, Row, Settings
from .hosts import whole
from .tables import pick

_FINE = {"", "0", "success", "interrupted"}


def _uses(row: Row, settings: Settings) -> Iterator[Use]:
    name = pick(row, "entra_app")
    if name:
        user = pick(row, "entra_user")
        yield Use(
            name,
            user=user,
            unit=pick(row, "entra_unit"),
            when=settings.moments.read(pick(row, "entra_time")),
            blocked=pick(row, "entra_status").lower() not in _FINE,
            users=0 if user else whole(pick(row, "entra_users")),
            how="application",
        )


SOURCE = ListSource(
    name="entra",
    label="Microsoft Entra",
    get="Entra admin centre, Sign-in logs, Download as CSV or JSON; or the list of enterprise applications.",
    uses=_uses,
    needs=("entra_app",),
    marks=("applicationid", "appdisplayname", "userprincipalname", "conditionalaccess", "correlationid", "resourceid"),
)
