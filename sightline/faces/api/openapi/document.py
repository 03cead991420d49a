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
from ..reading import LARGEST_PAGE, USUAL_PAGE
from . import schemas
from .schemas import Schema, example_of, text

Answers = dict[str, Schema]
"""The schema of what each action is given, by the action's name; read off the forms once a document."""
JSON = "application/json"
PROBLEM = "application/problem+json"
STATUS = {
    "400": "The request can't be read.",
    "401": "No valid token and no session.",
    "403": "Somebody else can do this; says who.",
    "404": "There is nothing here that the caller may know of.",
    "409": "The record is not in a state for this, or another change came in between.",
    "412": "Somebody else changed the record: both versions are given.",
    "413": "More than one request takes.",
    "415": "This kind of body is not read here.",
    "422": "An answer or parameter is missing, wrong or unknown; says which.",
    "428": "If-Match is missing: say which version you saw.",
}
ABOUT = (
    "Everything that Sightline keeps, and everything that can be done, under the same rules as in the browser. "
    "Send `Authorization: Bearer sl_...`: tokens are made on one's own page, have scopes and an end. "
    "Refusals are problem documents (RFC 9457); nothing was changed then. Edits need `If-Match` with the record's ETag. "
    "`Idempotency-Key` makes a retry safe. `?dry_run=true` tells what would happen, and does nothing. "
    "In a form (multipart/form-data) several references stand in one field, separated by commas."
)


def ref(name: str) -> Schema:
    """A reference to a schema of the components."""
    return {"$ref": f"#/components/schemas/{name}"}


def _answers(*statuses: str) -> dict[str, Any]:
    return {status: {"$ref": f"#/components/responses/{status}"} for status in statuses}


def _given(description: str, schema: Schema, example: Any = None, headers: tuple[str, ...] = ()) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": schema}
    if example is not None:
        content["example"] = example
    found: dict[str, Any] = {"description": description, "content": {JSON: content}}
    if headers:
        found["headers"] = {name: {"schema": text()} for name in headers}
    return found


