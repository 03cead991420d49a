"""Schemas of what the API answers, and examples for any schema."""

from __future__ import annotations

from typing import Any

from django.db import models

from sightline.kernel.registers import Column, Register

Schema = dict[str, Any]


def obj(properties: dict[str, Schema], *, optional: tuple[str, ...] = (), **more: Any) -> Schema:
    """An object whose properties are all there, but for the optional ones."""
    return {"type": "object", "properties": properties, "required": [name for name in properties if name not in optional], **more}


def listed(items: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": items}


def text(description: str = "", **more: Any) -> Schema:
    """A text."""
    return {"type": "string", **({"description": description} if description else {}), **more}


WHOLE: Schema = {"type": "integer"}
HEX = text(pattern="^([0-9a-f]{2})*$")
HASHES = listed(text("SHA-256 in hexadecimal.", pattern="^[0-9a-f]{64}$"))

_KINDS: list[tuple[type[models.Field[Any, Any]], Schema]] = [
    (models.BooleanField, {"type": "boolean"}),
    (models.IntegerField, {"type": "integer"}),
    (models.FloatField, {"type": "number"}),
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.UUIDField, {"type": "string", "format": "uuid"}),
    (models.ForeignKey, {"type": "string", "description": "By its name."}),
    (models.DecimalField, {"type": "string"}),
    (models.CharField, {"type": "string"}),
    (models.TextField, {"type": "string"}),
    (models.FileField, {"type": "string"}),
]


def _nullable(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]} if "type" in schema else schema


def _title(words: Any) -> str:
    said = str(words)
    return said[:1].upper() + said[1:]


def _column_schema(column: models.Field[Any, Any], register: Register) -> Schema:
    known = next((dict(schema) for kind, schema in _KINDS if isinstance(column, kind)), {})
    if isinstance(column, models.CharField) and column.choices:
        known["enum"] = [*dict(column.flatchoices), *([""] if column.blank and "" not in dict(column.flatchoices) else [])]
    if column.null or isinstance(column, models.ForeignKey):
        known = _nullable(known)
        if "enum" in known:
            known["enum"] = [*known["enum"], None]
    return {"title": _title(column.verbose_name), **known}


def _computed_schema(column: Column) -> Schema:
    if column.kind == "status":
        return {"title": column.label, "type": ["string", "null"], "description": "How it stands, in words."}
    return {"title": column.label}


def item_schema(register: Register) -> Schema:
    """A record as the register gives it: what `item_of` makes of it. A past day has no computed columns."""
    properties: dict[str, Schema] = {
        "reference": text(f"As people say it, such as {register.model.reference_prefix}-0042."),
        "id": text(format="uuid"),
        "version": {"type": "integer", "minimum": 0, "description": "How many changes touched it."},
    }
    for column in register.model._meta.concrete_fields:
        if column.name in properties or column.name in register.model.image_exclude:
            continue
        properties[column.name] = _column_schema(column, register)
        if isinstance(column, models.ForeignKey) and column.name in register.related:
            properties[f"{column.name}_reference"] = {"title": f"{_title(column.verbose_name)}: reference", "type": ["string", "null"]}
    computed = {extra.name: _computed_schema(extra) for extra in register.columns if extra.name not in properties}
    return obj(properties | computed, optional=tuple(computed))


