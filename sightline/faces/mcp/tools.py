"""The tools: a list for each register, records, histories, search, readers, and the actions that say `assistant=True`. Nothing here has rules of its own."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from typing import Any

from django import forms

from sightline.kernel.actions import Action, all_actions, find_action, perform
from sightline.kernel.actions.schema import action_schema, misfits
from sightline.kernel.errors import Invalid, NotFound, Refused
from sightline.kernel.identity.actors import Actor
from sightline.kernel.reads import LARGEST_PAGE, Asked, found_records, history, list_page, read_day, record_in
from sightline.kernel.records import model_by_prefix
from sightline.kernel.registers import Query, Register, all_registers, past_item, register_of
from sightline.kernel.registers.listing import item_of
from sightline.readers.conformity.turning import foresee

from ..api.doing import told
from .readers import READERS
from .tool import DAY, REFERENCE, TEXT, USUAL_ROWS, Schema, Tool, arguments


def _list_schema(register: Register) -> Schema:
    sorts = ["reference", *(column.name for column in register.columns if column.sort)]
    filters = {
        one.name: {
            "type": "array",
            "items": {"type": "string", **({"enum": [value for value, _, _ in one.choices]} if one.choices else {})},
            "description": f"{one.label}: any of these.",
        }
        for one in register.filters
    }
    properties: dict[str, Schema] = {
        "q": {**TEXT, "description": "Words to look for."},
        "sort": {**TEXT, "enum": [sign + name for name in dict.fromkeys(sorts) for sign in ("", "-")]},
        "limit": {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": USUAL_ROWS},
        "cursor": {**TEXT, "description": "`next` of the page before."},
        "retired": {"type": "boolean", "description": "Retired ones too."},
        "as_of": {**DAY, "description": "The list as it stood at the end of this day (UTC), by reference; narrowed by filters only."},
    }
    if register.views:
        properties["view"] = {
            **TEXT,
            "enum": [one.name for one in register.views],
            "description": "; ".join(f"{one.name}: {one.label}" for one in register.views),
        }
    if filters:
        properties["filters"] = {"type": "object", "properties": filters, "additionalProperties": False}
    return arguments(properties)


def _list_tool(register: Register) -> Tool:
    def call(actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
        filters = {name: tuple(values) for name, values in given.get("filters", {}).items() if values}
        query = Query(
            q=given.get("q", "").strip(),
            view=given.get("view", ""),
            filters=filters,
            sort=given.get("sort", ""),
            retired=given.get("retired", False),
        )
        return list_page(
            register, actor, Asked(query, given.get("limit", USUAL_ROWS), given.get("cursor", ""), read_day(given.get("as_of", "")))
        )

    return Tool(
        "list_" + register.name.replace("-", "_"),
        f"List: {register.label}",
        f"Lists {register.label.lower()}: how many in all, and the records of a page. {register.empty}".strip(),
        _list_schema(register),
        call,
    )


def _register_for(actor: Actor, reference: str) -> Register:
    model = model_by_prefix(reference)
    found = register_of(model) if model is not None else None
    if found is None or not actor.may(found.permission):
        raise NotFound(f"There is no record {reference} that you may see. search_records finds records by words.")
    return found


def _show(actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    register = _register_for(actor, given["reference"])
    record = record_in(register, actor, given["reference"])
    day = read_day(given.get("as_of", ""))
    return item_of(register, record) if day is None else past_item(register, actor, record, day)


def _history(actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    return history(record_in(_register_for(actor, given["reference"]), actor, given["reference"]))


def _search(actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    return found_records(actor, given["words"], given.get("limit", USUAL_ROWS))


EVERYBODY = (
    Tool(
        "show_record",
        "Show a record",
        "Shows one record with all its fields. Its version is needed to change it.",
        arguments({"reference": REFERENCE, "as_of": DAY}, "reference"),
        _show,
    ),
    Tool(
        "history_of_record",
        "History of a record",
        "Tells every version of a record: who, when, why, and what changed.",
        arguments({"reference": REFERENCE}, "reference"),
        _history,
    ),
    Tool(
        "search_records",
        "Search",
        "Finds records of any kind that have all these words, best first.",
        arguments({"words": TEXT, "limit": {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": USUAL_ROWS}}, "words"),
        _search,
    ),
)


def _own_names(found: Action, asked: Container[str]) -> tuple[str, str]:
    """What the arguments for the subject and the version seen are called: longer where the action itself asks something of that name."""
    if found.subject is None:
        return "", ""
    return "reference" if "reference" not in asked else "record_reference", "version" if "version" not in asked else "record_version"


def _action_schema(found: Action, actor: Actor) -> Schema:
    schema = action_schema(found, actor, files=False)
    subject, version = _own_names(found, schema["properties"])
    if subject:
        schema["properties"] = {
            subject: REFERENCE,
            version: {"type": "integer", "description": "The version that show_record gave."},
            **schema["properties"],
        }
        schema["required"] = [subject, *([version] if found.edits else []), *schema["required"]]
    schema["properties"]["dry_run"] = {"type": "boolean", "description": "Tell what would happen, and do nothing."}
    return schema


def _action_tool(found: Action, actor: Actor) -> Tool | None:
    fields = found.fields(actor, None)
    if any(isinstance(one, forms.FileField) and one.required for one in fields.values()):
        return None  # no file can come this way

    def call(actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
        data = dict(given)
        dry_run = data.pop("dry_run", False)
        subject, version = (data.pop(name, None) if name else None for name in _own_names(found, fields))
        reason = data.pop("reason", "") if "reason" not in fields else ""
        asked: dict[str, Any] = {"face": "mcp", "subject": subject, "reason": reason, "version": version}
        if dry_run:
            return told(*foresee(found.name, actor, data, **asked))
        return told(perform(found.name, actor, data, **asked))

    return Tool(found.name, found.label, found.help, _action_schema(found, actor), call, reads=False, danger=found.danger)


def _reading_tools(actor: Actor) -> Iterator[Tool]:
    listed = [register for register in all_registers() if actor.may(register.permission)]
    if listed:
        yield from EVERYBODY
    yield from (_list_tool(register) for register in listed)
    yield from (tool for permission, tool in READERS if actor.may(permission))


def _offered(found: Action | None, actor: Actor) -> Tool | None:
    return _action_tool(found, actor) if found is not None and found.assistant and actor.may(found.permission) else None


def tools_for(actor: Actor) -> Iterator[Tool]:
    """The tools that the table gives an actor: what reads first, then the actions by name."""
    yield from _reading_tools(actor)
    yield from (tool for found in all_actions() if (tool := _offered(found, actor)) is not None)


def _tool_named(actor: Actor, name: str) -> Tool | None:
    reading = next((one for one in _reading_tools(actor) if one.name == name), None)
    found = find_action(name)
    return reading or (_offered(found, actor) if found is not None and found.name == name else None)


def call_tool(actor: Actor, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Calls a tool and gives its result as `tools/call` has it: text for the assistant to read, and the same as an object.

    A refusal is a result too, so that the assistant reads what to do instead.

    Raises:
        LookupError: the actor is offered no such tool.
    """
    tool = _tool_named(actor, name)
    if tool is None:
        raise LookupError(name)
    try:
        errors = misfits(tool.schema, given)
        if errors:
            raise Invalid("Nothing was done. Some arguments need another look.", fields=errors)
        result = json.loads(json.dumps(tool.call(actor, given), default=str))
    except Refused as refused:
        said = [refused.message, *(f"{field}: {' '.join(words)}" for field, words in refused.fields.items())]
        return {"content": [{"type": "text", "text": "\n".join(said)}], "structuredContent": refused.as_dict(), "isError": True}
    return {"content": [{"type": "text", "text": json.dumps(result, ensure_ascii=False)}], "structuredContent": result, "isError": False}