def _param(name: str, where: str, schema: Schema, description: str = "", *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": where, "schema": schema, "description": description, **({"required": True} if required else {})}


def _reference(prefix: str = "") -> dict[str, Any]:
    return {
        **_param("reference", "path", text(minLength=1), "The reference that people see.", required=True),
        "example": f"{prefix or 'SYS'}-0042",
    }


def _register_name(names: list[str]) -> dict[str, Any]:
    return _param("register", "path", text(enum=names), "The register that lists the record.", required=True)


DAY = _param("as_of", "query", text(format="date"), "As it stood at the end of this day (UTC).")
LIMIT = _param("limit", "query", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": USUAL_PAGE}, "Rows, at most.")
DRY_RUN = _param("dry_run", "query", {"type": "boolean", "default": False}, "Tell what would happen, and do nothing.")
KEY = _param("Idempotency-Key", "header", text(maxLength=100), "The same key and answers give the same outcome, once done.")
IF_MATCH = _param("If-Match", "header", text(pattern='^"[0-9]{1,9}"$'), "The version that you saw: the ETag of the record.")


def _list_params(register: Register) -> list[dict[str, Any]]:
    sorts = ["reference", *(column.name for column in register.columns if column.sort)]
    found = [
        _param("q", "query", text(), "Words to look for."),
        _param(
            "sort",
            "query",
            text(enum=[sign + name for name in dict.fromkeys(sorts) for sign in ("", "-")]),
            "What to sort by; - for descending.",
        ),
        LIMIT,
        _param("cursor", "query", text(), "`next` of the page before."),
        _param("retired", "query", {"type": "boolean", "default": False}, "Retired ones too."),
        {**DAY, "description": "The list as it stood at the end of this day (UTC), by reference; narrowed by filters only."},
    ]
    if register.views:
        found.append(
            _param(
                "view",
                "query",
                text(enum=[one.name for one in register.views]),
                "; ".join(f"{one.name}: {one.label}" for one in register.views),
            )
        )
    for one in register.filters:
        values = text(enum=[value for value, _, _ in one.choices]) if one.choices else text()
        found.append(_param(one.name, "query", schemas.listed(values), f"{one.label}: any of these; `none` for empty ones."))
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
        "200": _given("What would happen." if found.creates else "Done, or what would happen.", ref("Outcome"), done, ("ETag",))
    }
    if found.creates:
        answers["201"] = _given("Made.", ref("Outcome"), done, ("ETag", "Location"))
    return {
        "operationId": name,
        "tags": [tag],
        "summary": found.label,
        "description": f"{found.help} Needs `{found.permission}`: {table().permissions[found.permission].lower()}.".strip(),
        "x-permission": found.permission,
        "parameters": [*parameters, *needs, KEY, DRY_RUN],
        "requestBody": _body(found, schema),
        "responses": {**answers, **_answers(*sorted(statuses))},
    }


def _reading(
    tag: str, name: str, summary: str, parameters: list[dict[str, Any]], given: dict[str, Any], *statuses: str, permission: str = ""
) -> dict[str, Any]:
    return {
        "operationId": name,
        "tags": [tag],
        "summary": summary,
        **(
            {"x-permission": permission, "description": f"Needs `{permission}`: {table().permissions[permission].lower()}."}
            if permission
            else {}
        ),
        "parameters": parameters,
        "responses": {"200": given, **_answers("400", "401", *statuses, "422")},
    }


def _register_paths(register: Register, answers: Answers) -> dict[str, Any]:
    name, tag = register.name, register.label
    item = schemas.item_schema(register)
    page = {"count": 1, "items": [example_of(item)], "next": None}
    lists = {
        "get": _reading(
            tag,
            f"list_{name}",
            f"List: {register.label}",
            _list_params(register),
            _given("A page.", schemas.page_schema(f"#/components/schemas/{name}"), page, ("Link",)),
            "403",
            permission=register.permission,
        )
    }
    shown = _reading(
        tag,
        f"show_{name}",
        f"Show one {register.noun}",
        [_reference(register.model.reference_prefix), DAY, _param("If-None-Match", "header", text(), "The ETag that you have.")],
        _given("The record.", ref(name), example_of(item), ("ETag",)),
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
        one["patch"] = _doing(edited, answers[edited.name], tag, f"change_in_{name}", [_reference(register.model.reference_prefix)])
        one["patch"]["requestBody"]["content"].pop("multipart/form-data", None)
    return {f"/api/v1/{name}": lists, f"/api/v1/{name}/{{reference}}": one}


def _action_path(found: Action, schema: Schema, names: list[str]) -> tuple[str, dict[str, Any]]:
    if found.subject is None:
        register = register_of(found.creates) if found.creates is not None else None
        return f"/api/v1/do/{found.path}", _doing(found, schema, register.label if register else "Without a record", found.name, [])
    if found.subject is Record:
        return f"/api/v1/{{register}}/{{reference}}/do/{found.path}", _doing(
            found, schema, "Any record", found.name, [_register_name(names), _reference()]
        )
    register = register_of(found.subject)
    if register is None:
        return "", {}
    return f"/api/v1/{register.name}/{{reference}}/do/{found.path}", _doing(
        found, schema, register.label, found.name, [_reference(register.model.reference_prefix)]
    )


def _paths(answers: Answers) -> dict[str, Any]:
    names = [one.name for one in all_registers()]
    found: dict[str, Any] = {
        "/api/v1/registers": {
            "get": _reading("Start here", "list_registers", "What there is", [], _given("The lists that you may read.", ref("Registers")))
        },
        "/api/v1/search": {
            "get": _reading(
                "Start here",
                "search_records",
                "Find records by words",
                [_param("q", "query", text(), "Words, or their beginnings."), LIMIT],
                _given("What has all these words, best first.", ref("Found")),
            )
        },
    }
    for register in all_registers():
        found.update(_register_paths(register, answers))
    for one in all_actions():
        path, operation = _action_path(one, answers[one.name], names)
        if path:
            found[path] = {"post": operation}
    record = [_register_name(names), _reference()]
    version = _param("version", "query", {"type": "integer", "minimum": 1}, "Which version; the newest where left out.")
    found["/api/v1/{register}/{reference}/history"] = {
        "get": _reading(
            "Any record",
            "history_of_record",
            "Every version, newest first",
            record,
            _given("Who, when, why, and what changed.", ref("History")),
            "403",
            "404",
        )
    }
    found["/api/v1/{register}/{reference}/proof"] = {
        "get": _reading(
            "Any record",
            "proof_of_record",
            "That a version is in the ledger",
            [*record, version],
            _given("Image, entry, paths, signed checkpoint.", ref("Proof")),
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
