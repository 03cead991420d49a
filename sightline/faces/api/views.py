"""The endpoints that read, and the table of all endpoints by method."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from sightline.kernel.actions import actions_on, all_actions
from sightline.kernel.errors import NotFound
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.proving import prove
from sightline.kernel.reads import LARGEST_PAGE, USUAL_PAGE, Asked, found_records, history, list_page, proof, read_day, record_in
from sightline.kernel.registers import Query, Register, all_registers, past_item
from sightline.kernel.registers.listing import item_of

from .bodies import Params
from .doing import create, creation_of, do_alone, do_on_record, edit, edit_of
from .endpoints import Answer, endpoint
from .openapi.document import document
from .reading import register_named
from .versions import is_same, shown_tag

LARGEST_VERSION = 999_999_999


def _register(found: Register, actor: Actor) -> dict[str, Any]:
    made, edited = creation_of(found.model), edit_of(found.model)
    return {
        "name": found.name,
        "label": found.label,
        "noun": found.noun,
        "address": f"/api/v1/{found.name}",
        "columns": [{"name": one.name, "label": one.label, "kind": one.kind, "sortable": bool(one.sort)} for one in found.columns],
        "filters": [
            {"name": one.name, "label": one.label, "values": [value for value, _, _ in one.choices] or None} for one in found.filters
        ],
        "views": [{"name": one.name, "label": one.label} for one in found.views],
        "may_create": made is not None and actor.may(made.permission),
        "may_edit": edited is not None and actor.may(edited.permission),
        "actions": [{"name": one.path, "label": one.label} for one in actions_on(found.model, actor)],
    }


def registers(request: HttpRequest, actor: Actor) -> Answer:
    """`GET /api/v1/registers`: the lists that the caller may read, and what can be done on their records."""
    Params(request).finish()
    return Answer({"items": [_register(one, actor) for one in all_registers() if actor.may(one.permission)]})


def asked_of(register: Register, params: Params) -> Asked:
    """What the parameters of an address ask of a register."""
    filters = {one.name: given for one in register.filters if (given := params.many(one.name))}
    query = Query(
        q=params.one("q").strip(), view=params.one("view"), filters=filters, sort=params.one("sort"), retired=params.truth("retired")
    )
    asked = Asked(query, params.number("limit", USUAL_PAGE, 1, LARGEST_PAGE), params.one("cursor"), read_day(params.one("as_of")))
    params.finish()
    return asked


def list_records(request: HttpRequest, actor: Actor, register: str) -> Answer:
    """`GET /api/v1/{register}`: a page of the list; `Link` names the next one (RFC 8288)."""
    found = register_named(register)
    page = list_page(found, actor, asked_of(found, Params(request)))
    if page["next"] is None:
        return Answer(page)
    address = request.GET.copy()
    address["cursor"] = page["next"]
    return Answer(page, headers={"Link": f'<{request.path}?{address.urlencode()}>; rel="next"'})


def show_record(request: HttpRequest, actor: Actor, register: str, reference: str) -> Answer:
    """`GET /api/v1/{register}/{reference}`: a record; its ETag has its version and a digest of what is shown."""
    params = Params(request)
    day = read_day(params.one("as_of"))
    params.finish()
    found = register_named(register)
    record = record_in(found, actor, reference)
    if day is not None:
        return Answer(past_item(found, actor, record, day))
    item = item_of(found, record)
    tag = shown_tag(record.version, item)
    known = request.headers.get("If-None-Match", "")
    if known and is_same(known, tag):
        return Answer(None, 304, {"ETag": f'"{tag}"'})
    return Answer(item, headers={"ETag": f'"{tag}"'})


def show_history(request: HttpRequest, actor: Actor, register: str, reference: str) -> Answer:
    """`GET .../history`: every version, newest first."""
    Params(request).finish()
    return Answer(history(record_in(register_named(register), actor, reference)))


def show_proof(request: HttpRequest, actor: Actor, register: str, reference: str) -> Answer:
    """`GET .../proof`: that a version (the newest, or `?version=`) is in the ledger."""
    params = Params(request)
    version = params.number("version", 0, 1, LARGEST_VERSION)
    params.finish()
    record = record_in(register_named(register), actor, reference)
    return Answer(proof(record, prove(record, version or None)))


def search(request: HttpRequest, actor: Actor) -> Answer:
    """`GET /api/v1/search?q=`: what the caller may see that has all these words."""
    params = Params(request)
    words, limit = params.one("q"), params.number("limit", USUAL_PAGE, 1, LARGEST_PAGE)
    params.finish()
    return Answer(found_records(actor, words, limit))


def openapi(request: HttpRequest, actor: Actor) -> Answer:
    """`GET /api/v1/openapi.json`: this API as an OpenAPI 3.1 document, with the choices that the caller has."""
    Params(request).finish()
    return Answer(document(actor))


def no_action(request: HttpRequest, actor: Actor) -> Answer:
    """`/api/v1/do`: names what can be done without a record."""
    raise NotFound(f"Name the action: {', '.join(one.path for one in all_actions() if one.subject is None and actor.may(one.permission))}.")


REGISTERS = endpoint(GET=registers)
OPENAPI = endpoint(GET=openapi)
SEARCH = endpoint(GET=search)
LIST = endpoint(GET=list_records, POST=create)
RECORD = endpoint(GET=show_record, PATCH=edit)
HISTORY = endpoint(GET=show_history)
PROOF = endpoint(GET=show_proof)
DO = endpoint(POST=do_alone)
NO_ACTION = endpoint(GET=no_action, POST=no_action)
DO_ON_RECORD = endpoint(POST=do_on_record)
