"""The tags and filters that every template of Sightline may use: `{% load sightline %}`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from sightline.faces.web import drawing, words
from sightline.faces.web.forms import Asking, shapes_of
from sightline.kernel.records import Record

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "plus" %}`: an inlined icon, hidden from screen readers; put a word beside it."""
    return mark_safe(drawing.icon_svg(name))  # noqa: S308 - our own files


@register.simple_tag
def glyph(kind: str) -> SafeString:
    """`{% glyph "bad" %}`: one of the seven status glyphs."""
    return mark_safe(drawing.glyph_svg(kind))  # noqa: S308 - our own drawing


@register.simple_tag
def status(kind: str, said: str, tag: str = "") -> SafeString:
    """`{% status "part" "2 missing" "tag" %}`: glyph and words; `tag` only in page heads; `hidden` keeps the words for screen readers."""
    shown = format_html('<span class="hidden-text">{}</span>', said) if tag == "hidden" else conditional_escape(said)
    kind_of = "" if tag == "hidden" else tag
    return format_html('<span class="status {}" data-kind="{}">{}{}</span>', kind_of, kind, glyph(kind), shown)


@register.simple_tag
def share(good: int, total: int, kind: str = "") -> SafeString:
    """`{% share 9 13 %}`: a bar; write the figures beside it, inside `<span class="of">`."""
    kind = kind or ("good" if good == total and total else "some" if good else "poor")
    return mark_safe(drawing.share_svg(int(good), int(total), kind))  # noqa: S308 - numbers only


@register.simple_tag
def sight(requirements: Sequence[tuple[str, str, str]], reference: str, name: str, proofs: Sequence[tuple[str, str, str]]) -> SafeString:
    """`{% sight requirements reference name proofs %}`: the line of sight; rows are (id, title, state) and (what, note, state)."""
    return mark_safe(drawing.sight_svg(requirements, (reference, name), proofs))  # noqa: S308 - the drawing escapes every text


@register.simple_tag
def ref(record: Record | None) -> SafeString:
    """`{% ref record %}`: a record by name with its reference beside it, as a link."""
    if record is None:
        return SafeString("")
    return format_html('<a href="{}">{}</a> <span class="ref">{}</span>', record.address, record, record.reference)


@register.simple_tag(takes_context=True)
def to(context: dict[str, Any], **changes: Any) -> str:
    """`{% to page=2 %}`: the page's own address with some parameters changed; an empty value takes one away."""
    params = context["request"].GET.copy()
    params.pop("page", None)
    for name, value in changes.items():
        params.pop(name, None)
        if value not in (None, ""):
            params[name] = str(value)
    query = params.urlencode()
    return f"?{query}" if query else context["request"].path


@register.simple_tag
def form_fields(form: forms.Form, prefix: str = "f") -> SafeString:
    """`{% form_fields form %}`: a Django form's fields, each with label, help, error and control in this order; hidden ones as they are."""
    visible = [field.name for field in form.visible_fields()]
    shapes = [shape for shape in shapes_of(form, asking=Asking(prefix=prefix)) if shape.name in visible]
    hidden = "".join(str(field) for field in form.hidden_fields())
    return SafeString(hidden + render_to_string("web/parts/fields.html", {"shapes": shapes}))


@register.simple_tag
def form_errors(form: forms.Form, prefix: str = "f") -> SafeString:
    """`{% form_errors form %}`: the summary over a refused form, each line leading to its field."""
    shapes = shapes_of(form, asking=Asking(prefix=prefix))
    errors = [("form", words) for words in form.non_field_errors()] + [(shape.id, words) for shape in shapes for words in shape.errors]
    return SafeString(
        render_to_string("web/parts/errors.html", {"errors": errors, "summary": "This needs another look."}) if errors else ""
    )


@register.filter
def day(value: date | datetime | str | None) -> str:
    """`24 Nov 2026`."""
    return words.day(value)


@register.filter
def long_day(value: date | None) -> str:
    """`24 November 2026`."""
    return words.long_day(value)


@register.filter
def moment(value: datetime | str | None) -> str:
    """`24 November 2026, 09:14`, in UTC."""
    return words.moment(value)


@register.filter
def ago(value: datetime) -> str:
    """`09:02`, `Mon, 16:31`, `4 Nov`."""
    return words.ago(value)


@register.filter
def due(value: date | None) -> str:
    """`2 days late`, `today`, `due 30 Nov`."""
    return words.due(value)


@register.filter
def figure(value: Any) -> str:
    """`2,133`."""
    return words.figure(value)


@register.filter
def counted(value: int, noun: str) -> str:
    """`{{ 3|counted:"gap" }}`: `3 gaps`; `"entry,entries"` where the plural is irregular."""
    one, _, many = noun.partition(",")
    return words.plural(value, one, many)


@register.filter
def done(action: str) -> str:
    """An action's name as the history says it."""
    return words.done_words(action)


@register.filter
def face(name: str) -> str:
    """`by web`, `through the API`."""
    return words.face_words(name)


@register.filter
def octets(value: int) -> str:
    """`412 kB`."""
    return words.size(value)


@register.filter
def at(parts: Sequence[Any], where: str) -> list[Any]:
    """Those parts of a page that stand at a place: `top`, `side` or `rest`."""
    return [part for part in parts if part.where == where]
