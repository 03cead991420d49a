"""Light, dark, or as the device says: a cookie, written into the page by the server so that nothing flashes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from sightline.faces.web.answering import safe_next, show
from sightline.faces.web.context import THEMES

YEAR = 365 * 24 * 3600


def theme(request: HttpRequest) -> HttpResponse:
    """Asks (GET) or sets (POST) how pages look to this browser."""
    back = safe_next(request, "/")
    if request.method != "POST":
        return show(request, "web/theme.html", {"next": back, "chosen": request.COOKIES.get("theme", "")}, title="Light or dark")
    response = redirect(back)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    else:
        response.delete_cookie("theme")
    return response
