"""Witnesses as a list."""

from django.db.models import Max, QuerySet

from ..registers import Column, Register, register
from .models import Witness


def _with_sent(rows: QuerySet[Witness]) -> QuerySet[Witness]:
    return rows.annotate(sent_size=Max("mails__size"), sent_at=Max("mails__at"))


register(
    Register(
        name="witnesses",
        model=Witness,
        label="Witnesses",
        columns=[
            Column("name"),
            Column("email"),
            Column("sent_size", label="Entries witnessed", kind="number", sort="sent_size"),
            Column("sent_at", label="Last sent", kind="date", sort="sent_at"),
        ],
        search=("name", "email"),
        sort="name",
        annotate=_with_sent,
        menu=("Audit and trust", "Witnesses"),
        empty="No witnesses yet. Somebody outside who keeps your checkpoints can show that nothing was rewritten.",
        facts=("name", "email"),
    )
)
