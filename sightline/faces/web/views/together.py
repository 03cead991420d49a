"""One action on many rows of a list: `/systems/do/decide-scope/?tick=SYS-0042&tick=SYS-0107`, or all that the address filters. First what would happen, then it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html

from sightline.faces.web import words
from sightline.faces.web.answering import show, who
from sightline.faces.web.forms import Asking, initial_of, shapes_of
from sightline.faces.web.navigation import place_of
from sightline.faces.web.previews import preview_of
from sightline.kernel.actions import Action, Outcome, find_action, perform
from sightline.kernel.actions.many import Together, perform_together
from sightline.kernel.actions.performing import form_of
from sightline.kernel.errors import Invalid, Refused
from sightline.kernel.registers import Query, Register, find_register
from sightline.kernel.registers.listing import filtered

from .acting import WHY, answers_of, summary_of

NAMED = 5


@dataclass
class Many:
    """Which action, on which rows of which list."""

    action: Action
    register: Register
    rows: QuerySet[Any]
    carried: list[tuple[str, str]]

    @property
    def count(self) -> int:
        """How many rows."""
        return int(self.rows.order_by().count())


def together(request: HttpRequest, name: str, action: str) -> HttpResponse:
    """Asks (GET), tries or does (POST) an action on many rows."""
    found, register = find_action(action), find_register(name)
    if found is None or register is None or found.subject is not register.model or not found.bulk:
        raise Http404
    if not who(request).may(found.permission):
        perform(found.name, who(request), {}, face="web", dry_run=True)  # refuses, and says who can
    many = _chosen(request, found, register)
    if not many.count:
        messages.warning(request, "Tick some rows first.", extra_tags="part")
        return redirect(f"/{register.name}/")
    if request.method != "POST":
        return _page(request, many, {key: request.GET.getlist(key) for key in request.GET}, {})
    return _perform(request, many)


def _chosen(request: HttpRequest, found: Action, register: Register) -> Many:
    """The ticked rows, or all that the list's address filters. In the form the filters travel as `f.unit`: an answer may be called the same."""
    sent = request.method == "POST"
    given = request.POST if sent else request.GET
    if given.get("_every") == "1":
        names = [name for name in given if name.startswith("f.") or not sent]
        query = replace(Query.read(register, {name.removeprefix("f."): given.getlist(name) for name in names}), size=None)
        carried = [("_every", "1"), *((f"f.{name}", value) for name, value in query.params(page=1, size=None))]
        return Many(found, register, filtered(register, who(request), query), carried)
    ticks = [one.upper() for one in given.getlist("tick")]
    rows = register.model._default_manager.visible_to(who(request)).filter(reference__in=ticks)
    return Many(found, register, rows, [("tick", one) for one in ticks])


def _perform(request: HttpRequest, many: Many) -> HttpResponse:
    given = {name: request.POST.getlist(name) for name in request.POST}
    dry = "_dry" in request.POST
    answers = answers_of(form_of(many.action, who(request), None), request.POST)
    try:
        done = perform_together(
            many.action.name, who(request), answers, face="web", among=many.rows, reason=request.POST.get("_reason", ""), dry_run=dry
        )
    except Invalid as refused:
        return _page(request, many, given, refused.fields or {"": [refused.message]}, said=refused.message if refused.fields else "")
    except Refused as refused:
        return _page(request, many, given, {"": [refused.message]})
    if dry:
        return _page(request, many, given, {}, preview=done)
    noun = words.plural(done.count, many.register.noun, str(many.register.model._meta.verbose_name_plural))
    if done.entry is None:
        messages.success(request, "Nothing changed: it was so already.", extra_tags="none")
    else:
        told = '<strong>{}: done.</strong> {}. <a href="/ledger/{}/">Entry #{}</a>'
        messages.success(request, format_html(told, many.action.label, noun, done.entry, f"{done.entry:,}"), extra_tags="ok")
    return redirect(f"/{many.register.name}/")


def _page(
    request: HttpRequest,
    many: Many,
    given: dict[str, list[str]],
    errors: dict[str, list[str]],
    said: str = "",
    preview: Together | None = None,
) -> HttpResponse:
    form = form_of(many.action, who(request), None)
    if request.method == "POST":
        form.initial.update(initial_of(form, given))
    shapes = shapes_of(form, errors, Asking(lookup=f"/do/{many.action.path}/options/"))
    reason_errors = errors.get("reason", []) if "reason" not in form.fields else []
    count, label = many.count, many.action.label
    noun = words.plural(count, many.register.noun, str(many.register.model._meta.verbose_name_plural))
    context = {
        "action": many.action,
        "heading": label,
        "verb": label,
        "choice": {
            "said": noun,
            "named": list(many.rows.order_by("reference")[:NAMED]),
            "more": max(0, count - NAMED),
            "hidden": many.carried,
        },
        "shapes": shapes,
        "errors": summary_of(shapes, errors, reason_errors),
        "summary": said,
        "reason": {"errors": reason_errors, "value": (given.get("_reason") or [""])[-1], "needed": many.action.reason, "help": WHY},
        "asks_reason": "reason" not in form.fields,
        "version": "",
        "back": f"/{many.register.name}/",
        "preview": preview_of(Outcome(written=preview.written)) if preview is not None else None,
        "lit": many.action.danger,
    }
    title = f"Error: {label}" if errors else label
    crumbs = (("Home", "/"), (many.register.label, f"/{many.register.name}/"), (label, ""))
    page = show(request, "web/action.html", {**context, "crumbs": crumbs}, title=title, place=place_of(many.register))
    page.status_code = 422 if errors else 200
    return page
