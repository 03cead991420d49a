"""Two editors: both versions side by side, and a choice for each field that both changed. What only one of them changed is taken as it is."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse

from sightline.kernel.actions.fields import RecordField, RecordsField
from sightline.kernel.actions.performing import form_of
from sightline.kernel.images import from_image
from sightline.kernel.journal.models import Entry, Image
from sightline.kernel.journal.reading import actor_names, told
from sightline.kernel.records import Record

from .answering import safe_next, show
from .forms import choices_of, said
from .navigation import place_of

if TYPE_CHECKING:
    from .views.acting import Doing


@dataclass(frozen=True)
class Clash:
    """A field that differs between what was typed and what is there now.

    Attributes:
        name: the field.
        label: in words.
        mine: what was typed, as it is sent.
        theirs: what is there now, as it is sent.
        mine_said: in words.
        theirs_said: in words.
    """

    name: str
    label: str
    mine: str
    theirs: str
    mine_said: str
    theirs_said: str


def _sent(field: forms.Field, value: Any) -> str:
    """A value as a form sends it."""
    if isinstance(field, RecordField):
        return str(
            field.prepare_value(
                list(value) if isinstance(field, RecordsField) and value is not None and not isinstance(value, str) else value
            )
            or ""
        )
    if isinstance(field, forms.BooleanField):
        return "true" if value in (True, "on", "true") else "false"
    return said(field.prepare_value(value)) if value is not None else ""


def _words(field: forms.Field, sent: str) -> str:
    if isinstance(field, forms.BooleanField):
        return "Yes" if sent == "true" else "No"
    if isinstance(field, RecordField) and sent and not isinstance(field, RecordsField):
        row = field.among.model._default_manager.filter(reference=sent).first()
        return f"{row} · {sent}" if row is not None else sent
    if isinstance(field, forms.ChoiceField):
        return dict(choices_of(field)).get(sent, sent)
    return sent


def _base(record: Record, seen: int) -> Record | None:
    image = Image.objects.filter(record_id=record.pk, version=seen).first()
    if image is None or image.data is None:
        return None
    return from_image(type(record), image.record_id, image.version, json.loads(image.data), image.schema)


def _value(row: Record | None, name: str) -> Any:
    if row is None:
        return None
    column = next((one for one in row._meta.concrete_fields if one.name == name), None)
    return getattr(row, column.attname) if column is not None else None


def _compare(request: HttpRequest, doing: Doing, record: Record, seen: int) -> tuple[list[Clash], list[tuple[str, str]]]:
    """The fields that both changed, and the answers that stand whatever is chosen."""
    form, base = form_of(doing.action, doing.actor, record), _base(record, seen)
    clashes: list[Clash] = []
    kept: list[tuple[str, str]] = []
    for name, field in form.fields.items():
        given = request.POST.getlist(name)
        mine = _sent(field, ", ".join(given) if isinstance(field, RecordsField) else given[-1] if given else None)
        theirs = _sent(field, field.initial)
        before = _sent(field, _value(base, name))
        if isinstance(field, forms.FileField):
            continue
        if mine in (theirs, before):
            kept.append((name, theirs))
        elif theirs == before:
            kept.append((name, mine))
        else:
            clashes.append(Clash(name, str(field.label), mine, theirs, _words(field, mine), _words(field, theirs)))
    return clashes, kept


def conflict_page(request: HttpRequest, doing: Doing, seen: int) -> HttpResponse:
    """The page of two editors: nothing was saved, nothing is lost.

    Args:
        request: the post that came second.
        doing: the edit.
        seen: the version that its author saw.
    """
    record = doing.record
    assert record is not None
    clashes, kept = _compare(request, doing, record, seen)
    newest = Image.objects.filter(record_id=record.pk).order_by("-version").first()
    entry = told(Entry.objects.get(index=newest.entry)) if newest else None
    who = actor_names([entry.actor]).get(entry.actor, "") if entry else ""
    context = {
        "record": record,
        "action": doing.action,
        "clashes": clashes,
        "kept": kept,
        "entry": entry,
        "who": who,
        "version": record.version,
        "reason": request.POST.get("_reason", ""),
        "key": secrets.token_urlsafe(12),
        "next": safe_next(request, ""),
        "back": doing.back,
    }
    crumbs = ((doing.register.label, f"/{doing.register.name}/"), (record.reference, record.address)) if doing.register else ()
    return show(
        request,
        "web/conflict.html",
        context,
        title="Two versions",
        crumbs=crumbs,
        place=place_of(doing.register) if doing.register else ("", ""),
        status=409,
    )
