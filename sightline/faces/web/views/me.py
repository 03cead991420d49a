"""One's own page: what is for me to do, and what I own. Without the rail, so that it works for somebody who opens Sightline twice a year, on a phone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from sightline.faces.web.answering import framed, look_of, show
from sightline.kernel.pages import blocks_for
from sightline.kernel.permissions import table
from sightline.kernel.records import Record
from sightline.kernel.registers import all_registers

from .home import PLAIN, needs_of
from .records import Part

MOST = 10
OPEN_PLACES = ("main", "side")
"""Of the blocks of Home, those there stand here too, where every employee may see them."""


def me(request: HttpRequest) -> HttpResponse:
    """The page."""
    look = look_of(request)
    mine, _ = needs_of(look.actor)
    account = look.actor.account
    owned: list[Record] = []
    if account is not None:
        for register in all_registers():
            if register.name in {"accounts", "tasks", "use-requests", "invitations"} or not look.actor.may(register.permission):
                continue
            where = register.model.owned_by(account.pk)
            if ("pk__in", []) not in where.children:
                owned += list(register.model._default_manager.current().filter(where).distinct()[:MOST])
    blocks = []
    for one in blocks_for(look.actor):
        shown = one.show(look) if one.place in OPEN_PLACES and table().cell(one.permission, PLAIN) else None
        if shown is not None:
            blocks.append(Part(one.name, shown.title or one.title, SafeString(framed(request, shown, look)), one.place, None, "", None))
    context = {"blocks": blocks, "tasks": mine[:MOST], "owned": owned[:MOST], "account": account, "look": look}
    return show(request, "web/me.html", context, title="My page")
