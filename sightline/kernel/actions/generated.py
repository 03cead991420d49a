"""Ordinary creates and edits, made from a model's field list. Verbs are written by hand."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from ..errors import Invalid
from ..identity.actors import Actor
from ..records import Record
from .declaring import Action, Fields, enrol
from .fields import RecordField, RecordsField

WhyNot = Callable[[Actor, Any], str]


def _where() -> str:
    frame = sys._getframe(2).f_code
    return frame.co_filename


def model_fields(model: type[Record], names: Sequence[str], actor: Actor, record: Record | None = None) -> Fields:
    """Form fields for a model's fields: foreign keys become fields that take a reference; a record gives the initial answers."""
    found: Fields = {}
    for name in names:
        column = model._meta.get_field(name)
        assert isinstance(column, models.Field)
        made = _field_of(column, actor)
        if record is not None:
            made.initial = list(getattr(record, name).all()) if isinstance(column, models.ManyToManyField) else getattr(record, name)
        found[name] = made
    return found


def _field_of(column: models.Field[Any, Any], actor: Actor) -> forms.Field:
    label = str(column.verbose_name)
    common: dict[str, Any] = {"label": label[:1].upper() + label[1:], "help_text": column.help_text, "required": not column.blank}
    target = column.related_model
    if isinstance(target, type) and issubclass(target, Record):
        among = target._default_manager.current().visible_to(actor)
        return RecordsField(among, **common) if isinstance(column, models.ManyToManyField) else RecordField(among, **common)
    if isinstance(column, models.DateField) and not isinstance(column, models.DateTimeField):
        return forms.DateField(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), initial=column.get_default() or None, **common
        )
    made: forms.Field | None = column.formfield(label=common["label"])
    if made is None:
        raise TypeError(f"{column} has no form field.")
    return made


def fill(record: Record, answers: Mapping[str, Any]) -> None:
    """Puts answers into a record and holds its invariants, without saving.

    Raises:
        Invalid: an answer breaks a rule of the model; says which and why.
    """
    links = {field.name for field in record._meta.many_to_many}
    for name, value in answers.items():
        if name not in links:
            setattr(record, name, value)
    outside = {field.name for field in record._meta.concrete_fields if field.name not in answers}
    try:
        record.full_clean(exclude=outside)
    except ValidationError as error:
        words = dict(error.message_dict)
        general = words.pop(NON_FIELD_ERRORS, [])
        raise Invalid(" ".join(general) or "Some answers need another look.", fields=words) from error


def _set_links(record: Record, answers: Mapping[str, Any]) -> None:
    for field in record._meta.many_to_many:
        if field.name in answers:
            getattr(record, field.name).set(answers[field.name])


def create_action(
    model: type[Record], fields: Sequence[str], permission: str, *, name: str = "", label: str = "", help: str = "", assistant: bool = False
) -> Action:
    """Declares the ordinary creation of a record.

    Args:
        model: what is made.
        fields: what is asked, in order.
        permission: the row of the permission table.
        name: `add_` and the model's name where left out.
        label: what the button says; "Add a unit" where left out.
        help: one line on what it does.
        assistant: offer it as an MCP tool.
    """

    def run(actor: Actor, **answers: Any) -> Record:
        record = model()
        fill(record, answers)
        record.save()
        _set_links(record, answers)
        return record

    noun = str(model._meta.verbose_name)
    return enrol(
        Action(
            name=name or f"add_{model._meta.model_name}",
            label=label or f"Add {_article(noun)} {noun}",
            permission=permission,
            help=help or f"Makes a new {noun}.",
            subject=None,
            subject_name="",
            fields=lambda actor, record: model_fields(model, fields, actor),
            run=run,
            creates=model,
            assistant=assistant,
            where=_where(),
        )
    )


def edit_action(
    model: type[Record],
    fields: Sequence[str],
    permission: str,
    *,
    name: str = "",
    label: str = "Edit",
    help: str = "",
    assistant: bool = False,
    why_not: WhyNot | None = None,
) -> Action:
    """Declares the ordinary edit of a record: answers that are not given stay as they are. Arguments as for `create_action`."""

    def run(actor: Actor, record: Record, **answers: Any) -> Record:
        fill(record, answers)
        record.save()
        _set_links(record, answers)
        return record

    return enrol(
        Action(
            name=name or f"edit_{model._meta.model_name}",
            label=label,
            permission=permission,
            help=help or f"Changes the {model._meta.verbose_name}.",
            subject=model,
            subject_name="record",
            fields=lambda actor, record: model_fields(model, fields, actor, record),
            run=run,
            edits=True,
            assistant=assistant,
            why_not=why_not,
            where=_where(),
        )
    )


def retire_action(model: type[Record], permission: str, *, name: str = "", label: str = "", why_not: WhyNot | None = None) -> Action:
    """Declares taking a record out of use, with a reason; its history and proofs stay. Arguments as for `create_action`."""

    def run(actor: Actor, record: Record) -> Record:
        record.retire()
        return record

    noun = str(model._meta.verbose_name)
    return enrol(
        Action(
            name=name or f"retire_{model._meta.model_name}",
            label=label or f"Retire this {noun}",
            permission=permission,
            help=f"Takes the {noun} out of use from today. Its history stays.",
            subject=model,
            subject_name="record",
            fields=lambda actor, record: {},
            run=run,
            edits=True,
            reason=True,
            danger=True,
            bulk=True,
            why_not=why_not,
            where=_where(),
        )
    )


def _article(noun: str) -> str:
    return "an" if noun[:1].lower() in "aeio" else "a"
