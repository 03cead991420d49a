"""Forms as they are shown: label, help, error, field, in this order. Made from the one schema that an action has; nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sightline.kernel.actions.fields import RecordField, RecordsField
from sightline.kernel.records import Record

MOST_OPTIONS = 200
MOST_BOXES = 30


@dataclass(frozen=True)
class Shape:
    """A field, ready to be laid out.

    Attributes:
        name: of the control.
        id: of the control, or of its group.
        label: what is asked.
        help: why it is asked.
        errors: what is wrong with this answer.
        control: the control as HTML; empty for a group.
        optional: marked as such.
        boxes: for a group of ticks: (value, label, ticked).
        tick: a single yes or no: its label stands behind.
    """

    name: str
    id: str
    label: str
    help: str
    errors: Sequence[str]
    control: SafeString
    optional: bool
    boxes: list[tuple[str, str, bool]] = field(default_factory=list)
    tick: bool = False


@dataclass(frozen=True)
class Asking:
    """Where a field stands: the prefix of ids, and where a long list of records is looked up."""

    prefix: str = "f"
    lookup: str = ""


def shapes_of(form: forms.Form, errors: Mapping[str, Sequence[str]] | None = None, asking: Asking | None = None) -> list[Shape]:
    """The fields of a form in order; errors are those given, else the form's own."""
    asking = asking or Asking()
    return [
        _shape(form[name], [str(said) for said in (errors if errors is not None else form.errors).get(name, [])], asking)
        for name in form.fields
    ]


def _shape(bound: forms.BoundField, errors: Sequence[str], asking: Asking) -> Shape:
    made, name = bound.field, bound.name
    ident = f"{asking.prefix}-{name}".replace("_", "-")
    described = [f"{ident}-help"] * bool(made.help_text) + [f"{ident}-wrong"] * bool(errors)
    attrs: dict[str, Any] = {"id": ident, **({"aria-describedby": " ".join(described)} if described else {})}
    if errors:
        attrs["aria-invalid"] = "true"
    if made.required and not isinstance(made, forms.BooleanField):
        attrs["required"] = True
    shape: dict[str, Any] = {
        "name": name,
        "id": ident,
        "label": str(bound.label),
        "help": str(made.help_text),
        "errors": list(errors),
        "optional": not made.required,
    }
    if isinstance(made, RecordField):
        return _of_records(made, bound.value(), name, attrs, shape, asking)
    if isinstance(made, forms.MultipleChoiceField):
        wanted = {str(one) for one in bound.value() or []}
        return Shape(**shape, control=SafeString(""), boxes=[(value, label, value in wanted) for value, label in choices_of(made)])
    if isinstance(made, forms.ChoiceField):
        options = [
            ("", "Choose…" if made.required else "–"),
            *(pair for pair in choices_of(made) if pair[0]),
        ]
        return Shape(**shape, control=_select(name, options, _text(bound.value()), attrs))
    if isinstance(made, forms.BooleanField):
        return Shape(**{**shape, "optional": False}, control=_tick(name, bool(bound.value()), attrs), tick=True)
    return Shape(**shape, control=_plain(bound, attrs))


def choices_of(made: forms.ChoiceField) -> list[tuple[str, str]]:
    """The choices of a field as text."""
    pairs: Any = made.choices
    return [("" if value is None else str(value), str(label)) for value, label in pairs]


def _plain(bound: forms.BoundField, attrs: dict[str, Any]) -> SafeString:
    made = bound.field
    extra: dict[str, Any] = {}
    if isinstance(made.widget, forms.Textarea):
        extra = {"rows": made.widget.attrs.get("rows", 4)}
    elif isinstance(made, forms.DateField):
        extra = {"class": "date"}
    elif not isinstance(made, forms.FileField | forms.IntegerField | forms.DecimalField):
        extra = {"size": 44}
    made.widget.attrs.pop("placeholder", None)  # a label says it, and stays
    if isinstance(made.widget, forms.PasswordInput) and "autocomplete" not in made.widget.attrs:
        extra["autocomplete"] = "new-password"
    return SafeString(bound.as_widget(attrs={**attrs, **extra}))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Record):
        return value.reference
    return str(getattr(value, "value", value))


