"""From what a page shows to an answer: the look, the template with its path and place, a download."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.template import engines
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from sightline.kernel import clock
from sightline.kernel.errors import Invalid, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import Download, Look, Page, Shown
from sightline.kernel.permissions import table

from .navigation import place_of

Crumb = tuple[str, str]


def who(request: HttpRequest) -> Actor:
    """Who asks; the middleware has sent everybody else to the door."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def as_of(request: HttpRequest) -> date | None:
    """The past day that is looked at.

    Raises:
        Invalid: it can't be read, or is still to come.
    """
    text = request.GET.get("as_of", "")
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Invalid("“As of” is a day, written as 2026-06-30.", fields={"as_of": ["Write the day as 2026-06-30."]}) from None
    if found > clock.today():
        raise Invalid("That day is still to come. Choose today or a day before.", fields={"as_of": ["Choose today or a day before."]})
    return found


def look_of(request: HttpRequest, path: Mapping[str, Any] | None = None) -> Look:
    """The look of a request."""
    params = {name: [str(value) for value in values] for name, values in request.GET.lists()}
    return Look(who(request), params, {name: str(value) for name, value in (path or {}).items()}, as_of(request))


def is_swap(request: HttpRequest) -> bool:
    """Whether only a part of the page is wanted (htmx), and not a page out of the browser's history."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    crumbs: tuple[Crumb, ...] = (),
    place: tuple[str, str] = ("", ""),
    status: int = 200,
) -> HttpResponse:
    """A page with its path: Home, the crumbs, then itself.

    Args:
        request: the request.
        template: the template.
        context: what it shows.
        title: of the window and the last crumb.
        crumbs: (label, address) between Home and the page.
        place: (entry, second level) in the rail.
        status: of the answer.
    """
    request.place = place  # type: ignore[attr-defined]
    path = (("Home", "/"), *crumbs, (title, "")) if request.path != "/" else (("Home", ""),)
    return render(request, template, {"title": title, "crumbs": path, **context}, status=status)


def show_page(request: HttpRequest, page: Page, **path: Any) -> HttpResponseBase:
    """The answer of a declared page.

    Raises:
        NotPermitted: the table doesn't give the reader this page.
    """
    look = look_of(request, path)
    if page.permission and not look.actor.may(page.permission):
        raise NotPermitted(f"“{page.title}” is for these roles: {', '.join(table().who(page.permission))}. Ask one of them.")
    shown = page.show(look)
    if isinstance(shown, Download):
        return download(shown)
    context = {"look": look, **shown.context}
    return show(request, shown.template, context, title=shown.title or page.title, crumbs=shown.crumbs, place=place_of(page))


def download(made: Download) -> HttpResponseBase:
    """A file to keep: streamed where its content comes in pieces."""
    content = made.content
    response: HttpResponseBase
    response = HttpResponse(content) if isinstance(content, str | bytes) else StreamingHttpResponse(content)
    response.headers["Content-Type"] = made.content_type
    safe = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_. ") else "_" for letter in made.filename)
    response.headers["Content-Disposition"] = f'attachment; filename="{safe}"'
    return response


def framed(request: HttpRequest, shown: Shown, look: Look) -> str:
    """The inside of a section or a block, as text. What stands around a page is asked once for all of its parts."""
    if not hasattr(request, "around_parts"):
        request.around_parts = _processed(request)  # type: ignore[attr-defined]
    return render_to_string(shown.template, {**request.around_parts, "look": look, **shown.context})  # type: ignore[attr-defined]


def _processed(request: HttpRequest) -> dict[str, Any]:
    """What the context processors give to a template of this request."""
    found: dict[str, Any] = {}
    for processor in engines["django"].engine.template_context_processors:  # type: ignore[attr-defined]
        found.update(processor(request))
    return found


def safe_next(request: HttpRequest, fallback: str) -> str:
    """Where to go afterwards: what the form says, if it is an address of ours."""
    wanted = request.POST.get("_next") or request.GET.get("_next") or request.GET.get("next") or ""
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else fallback
