"""Rules in force, written by one person and published by another, and how things are done."""

from __future__ import annotations

from typing import Any, Protocol

import pytest

from sightline.aims.inventory.intake.models import Request, RuleSet
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
def draft(do: Do, lead: Actor) -> RuleSet:
    """The starter rules as a draft."""
    return RuleSet.objects.get(reference=do(lead, "draft_rules").reference)


@pytest.fixture
def rules(do: Do, draft: RuleSet, executive: Actor) -> RuleSet:
    """The starter rules in force."""
    do(executive, "publish_rules", draft)
    draft.refresh_from_db()
    return draft


def asked(do: Do, actor: Actor, tool: str = "Chatterbox", use: str = "draft", data: str = "public", **more: Any) -> Request:
    """What comes of asking."""
    return Request.objects.get(reference=do(actor, "ask_to_use", tool=tool, use=use, data=data, **more).reference)
