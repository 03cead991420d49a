"""Search: records by reference, name and words; places; and what can be done. One page, and the same as a part for the palette."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sightline.faces.web.answering import is_swap, show, who
from sightline.faces.web.navigation import ICONS, rail
from sightline.kernel.actions import all_actions
from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import ENTRIES
from sightline.kernel.records import find_record
from sightline.kernel.registers import register_of
from sightline.kernel.search.finding import find

OF_A_KIND = 8
REFERENCE = re.compile(r"[A-Za-z]{2,5}-\d+")


@dataclass(frozen=True)
class Found:
    """A line of the results."""

    icon: str
    name: str
    address: str
    reference: str = ""
    said: str = ""


@dataclass(frozen=True)
class Kind:
    """The results of one kind, at most eight, and how many there are."""

    label: str
    lines: list[Found]
    count: int
    every: str = ""


def search(request: HttpRequest) -> HttpResponse:
    """The page; a whole reference goes straight to its record."""
    actor, words = who(request), request.GET.get("q", "").strip()
    if not is_swap(request) and REFERENCE.fullmatch(words):
        record = find_record(words)
        if record is not None and type(record)._default_manager.filter(pk=record.pk).visible_to(actor).exists():
            return redirect(record.address)
    context = {"q": words, "kinds": _records(actor, words) + _verbs_and_places(actor, words)}
    if is_swap(request):
        return render(request, "web/parts/found.html", context)
    return show(request, "web/search.html", context, title="Search")


def _records(actor: Actor, words: str) -> list[Kind]:
    kinds: dict[str, list[Found]] = {}
    every: dict[str, str] = {}
    for hit in find(actor, words, limit=100) if words else []:
        register = register_of(type(hit.record))
        if register is None:
            continue
        state = "retired" if hit.record.retired else ""
        icon = ICONS.get(register.menu[0], "file-text")
        kinds.setdefault(register.label, []).append(Found(icon, str(hit.record), hit.record.address, hit.record.reference, state))
        every[register.label] = f"/{register.name}/"
    return [Kind(label, lines[:OF_A_KIND], len(lines), every[label]) for label, lines in kinds.items()]


def _fits(label: str, words: str) -> bool:
    return all(word in label.lower() for word in words.lower().split())


def _verbs_and_places(actor: Actor, words: str) -> list[Kind]:
    verbs = [
        Found("plus" if one.creates else "check", one.label, f"/do/{one.path}/")
        for one in all_actions()
        if one.subject is None and actor.may(one.permission) and (_fits(one.label, words) if words else one.creates is not None)
    ]
    places = []
    if words:
        for entry in ENTRIES[1:]:
            shown = next((one.places for one in rail(actor, (entry, ""), "") if one.name == entry), [])
            places += [
                Found(ICONS[entry], place.name, place.address, said=entry) for place in shown if _fits(f"{entry} {place.name}", words)
            ]
    return [Kind(label, lines[:OF_A_KIND], len(lines)) for label, lines in (("What you can do", verbs), ("Places", places)) if lines]
