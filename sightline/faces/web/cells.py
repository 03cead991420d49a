"""Cells of tables and facts as HTML: one value, by the kind of its column. Written in Python, not as templates: a page has up to 1,400 of them."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import models
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from sightline.kernel.records import Record
from sightline.kernel.registers import Column
from sightline.kernel.registers.listing import cell_of

from . import drawing, words

NOTHING = mark_safe('<span class="quiet" aria-hidden="true">–</span><span class="hidden-text">not said</span>')


def status_html(value: Any, tag: str = "") -> SafeString:
    """A status from (kind, words)."""
    kind, said = value if isinstance(value, tuple) else ("none", str(value))
    return format_html('<span class="status {}" data-kind="{}">{}{}</span>', tag, kind, mark_safe(drawing.glyph_svg(kind)), said)  # noqa: S308


def share_html(value: Sequence[int]) -> SafeString:
    """A part of a whole from (part, whole)."""
    good, total = int(value[0]), int(value[1])
    kind = "good" if total and good == total else "some" if good * 2 > total else "poor"
    return format_html('<span class="of">{} {} of {}</span>', mark_safe(drawing.share_svg(good, total, kind)), good, total)  # noqa: S308


def plain_html(value: Any, kind: str = "text") -> SafeString:
    """A value as people read it."""
    if value is None or value == "" or value == []:
        return NOTHING
    if kind == "status":
        return status_html(value)
    if kind == "share":
        return share_html(value)
    if isinstance(value, bool):
        return SafeString("Yes" if value else "No")
    if isinstance(value, Record):
        return format_html('<a href="{}">{}</a>', value.address, value) if value.face_name else format_html("{}", value)
    if isinstance(value, date):
        return format_html('<span class="nowrap">{}</span>', words.day(value))
    if isinstance(value, list | tuple | models.QuerySet | set | frozenset):
        return format_html_join(", ", "{}", ((plain_html(one),) for one in value)) or NOTHING
    return _escaped(words.figure(value) if kind == "number" else value)


def _escaped(value: Any) -> SafeString:
    """A value as text, as `format_html("{}", value)` gives it, in a third of the time: most cells of a list pass here."""
    return SafeString(value.__html__() if hasattr(value, "__html__") else html.escape(str(value)))


def cell_html(column: Column, row: Any) -> SafeString:
    """The cell of a column for a row."""
    return plain_html(cell_of(column, row), column.kind)


def opening_of(column: Column) -> str:
    """The tag that opens each cell of a column: made once for a page, since it is the same in every row."""
    kinds = [name for name, on in (("later", column.later), ("num", column.kind == "number")) if on]
    label = f' data-label="{escape(column.label)}"' if column.kind != "status" else ""
    classes = f' class="{" ".join(kinds)}"' if kinds else ""
    return f'<td role="cell"{label}{classes}>'


def cells_html(openings: Sequence[str], values: Iterable[SafeString]) -> SafeString:
    """The cells of one row after its name.

    Args:
        openings: the tag that opens each, of `opening_of`.
        values: what stands in each.
    """
    return SafeString("".join([f"{opening}{value}</td>" for opening, value in zip(openings, values, strict=True)]))


def past_cell_html(column: Column, item: dict[str, Any]) -> SafeString:
    """The cell of a column for a plain item of a past day."""
    value = item.get(column.name)
    if value is None or value == "":
        return NOTHING
    if column.kind == "date":
        return format_html('<span class="nowrap">{}</span>', words.day(str(value)[:10]))
    if column.kind == "status":
        return format_html("{}", value)
    return plain_html(value, column.kind)


def fact_html(record: Record, field: models.Field[Any, Any]) -> SafeString:
    """A field of a record as a fact."""
    if isinstance(field, models.ManyToManyField):
        return plain_html(list(getattr(record, field.name).all()))
    if field.choices:
        return plain_html(getattr(record, f"get_{field.name}_display")())
    if isinstance(field, models.TextField):
        value = getattr(record, field.name)
        return format_html('<span class="kept">{}</span>', value) if value else NOTHING
    return plain_html(getattr(record, field.name), "number" if isinstance(field, models.IntegerField | models.DecimalField) else "text")


def is_wide(field: models.Field[Any, Any], record: Record) -> bool:
    """Whether a fact takes the whole width: long text."""
    value = getattr(record, field.attname, "")
    return isinstance(field, models.TextField) or (isinstance(value, str) and len(value) > 90)
