"""What holds for every answer: who asks, the headers, and refusals in plain words."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sightline.kernel.errors import Invalid, Refused
from sightline.kernel.identity.actors import Actor

Respond = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("sightline.web")

POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}
OPEN = ("/account/", "/static/", "/welcome/", "/theme/", "/open/")
"""Addresses that need no sign-in."""
OTHER_FACES = ("/api/", "/mcp")
"""Addresses of the other faces: they say themselves who may call and how they refuse."""


def headers(respond: Respond) -> Respond:
    """Puts the headers on every answer, unless the answer has its own."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if getattr(request, "actor", None) is not None and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return answer


class Actors:
    """Says who asks (`request.actor`), and sends whoever is not signed in to the door."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.actor = Actor.of(user) if user.is_authenticated else None  # type: ignore[attr-defined]
        if request.actor is None and not request.path.startswith((*OPEN, *OTHER_FACES)) and not _is_open_page(request):  # type: ignore[attr-defined]
            return redirect_to_door(request)
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal becomes a page of its status; a fault of ours says that nothing was changed, and gives a reference to look for."""
        if request.path.startswith(OTHER_FACES) or type(error).__module__.startswith("allauth."):
            return None  # allauth's own middleware answers what it raises, such as "say again that it is you"
        if isinstance(error, Refused):
            return refusal(request, error)
        if isinstance(error, Http404 | PermissionDenied | SuspiciousOperation):
            return None
        return fault(request, error)


def _is_open_page(request: HttpRequest) -> bool:
    """Pages for the public (trust page, auditors' room) say so by their address."""
    return request.path.startswith(("/trust/", "/rooms/", "/.well-known/"))


def redirect_to_door(request: HttpRequest) -> HttpResponse:
    """To the welcome page while there is no account, else to the sign-in page, which leads back to where one wanted to go."""
    from sightline.kernel.identity.models import Account

    if not Account.objects.exists():
        return redirect(reverse("welcome"))
    if request.path == "/" or request.method != "GET":
        return redirect(reverse("account_login"))
    from urllib.parse import urlencode

    return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")


def refusal(request: HttpRequest, error: Refused) -> HttpResponse:
    """The page of a refusal: what was not done, and who can."""
    template = "web/refused_part.html" if request.headers.get("HX-Request") else "web/refused.html"
    words = [said for given in error.fields.values() for said in given] if isinstance(error, Invalid) else []
    return render(request, template, {"error": error, "words": words, "back": _back(request)}, status=error.status)


def fault(request: HttpRequest, error: Exception) -> HttpResponse:
    """The page of a fault of ours; the reference stands in the log beside the trace."""
    reference = secrets.token_hex(2).upper()
    log.error("Fault %s at %s %s", reference, request.method, request.path, exc_info=error)
    return render(request, "web/fault.html", {"reference": reference, "back": _back(request)}, status=500)


def _back(request: HttpRequest) -> str:
    """Up one step of the address: always a place that exists."""
    parts = [part for part in request.path.split("/") if part]
    parts = parts[: parts.index("do")] if "do" in parts else parts[:-1]
    return "/" + "/".join(parts) + "/" if parts else "/"
