"""How a record of the world is made: by an action, as the web face does it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from sightline.kernel.actions import perform
from sightline.kernel.errors import Invalid
from sightline.kernel.identity.actors import Actor
from sightline.kernel.records import Record
from sightline.kernel.registers import find_register


def _as_sent(value: object) -> object:
    if isinstance(value, Record):
        return value.reference
    return value.isoformat() if isinstance(value, date) else value


def made(action: str, actor: Actor, subject: Record | None = None, files: dict[str, Any] | None = None, **data: object) -> Record:
    """What an action makes or changes, done as the web face does it. Records among the answers are named by their references."""
    given = {name: _as_sent(value) for name, value in data.items()}
    try:
        record = perform(action, actor, given, face="web", subject=subject, files=files, reason="So that there is one.").record
    except Invalid as refused:
        raise AssertionError(f"{action}: {refused.fields or refused}") from refused
    assert record is not None
    return record


def upload(name: str, content: bytes) -> dict[str, Any]:
    """A file in the field `file` of a form."""
    return {"file": SimpleUploadedFile(name, content)}


def model(register: str) -> Any:
    """What a register lists."""
    found = find_register(register)
    assert found is not None, register
    return found.model


def first(register: str, **where: object) -> Any:
    """The first record of a register that is so."""
    row = model(register)._default_manager.filter(**where).order_by("reference").first()
    assert row is not None, f"{register}: none is {where}"
    return row
