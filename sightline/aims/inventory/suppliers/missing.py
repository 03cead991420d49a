"""What is not there yet on a supplier, in order, each with the action that mends it. Asked of a row that its register has annotated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sightline.aims.inventory.models import System
from sightline.kernel import clock

from .models import Criticality
from .queries import MATTER, has_contract, is_questioned, was_questioned


@dataclass(frozen=True)
class Gap:
    """Something that is missing: what, why it matters, the action that mends it."""

    what: str
    why: str
    action: str


def annotated(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Adds what the list shows and what `gaps_of` asks for, in the same query."""
    systems = System.objects.current().filter(suppliers=OuterRef("pk")).order_by().values("suppliers").annotate(n=Count("pk")).values("n")
    found: QuerySet[Any] = rows.annotate(
        systems_count=Coalesce(Subquery(systems, output_field=IntegerField()), 0),
        contracted=has_contract(),
        divided=has_contract(duties_divided=True),
        questioned=was_questioned(),
        asked=is_questioned(),
    )
    return found


def gaps_of(row: Any) -> list[Gap]:
    """What is missing, most important first."""
    found = []
    if row.owner is None or row.owner.retired is not None:
        found.append(Gap("Nobody looks after it", "Somebody of yours answers for each supplier.", "name_supplier_owner"))
    if row.criticality == Criticality.UNKNOWN:
        found.append(Gap("Nobody has said how much depends on it", "What is asked of it follows from this.", "sort_supplier"))
    if not row.contracted:
        found.append(Gap("No contract in force", "Without one nobody knows who answers for what.", "add_contract"))
    elif not row.divided:
        found.append(Gap("No contract says who answers for what", "Tick it on the contract, or agree on it.", "add_contract"))
    if row.criticality in MATTER and not row.questioned:
        if row.asked:
            found.append(Gap("Due diligence is under way", "Open the questionnaire below.", ""))
        else:
            found.append(Gap("Due diligence is not done", "Send the questions, and look through the answers.", "prepare_questionnaire"))
    if row.criticality == Criticality.CRITICAL and not row.exit_plan.strip():
        found.append(Gap("No exit plan", "Work stops without this supplier: say how you would leave.", "edit_supplier"))
    if row.next_review is None or row.next_review < clock.today():
        words = "Never reviewed" if row.last_review is None else "The review is overdue"
        found.append(Gap(words, "Look at it once a year at least.", "review_supplier"))
    return found


def standing(row: Any) -> tuple[str, str]:
    """How many things are missing, as a status."""
    count = len(gaps_of(row))
    return ("ok", "Nothing missing") if not count else ("part", f"{count} missing")
