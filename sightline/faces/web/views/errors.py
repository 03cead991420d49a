"""The pages of what Django itself refuses: no such page, not allowed, a fault. Plain words, no trace, a way on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sightline.faces.web.middleware import fault
from sightline.kernel.errors import Invalid, NotFound, NotPermitted, Refused


def _page(request: HttpRequest, error: Refused, status: int) -> HttpResponse:
    return render(request, "web/refused.html", {"error": error, "words": [], "back": "/"}, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _page(request, NotFound("There is no page at this address. Look for it with the search, or start from Home."), 404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _page(request, NotPermitted("This is for others. An administrator can give you a role that may."), 403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token (CSRF): mostly a page that lay open over a sign-out."""
    return _page(
        request,
        NotPermitted("This page was open for too long, or came from elsewhere. Nothing was changed. Open it again and send it once more."),
        403,
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _page(request, Invalid("This request can't be read. Nothing was changed."), 400)


def failed(request: HttpRequest) -> HttpResponse:
    """500, for what happens outside a view."""
    return fault(request, RuntimeError("fault outside a view"))
