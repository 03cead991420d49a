"""System checks of the house: every model is a record or operational, and no foreign key of a record cascades."""

from typing import Any

from django.apps import apps
from django.core.checks import Error, register
from django.db import models

from .records import Operational, Record


@register()
def every_model_says_what_it_is(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Refuses a model that is neither, and a record whose foreign keys would delete behind the ledger's back."""
    errors = []
    prefixes: dict[str, str] = {}
    for model in apps.get_models():
        if not model.__module__.startswith("sightline."):
            continue
        record = issubclass(model, Record)
        if not record and not issubclass(model, Operational) and not getattr(model, "operational", False):
            errors.append(
                Error(
                    f"{model.__qualname__} is neither a record nor operational.",
                    hint="Derive it from Record or Operational.",
                    obj=model,
                    id="sightline.E001",
                )
            )
        if issubclass(model, Record):
            errors += [
                Error(
                    f"{model.__qualname__}.{field.name} must be PROTECT.",
                    hint="Django's cascades delete rows behind a guard's back.",
                    obj=model,
                    id="sightline.E002",
                )
                for field in model._meta.concrete_fields
                if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.PROTECT
            ]
            for needed in ("record_type", "reference_prefix", "read_permission", "face_name"):
                if not getattr(model, needed):
                    errors.append(Error(f"{model.__qualname__} has no {needed}.", obj=model, id="sightline.E003"))
            other = prefixes.setdefault(model.reference_prefix, model.__qualname__)
            if other != model.__qualname__:
                errors.append(
                    Error(f"{model.__qualname__} and {other} share the prefix {model.reference_prefix}.", obj=model, id="sightline.E004")
                )
    return errors
