"""A reader's own views of a list: `/systems/views/`. Kept for this account only."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from sightline.faces.web.answering import who
from sightline.faces.web.models import MOST_VIEWS, SavedView
from sightline.kernel.errors import Conflict, Invalid, NotPermitted
from sightline.kernel.registers import find_register

FLEETING = frozenset({"page", "open", "as_of", "csrfmiddlewaretoken"})


def save_view(request: HttpRequest, name: str) -> HttpResponse:
    """Keeps (or, with `forget`, takes away) the state of a list under a name."""
    found, actor = find_register(name), who(request)
    if found is None or request.method != "POST":
        raise Http404
    if not actor.may(found.permission):
        raise NotPermitted(f"{found.label} can't be read with your roles. Ask an administrator for a role that may.")
    if actor.account is None:
        raise Conflict("Only somebody with an account keeps views.")
    mine = SavedView.objects.filter(account=actor.account, register=name)
    if request.POST.get("forget"):
        mine.filter(name=request.POST["forget"]).delete()
        return redirect(f"/{name}/")
    label = " ".join(request.POST.get("name", "").split())[:60]
    if not label:
        raise Invalid("The view needs a name.", fields={"name": ["Give it a name, such as: mine that are late."]})
    query = urlencode([pair for pair in parse_qsl(request.POST.get("query", "")) if pair[0] not in FLEETING])[:1_000]
    SavedView.objects.update_or_create(account=actor.account, register=name, name=label, defaults={"query": query})
    for old in mine.order_by("-saved", "-pk")[MOST_VIEWS:]:
        old.delete()
    messages.success(request, f"“{label}” is kept among your views.", extra_tags="ok")
    return redirect(f"/{name}/?{query}" if query else f"/{name}/")
