"""The document: a path for each register, each action and what belongs to every record."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from sightline.kernel.actions import Action, all_actions
from sightline.kernel.actions.schema import DIALECT, action_schema
from sightline.kernel.identity.actors import Actor
from sightline.kernel.permissions import table
from sightline.kernel.records import Record
from sightline.kernel.registers import Register, all_registers, register_of

from ..doing import creation_of, edit_of
from . import schemas
from .files import file_paths
from .parts import DAY, DRY_RUN, IF_MATCH, JSON, KEY, LIMIT, PROBLEM, STATUS, given, param, reading, ref, reference, refusals, register_name
from .schemas import Schema, example_of, text
from .whole import whole_paths

Answers = dict[str, Schema]
"""The schema of what each action is given, by the action's name; read off the forms once a document."""
ABOUT = (
    "Everything that Sightline keeps, and everything that can be done, under the same rules as in the browser. "
    "Send `Authorization: Bearer sl_...`: tokens are made on one's own page, have scopes and an end. "
    "Refusals are problem documents (RFC 9457); nothing was changed then. Edits need `If-Match` with the record's ETag. "
    "`Idempotency-Key` makes a retry safe. `?dry_run=true` tells what would happen, and does nothing. "
    "In a form (multipart/form-data) several references stand in one field, separated by commas."
)


def _list_params(register: Register) -> list[dict[str, Any]]:
    sorts = ["reference", *(column.name for column in register.columns if column.sort)]
    found = [
        param("q", "query", text(), "Words to look for."),
        param(
            "sort",
            "query",
            text(enum=[sign + name for name in dict.fromkeys(sorts) for sign in ("", "-")]),
            "What to sort by; - for descending.",
        ),
        LIMIT,
        param("cursor", "query", text(), "`next` of the page before."),
        param("retired", "query", {"type": "boolean", "default": False}, "Retired ones too."),
        {**DAY, "description": "The list as it stood at the end of this day (UTC), by reference; narrowed by filters only."},
    ]
    if register.views:
        found.append(
            param(
                "view",
                "query",
                text(enum=[one.name for one in register.views]),
                "; ".join(f"{one.name}: {one.label}" for one in register.views),
            )
        )
    for one in register.filters:
        values = text(enum=[value for value, _, _ in one.choices]) if one.choices else text()
        found.append(param(one.name, "query", schemas.listed(values), f"{one.label}: any of these; `none` for empty ones."))
    return found


def _is_file(schema: Schema) -> bool:
    return "contentMediaType" in schema


def _body(found: Action, schema: Schema) -> dict[str, Any]:
    content: dict[str, Any] = {}
    files = {name for name, one in schema["properties"].items() if _is_file(one)}
    if files:
        content["multipart/form-data"] = {"schema": ref(found.name), "example": example_of(schema)}
    if not files & set(schema["required"]):
        content[JSON] = {"schema": ref(found.name), "example": example_of(schema)}
    return {"required": bool(schema["required"]), "content": content}


