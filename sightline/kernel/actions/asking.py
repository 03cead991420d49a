"""What an action asks for: from a typed argument to a form field with a label, help and choices."""

from __future__ import annotations

import enum
import inspect
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import models

from ..records import Record
from .fields import RecordField, RecordsField

if TYPE_CHECKING:
    from ..identity.actors import Actor


@dataclass(frozen=True)
class Ask:
    """How an argument is asked for.

    Attributes:
        label: what people read; made from the argument's name where empty.
        help: why it is asked, or who will read it; at most 14 words.
        long: several lines of text.
        secret: not shown while typing, and never given back.
        choices: for text: the choices that this actor has, as (value, label).
        among: for records: narrows the queryset, given the actor.
    """

    label: str = ""
    help: str = ""
    long: bool = False
    secret: bool = False
    choices: Callable[[Actor], list[tuple[str, str]]] | None = None
    among: Callable[[Actor], models.QuerySet[Any]] | None = None


Long = Annotated[str, Ask(long=True)]
"""Several lines of text."""

if TYPE_CHECKING:
    Upload: TypeAlias = UploadedFile[bytes]
else:
    Upload = UploadedFile  # a file; generic for type checkers only


@dataclass(frozen=True)
class Asked:
    """One argument of an action, taken apart."""

    name: str
    kind: Any
    many: bool
    optional: bool
    default: Any
    ask: Ask

    @property
    def record(self) -> type[Record] | None:
        """The record model that is asked for, if it is one record or several."""
        return self.kind if isinstance(self.kind, type) and issubclass(self.kind, Record) else None


def label_of(name: str) -> str:
    """`people_affected` as people read it."""
    return name.replace("_", " ").capitalize()


def asked_of(function: Callable[..., Any]) -> list[Asked]:
    """The keyword arguments of an action function, without the actor."""
    hints = typing.get_type_hints(function, include_extras=True)
    found = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            continue
        default = None if parameter.default is inspect.Parameter.empty else parameter.default
        kind, ask, optional, many = _take_apart(hints[parameter.name])
        found.append(Asked(parameter.name, kind, many, optional or parameter.default is not inspect.Parameter.empty, default, ask))
    return found


def _take_apart(hint: Any) -> tuple[Any, Ask, bool, bool]:
    ask, optional, many = Ask(), False, False
    while True:
        origin = typing.get_origin(hint)
        if origin is Annotated:
            hint, *extras = typing.get_args(hint)
            ask = next((extra for extra in extras if isinstance(extra, Ask)), ask)
        elif origin in (types.UnionType, typing.Union):
            optional = True
            hint = next(part for part in typing.get_args(hint) if part is not type(None))
        elif origin in (list, set, frozenset, tuple):
            many = True
            hint = typing.get_args(hint)[0]
        else:
            return hint, ask, optional, many


def field_for(asked: Asked, actor: Actor) -> forms.Field:
    """The form field that asks for one argument."""
    ask = asked.ask
    common: dict[str, Any] = {
        "label": ask.label or label_of(asked.name),
        "help_text": ask.help,
        "required": not asked.optional,
        "initial": asked.default,
    }
    if asked.record is not None:
        among = ask.among(actor) if ask.among else asked.record._default_manager.current().visible_to(actor)
        return RecordsField(among, **common) if asked.many else RecordField(among, **common)
    if ask.choices is not None:
        choices = ask.choices(actor)
        if asked.many:
            return forms.MultipleChoiceField(choices=choices, **common)
        return forms.ChoiceField(choices=[("", "")] * asked.optional + choices, **common)
    return _plain_field(asked.kind, ask, common)


def _plain_field(kind: Any, ask: Ask, common: dict[str, Any]) -> forms.Field:
    if isinstance(kind, type) and issubclass(kind, models.Choices):
        chosen = (lambda value: kind(int(value))) if issubclass(kind, int) else kind  # a browser's answer is text
        return forms.TypedChoiceField(
            choices=[("", "")] * (not common["required"]) + kind.choices, coerce=chosen, empty_value=common["initial"], **common
        )
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return forms.TypedChoiceField(choices=[(member.value, label_of(member.name)) for member in kind], coerce=kind, **common)
    if kind is bool:
        common["required"] = False
        return forms.BooleanField(**common)
    if kind is UploadedFile:
        return forms.FileField(**common)
    simple: dict[Any, type[forms.Field]] = {int: forms.IntegerField, Decimal: forms.DecimalField, datetime: forms.DateTimeField}
    if kind in simple:
        return simple[kind](**common)
    if kind is date:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    if kind is str:
        widget: forms.Widget = forms.Textarea(attrs={"rows": 4}) if ask.long else forms.PasswordInput() if ask.secret else forms.TextInput()
        return forms.CharField(widget=widget, max_length=20_000 if ask.long else 500, empty_value="", **common)
    raise TypeError(f"An action can't ask for {kind!r}: use text, numbers, dates, choices, files or records.")
