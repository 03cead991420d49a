"""How the Statement of Applicability comes about: each control is decided, a version is drafted, somebody else approves it."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import Max

from sightline.kernel import clock
from sightline.kernel.actions import Ask, action, edit_action, retire_action
from sightline.kernel.errors import Conflict, Duty, Invalid
from sightline.kernel.identity.actors import Actor

from ..models import Applicability, Applies, Statement, StatementState

edit_action(
    Applicability,
    ["applies", "basis", "justification", "practice"],
    "conformity.change",
    name="state_applicability",
    label="Decide",
    help="Says whether a control applies, why, and how it is put into practice.",
    assistant=True,
)


def present_content() -> list[dict[str, Any]]:
    """The decisions as a statement fixes them, in the order of the standard."""
    rows = Applicability.objects.current().filter(requirement__retired__isnull=True).select_related("requirement")
    return [
        {
            "id": row.requirement.code,
            "title": row.requirement.title,
            "applies": str(row.applies),
            "basis": str(row.basis),
            "justification": row.justification,
            "practice": row.practice,
        }
        for row in rows.order_by("requirement__position")
    ]


def undecided() -> list[str]:
    """The ids of controls that nobody has decided."""
    return [row["id"] for row in present_content() if row["applies"] == Applies.UNDECIDED]


@action("conformity.change", label="Draft a version", creates=Statement)
def draft_applicability(
    actor: Actor, *, note: Annotated[str, Ask("What changed since the last version", long=True, help="Who approves it reads this.")] = ""
) -> Statement:
    """Fixes the present decisions about all controls as a new version, for somebody else to approve."""
    content = present_content()
    if not content:
        raise Invalid("There are no controls yet. Load ISO/IEC 42001 first.")
    open_ones = undecided()
    if open_ones:
        listed = ", ".join(open_ones[:6]) + (f" and {len(open_ones) - 6} more" if len(open_ones) > 6 else "")
        raise Invalid(f"Every control is decided before a version is drafted. Not decided: {listed}.")
    if (draft := Statement.draft()) is not None:
        raise Conflict(f"{draft.reference} is a draft already. Approve it, or drop it first.")
    last = Statement.objects.aggregate(last=Max("number"))["last"] or 0
    statement = Statement(number=last + 1, content=content, note=note, author=actor.account, author_key=actor.key, drafted_on=clock.today())
    statement.save()
    return statement


def _cannot_approve(actor: Actor, statement: Statement) -> str:
    if statement.state != StatementState.DRAFT:
        return f"{statement.reference} is not a draft: {statement.get_state_display().lower()}."
    if statement.author_key == actor.key:
        return Duty("You drafted this version. Somebody else approves it: an executive, or another compliance lead.")
    return ""


@action("applicability.approve", label="Approve this version", why_not=_cannot_approve)
def approve_applicability(actor: Actor, *, statement: Statement) -> Statement:
    """Puts a drafted version into force; the one before is superseded. Who drafted it does not approve it."""
    before = Statement.in_force()
    if before is not None:
        before.state = StatementState.SUPERSEDED
        before.save()
    statement.state, statement.approved_by, statement.approved_on = StatementState.APPROVED, actor.account, clock.today()
    statement.save()
    return statement


def _not_a_draft(actor: Actor, statement: Statement) -> str:
    return "" if statement.state == StatementState.DRAFT else "Only a draft is dropped. What was in force stays on record."


retire_action(Statement, "conformity.change", name="drop_statement", label="Drop this draft", why_not=_not_a_draft)