PROBLEM = obj(
    {
        "type": text("What kind of problem, for machines.", format="uri"),
        "title": text("The same in words."),
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": text("What to do."),
        "errors": {"type": "object", "additionalProperties": listed(text()), "description": "The words for each answer or parameter."},
        "seen_version": {"type": ["integer", "null"], "description": "Two editors: the version that the caller saw."},
        "current_version": {"type": ["integer", "null"], "description": "Two editors: the version now."},
        "seen": {"type": ["object", "null"], "description": "Two editors: what stood in the version that the caller saw."},
        "current": {"type": ["object", "null"], "description": "Two editors: what stands now."},
    },
    optional=("seen_version", "current_version", "seen", "current"),
    description="A refusal (RFC 9457). Nothing was changed.",
)
_FIGURES = obj({"population": WHOLE, "conforming": WHOLE, "exceptions": WHOLE})
_TURNING = obj(
    {
        "requirements": listed(obj({"set": text(), "id": text(), "title": text(), "before": text(), "after": text()})),
        "expectations": listed(
            obj({"expectation": text(), "sentence": text(), "serves": listed(text()), "before": _FIGURES, "after": _FIGURES})
        ),
    },
    description="What a dry run would change of what is counted.",
)
OUTCOME = obj(
    {
        "reference": text("The record that was made or changed."),
        "version": {"type": ["integer", "null"], "description": "Its version afterwards."},
        "entry": {"type": ["integer", "null"], "description": "The entry of the ledger; null where nothing was changed."},
        "result": {"description": "What else the action gives back, such as a secret that is shown once."},
        "dry_run": {"type": "boolean"},
        "would_turn": _TURNING,
        "would_write": listed(obj({"reference": text(), "register": text(), "version": WHOLE, "image": {"type": "object"}})),
    },
    optional=("result", "dry_run", "would_turn", "would_write"),
    description="What came of an action.",
)
HISTORY = obj(
    {
        "reference": text(),
        "versions": listed(
            obj(
                {
                    "version": WHOLE,
                    "entry": WHOLE,
                    "time": text(format="date-time"),
                    "actor": text("Who, by name."),
                    "face": text(enum=["web", "api", "cli", "mcp", "system"]),
                    "action": text(),
                    "reason": text(),
                    "withheld": {"type": "boolean", "description": "Personal data were erased: what it held is gone, its proof stands."},
                    "changes": listed(obj({"field": text(), "label": text(), "before": {}, "after": {}})),
                }
            )
        ),
    },
    description="Every version, newest first.",
)
PROOF = obj(
    {
        "reference": text(),
        "version": WHOLE,
        "image": obj(
            {
                "record_type": text(),
                "record_id": text(format="uuid"),
                "version": WHOLE,
                "schema": WHOLE,
                "data": {"type": ["string", "null"]},
                "salt": {"type": ["string", "null"]},
                "digest": HEX,
                "position": WHOLE,
                "of": WHOLE,
                "path": HASHES,
            }
        ),
        "entry": obj({"index": WHOLE, "header": text("RFC 8785 JSON."), "images_root": HEX, "leaf": HEX, "path": HASHES}),
        "checkpoint": obj({"number": WHOLE, "size": WHOLE, "root": HEX, "note": text("C2SP signed note.")}),
        "how": text("How to check it by hand."),
    },
    description="That a version is in the ledger (RFC 9162, C2SP).",
)
FOUND = obj(
    {
        "items": listed(
            obj({"reference": text(), "kind": text(), "title": text(), "register": text(), "retired": {"type": ["string", "null"]}})
        )
    }
)
REGISTERS = obj(
    {
        "items": listed(
            obj(
                {
                    "name": text(),
                    "label": text(),
                    "noun": text(),
                    "address": text(),
                    "columns": listed(obj({"name": text(), "label": text(), "kind": text(), "sortable": {"type": "boolean"}})),
                    "filters": listed(obj({"name": text(), "label": text(), "values": {"type": ["array", "null"], "items": text()}})),
                    "views": listed(obj({"name": text(), "label": text()})),
                    "may_create": {"type": "boolean"},
                    "may_edit": {"type": "boolean"},
                    "actions": listed(obj({"name": text(), "label": text()})),
                }
            )
        )
    }
)

