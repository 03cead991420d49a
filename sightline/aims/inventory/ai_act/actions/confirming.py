"""A person says that a class is right, for one system or for many; and looks again, yearly or when the system changed."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import TextChoices

from sightline.aims.organisation.actions.reviewing import NextReview, next_review_on
from sightline.aims.organisation.models import Unit
from sightline.kernel import clock
from sightline.kernel.actions import Ask, action
from sightline.kernel.errors import Duty as ByAnother
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor

from ..models import Classification
from ..queries import classified_covered, to_confirm
from ..recording import set_duties
from ..tree import tree

State = Classification.State
Remark = Annotated[str, Ask("Remark", long=True, help="Auditors read it.")]
_MOST = 500


def changed_words(row: Classification) -> str:
    """What changed about the system, for a refusal or a list."""
    return ", ".join(what for what, _, _ in row.moved())


def _not_confirmable(actor: Actor, row: Classification) -> str:
    if row.state == State.CONFIRMED:
        return "It is confirmed already."
    if row.unsettled:
        named = "; ".join(question.text for one in row.unsettled if (question := tree().question(one)) is not None)
        return f"Something is not known yet: {named} Find out, then classify it again."
    if not row.risk_class:
        return "The class is not clear yet. Answer the questions."
    if row.reopened:
        return f"The system has changed since: {changed_words(row)}. Classify it again, or renew the suggestions."
    if row.state == State.ANSWERED and row.answered_key == actor.key:
        return ByAnother("You answered. Somebody else confirms: a compliance lead or an executive.")
    return ""


def _confirm(actor: Actor, row: Classification, remark: str) -> None:
    row.state, row.confirmed_by, row.confirmed_on = State.CONFIRMED, actor.account, clock.today()
    row.remark, row.next_review = remark, next_review_on(None)


@action("classes.confirm", label="Confirm the class", assistant=True, bulk=True, why_not=_not_confirmable)
def confirm_class(actor: Actor, *, classification: Classification, remark: Remark = "") -> Classification:
    """Says that class and roles are right. The duties that follow are put on the list. Whoever answered can't confirm."""
    _confirm(actor, classification, remark)
    classification.save()
    set_duties([classification])
    return classification


class InBulk(TextChoices):
    """Classes that may be confirmed for many systems without opening each. What may be banned is looked at one by one."""

    MINIMAL = "minimal", "Minimal"
    TRANSPARENCY = "transparency", "Transparency"
    HIGH = "high-risk", "High-risk"
    OUTSIDE = "out-of-scope", "Out of scope"


@action("classes.confirm", label="Confirm suggestions")
def confirm_suggestions(
    actor: Actor,
    *,
    risk_class: Annotated[InBulk, Ask("Class")],
    at_least: Annotated[int, Ask("With a confidence of at least", help="Of 100. Look at some of them before.")] = 70,
    unit: Annotated[Unit | None, Ask("Of this unit only")] = None,
    remark: Remark = "",
) -> int:
    """Confirms the suggested class of all systems of one class at once. What may be banned, and what a person answered, is confirmed one by one.

    Raises:
        Invalid: no suggestion is like that.
    """
    rows: Any = classified_covered().filter(to_confirm(), state=State.SUGGESTED, risk_class=risk_class, confidence__gte=at_least)
    found = list(rows.filter(system__unit=unit) if unit is not None else rows)
    if not found:
        raise Invalid(
            "Nothing was confirmed.",
            fields={"risk_class": ["No suggestion of this class has that confidence. Lower it, or choose another class."]},
        )
    said = {"state": State.CONFIRMED, "confirmed_by": actor.account, "confirmed_on": clock.today(), "remark": remark}
    for start in range(0, len(found), _MOST):
        some = Classification.objects.filter(pk__in=[row.pk for row in found[start : start + _MOST]])
        some.update(**said, next_review=next_review_on(None))
    set_duties(found)
    return len(found)


def _not_checkable(actor: Actor, row: Classification) -> str:
    return "" if row.state == State.CONFIRMED else "Only a confirmed class is checked again. Confirm it first."


@action("classes.confirm", label="Check the class again", bulk=True, why_not=_not_checkable)
def check_class(
    actor: Actor,
    *,
    classification: Classification,
    remark: Annotated[str, Ask("Why it still holds", long=True, help="Auditors read it. Say what changed, and why it changes nothing.")],
    next_review: NextReview = None,
) -> Classification:
    """Says that the confirmed class still holds, though time has passed or the system has changed. If it doesn't, classify it again."""
    classification.base_on(classification.system)
    classification.remark, classification.next_review = remark, next_review_on(next_review)
    classification.confirmed_by, classification.confirmed_on = actor.account, clock.today()
    classification.save()
    return classification
