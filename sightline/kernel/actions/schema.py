"""The JSON schema of an action, read off its form, and the check that JSON answers have the shapes that it names.

The form stays the one schema: nothing here knows a rule that the form doesn't. What the form can't say is which JSON type an answer
has, since browsers and shells only send text; that is said here, once, for the API and for MCP.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from ..errors import Invalid
from ..identity.actors import Actor
from .declaring import Action
from .fields import RecordField, RecordsField

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
LONGEST_REASON = 2_000
"""Characters: an entry of the ledger holds at most 65,535 bytes, and a reason is a sentence or two."""


def choices_of(field: forms.ChoiceField) -> list[Any]:
    """The values that can be chosen, groups opened, the empty answer left out."""
    found: list[Any] = []
    choices: Any = field.choices  # the stubs allow every form in which choices are given, and Django gives pairs
    for value, label in choices:
        inner = [one for one, _ in label] if isinstance(label, list | tuple) else [value]
        found += [one for one in inner if one not in ("", None)]
    return found


def _choice_schema(field: forms.ChoiceField) -> Schema:
    values = choices_of(field)
    if not values:  # there is nothing to choose from at present
        return {"type": "string"}
    if all(type(one) is int for one in values):
        return {"type": "integer", "enum": values}
    return {"type": "string", "enum": [str(one) for one in values]}


def _number_schema(field: forms.IntegerField) -> Schema:
    found: Schema = {"type": "integer"}
    if isinstance(field, forms.FloatField):
        found = {"type": "number"}
    elif isinstance(field, forms.DecimalField):
        found = {"type": ["number", "string"]}
    limits = {"minimum": field.min_value, "maximum": field.max_value}
    return found | {name: limit for name, limit in limits.items() if isinstance(limit, int | float)}


def _text_schema(field: forms.CharField) -> Schema:
    found: Schema = {"type": "string"}
    if isinstance(field, forms.EmailField):
        found["format"] = "email"
    elif isinstance(field, forms.URLField):
        found["format"] = "uri"
    if field.max_length is not None:
        found["maxLength"] = field.max_length
    return found


def _bare_schema(field: forms.Field) -> Schema:
    if isinstance(field, RecordsField):
        return {"type": "array", "items": {"type": "string"}, "description": "References, such as SYS-0042."}
    if isinstance(field, RecordField):
        return {"type": "string", "description": "A reference, such as SYS-0042."}
    if isinstance(field, forms.MultipleChoiceField):
        return {"type": "array", "items": _choice_schema(field)}
    if isinstance(field, forms.ChoiceField):
        return _choice_schema(field)
    if isinstance(field, forms.BooleanField):
        return {"type": "boolean"}
    if isinstance(field, forms.IntegerField):
        return _number_schema(field)
    if isinstance(field, forms.DateTimeField):
        return {"type": "string", "format": "date-time"}
    if isinstance(field, forms.DateField):
        return {"type": "string", "format": "date"}
    if isinstance(field, forms.FileField):
        return {"type": "string", "contentMediaType": "application/octet-stream"}
    if isinstance(field, forms.JSONField):
        return {}
    return _text_schema(field) if isinstance(field, forms.CharField) else {"type": "string"}


def field_schema(field: forms.Field) -> Schema:
    """The JSON schema (2020-12) of one form field, with its label and help.

    An answer that may be left out may also be `null`.
    """
    found = _bare_schema(field)
    words = [str(field.help_text or ""), found.pop("description", "")]
    if not field.required and "type" in found:
        kinds = found["type"] if isinstance(found["type"], list) else [found["type"]]
        found["type"] = [*kinds, "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], "", None]
    description = " ".join(word for word in words if word)
    return {"title": str(field.label or ""), **found, **({"description": description} if description else {})}


def action_schema(found: Action, actor: Actor, *, files: bool = True) -> Schema:
    """The JSON schema of what an action is given, as the actor may give it; `reason` says why, where the action asks nothing of that name.

    Args:
        found: the action.
        actor: whose choices are listed.
        files: False leaves out fields for files, for a face that can't carry any.
    """
    fields = {name: field for name, field in found.fields(actor, None).items() if files or not isinstance(field, forms.FileField)}
    properties: dict[str, Schema] = {name: field_schema(field) for name, field in fields.items()}
    required = [] if found.edits else [name for name, field in fields.items() if field.required and field.initial is None]
    if "reason" not in fields:
        properties["reason"] = {
            "title": "Why",
            "type": "string",
            "maxLength": LONGEST_REASON,
            "description": "Why. It is kept with the change.",
        }
        if found.reason:
            properties["reason"]["minLength"] = 1
            required.append("reason")
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "number": (int, float),
    "integer": (int,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}
_SAID = {
    "string": "a text",
    "boolean": "true or false",
    "number": "a number",
    "integer": "a whole number",
    "array": "a list",
    "object": "an object",
    "null": "nothing",
}


def _is_kind(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _KINDS[kind])


def misfit(schema: Schema, value: Any) -> str:
    """What is wrong with a value under one of our schemas, in words that say what would be right; an empty text where it fits.

    Knows the keywords that are used here: type, enum, minimum, maximum, items, properties, required, additionalProperties.
    """
    kinds: list[str] = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    if kinds and not any(_is_kind(value, kind) for kind in kinds):
        return f"Give {' or '.join(_SAID[kind] for kind in kinds if kind != 'null')}."
    if "enum" in schema and value not in schema["enum"]:
        return f"Choose one of {', '.join(str(one) for one in schema['enum'] if one not in ('', None))}."
    if isinstance(value, list):
        return next((f"In the list: {said}" for item in value if (said := misfit(schema.get("items", {}), item))), "")
    if isinstance(value, int | float) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return f"At least {schema['minimum']}." if value < schema.get("minimum", value) else f"At most {schema['maximum']}."
    if isinstance(value, dict) and "properties" in schema:
        return next((f"{name}: {said[0]}" for name, said in misfits(schema, value).items()), "")
    return ""


def misfits(schema: Schema, given: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is missing, unknown or wrong among named values under an object's schema, with the words for each."""
    known = schema["properties"]
    errors = {name: [f"There is no “{name}” here. Known: {', '.join(known) or 'nothing is asked'}."] for name in given if name not in known}
    errors |= {name: ["This is missing."] for name in schema.get("required", ()) if name not in given}
    return errors | {name: [said] for name, value in given.items() if name in known and (said := misfit(known[name], value))}


def check_shapes(found: Action, actor: Actor, data: Mapping[str, Any]) -> None:
    """Refuses JSON answers that are not what the schema names; what is missing or unknown is the form's to say.

    Raises:
        Invalid: names each answer, and what it should be.
    """
    errors: dict[str, list[str]] = {}
    for name, field in found.fields(actor, None).items():
        if data.get(name) is None:
            continue
        is_file = isinstance(field, forms.FileField)
        said = "A file is sent as multipart/form-data." if is_file else misfit(field_schema(field), data[name])
        if said:
            errors[name] = [said]
    if errors:
        raise Invalid("Nothing was saved yet. Some answers are not what is asked for.", fields=errors)
