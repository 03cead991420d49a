"""The pieces that every operation of the document is made of: parameters, answers, refusals."""

from __future__ import annotations

from typing import Any

from sightline.kernel.permissions import table
from sightline.kernel.reads import LARGEST_PAGE, USUAL_PAGE

from .schemas import Schema, text

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


def ref(name: str) -> Schema:
    """A reference to a schema of the components."""
    return {"$ref": f"#/components/schemas/{name}"}


def refusals(*statuses: str) -> dict[str, Any]:
    """The refusals of these statuses, as the components have them."""
    return {status: {"$ref": f"#/components/responses/{status}"} for status in statuses}


def given(description: str, schema: Schema, example: Any = None, headers: tuple[str, ...] = ()) -> dict[str, Any]:
    """An answer in JSON."""
    content: dict[str, Any] = {"schema": schema}
    if example is not None:
        content["example"] = example
    found: dict[str, Any] = {"description": description, "content": {JSON: content}}
    if headers:
        found["headers"] = {name: {"schema": text()} for name in headers}
    return found


def param(name: str, where: str, schema: Schema, description: str = "", *, required: bool = False) -> dict[str, Any]:
    """A parameter of the address, its query or a header."""
    return {"name": name, "in": where, "schema": schema, "description": description, **({"required": True} if required else {})}


def reference(prefix: str = "") -> dict[str, Any]:
    """The reference of a record, in the address."""
    return {
        **param("reference", "path", text(minLength=1), "The reference that people see.", required=True),
        "example": f"{prefix or 'SYS'}-0042",
    }


def register_name(names: list[str]) -> dict[str, Any]:
    """The name of a register, in the address."""
    return param("register", "path", text(enum=names), "The register that lists the record.", required=True)


DAY = param("as_of", "query", text(format="date"), "As it stood at the end of this day (UTC).")
LIMIT = param("limit", "query", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": USUAL_PAGE}, "Rows, at most.")
DRY_RUN = param("dry_run", "query", {"type": "boolean", "default": False}, "Tell what would happen, and do nothing.")
KEY = param("Idempotency-Key", "header", text(maxLength=100), "The same key and answers give the same outcome, once done.")
IF_MATCH = param("If-Match", "header", text(pattern='^"[0-9]{1,9}(-[0-9a-f]{12})?"$'), "The version that you saw: the ETag of the record.")


def reading(
    tag: str, name: str, summary: str, parameters: list[dict[str, Any]], given: dict[str, Any], *statuses: str, permission: str = ""
) -> dict[str, Any]:
    """An operation that reads; `statuses` are refusals beyond those that every reading has."""
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
        "responses": {"200": given, **refusals("400", "401", *statuses, "422")},
    }


def file(*kinds: str) -> dict[str, Any]:
    """An answer that is a file of one of these media types."""
    return {"description": "The file.", "content": {kind: {"schema": {}} for kind in kinds}}
