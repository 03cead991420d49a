"""The registers of what a person has to decide: pairs that may be one system, and systems that a list no longer has."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from sightline.kernel.identity.actors import Actor
from sightline.kernel.registers import Column, Filter, Register, View, register

from ..models import Absence, SuspectedDuplicate
from ..queries import absences_open, pairs_in_use


def _verdict(row: Any) -> tuple[str, str]:
    return {"open": ("part", "Not decided"), "same": ("ok", "The same system"), "different": ("none", "Two systems")}[row.state]


def _duplicates_lead(actor: Actor) -> str:
    waiting = pairs_in_use().filter(state=SuspectedDuplicate.State.OPEN).count()
    return f"{waiting:,} pair{'s' if waiting != 1 else ''} may be one system each. Nothing is merged before somebody says so."


register(
    Register(
        name="duplicates",
        model=SuspectedDuplicate,
        label="Suspected duplicates",
        columns=[
            Column("pair", "First", value=lambda row: row.first, sort="first__name", kind="record"),
            Column("second", "Second", sort="second__name"),
            Column("unit", "Unit", value=lambda row: row.first.unit, sort="first__unit__name", kind="record", later=True),
            Column("likeness", "Alike, of 100"),
            Column("standing", "State", value=_verdict, sort="state", kind="status"),
        ],
        filters=[Filter("state")],
        views=[
            View(
                "open",
                "Not decided",
                lambda actor: Q(state=SuspectedDuplicate.State.OPEN, first__retired__isnull=True, second__retired__isnull=True),
            )
        ],
        search=("first__name", "second__name"),
        sort="-likeness",
        related=("first", "second", "first__unit"),
        lead=_duplicates_lead,
        empty="No suspected duplicates. When a system is added or a list is imported, those that look alike are proposed here.",
        facts=("first", "second", "likeness", "state", "kept", "reason"),
    )
)


def _absence(row: Any) -> tuple[str, str]:
    return {"open": "part", "retired": "none", "kept": "ok", "back": "ok"}[row.state], row.get_state_display()


def _absences_lead(actor: Actor) -> str:
    waiting = absences_open().count()
    return f"{waiting:,} system{'s are' if waiting != 1 else ' is'} not in a list that should have all of them. Nothing retires before somebody says so."


register(
    Register(
        name="absences",
        model=Absence,
        label="Missing from a list",
        columns=[
            Column("system", sort="system__name"),
            Column("unit", "Unit", value=lambda row: row.system.unit, sort="system__unit__name", kind="record", later=True),
            Column("source"),
            Column("noticed"),
            Column("standing", "State", value=_absence, sort="state", kind="status"),
        ],
        filters=[Filter("state"), Filter("unit", "Unit", path="system__unit"), Filter("source")],
        views=[View("open", "Not decided", lambda actor: Q(state=Absence.State.OPEN, system__retired__isnull=True))],
        search=("system__name", "source"),
        sort="-noticed",
        related=("system", "system__unit"),
        lead=_absences_lead,
        empty="Nothing is missing. When a list is imported as the whole one, what it lacks is proposed here.",
        facts=("system", "source", "noticed", "state", "reason"),
    )
)
