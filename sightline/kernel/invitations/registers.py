"""Invitations as a list: who was let in by a link, and whether it still works."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from .. import clock
from ..registers import Column, Filter, Register, View, register
from .models import Invitation


def _open() -> Q:
    return Q(ended__isnull=True, retired__isnull=True, expires__gt=clock.now())


def _standing(row: Any) -> tuple[str, str]:
    if row.closed_on is not None:
        return "none", f"Ended {row.closed_on:%-d %b %Y}"
    return ("ok", "Opened") if row.first_used is not None else ("wait", "Not opened yet")


register(
    Register(
        name="invitations",
        on_my_page=False,
        model=Invitation,
        label="Invitations by link",
        columns=[
            Column("name"),
            Column("about_name"),
            Column("standing", "State", value=_standing, sort="expires", kind="status"),
            Column("expires", kind="date"),
            Column("last_used", kind="date", later=True),
            Column("invited_by", sort="invited_by__name", later=True),
            Column("email", hidden=True),
        ],
        filters=[Filter("invited_by")],
        views=[
            View("working", "Working", lambda actor: _open()),
            View("unopened", "Not opened yet", lambda actor: _open() & Q(first_used__isnull=True)),
        ],
        search=("name", "email", "about_name"),
        sort="-expires",
        related=("invited_by",),
        empty="Nobody was invited by a link yet. It happens, for instance, when a questionnaire is sent to a supplier.",
        facts=("name", "email", "about_name", "may", "expires", "ended", "invited_by", "first_used", "last_used"),
    )
)
