"""Who calls: the holder of a token, or, in a browser, whoever is signed in there. The same for the API and for MCP over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware

from sightline.kernel import clock
from sightline.kernel.errors import NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account, Token

from .problems import NotSignedIn

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_NOTED_EVERY = timedelta(minutes=1)


class _Forgery(CsrfViewMiddleware):
    """Django's own check, asked and not run as middleware: it tells what is wrong and doesn't answer."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def _note_use(token: Token) -> None:
    now = clock.now()
    if token.last_used is None or token.last_used < now - _NOTED_EVERY:
        Token.objects.filter(Q(last_used__isnull=True) | Q(last_used__lt=now - _NOTED_EVERY), pk=token.pk).update(last_used=now)


def _by_token(header: str) -> Actor:
    scheme, _, secret = header.partition(" ")
    token = Token.find(secret.strip()) if scheme.lower() == "bearer" and secret.strip().startswith("sl_") else None
    if token is None:
        raise NotSignedIn("This token is not valid: it may have ended, or been withdrawn. Make a new one on your own page.")
    _note_use(token)
    return Actor.of(token.account, only=frozenset(token.scopes))


def caller(request: HttpRequest, *, sessions: bool = True) -> Actor:
    """Who calls.

    Args:
        request: with `Authorization: Bearer sl_...`, or with the cookie of a session.
        sessions: False where only tokens count.

    Raises:
        NotSignedIn: nobody we know.
        NotPermitted: a session that would write from a page that isn't ours.
    """
    header = request.headers.get("Authorization", "")
    if header:
        return _by_token(header)
    user = getattr(request, "user", None) if sessions else None
    if not isinstance(user, Account) or not user.is_active:
        raise NotSignedIn("Send a token as “Authorization: Bearer sl_...”. You make one on your own page.")
    if request.method not in SAFE and _Forgery(lambda _: None).process_view(request, lambda: None, (), {}) is not None:  # type: ignore[arg-type, return-value]
        raise NotPermitted("Send the header X-CSRFToken with the value of the cookie, or a token.")
    return Actor.of(user)
