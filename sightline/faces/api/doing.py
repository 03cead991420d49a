"""Actions over HTTP: the body is the answers, the headers say which version was seen and which attempt this is. `perform` decides everything else."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest

from sightline.kernel.actions import Action, Outcome, all_actions, find_action, perform
from sightline.kernel.actions.schema import check_shapes
from sightline.kernel.errors import Conflict, Invalid, NotFound
from sightline.kernel.identity.actors import Actor
from sightline.kernel.reads import image_of
from sightline.kernel.records import Record, find_record, model_by_prefix, model_of
from sightline.kernel.registers import Register, register_of
from sightline.kernel.registers.listing import item_of
from sightline.readers.conformity.turning import Turning, foresee

from .bodies import Params, read_body, take_reason
from .endpoints import Answer
from .problems import VersionPassed
from .reading import register_named
from .versions import seen_version, tag_of

LONGEST_KEY = 100


def creation_of(model: type[Record]) -> Action | None:
    """The action behind `POST` on a register: the ordinary creation, else the one action that needs no other record."""
    usual = find_action(f"add_{model._meta.model_name}")
    others = [found for found in all_actions() if found.creates is model and found.subject is None]
    return usual if usual in others else others[0] if len(others) == 1 else None


def edit_of(model: type[Record]) -> Action | None:
    """The action behind `PATCH` on a record: the ordinary edit, else the one action that edits it and takes nothing out of use."""
    usual = find_action(f"edit_{model._meta.model_name}")
    others = [found for found in all_actions() if found.edits and found.subject is model and not found.danger]
    return usual if usual in others else others[0] if len(others) == 1 else None


def address_of(record: Record) -> str:
    """Where the API has a record."""
    return f"/api/v1/{record.face_name}/{record.reference}"


def _written(outcome: Outcome) -> list[dict[str, Any]]:
    told = []
    for one in outcome.written:
        model = model_of(one.record_type)
        image = json.loads(one.data)
        told.append(
            {"reference": image.get("reference", ""), "register": model.face_name if model else "", "version": one.version, "image": image}
        )
    return told


def told(outcome: Outcome, turning: Turning | None = None) -> dict[str, Any]:
    """An outcome as the API and MCP give it. A dry run, which has a turning, shows what would be written and counted, and has no entry."""
    found = outcome.as_dict()
    if outcome.result is not None:
        found["result"] = outcome.result
    if turning is None:
        return found
    return {**found, "entry": None, "dry_run": True, "would_turn": turning.as_dict(), "would_write": _written(outcome)}


def _both_versions(refused: Conflict, seen: int, subject: str) -> VersionPassed:
    record = find_record(subject)
    register = register_of(type(record)) if record is not None else None
    current = (
        item_of(register, register.model._default_manager.select_related(*register.related).get(pk=record.pk))
        if record is not None and register is not None
        else None
    )
    return VersionPassed(
        refused.message,
        seen_version=seen,
        current_version=refused.current,
        seen=image_of(record, seen) if record is not None else None,
        current=current,
    )


def do(request: HttpRequest, actor: Actor, found: Action, subject: str | None, *, forms: bool = True) -> Answer:
    """Performs an action as a request asks for it.

    Args:
        request: answers in the body; `If-Match`, `Idempotency-Key`; `?dry_run=true`.
        actor: who.
        found: the action.
        subject: the reference of the record that it is done on.
        forms: whether multipart/form-data is read too.
    """
    params = Params(request)
    dry_run = params.truth("dry_run")
    params.finish()
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise Invalid(
            "The Idempotency-Key can't be read.", fields={"Idempotency-Key": [f"At most {LONGEST_KEY} characters that can be printed."]}
        )
    if not actor.may(found.permission):
        perform(found.name, actor, {}, face="api", subject=subject)  # says who may, before anything else is said
    body = read_body(request, forms=forms)
    version = seen_version(request.headers.get("If-Match"), needed=found.edits) if found.subject is not None else None
    fields = found.fields(actor, None)
    reason = take_reason(body, fields)
    if body.is_json:
        check_shapes(found, actor, body.data)
    try:
        asked: dict[str, Any] = {"face": "api", "subject": subject, "reason": reason, "version": version, "files": body.files}
        if dry_run:
            return Answer(told(*foresee(found.name, actor, body.data, **asked)))
        outcome = perform(found.name, actor, body.data, key=key, **asked)
    except Conflict as refused:
        if version is None or refused.seen is None:
            raise
        raise _both_versions(refused, version, subject or "") from refused
    return _answer(found, outcome)


def _answer(found: Action, outcome: Outcome) -> Answer:
    headers = dict(tag_of(outcome.version))
    if found.creates is None:
        return Answer(told(outcome), 200, headers)
    model = model_by_prefix(outcome.reference)
    if model is not None:
        headers["Location"] = f"/api/v1/{model.face_name}/{outcome.reference}"
    return Answer(told(outcome), 201, headers)


def _action_at(path: str) -> Action:
    found = find_action(path) if path == path.lower() else None
    if found is None or found.path != path:
        raise NotFound(f"There is no action “{path}”. /api/v1/openapi.json lists them.")
    return found


def do_alone(request: HttpRequest, actor: Actor, action: str) -> Answer:
    """`POST /api/v1/do/{action}`: an action that is done on no record."""
    found = _action_at(action)
    if found.subject is not None:
        raise NotFound(f"“{found.label}” is done on a record: POST to /api/v1/.../do/{found.path} of that record.")
    return do(request, actor, found, None)


def do_on_record(request: HttpRequest, actor: Actor, register: str, reference: str, action: str) -> Answer:
    """`POST /api/v1/{register}/{reference}/do/{action}`: an action on a record."""
    listed = register_named(register)
    found = _action_at(action)
    if found.subject not in (listed.model, Record):
        raise NotFound(f"“{found.label}” is not done on a {listed.noun}.")
    _check_kind(listed, actor, found, reference)
    return do(request, actor, found, reference)


def create(request: HttpRequest, actor: Actor, register: str) -> Answer:
    """`POST /api/v1/{register}`: the ordinary creation."""
    listed = register_named(register)
    found = creation_of(listed.model)
    if found is None:
        raise NotFound(f"A {listed.noun} is not made this way. /api/v1/openapi.json lists the actions that do.")
    return do(request, actor, found, None)


def edit(request: HttpRequest, actor: Actor, register: str, reference: str) -> Answer:
    """`PATCH /api/v1/{register}/{reference}`: the ordinary edit; needs If-Match."""
    listed = register_named(register)
    found = edit_of(listed.model)
    if found is None:
        raise NotFound(f"A {listed.noun} is not changed this way. /api/v1/openapi.json lists the actions that do.")
    _check_kind(listed, actor, found, reference)
    return do(request, actor, found, reference, forms=False)


def _check_kind(listed: Register, actor: Actor, found: Action, reference: str) -> None:
    """An address that names one register and a record of another is nobody's; who may not do the action anyway hears that instead."""
    if actor.may(found.permission) and model_by_prefix(reference) is not listed.model:
        raise NotFound(f"There is no {listed.noun} {reference} that you may see.")
