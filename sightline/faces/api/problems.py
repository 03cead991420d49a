"""What HTTP adds to refusals, and every refusal as a problem document (RFC 9457). The words come from the kernel."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponse

from sightline.kernel.errors import Refused

log = logging.getLogger(__name__)
PROBLEM = "application/problem+json"


class Malformed(Refused):
    """The request can't be read."""

    kind = "malformed"
    title = "This can't be read"
    status = 400


class NotSignedIn(Refused):
    """No valid token and no session (RFC 6750 section 3)."""

    kind = "not-signed-in"
    title = "Who are you?"
    status = 401


class WrongMethod(Refused):
    """The address is right, the method isn't."""

    kind = "wrong-method"
    title = "This is not done with this method"
    status = 405

    def __init__(self, message: str, *, allowed: list[str]) -> None:
        super().__init__(message)
        self.allowed = allowed


class TooLarge(Refused):
    """More than is taken in one request."""

    kind = "too-large"
    title = "This is too much at once"
    status = 413


class WrongMediaType(Refused):
    """The body is of a kind that isn't read here."""

    kind = "wrong-media-type"
    title = "This kind of body is not read here"
    status = 415


class VersionNeeded(Refused):
    """An edit without the version that its author saw (RFC 6585 section 3)."""

    kind = "version-needed"
    title = "Say which version you saw"
    status = 428


class VersionPassed(Refused):
    """Somebody else changed the record: both versions, so that nothing is lost (RFC 9110 section 13.1.1)."""

    kind = "version-passed"
    title = "Somebody else changed this"
    status = 412

    def __init__(
        self,
        message: str,
        *,
        seen_version: int,
        current_version: int | None,
        seen: Mapping[str, Any] | None,
        current: Mapping[str, Any] | None,
    ) -> None:
        super().__init__(message)
        self.both = {"seen_version": seen_version, "current_version": current_version, "seen": seen, "current": current}

    def as_dict(self) -> dict[str, Any]:
        """The shape, with both versions and what stood in them."""
        return {**super().as_dict(), **self.both}


class ServerFault(Refused):
    """Ours. Nothing was changed."""

    kind: ClassVar[str] = "server-fault"
    title = "This did not work"
    status = 500


def as_json(body: Any) -> str:
    """JSON as the API writes it; what JSON has no form for is written as text."""
    return json.dumps(body, ensure_ascii=False, default=str)


def problem(refused: Refused) -> HttpResponse:
    """A refusal as a problem document."""
    answer = HttpResponse(as_json(refused.as_dict()), content_type=PROBLEM, status=refused.status)
    if isinstance(refused, NotSignedIn):
        answer["WWW-Authenticate"] = 'Bearer realm="Sightline"'
    if isinstance(refused, WrongMethod):
        answer["Allow"] = ", ".join(refused.allowed)
    answer["Cache-Control"] = "no-store"
    return answer


def fault(error: Exception) -> HttpResponse:
    """The answer to an error of ours: a reference that stands in the server's log too, and nothing of the inside."""
    reference = secrets.token_hex(2).upper()
    log.error("API fault %s", reference, exc_info=error)
    return problem(ServerFault(f"This did not work, and nothing was changed. Reference {reference}. Try again."))
