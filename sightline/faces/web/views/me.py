"""One's own page: what is for me to do, and what I own. Without the rail, so that it works for somebody who opens Sightline twice a year, on a phone."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from sightline.faces.web.answering import framed, look_of, show
from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import blocks_for
from sightline.kernel.permissions import table
from sightline.kernel.records import Record
from sightline.kernel.registers import Register, all_registers

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
    owned = _owned(look.actor, account.pk) if account is not None else []
    blocks = []
    for one in blocks_for(look.actor):
        shown = one.show(look) if one.place in OPEN_PLACES and table().cell(one.permission, PLAIN) else None
        if shown is not None:
            blocks.append(Part(one.name, shown.title or one.title, SafeString(framed(request, shown, look)), one.place, None, "", None))
    context = {"blocks": blocks, "tasks": mine[:MOST], "owned": owned, "account": account, "look": look}
    return show(request, "web/me.html", context, title="My page")


def _owned(actor: Actor, account: UUID) -> list[Record]:
    """The first records that are an account's own: one query finds them among all registers, one more reads each kind that is shown."""
    registers = [one for one in all_registers() if one.on_my_page and actor.may(one.permission)]
    parts = [part for place, one in enumerate(registers) if (part := _own_in(one, place, account)) is not None]
    if not parts:
        return []
    found = parts[0].union(*parts[1:]).order_by("listed_at", "pk")[:MOST]
    owned: list[Record] = []
    for place, keys in groupby(found, key=lambda pair: pair[0]):
        one = registers[place]
        owned += one.model._default_manager.filter(pk__in=[key for _, key in keys]).select_related(*one.related).order_by("pk")
    return owned


def _own_in(register: Register, place: int, account: UUID) -> QuerySet[Any] | None:
    where = register.model.owned_by(account)
    if ("pk__in", []) in where.children:  # nobody's own
        return None
    rows: QuerySet[Any] = register.model._default_manager.current().filter(where).order_by()
    found: QuerySet[Any] = rows.annotate(listed_at=Value(place)).values_list("listed_at", "pk")
    return found