def _doing(found: Action, schema: Schema, tag: str, name: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    needs = [{**IF_MATCH, **({"required": True} if found.edits else {})}] if found.subject is not None else []
    statuses = [
        "400",
        "401",
        "403",
        "409",
        "413",
        "415",
        "422",
        *(["404", "412"] if found.subject is not None else []),
        *(["428"] if found.edits else []),
    ]
    done = {"reference": "SYS-0042", "version": 3, "entry": 1041}
    answers: dict[str, Any] = {
        "200": given("What would happen." if found.creates else "Done, or what would happen.", ref("Outcome"), done, ("ETag",))
    }
    if found.creates:
        answers["201"] = given("Made.", ref("Outcome"), done, ("ETag", "Location"))
    return {
        "operationId": name,
        "tags": [tag],
        "summary": found.label,
        "description": f"{found.help} Needs `{found.permission}`: {table().permissions[found.permission].lower()}.".strip(),
        "x-permission": found.permission,
        "parameters": [*parameters, *needs, KEY, DRY_RUN],
        "requestBody": _body(found, schema),
        "responses": {**answers, **refusals(*sorted(statuses))},
    }


def _register_paths(register: Register, answers: Answers) -> dict[str, Any]:
    name, tag = register.name, register.label
    item = schemas.item_schema(register)
    page = {"count": 1, "items": [example_of(item)], "next": None}
    lists = {
        "get": reading(
            tag,
            f"list_{name}",
            f"List: {register.label}",
            _list_params(register),
            given("A page.", schemas.page_schema(f"#/components/schemas/{name}"), page, ("Link",)),
            "403",
            permission=register.permission,
        )
    }
    shown = reading(
        tag,
        f"show_{name}",
        f"Show one {register.noun}",
        [reference(register.model.reference_prefix), DAY, param("If-None-Match", "header", text(), "The ETag that you have.")],
        given("The record.", ref(name), example_of(item), ("ETag",)),
        "403",
        "404",
        permission=register.permission,
    )
    shown["responses"]["304"] = {"description": "It is still the version that you have."}
    one: dict[str, Any] = {"get": shown}
    made, edited = creation_of(register.model), edit_of(register.model)
    if made is not None:
        lists["post"] = _doing(made, answers[made.name], tag, f"create_in_{name}", [])
    if edited is not None:
        one["patch"] = _doing(edited, answers[edited.name], tag, f"change_in_{name}", [reference(register.model.reference_prefix)])
        one["patch"]["requestBody"]["content"].pop("multipart/form-data", None)
    return {f"/api/v1/{name}": lists, f"/api/v1/{name}/{{reference}}": one}


def _action_path(found: Action, schema: Schema, names: list[str]) -> tuple[str, dict[str, Any]]:
    if found.subject is None:
        register = register_of(found.creates) if found.creates is not None else None
        return f"/api/v1/do/{found.path}", _doing(found, schema, register.label if register else "Without a record", found.name, [])
    if found.subject is Record:
        return f"/api/v1/{{register}}/{{reference}}/do/{found.path}", _doing(
            found, schema, "Any record", found.name, [register_name(names), reference()]
        )
    register = register_of(found.subject)
    if register is None:
        return "", {}
    return f"/api/v1/{register.name}/{{reference}}/do/{found.path}", _doing(
        found, schema, register.label, found.name, [reference(register.model.reference_prefix)]
    )


def _paths(answers: Answers) -> dict[str, Any]:
    names = [one.name for one in all_registers()]
    found: dict[str, Any] = {
        "/api/v1/registers": {
            "get": reading("Start here", "list_registers", "What there is", [], given("The lists that you may read.", ref("Registers")))
        },
        "/api/v1/search": {
            "get": reading(
                "Start here",
                "search_records",
                "Find records by words",
                [param("q", "query", text(), "Words, or their beginnings."), LIMIT],
                given("What has all these words, best first.", ref("Found")),
            )
        },
    }
    found.update({path: {"get": operation} for path, operation in whole_paths().items()})
    for register in all_registers():
        found.update(_register_paths(register, answers))
    found.update(file_paths())
    for one in all_actions():
        path, operation = _action_path(one, answers[one.name], names)
        if path:
            found[path] = {"post": operation}
    record = [register_name(names), reference()]
    version = param("version", "query", {"type": "integer", "minimum": 1}, "Which version; the newest where left out.")
    found["/api/v1/{register}/{reference}/history"] = {
        "get": reading(
            "Any record",
            "history_of_record",
            "Every version, newest first",
            record,
            given("Who, when, why, and what changed.", ref("History")),
            "403",
            "404",
        )
    }
    found["/api/v1/{register}/{reference}/proof"] = {
        "get": reading(
            "Any record",
            "proof_of_record",
            "That a version is in the ledger",
            [*record, version],
            given("Image, entry, paths, signed checkpoint.", ref("Proof")),
            "403",
            "404",
            "409",
        )
    }
    return found


def _action_component(schema: Schema) -> Schema:
    """A file is binary in the form that carries it; JSON, which carries none, knows it as a media type."""
    properties = {
        name: {**{key: value for key, value in one.items() if key != "contentMediaType"}, "format": "binary"} if _is_file(one) else one
        for name, one in schema["properties"].items()
    }
    return {**schema, "properties": properties}


def _components(answers: Answers) -> dict[str, Any]:
    named: dict[str, Schema] = {
        "Problem": schemas.PROBLEM,
        "Outcome": schemas.OUTCOME,
        "History": schemas.HISTORY,
        "Proof": schemas.PROOF,
        "Found": schemas.FOUND,
        "Registers": schemas.REGISTERS,
        "Conformity": schemas.CONFORMITY,
        "Coverage": schemas.COVERAGE,
        "Sight": schemas.SIGHT,
        "Readiness": schemas.READINESS,
        "Checkpoint": schemas.CHECKPOINT,
        "Verification": schemas.VERIFICATION,
        "Check": schemas.CHECK,
    }
    named |= {one.name: schemas.item_schema(one) for one in all_registers()}
    named |= {name: _action_component(schema) for name, schema in answers.items()}
    problem = {
        "type": "urn:sightline:problem:invalid",
        "title": "Some answers need another look",
        "status": 422,
        "detail": "Nothing was saved yet. One answer needs another look.",
        "errors": {"name": ["“Name” is missing. Give an answer."]},
    }
    return {
        "schemas": named,
        "responses": {
            status: {
                "description": words,
                "content": {
                    PROBLEM: {"schema": ref("Problem"), "example": {**problem, "status": int(status)} if status != "422" else problem}
                },
            }
            for status, words in STATUS.items()
        },
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer", "description": "A token: `sl_...`. Its scopes narrow what its owner may do."},
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": "sessionid",
                "description": "The session of a browser; writes need X-CSRFToken as well.",
            },
        },
    }


def document(actor: Actor) -> dict[str, Any]:
    """The whole API as an OpenAPI 3.1 document.

    Args:
        actor: whose choices the schemas list; `Actor.system()` for the ones that everybody has.
    """
    answers: Answers = {one.name: action_schema(one, actor) for one in all_actions()}
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": "Sightline",
            "version": version("sightline"),
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {"session": []}],
        "paths": _paths(answers),
        "components": _components(answers),
    }
