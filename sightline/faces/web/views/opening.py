"""`/open/<secret>/`: the one page of somebody who was invited by a link. No account, no session; what is done goes through the same door.

The authority is in the address, not in a cookie: another site can't send what it doesn't know, so the token against forged requests that
other forms have would protect nothing here. And since the address must not leave in a `Referer`, browsers send no `Origin` by which that
token could be checked. What browsers say of a request's origin (`Sec-Fetch-Site`) is held to instead.
"""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sightline.kernel import clock
from sightline.kernel.actions import find_action
from sightline.kernel.actions.performing import form_of
from sightline.kernel.errors import Invalid, NotPermitted, Refused
from sightline.kernel.invitations.guests import Guest
from sightline.kernel.invitations.hosting import Errors, host_of
from sightline.kernel.invitations.inviting import perform_invited
from sightline.kernel.invitations.models import Invitation
from sightline.kernel.pages import Look
from sightline.kernel.records import Record

from .acting import answers_of

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, nofollow",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
WRONG_LINKS = 30
"""Links that there never were, from one address, in ten minutes."""
SENDINGS = 300
"""What one link may send in ten minutes: a person who answers, with every answer kept as it is given."""
_MINUTES = 10


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """What the link shows, or plain words on why it shows nothing."""
    request.actor = None  # type: ignore[attr-defined]  # whoever is signed in here too is only a guest on this page
    response = _answer(request, secret)
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def _answer(request: HttpRequest, secret: str) -> HttpResponse:
    invitation = Invitation.find(secret)
    if invitation is None:
        often = _count(f"open-wrong-{request.META.get('REMOTE_ADDR', '')}") > WRONG_LINKS
        return _closed(request, None, 429 if often else 404)
    record = invitation.about if invitation.closed_on is None else None
    if record is None:
        return _closed(request, invitation, 410)
    invitation.note_use()
    if request.method == "POST":
        return _post(request, invitation, record)
    return _page(request, invitation, record, {})


def _count(key: str) -> int:
    cache.add(key, 0, _MINUTES * 60)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ended between the two lines
        return 1


def _closed(request: HttpRequest, invitation: Invitation | None, status: int) -> HttpResponse:
    return render(request, "web/open_closed.html", {"invitation": invitation, "often": status == 429}, status=status)


def _page(
    request: HttpRequest, invitation: Invitation, record: Record, errors: Errors, summary: str = "", status: int = 200
) -> HttpResponse:
    host = host_of(invitation.about_type)
    if host is None:
        return _closed(request, invitation, 410)
    params = {name: [str(value) for value in values] for name, values in request.GET.lists()}
    look = Look(Guest.by(invitation), params)
    shown = host.show(look, record, errors)
    inside = SafeString(render_to_string(shown.template, {"look": look, **shown.context}, request=request))
    context: dict[str, Any] = {"inside": inside, "summary": summary, "invitation": invitation, "title": shown.title or host.name}
    return render(request, "web/open.html", context, status=status)


def _post(request: HttpRequest, invitation: Invitation, record: Record) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return _said(
            request, invitation, record, NotPermitted("This was sent from another site, so nothing was kept. Send it from this page.")
        )
    if _count(f"open-sent-{invitation.pk}") > SENDINGS:
        return _closed(request, None, 429)
    name = request.POST.get("_action", "")
    found = find_action(name) if name in invitation.may else None
    guest = Guest.by(invitation)
    answers = answers_of(form_of(found, guest, record), request.POST) if found is not None else {}
    try:
        perform_invited(invitation, name, answers)
    except Refused as refused:
        return _said(request, invitation, record, refused)
    if request.headers.get("HX-Request"):
        return HttpResponse(f"Kept at {clock.now():%H:%M} UTC.")
    wanted = request.POST.get("_next", "")
    return redirect(request.path + (wanted if wanted.startswith("?") else ""))


def _said(request: HttpRequest, invitation: Invitation, record: Record, refused: Refused) -> HttpResponse:
    """A refusal, on the page that it is about; for a part of a page, as its words."""
    if request.headers.get("HX-Request"):
        words = [said for given in refused.fields.values() for said in given] if isinstance(refused, Invalid) else []
        return HttpResponse(escape(" ".join([refused.message, *words[:1]])))
    return _page(request, invitation, record, refused.fields, refused.message, refused.status)