_MAYBE_WHOLE: Schema = {"type": ["integer", "null"]}
_EXPECTATION = obj(
    {
        "name": text(),
        "sentence": text(),
        "population": WHOLE,
        "conforming": WHOLE,
        "exceptions": listed(text("A reference.")),
        "exceptions_hidden": {
            **WHOLE,
            "description": "How many more there are on records that you may not see; left out where there are none.",
        },
    },
    optional=("exceptions_hidden",),
)
_THROUGH = obj(
    {
        "set": text(),
        "id": text(),
        "state": text(),
        "strength": text(),
        "source": text(),
        "published": {"type": "boolean"},
        "counts": {"type": "boolean"},
    }
)
CONFORMITY = obj(
    {
        "framework": text(),
        "requirements": listed(
            obj(
                {
                    "id": text(),
                    "title": text(),
                    "state": text(),
                    "expectations": listed(_EXPECTATION),
                    "judged": {"type": ["object", "null"]},
                    "through": listed(_THROUGH),
                }
            )
        ),
    }
)
_COVERED = dict.fromkeys(("requirements", "applying", "computed", "in_line", "directly", "through", "remaining"), WHOLE)
COVERAGE = obj(
    {
        "frameworks": listed(obj({"id": text(), "title": text(), **_COVERED})),
        "topics": listed(obj({"id": text(), "title": text(), "frameworks": listed(obj({"id": text(), **_COVERED}))})),
    }
)
_MAYBE_DAY: Schema = {"type": ["string", "null"], "format": "date"}
_RESTS = obj(
    {**dict.fromkeys(("set", "id", "title", "strength"), text()), "kind": text(enum=["ok", "part", "bad"]), "through": listed(text())}
)
_SEEN = obj({"reference": text(), "type": text(), "title": text(), "kind": text(enum=["ok", "part", "bad"]), "through": listed(text())})
SIGHT = obj({"reference": text(), "kind": text(), "title": text(), "requirements": listed(_RESTS), "records": listed(_SEEN)})
_RAN = {"first": _MAYBE_DAY, "last": _MAYBE_DAY, "months": WHOLE, "active_months": WHOLE, "records": WHOLE}
_LOOKED = obj(
    {
        **dict.fromkeys(("id", "title", "looks_at", "needs", "said"), text()),
        "there": {"type": "boolean"},
        "blocks": {"type": "boolean"},
        "requirements": listed(obj({"id": text(), "state": text()})),
        "missing": listed(text()),
        "running": obj(_RAN),
    }
)
_STEP = obj(
    {
        "step": text(),
        "there": {"type": "boolean"},
        "said": text(),
        "on": _MAYBE_DAY,
        "records": listed(obj({"label": text(), "count": WHOLE})),
        "requirements": listed(text()),
    }
)
READINESS = obj(
    {
        "sentence": text(),
        "in_line": WHOLE,
        "applying": WHOLE,
        "stages": listed(obj({"stage": WHOLE, "sentence": text(), "items": listed(_LOOKED), "there": WHOLE, "blockers": listed(text())})),
        "documents": obj({"there": WHOLE, "asked": WHOLE}),
        "processes": listed(obj({"process": text(), **_RAN})),
        "trail": {
            **obj({"system": text(), "name": text(), "there": WHOLE, "steps": listed(_STEP)}),
            "type": ["object", "null"],
        },
    }
)
CHECKPOINT = obj({"number": WHOLE, "size": WHOLE, "root": HEX, "time": text(format="date-time"), "note": text("C2SP signed note.")})
VERIFICATION = obj(
    {
        "ok": {"type": "boolean"},
        "size": WHOLE,
        "root": text("In base64."),
        "first_bad": _MAYBE_WHOLE,
        "problems": listed(obj({"kind": text(), "name": text(), "entry": _MAYBE_WHOLE})),
    }
)
CHECK = obj(
    {
        "ok": {"type": "boolean"},
        "records": WHOLE,
        "differences": listed(obj({"record_type": text(), "record_id": text(), "reference": text(), "what": text()})),
    }
)


def page_schema(reference: str) -> Schema:
    """A page of a register."""
    return obj(
        {
            "count": {"type": "integer", "minimum": 0, "description": "How many there are in all."},
            "items": listed({"$ref": reference}),
            "next": {"type": ["string", "null"], "description": "The cursor of the next page; null where this is the last."},
        }
    )


_FORMATS = {
    "date": "2026-06-30",
    "date-time": "2026-06-30T09:00:00+00:00",
    "uuid": "01890a5d-ac96-774b-bcce-b302099a8057",
    "email": "ada@northwind.example",
    "uri": "https://northwind.example/",
}


def _text_example(name: str, schema: Schema) -> str:
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    if "reference" in schema.get("description", "").lower() or name.endswith("reference"):
        return "SYS-0042"
    words = {"reason": "Agreed on 30 June.", "name": "Candidate ranking", "title": "Candidate ranking", "file": "minutes.pdf"}
    said = words.get(name, f"{schema.get('title') or name.replace('_', ' ')} in words")
    return said[: schema.get("maxLength", 200)]


def example_of(schema: Schema, name: str = "") -> Any:
    """An example that the schema allows; of objects with required properties only these, so that it is short."""
    kinds = schema.get("type")
    kind = next((one for one in kinds if one != "null"), None) if isinstance(kinds, list) else kinds
    if schema.get("enum"):
        return schema["enum"][0]
    if kind == "object":
        wanted = schema.get("required") or list(schema.get("properties", {}))[:2]
        return {key: example_of(schema["properties"][key], key) for key in wanted}
    if kind == "array":
        return [example_of(schema["items"], name)]
    if kind == "string":
        return _text_example(name, schema)
    return {"integer": schema.get("minimum", 3), "number": 1.5, "boolean": True}.get(str(kind), "anything")
