"""One's own page: what is for me to do, and what I own. Without the rail, so that it works for somebody who opens Sightline twice a year, on a phone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from sightline.faces.web.answering import look_of, show
from sightline.kernel.records import Record
from sightline.kernel.registers import all_registers

from .home import needs_of

MOST = 10


def me(request: HttpRequest) -> HttpResponse:
    """The page."""
    look = look_of(request)
    mine, _ = needs_of(look.actor)
    account = look.actor.account
    owned: list[Record] = []
    if account is not None:
        for register in all_registers():
            if register.name in {"accounts", "tasks"} or not look.actor.may(register.permission):
                continue
            where = register.model.owned_by(account.pk)
            if ("pk__in", []) not in where.children:
                owned += list(register.model._default_manager.current().filter(where).distinct()[:MOST])
    context = {"tasks": mine[:MOST], "owned": owned[:MOST], "account": account, "look": look}
    return show(request, "web/me.html", context, title="My page")
