"""What every test of assessments begins with: ISO/IEC 42001, and a browser for each person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from sightline.readers.conformity.assessments.models import Assessment
from sightline.readers.frameworks.applying import ensure_shipped_frameworks

Browser = Callable[[Actor], Client]


@pytest.fixture
def at() -> Browser:
    """`at(lead)`: a browser in which that person is signed in."""

    def browser(actor: Actor) -> Client:
        client = Client()
        assert actor.account is not None
        client.force_login(actor.account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return browser


@pytest.fixture
def begun(lead: Actor) -> Assessment:
    """An open assessment without answers."""
    ensure_shipped_frameworks(Actor.system(), "system", only=("iso42001",))
    started = perform("start_assessment", lead, {}, face="web").record
    assert isinstance(started, Assessment)
    return started


def say(actor: Actor, assessment: Assessment, question: str, answer: str, reason: str = "") -> None:
    """Answers one question."""
    data = {"question": question, "answer": answer, "reason": reason}
    perform("answer_question", actor, data, face="web", subject=assessment.reference)
