"""Forms of actions: `/systems/SYS-0042/do/name-owner/`, `/do/add-system/`. Derived; parsing, permission and the change itself are the kernel's."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html

from sightline.faces.web.answering import safe_next, show, who
from sightline.faces.web.conflicts import conflict_page
from sightline.faces.web.forms import Asking, Shape, datalist, initial_of, shapes_of
from sightline.faces.web.navigation import place_of
from sightline.faces.web.previews import preview_of
from sightline.kernel.actions import Action, Outcome, find_action, perform
from sightline.kernel.actions.fields import RecordField, RecordsField
from sightline.kernel.actions.performing import form_of, may_do
from sightline.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import Look
from sightline.kernel.records import Record
from sightline.kernel.registers import Register, find_register, register_of
from sightline.readers.conformity.telling import PERMISSION as CONFORMITY
from sightline.readers.conformity.turning import Turning, foresee, foreseen

from .records import fetch

WHY = "Auditors read this. Say what you relied on."


@dataclass
class Doing:
    """What the address asks for: the action, on which record, listed where."""

    action: Action
    actor: Actor
    record: Record | None
    register: Register | None

    @property
    def back(self) -> str:
        """Where *Cancel* leads."""
        if self.record is not None:
            return self.record.address
        return f"/{self.register.name}/" if self.register else "/"


def act(request: HttpRequest, action: str, name: str = "", reference: str = "") -> HttpResponse:
    """Asks (GET), tries or does (POST) an action."""
    doing = _doing(request, action, name, reference)
    if request.method == "POST":
        return _perform(request, doing)
    given = {key: request.GET.getlist(key) for key in request.GET}
    return form_page(request, doing, given=given, errors={}, turning=_would_turn(doing))


def _would_turn(doing: Doing) -> Turning | None:
    """What would turn, shown before anything is pressed: for verbs that take one record out of use and ask nothing but why."""
    if not doing.action.danger or doing.record is None or doing.action.fields(doing.actor, doing.record):
        return None
    return foreseen(doing.action.name, doing.actor, face="web", subject=doing.record)


def _doing(request: HttpRequest, action: str, name: str, reference: str) -> Doing:
    found, actor = find_action(action), who(request)
    if found is None or (reference and found.subject is None):
        raise Http404
    if found.subject is None:
        if not actor.may(found.permission):
            perform(found.name, actor, {}, face="web", dry_run=True)  # refuses, and says who can
        listed = register_of(found.creates) if found.creates else None
        return Doing(found, actor, None, listed)
    register = find_register(name)
    if register is None or not issubclass(register.model, found.subject):
        raise Http404
    record = fetch(register, Look(actor), reference)
    hindrance = may_do(found, actor, record)
    if hindrance:
        raise NotPermitted(hindrance)
    return Doing(found, actor, record, register)


def answers_of(form: forms.Form, post: QueryDict) -> MultiValueDict[str, str]:
    """The answers among what was sent: controls of the face (`_next`, the token) are no answers."""
    answers: MultiValueDict[str, str] = MultiValueDict()
    for name, field in form.fields.items():
        if name in post:
            values = post.getlist(name)
            answers.setlist(name, [", ".join(one for one in values if one)] if isinstance(field, RecordsField) else values)
    return answers


def _perform(request: HttpRequest, doing: Doing) -> HttpResponse:
    post = request.POST
    version = post.get("_version", "")
    answers = answers_of(form_of(doing.action, doing.actor, doing.record), post)
    asked: dict[str, Any] = {
        "face": "web",
        "subject": doing.record,
        "reason": post.get("_reason", ""),
        "version": int(version) if version.isdigit() else None,
        "files": request.FILES,
        "rendered": post.get("_all") == "1",
    }
    try:
        if "_dry" in post:
            outcome, turning = foresee(doing.action.name, doing.actor, answers, **asked)
            given = {name: post.getlist(name) for name in post}
            return form_page(request, doing, given=given, errors={}, preview=preview_of(outcome), turning=turning)
        outcome = perform(doing.action.name, doing.actor, answers, key=post.get("_key", "")[:100], **asked)
    except Invalid as refused:
        given = {name: post.getlist(name) for name in post}
        errors = refused.fields or {"": [refused.message]}
        return form_page(request, doing, given=given, errors=errors, summary=refused.message if refused.fields else "")
    except Conflict as refused:
        if refused.seen is None or doing.record is None or not doing.action.edits:
            raise
        return conflict_page(request, doing, refused.seen)
    return _done(request, doing, outcome)


def _done(request: HttpRequest, doing: Doing, outcome: Outcome) -> HttpResponse:
    if isinstance(outcome.result, str) and outcome.result:
        crumbs = ((doing.register.label, f"/{doing.register.name}/"),) if doing.register else ()
        context = {"result": outcome.result, "action": doing.action, "back": safe_next(request, doing.back)}
        return show(request, "web/result.html", context, title=doing.action.label, crumbs=crumbs, place=_place(doing))
    record = outcome.record
    address = record.address if record is not None and register_of(type(record)) is not None else doing.back
    if outcome.entry is None:
        messages.success(request, "Nothing changed: it was so already.", extra_tags="none")
    else:
        entry = f"{address}history/{outcome.entry}/" if record is not None and address == record.address else f"/ledger/{outcome.entry}/"
        words = format_html(
            '<strong>{}: done.</strong> {} <a href="{}">Entry #{}</a>', doing.action.label, outcome.reference, entry, f"{outcome.entry:,}"
        )
        messages.success(request, words, extra_tags="ok")
    return redirect(safe_next(request, address))


def _place(doing: Doing) -> tuple[str, str]:
    return place_of(doing.register) if doing.register else ("", "")


def form_page(
    request: HttpRequest,
    doing: Doing,
    *,
    given: dict[str, list[str]],
    errors: dict[str, list[str]],
    summary: str = "",
    preview: Any = None,
    turning: Turning | None = None,
) -> HttpResponse:
    """The form, with what was typed, what was wrong, or what would happen.

    Args:
        request: the request.
        doing: what is asked for.
        given: answers that were typed or that the address prefills.
        errors: field -> words; "" and "reason" are not among the action's own fields.
        summary: the first line over the errors.
        preview: what a dry run said; `turning` which requirements and expectations would turn.
    """
    action, record = doing.action, doing.record
    form = form_of(action, doing.actor, record)
    form.initial.update(initial_of(form, given))
    lookup = f"/do/{action.path}/options/"
    shapes = shapes_of(form, errors, Asking(lookup=lookup))
    reason_errors = errors.get("reason", []) if "reason" not in form.fields else []
    heading, verb = _named(doing)
    context = {
        "action": action,
        "heading": heading,
        "verb": verb,
        "record": record,
        "shapes": shapes,
        "errors": summary_of(shapes, errors, reason_errors),
        "summary": summary,
        "reason": {"errors": reason_errors, "value": (given.get("_reason") or [""])[-1], "needed": action.reason, "help": WHY},
        "asks_reason": action.reason or (action.edits and record is not None),
        "version": record.version if record is not None else "",
        "key": secrets.token_urlsafe(12) if preview is None or not given.get("_key") else given["_key"][-1],
        "next": safe_next(request, ""),
        "back": safe_next(request, doing.back),
        "multipart": form.is_multipart(),
        "preview": preview,
        "turning": turning if doing.actor.may(CONFORMITY) else None,
        "lit": action.danger,
    }
    title = f"Error: {action.label}" if errors else action.label
    page = show(request, "web/action.html", {**context, "crumbs": _path(doing)}, title=title, place=_place(doing))
    page.status_code = 422 if errors else 200
    return page


def _named(doing: Doing) -> tuple[str, str]:
    """The heading and the button: verb and object, also where the action is only called *Edit*."""
    if doing.action.edits and doing.action.label == "Edit" and doing.record is not None:
        return f"Edit this {doing.record._meta.verbose_name}", "Save the changes"
    return doing.action.label, doing.action.label


def _path(doing: Doing) -> tuple[tuple[str, str], ...]:
    path: tuple[tuple[str, str], ...] = (("Home", "/"),)
    if doing.register is not None:
        path += ((doing.register.label, f"/{doing.register.name}/"),)
    if doing.record is not None:
        path += ((doing.record.reference, doing.record.address),)
    return (*path, (doing.action.label, ""))


def summary_of(shapes: list[Shape], errors: dict[str, list[str]], reason_errors: list[str]) -> list[tuple[str, str]]:
    """What is wrong, each with the field that it leads to, for the head of the page."""
    found = [(shape.id, words) for shape in shapes for words in shape.errors]
    found += [("f-reason", words) for words in reason_errors]
    known = {shape.name for shape in shapes} | {"reason"}
    return found + [("form", words) for name, given in errors.items() if name not in known for words in given]


def options(request: HttpRequest, action: str, field: str) -> HttpResponse:
    """Suggestions for a field that takes a record: those whose name or reference has what was typed."""
    found, actor = find_action(action), who(request)
    if found is None or not actor.may(found.permission):
        raise NotFound("There is nothing to choose from here.")
    made = form_of(found, actor, None).fields.get(field)
    if not isinstance(made, RecordField):
        raise Http404
    typed = request.GET.get(field, "").split(",")[-1].strip()
    return HttpResponse(datalist(_like(made, typed)))


def _like(made: RecordField, typed: str) -> list[tuple[str, str]]:
    from django.db.models import Q

    names = {column.name for column in made.among.model._meta.concrete_fields}
    where = Q(reference__istartswith=typed)
    for name in ("name", "title"):
        if name in names:
            where |= Q(**{f"{name}__icontains": typed})
    return [(row.reference, str(row)) for row in made.among.filter(where)[:20]]
