"""System checks of the house: every model is a record or operational, no foreign key of a record cascades, no field hides what every record has."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import Error, register
from django.db import models

from .actions import all_actions
from .permissions import table
from .records import Operational, Record

NEEDED = ("record_type", "reference_prefix", "read_permission", "face_name")
UNIQUE = ("record_type", "reference_prefix", "face_name")


@register()
def every_model_says_what_it_is(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Refuses a model that is neither, a record that lacks what tells it from others, and one whose rows could be deleted behind the ledger's back."""
    errors: list[Error] = []
    records: list[type[Record]] = []
    for model in apps.get_models():
        if not model.__module__.startswith("sightline."):
            continue
        if issubclass(model, Record):
            records.append(model)
        elif not issubclass(model, Operational):
            words = f"{model.__qualname__} is neither a record nor operational."
            errors.append(Error(words, hint="Derive it from Record or Operational.", obj=model, id="sightline.E001"))
    for record in records:
        errors += faults_of(record)
    return errors + list(_shared(records))


def faults_of(model: type[Record]) -> list[Error]:
    """What is wrong with one record model by itself."""
    lacking = [name for name in NEEDED if not getattr(model, name)]
    return [
        *_cascades(model),
        *_shadows(model),
        *(Error(f"{model.__qualname__} has no {name}.", obj=model, id="sightline.E003") for name in lacking),
    ]


@register()
def own_has_an_owner(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Refuses a cell that says `own` where the model doesn't say whose its records are: nobody would ever be let in by it."""
    asked = [(found.permission, found.subject, f"action {found.name}") for found in all_actions()]
    asked += [(model.read_permission, model, "reading it") for model in apps.get_models() if issubclass(model, Record)]
    return [error for permission, model, what in asked if (error := ownerless(permission, model, what)) is not None]


def ownerless(permission: str, model: type[Record] | None, what: str) -> Error | None:
    """What is wrong where a row of the permission table has an `own` cell and the model has no `owned_by`, or None.

    Args:
        permission: the row.
        model: the records that it is about; None or plain `Record` where it is about none, or any.
        what: what the row is asked for, in words.
    """
    if model is None or model is Record or "own" not in table().cells.get(permission, {}).values():
        return None
    if model.owned_by.__func__ is not Record.owned_by.__func__:  # type: ignore[attr-defined]
        return None
    words = f"{what}: {permission} gives somebody their own, and {model.__qualname__} doesn't say whose its records are."
    return Error(words, hint="Give the model `owned_by`, or take `own` out of the row.", obj=model, id="sightline.E006")


def _cascades(model: type[Record]) -> Iterator[Error]:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.PROTECT:
            words = f"{model.__qualname__}.{field.name} must be PROTECT."
            yield Error(words, hint="Django's cascades delete rows behind a guard's back.", obj=model, id="sightline.E002")


def _shadows(model: type[Record]) -> Iterator[Error]:
    promised = set(vars(Record)) - {field.name for field in Record._meta.local_fields}
    for field in model._meta.local_fields:
        if field.name in promised:
            words = f"{model.__qualname__}.{field.name} takes the place of Record.{field.name}."
            yield Error(words, hint="Call the field something else.", obj=model, id="sightline.E005")


def _shared(records: list[type[Record]]) -> Iterator[Error]:
    for name in UNIQUE:
        first: dict[str, type[Record]] = {}
        for model in records:
            other = first.setdefault(getattr(model, name), model)
            if other is not model:
                words = f"{model.__qualname__} and {other.__qualname__} share the {name} {getattr(model, name)}."
                yield Error(words, obj=model, id="sightline.E004")
