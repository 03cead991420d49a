"""What falls due with suppliers: reviews, contracts that end, certificates that expire, answers that are waited for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from sightline.kernel.obligations import Obligation, oblige

from .models import ChangeNotice, Contract, Questionnaire
from .queries import certificates_in_force, suppliers_in_use

_OWNER = F("supplier__owner__account_id")


def _due(rows: QuerySet[Any], field: str, until: date) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.filter(**{f"{field}__lte": until}).annotate(due_on=F(field), answerable_id=_OWNER)
    return found


oblige(
    Obligation(
        "review_suppliers",
        "Review the supplier",
        ("iso42001:A.10.3",),
        lambda until: (
            suppliers_in_use().filter(next_review__lte=until).annotate(due_on=F("next_review"), answerable_id=F("owner__account_id"))
        ),
        action="review_supplier",
    )
)
oblige(
    Obligation(
        "renew_contracts",
        "Renew or end the contract",
        ("iso42001:A.10.2",),
        lambda until: _due(Contract.objects.current().filter(supplier__retired__isnull=True), "ends", until),
        action="edit_contract",
        ahead=90,
    )
)
oblige(
    Obligation(
        "renew_certificates",
        "Ask the supplier for the new certificate",
        ("iso42001:A.10.3",),
        lambda until: _due(certificates_in_force(), "expires", until),
        action="edit_certificate",
        ahead=45,
    )
)
oblige(
    Obligation(
        "get_answers",
        "Get the supplier's answers",
        ("iso42001:A.10.3",),
        lambda until: _due(Questionnaire.objects.current().filter(state=Questionnaire.State.SENT), "due", until),
        action="send_questionnaire",
        ahead=3,
    )
)
oblige(
    Obligation(
        "assess_changes",
        "Say what the change at the supplier means",
        ("iso42001:A.10.3", "iso42001:8.1"),
        lambda until: _due(ChangeNotice.objects.current().filter(state=ChangeNotice.State.OPEN), "effective", until),
        action="assess_notice",
        ahead=30,
    )
)
