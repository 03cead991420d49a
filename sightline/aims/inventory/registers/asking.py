"""The registers of campaigns that ask owners whether the inventory is still true, and of their answers."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.html import format_html

from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.registers import Column, Filter, Register, View, register

from ..models import Attestation, Campaign
from ..queries import asked_in_open_campaigns

_ASKED, _CHANGED = Attestation.State.ASKED, Attestation.State.CHANGED


def _mine(actor: Actor) -> Q:
    return Q(owner__account=actor.account) if actor.account is not None else Q(pk__in=[])


def _standing(row: Any) -> tuple[str, str]:
    if row.state == _ASKED and row.due < clock.today():
        return "bad", "Overdue"
    return {"asked": "wait", "true": "ok", "changed": "part", "not-mine": "part"}[row.state], row.get_state_display()


def _lead(actor: Actor) -> str:
    mine = asked_in_open_campaigns().filter(_mine(actor), state=_ASKED).count()
    if mine:
        return format_html('<a href="/attest/">{} of them wait for your answer</a>.', f"{mine:,}")
    return "Owners say here whether what the inventory says of their systems is still true."


register(
    Register(
        name="attestations",
        model=Attestation,
        label="Still true?",
        columns=[
            Column("system", sort="system__name"),
            Column("owner", sort="owner__name"),
            Column("campaign", sort="campaign__name", later=True),
            Column("due"),
            Column("standing", "Answer", value=_standing, sort="state", kind="status"),
            Column("answered_on", later=True),
            Column("said", hidden=True),
        ],
        filters=[Filter("campaign"), Filter("owner"), Filter("state"), Filter("unit", "Unit", path="system__unit")],
        views=[
            View("mine", "Mine", _mine),
            View("unanswered", "Not answered", lambda actor: Q(state=_ASKED, campaign__closed__isnull=True)),
            View("overdue", "Overdue", lambda actor: Q(state=_ASKED, campaign__closed__isnull=True, due__lt=clock.today())),
            View("changed", "Something changed", lambda actor: Q(state=_CHANGED)),
            View("nobody", "Nobody to ask", lambda actor: Q(owner__isnull=True, state=_ASKED)),
        ],
        search=("system__name", "owner__name", "said"),
        sort="due",
        related=("system", "owner", "campaign"),
        lead=_lead,
        empty="Nobody was asked yet. A campaign asks all owners at once.",
        facts=("system", "owner", "campaign", "due", "state", "said", "answered_on", "answered_by"),
    )
)


def _answers(rows: QuerySet[Any]) -> QuerySet[Any]:
    live = Q(attestations__retired__isnull=True)
    found: QuerySet[Any] = rows.annotate(
        asked=Count("attestations", filter=live),
        answered=Count("attestations", filter=live & ~Q(attestations__state=_ASKED)),
        changed=Count("attestations", filter=live & Q(attestations__state=_CHANGED)),
    )
    return found


def _campaign(row: Any) -> tuple[str, str]:
    if row.closed is not None:
        return "none", f"Closed on {row.closed:%-d %b %Y}"
    if row.answered == row.asked:
        return "ok", "All have answered"
    return ("bad", "Overdue") if row.due < clock.today() else ("wait", "Under way")


register(
    Register(
        name="campaigns",
        model=Campaign,
        label="Attestation campaigns",
        columns=[
            Column("name"),
            Column("due"),
            Column("asked", "Asked", kind="number"),
            Column("answered", "Answered", kind="number"),
            Column("changed", "Changed", kind="number", later=True),
            Column("standing", "State", value=_campaign, sort="-", kind="status"),
        ],
        views=[
            View("open", "Under way", lambda actor: Q(closed__isnull=True)),
            View("late", "Not all answered", lambda actor: Q(closed__isnull=True, answered__lt=F("asked"))),
        ],
        search=("name",),
        sort="-started",
        annotate=_answers,
        empty="No campaign yet. It asks every owner whether what the inventory says is still true.",
        facts=("name", "started", "due", "closed"),
    )
)
