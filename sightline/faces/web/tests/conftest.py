"""People at browsers, and some AI systems to look at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record


@pytest.fixture(autouse=True)
def own_checkpoints(settings: Any, tmp_path: Path) -> None:
    """Checkpoints of other tests are not this one's: verification would find that they contradict it."""
    settings.SIGHTLINE_CHECKPOINTS = str(tmp_path / "checkpoints")
    cache.clear()


@pytest.fixture
def at() -> Callable[[Actor], Client]:
    """`at(lead)`: a browser in which that person is signed in."""

    def browser(actor: Actor) -> Client:
        client = Client()
        assert actor.account is not None
        client.force_login(actor.account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return browser


def made(action: str, actor: Actor, **data: object) -> Record:
    """What an action makes, done as the web face does it."""
    record = perform(action, actor, data, face="web").record
    assert record is not None
    return record


@pytest.fixture
def systems(lead: Actor) -> list[Record]:
    """Three AI systems of two units, one of them with a formula for a name."""
    hr, law = made("add_unit", lead, name="Human resources"), made("add_unit", lead, name="Legal")
    return [
        made(
            "add_system", lead, name="Candidate ranking", purpose="Orders applications for recruiters.", unit=hr.reference, impact="rights"
        ),
        made("add_system", lead, name="Clause search", purpose="Finds clauses.", unit=law.reference, impact="neither"),
        made("add_system", lead, name='=HYPERLINK("http://example.com")', purpose="", unit=law.reference, impact="neither"),
    ]
