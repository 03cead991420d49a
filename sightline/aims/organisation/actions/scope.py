"""The life of a scope statement (ISO/IEC 42001, 4.3): drafted from the records, edited, approved by somebody who didn't write it."""

from __future__ import annotations

from typing import Annotated, Any, cast

from sightline.kernel import clock
from sightline.kernel.actions import Action, Ask, action, retire_action
from sightline.kernel.actions.declaring import enrol
from sightline.kernel.actions.generated import fill, model_fields
from sightline.kernel.errors import Conflict, Duty
from sightline.kernel.identity.actors import Actor

from ..composing import compose
from ..models import Organisation, ScopeStatement
from ..models.structure import in_a_year
from .reviewing import NextReview, next_review_on

_DRAFT = ScopeStatement.State.DRAFT


@action("organisation.change", label="Draft the scope", creates=ScopeStatement, assistant=True)
def draft_scope(actor: Actor) -> ScopeStatement:
    """Writes a scope statement from what the records say. Nothing is in force before somebody else approves it.

    Raises:
        Conflict: there is a draft already.
    """
    there = ScopeStatement.draft()
    if there is not None:
        raise Conflict(f"There is a draft already: {there.reference}. Edit it, or retire it first.")
    written, ours = compose(), Organisation.ours()
    last = ScopeStatement.objects.order_by("-number").values_list("number", flat=True).first() or 0
    made = ScopeStatement(
        title=f"Scope of the AI management system{f' of {ours.name}' if ours else ''}"[:200],
        number=last + 1,
        statement=written.statement,
        boundary=written.boundary,
        exclusions=[one.as_dict() for one in written.left_out],
        basis=written.basis,
        author=actor.account,
        writers=[actor.key],
    )
    made.save()
    return made


def _fixed(actor: Actor, scope: ScopeStatement) -> str:
    return "" if scope.state == _DRAFT else "Its words are fixed since it was approved. Draft the next version instead."


def _wrote(actor: Actor, scope: ScopeStatement) -> None:
    scope.writers = sorted({*scope.writers, actor.key})


def _edit(actor: Actor, scope: Any, **answers: Any) -> ScopeStatement:
    fill(scope, answers)
    _wrote(actor, scope)
    scope.save()
    return cast(ScopeStatement, scope)


enrol(
    Action(
        name="edit_scope",
        label="Edit the scope",
        permission="organisation.change",
        help="Changes the words of a draft. Whoever did can't approve it.",
        subject=ScopeStatement,
        subject_name="scope",
        fields=lambda actor, record: model_fields(ScopeStatement, ["title", "statement", "boundary"], actor, record),
        run=_edit,
        edits=True,
        assistant=True,
        why_not=_fixed,
        where=__file__,
    )
)


@action("organisation.change", label="Compose it again", why_not=_fixed)
def compose_scope(actor: Actor, *, scope: ScopeStatement) -> ScopeStatement:
    """Replaces the words of a draft by what the records say today."""
    written = compose()
    scope.statement, scope.boundary, scope.basis = written.statement, written.boundary, written.basis
    scope.exclusions = [one.as_dict() for one in written.left_out]
    _wrote(actor, scope)
    scope.save()
    return scope


@action("organisation.change", label="Leave something out", why_not=_fixed)
def exclude_from_scope(
    actor: Actor,
    *,
    scope: ScopeStatement,
    what: Annotated[str, Ask("What is left out")],
    why: Annotated[str, Ask("Why", long=True, help="Auditors read it.")],
) -> ScopeStatement:
    """Names something that the management system doesn't cover and that is no record, with the reason."""
    scope.exclusions = [*(one for one in scope.exclusions if one["what"] != what), {"what": what, "reference": "", "reason": why}]
    _wrote(actor, scope)
    scope.save()
    return scope


def _not_approvable(actor: Actor, scope: ScopeStatement) -> str:
    if scope.state != _DRAFT:
        return f"It is {scope.get_state_display().lower()} already."
    return Duty("You wrote it. Somebody else approves: another compliance lead, or an executive.") if actor.key in scope.writers else ""


@action("scope.approve", label="Approve the scope", why_not=_not_approvable)
def approve_scope(actor: Actor, *, scope: ScopeStatement) -> ScopeStatement:
    """Puts the scope in force and ends the one before. Its words are fixed from then on. Nobody approves what they wrote, whatever their roles."""
    former = ScopeStatement.in_force()
    if former is not None:
        former.state = ScopeStatement.State.SUPERSEDED
        former.save()
    scope.state, scope.approved_by, scope.approved_on = ScopeStatement.State.APPROVED, actor.account, clock.today()
    scope.next_review = in_a_year()
    scope.save()
    return scope


def _not_in_force(actor: Actor, scope: ScopeStatement) -> str:
    return "" if scope.state == ScopeStatement.State.APPROVED else "Only the scope in force is reviewed."


@action("scope.approve", label="Review the scope", why_not=_not_in_force)
def review_scope(
    actor: Actor,
    *,
    scope: ScopeStatement,
    next_review: NextReview = None,
) -> ScopeStatement:
    """Says that the scope in force was looked at and still says what is so."""
    scope.next_review = next_review_on(next_review)
    scope.save()
    return scope


retire_action(ScopeStatement, "organisation.change", name="retire_scope", label="Throw the draft away", why_not=_fixed)
