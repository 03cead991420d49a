"""Differences in words: names instead of ids, choices by their labels, long texts word by word with what went and what came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from diff_match_patch import diff_match_patch
from django.db import models
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from sightline.kernel.journal.reading import FieldChange, names_of
from sightline.kernel.records import Record

from . import words

FIRST_PRIVATE, LAST_PRIVATE = 0xE000, 0xF8FF
"""One private character stands for one word while texts are compared; there are 6,400 of them."""
LONG = 60


@dataclass(frozen=True)
class Line:
    """One field of a difference, ready to be shown."""

    label: str
    html: SafeString


def value_words(model: type[Record], name: str, value: Any, names: dict[str, str]) -> str:
    """A value of an image as people read it.

    Args:
        model: the record's model.
        name: the field.
        value: as the image has it.
        names: record id -> name.
    """
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(value_words(model, name, one, names) for one in value)
    field = next((one for one in (*model._meta.concrete_fields, *model._meta.many_to_many) if one.name == name), None)
    if field is None:
        return str(value)
    if isinstance(field, models.ForeignKey | models.ManyToManyField):
        return names.get(str(value), str(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        return words.moment(str(value))
    if isinstance(field, models.DateField):
        return words.day(str(value))
    return str(value)


def lines_of(model: type[Record], changes: Iterable[FieldChange], names: dict[str, str]) -> list[Line]:
    """Each changed field with the old struck out and the new marked."""
    found = []
    for one in changes:
        old, new = value_words(model, one.name, one.before, names), value_words(model, one.name, one.after, names)
        found.append(Line(one.label, _marked(old, new)))
    return found


def names_for(model: type[Record], changes: Sequence[FieldChange], known: dict[str, str] | None = None) -> dict[str, str]:
    """The names that a difference needs; asks only for those that are not known yet."""
    known = dict(known or {})
    images: list[dict[str, Any]] = []
    for one in changes:
        for value in (one.before, one.after):
            wanted = (
                [str(item) for item in value if str(item) not in known]
                if isinstance(value, list)
                else value
                if value and str(value) not in known
                else None
            )
            if wanted:
                images.append({one.name: wanted})
    return {**known, **(names_of(images, model) if images else {})}


def _marked(old: str, new: str) -> SafeString:
    if old and new and max(len(old), len(new)) > LONG:
        return word_diff(old, new)
    parts = [format_html("<del>{}</del>", old) if old else None, format_html("<ins>{}</ins>", new) if new else None]
    return SafeString(" ".join(part for part in parts if part is not None)) or SafeString("emptied")


def word_diff(old: str, new: str) -> SafeString:
    """Two texts as one, with whole words struck out and marked; everything is escaped."""
    codes: dict[str, str] = {}

    def coded(text: str) -> str:
        letters = []
        for word in _split(text):
            if word not in codes:
                if FIRST_PRIVATE + len(codes) > LAST_PRIVATE:
                    return ""
                codes[word] = chr(FIRST_PRIVATE + len(codes))
            letters.append(codes[word])
        return "".join(letters)

    one, other = coded(old), coded(new)
    if not one or not other:
        return format_html("<del>{}</del> <ins>{}</ins>", old, new)
    engine = diff_match_patch()
    engine.Diff_Timeout = 0.5
    found = engine.diff_main(one, other, False)
    engine.diff_cleanupSemantic(found)
    back = {code: word for word, code in codes.items()}
    tags = {-1: ("<del>", "</del>"), 0: ("", ""), 1: ("<ins>", "</ins>")}
    html = "".join(f"{tags[kind][0]}{escape(''.join(back[letter] for letter in part))}{tags[kind][1]}" for kind, part in found)
    return mark_safe(html)  # noqa: S308 - every word was escaped


def _split(text: str) -> list[str]:
    import re

    return re.findall(r"\s+|\w+|[^\w\s]", text)
