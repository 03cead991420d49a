"""Form fields for records: they take a reference (`SYS-0042`), an id, or, where only one record has it, the name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from ..records import Record


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def find_among(among: models.QuerySet[Any], text: str) -> Record:
    """The one record that a person means.

    Raises:
        ValidationError: there is none, or there are several of that name.
    """
    text = text.strip()
    uuid = _as_uuid(text)
    if uuid is not None:
        found = among.filter(pk=uuid).first()
    else:
        found = among.filter(reference=text.upper()).first()
        if found is None:
            name = _name_field(among.model)
            named = list(among.filter(**{f"{name}__iexact": text})[:2]) if name else []
            if len(named) > 1:
                raise ValidationError(f"Several are called “{text}”. Give the reference, such as {named[0].reference}.")
            found = named[0] if named else None
    if found is None:
        raise ValidationError(f"There is no {among.model._meta.verbose_name} “{text}” that you may choose.")
    record: Record = found
    return record


def _name_field(model: type[models.Model]) -> str:
    names = {field.name for field in model._meta.concrete_fields}
    return next((name for name in ("name", "title") if name in names), "")


class RecordField(forms.CharField):
    """One record."""

    def __init__(self, among: models.QuerySet[Any], **kwargs: Any) -> None:
        kwargs.pop("max_length", None)
        super().__init__(**kwargs)
        self.among = among

    def prepare_value(self, value: Any) -> Any:
        """A record is shown by its reference."""
        if isinstance(value, Record):
            return value.reference
        if isinstance(value, UUID):
            return self.among.model._default_manager.filter(pk=value).values_list("reference", flat=True).first() or ""
        return value

    def to_python(self, value: Any) -> Any:
        """The record, or None for an empty answer."""
        if value in (None, ""):
            return None
        return value if isinstance(value, Record) else find_among(self.among, str(value))

    def clean(self, value: Any) -> Any:
        """Checks that an answer is there where one is needed."""
        found = self.to_python(value)
        if found is None and self.required:
            raise ValidationError(f"Choose a {self.among.model._meta.verbose_name}.", code="required")
        return found

    def options(self, limit: int = 300) -> list[tuple[str, str]]:
        """(reference, name) of what can be chosen, for a list to pick from; at most `limit`."""
        return [(row.reference, str(row)) for row in self.among[:limit]]


class RecordsField(RecordField):
    """Several records."""

    widget = forms.TextInput

    def prepare_value(self, value: Any) -> Any:
        """References, separated by commas."""
        if isinstance(value, Iterable) and not isinstance(value, str):
            return ", ".join(str(super(RecordsField, self).prepare_value(item)) for item in value)
        return value

    def to_python(self, value: Any) -> Any:
        """The records, in the order given."""
        if value in (None, ""):
            return []
        items = value.split(",") if isinstance(value, str) else list(value)
        return [super(RecordsField, self).to_python(item) for item in items if str(item).strip()]

    def clean(self, value: Any) -> Any:
        """Checks that an answer is there where one is needed."""
        found = self.to_python(value)
        if not found and self.required:
            raise ValidationError("Choose at least one.", code="required")
        return found