def _attributes(attrs: Mapping[str, Any]) -> SafeString:
    plain = [(name, value) for name, value in attrs.items() if value is not True]
    return format_html(
        "{}{}", format_html_join("", ' {}="{}"', plain), SafeString("".join(f" {name}" for name, value in attrs.items() if value is True))
    )


def _select(name: str, options: Sequence[tuple[str, str]], value: str, attrs: Mapping[str, Any]) -> SafeString:
    inside = format_html_join(
        "", '<option value="{}"{}>{}</option>', ((one, SafeString(" selected") if one == value else "", label) for one, label in options)
    )
    return format_html('<select name="{}"{}>{}</select>', name, _attributes(attrs), inside)


def _tick(name: str, on: bool, attrs: Mapping[str, Any]) -> SafeString:
    return format_html('<input type="checkbox" name="{}" value="on"{}{}>', name, _attributes(attrs), SafeString(" checked") if on else "")


def _of_records(made: RecordField, value: Any, name: str, attrs: dict[str, Any], shape: dict[str, Any], asking: Asking) -> Shape:
    several = isinstance(made, RecordsField)
    given = _given(value, several)
    options = made.options(MOST_OPTIONS + 1)
    known = {reference for reference, _ in options}
    if several and len(options) <= MOST_BOXES and set(given) <= known:
        return Shape(
            **shape,
            control=SafeString(""),
            boxes=[(reference, f"{label} ({reference})", reference in given) for reference, label in options],
        )
    if not several and len(options) <= MOST_OPTIONS and (not given or given[0] in known):
        choices = [("", "Choose…" if made.required else "–"), *((reference, f"{label} · {reference}") for reference, label in options)]
        return Shape(**shape, control=_select(name, choices, given[0] if given else "", attrs))
    listed = f"{shape['id']}-list"
    more: dict[str, Any] = {"list": listed, "autocomplete": "off", "size": 44}
    if asking.lookup:
        more |= {
            "hx-get": f"{asking.lookup}{name}/",
            "hx-trigger": "input changed delay:200ms",
            "hx-target": f"#{listed}",
            "hx-swap": "innerHTML",
            "hx-params": name,
        }
    control = format_html(
        '<input type="text" name="{}" value="{}"{}><datalist id="{}">{}</datalist>',
        name,
        ", ".join(given),
        _attributes({**attrs, **more}),
        listed,
        datalist(options[:20]),
    )
    now = f"Now: {_name_of(made, given[0])}. " if len(given) == 1 and given[0] not in dict(options[:20]) else ""
    hint = now + shape["help"] or (
        "References, with commas between." if several else "Its name or reference. Suggestions appear as you type."
    )
    return Shape(**{**shape, "help": hint}, control=control)


def _name_of(made: RecordField, reference: str) -> str:
    row = made.among.model._default_manager.filter(reference=reference.upper()).first()
    return str(row) if row is not None else reference


def _given(value: Any, several: bool) -> list[str]:
    if value in (None, ""):
        return []
    if isinstance(value, str):
        return [one.strip() for one in value.split(",") if one.strip()] if several else [value]
    items = value if isinstance(value, list | tuple) else list(value) if hasattr(value, "__iter__") else [value]
    return [_text(item) for item in items]


def datalist(options: Sequence[tuple[str, str]]) -> SafeString:
    """Suggestions for a field that takes a reference."""
    return format_html_join("", '<option value="{}">{}</option>', options)


def initial_of(form: forms.Form, given: Mapping[str, list[str]]) -> dict[str, Any]:
    """Answers that were typed, as the form shows them again: nothing is lost."""
    found: dict[str, Any] = {}
    for name, made in form.fields.items():
        if name not in given:
            continue
        values = given[name]
        if isinstance(made, forms.BooleanField):
            found[name] = values[-1:] != ["false"]
        elif isinstance(made, forms.MultipleChoiceField | RecordsField):
            found[name] = ", ".join(values) if isinstance(made, RecordsField) else values
        else:
            found[name] = values[-1] if values else ""
    return found


def said(value: Any) -> str:
    """An answer as text, for two versions side by side."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return value.isoformat()
    return _text(value)
