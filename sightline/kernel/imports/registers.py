"""The list of imports."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from ..identity.actors import Actor
from ..registers import Column, Filter, Register, View, register
from .models import Import, ImportState


def _standing(row: Any) -> tuple[str, str]:
    glyphs = {"draft": "part", "waiting": "wait", "done": "ok", "failed": "bad", "taken-back": "none"}
    return glyphs[row.state], row.get_state_display()


def _lead(actor: Actor) -> str:
    waiting = Import.objects.current().filter(state=ImportState.DRAFT).count()
    return (
        f"{waiting} list{'s are' if waiting != 1 else ' is'} uploaded and not imported yet."
        if waiting
        else "Every list that was uploaded is imported or thrown away."
    )


register(
    Register(
        name="imports",
        model=Import,
        label="Imports",
        columns=[
            Column("name"),
            Column("standing", "State", value=_standing, sort="state", kind="status"),
            Column("rows"),
            Column("created", later=True),
            Column("updated", later=True),
            Column("refused", later=True),
            Column("imported_on"),
        ],
        filters=[Filter("state"), Filter("kind")],
        views=[View("open", "Not imported yet", lambda actor: Q(state=ImportState.DRAFT))],
        search=("name",),
        sort="-reference",
        lead=_lead,
        empty="No imports yet. A list that you have, as CSV or XLSX, is the quickest way to an inventory.",
        facts=("name", "kind", "sheet", "rows", "size", "sha256", "imported_on", "result"),
    )
)
