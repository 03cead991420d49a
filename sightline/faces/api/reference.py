"""The reference page, `/api/`: the OpenAPI document as people read it, register by register, with a line to copy for each address."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.text import slugify

from sightline.kernel.identity.actors import Actor
from sightline.kernel.identity.models import Account

from .openapi.document import document


@dataclass(frozen=True)
class Field:
    """One parameter or answer, as the page tells it."""

    name: str
    where: str
    kind: str
    needed: bool
    help: str


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked of an address."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    fields: list[Field]
    curl: str


def _kind(schema: dict[str, Any]) -> str:
    if schema.get("enum"):
        values = [str(value) for value in schema["enum"] if value not in ("", None)]
        return "one of " + ", ".join(values[:12]) + (f" and {len(values) - 12} more" if len(values) > 12 else "")
    kinds = schema.get("type", "anything")
    words = " or ".join(one for one in ([kinds] if isinstance(kinds, str) else kinds) if one != "null")
    inner = f" of {_kind(schema['items'])}" if "items" in schema else ""
    return (
        words
        + inner
        + (f", {schema['format']}" if "format" in schema else "")
        + (f", at most {schema['maxLength']} characters" if "maxLength" in schema else "")
    )


def _fields(operation: dict[str, Any], components: dict[str, Any]) -> Iterator[Field]:
    for one in operation["parameters"]:
        yield Field(
            one["name"],
            {"path": "address", "query": "parameter", "header": "header"}[one["in"]],
            _kind(one["schema"]),
            bool(one.get("required")),
            one["description"],
        )
    for content in list(operation.get("requestBody", {}).get("content", {}).values())[:1]:
        schema = components[content["schema"]["$ref"].rpartition("/")[2]]
        for name, inner in schema["properties"].items():
            yield Field(
                name,
                "answer",
                _kind(inner),
                name in schema["required"],
                " ".join(word for word in (inner.get("title", ""), inner.get("description", "")) if word),
            )


def _curl(host: str, method: str, path: str, operation: dict[str, Any]) -> str:
    for one in operation["parameters"]:
        if one["in"] == "path":
            path = path.replace("{" + one["name"] + "}", str(one.get("example") or one["schema"].get("enum", ["systems"])[0]))
    words = ["curl", "-H", "Authorization: Bearer $TOKEN"]
    words += [
        word for one in operation["parameters"] if one["name"] == "If-Match" and one.get("required") for word in ("-H", 'If-Match: "3"')
    ]
    if method != "GET":
        words += ["-X", method] if method != "POST" else []
        kind, content = next(iter(operation["requestBody"]["content"].items()))
        example = content["example"]
        if kind == "multipart/form-data":
            words += [
                word for name, value in example.items() for word in ("-F", f"{name}=@{value}" if name == "file" else f"{name}={value}")
            ]
        else:
            words += ["-H", "Content-Type: application/json", "-d", json.dumps(example, ensure_ascii=False)]
    query = {"q": "ranking"} if path.endswith("/search") else {}
    words.append(host + path + ("?" + urlencode(query) if query else ""))
    return shlex.join(words).replace("'Authorization: Bearer $TOKEN'", '"Authorization: Bearer $TOKEN"')


@dataclass(frozen=True)
class Group:
    """What belongs together on one page: a register, or what has none."""

    slug: str
    name: str
    operations: list[Operation]


FIRST = ("Start here", "Any record", "The whole")


def groups(actor: Actor, host: str) -> list[Group]:
    """The operations by group: where to start, what every record has, then the registers by name.

    Args:
        actor: whose choices are listed.
        host: what the copied lines call, such as `https://sightline.northwind.example`.
    """
    described = document(actor)
    components = described["components"]["schemas"]
    found: dict[str, list[Operation]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            found.setdefault(operation["tags"][0], []).append(_operation(host, path, method.upper(), operation, components))
    ordered = [*FIRST, *sorted(name for name in found if name not in FIRST)]
    return [Group(slugify(name), name, found[name]) for name in ordered if name in found]


def _operation(host: str, path: str, method: str, operation: dict[str, Any], components: dict[str, Any]) -> Operation:
    return Operation(
        operation["operationId"].replace("_", "-"),
        method,
        path,
        operation["summary"],
        operation.get("description", ""),
        list(_fields(operation, components)),
        _curl(host, method, path, operation),
    )


def reference_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """`GET /api/` and `GET /api/{group}/`, for whoever is signed in.

    Raises:
        Http404: there is no such group.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, Account):
        return redirect_to_login(request.get_full_path(), resolve_url("account_login"))
    host = f"{request.scheme}://{request.get_host()}"
    found = groups(Actor.of(user), host)
    group = next((one for one in found if one.slug == slug), None)
    if slug and group is None:
        raise Http404("There is no such group.")
    title = group.name if group else "API"
    path = (("Home", "/"), *((("API", "/api/"),) if group else ()), (title, ""))
    context = {
        "title": title,
        "crumbs": path,
        "groups": found,
        "group": group,
        "host": host,
        "total": sum(len(one.operations) for one in found),
    }
    return render(request, "api/reference.html", context)
