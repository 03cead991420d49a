"""A supplier with a system and somebody who looks after it, and how things are done to it."""

from __future__ import annotations

from typing import Any, Protocol

import pytest

from sightline.aims.inventory.models import System
from sightline.aims.inventory.suppliers.models import Questionnaire, QuestionnaireAnswer, Supplier
from sightline.kernel.actions import Outcome, perform
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record


class Do(Protocol):
    """`do(actor, action, subject, **answers)`."""

    def __call__(self, actor: Actor, action: str, subject: Record | None = None, **answers: Any) -> Outcome: ...


@pytest.fixture
def do() -> Do:
    """Does an action as the web face does it."""

    def done(actor: Actor, action: str, subject: Record | None = None, **answers: Any) -> Outcome:
        return perform(action, actor, answers, face="web", subject=subject, reason="For the test.")

    return done


@pytest.fixture
def supplier(do: Do, lead: Actor, owner: Actor) -> Supplier:
    """Rankwise, which supplies a system in use and is looked after by the owner."""
    assert owner.account is not None
    person = do(lead, "add_person", name="Ola Berg", account=owner.account.reference).reference
    system = do(lead, "add_system", name="Candidate ranking", kind="bought", vendor="Rankwise", in_scope="yes", owner=person).reference
    made = do(
        lead,
        "add_supplier",
        name="Rankwise",
        systems=[system],
        owner=person,
        criticality="critical",
        contact_name="Mia Lund",
        contact_email="mia@rankwise.example",
    )
    return Supplier.objects.get(reference=made.reference)


@pytest.fixture
def system(supplier: Supplier) -> System:
    """The system that Rankwise supplies."""
    return supplier.systems.get()


@pytest.fixture
def questionnaire(do: Do, lead: Actor, supplier: Supplier) -> Questionnaire:
    """One that was drawn up and not sent."""
    return Questionnaire.objects.get(reference=do(lead, "prepare_questionnaire", supplier).reference)


def all_answers(questionnaire: Questionnaire, choice: str = "do-not-know") -> dict[str, str]:
    """The same answer to every question."""
    return {row.question.replace("-", "_"): choice for row in QuestionnaireAnswer.objects.filter(questionnaire=questionnaire)}
