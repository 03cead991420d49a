"""What tests of the API need: callers with tokens, and a way to call."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sightline.kernel import clock
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Token
from sightline.kernel.permissions import table


@dataclass
class Caller:
    """Somebody with a token."""

    actor: Actor
    secret: str

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", **headers}

    def get(self, path: str, **headers: str) -> Any:
        """GET with the token."""
        return Client().get(path, headers=self._headers(_named(headers)))

    def post(self, path: str, data: Any = None, **headers: str) -> Any:
        """POST JSON with the token."""
        return Client().post(
            path,
            data if isinstance(data, str | bytes) else json.dumps(data or {}),
            content_type="application/json",
            headers=self._headers(_named(headers)),
        )

    def patch(self, path: str, data: Any = None, **headers: str) -> Any:
        """PATCH JSON with the token."""
        return Client().patch(path, json.dumps(data or {}), content_type="application/json", headers=self._headers(_named(headers)))

    def send_form(self, path: str, data: dict[str, Any]) -> Any:
        """POST multipart/form-data with the token."""
        return Client().post(path, data, headers=self._headers({}))


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def token_for(actor: Actor, scopes: list[str] | None = None, *, days: int = 30) -> Caller:
    """A caller with a token of an actor's account; all scopes unless told."""
    assert actor.account is not None
    _, secret = Token.issue(
        actor.account, "test", sorted(table().permissions) if scopes is None else scopes, clock.now() + timedelta(days=days)
    )
    return Caller(actor, secret)


def read(response: Any) -> Any:
    """The JSON of an answer."""
    return json.loads(response.content)


@pytest.fixture
def calls(lead: Actor) -> Caller:
    """The compliance lead with a token."""
    return token_for(lead)


@pytest.fixture
def as_caller() -> Callable[..., Caller]:
    """Makes a caller of an actor."""
    return token_for
