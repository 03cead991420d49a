"""The document: valid, the one that was agreed on, its examples true to its schemas, and what a fuzzer finds when it holds the API to it."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import SkipTest

import jsonschema_rs
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import APIOperation, BaseSchema, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from sightline.faces.api.openapi.document import document
from sightline.kernel import clock
from sightline.kernel.actions import all_actions, perform
from sightline.kernel.identity.actors import Actor
from sightline.kernel.registers import all_registers

from .conftest import Caller, read, token_for

pytestmark = pytest.mark.django_db
SNAPSHOT = Path(__file__).with_name("openapi.json")
FILES = re.compile(r"/api/v1/pack|.*/reports/.*|.*/files/.*")
TRIED = 100
"""So many operations, at least, are tried by the fuzzer."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def described() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(document(Actor.system()), ensure_ascii=False))
    return found


def test_the_document_is_openapi_3_1(calls: Caller) -> None:
    told = read(calls.get("/api/v1/openapi.json"))
    OpenAPIV31SpecValidator(told).validate()
    assert told["openapi"].startswith("3.1")


def test_every_register_and_action_is_in_it() -> None:
    told = described()
    operations = {one["operationId"] for methods in told["paths"].values() for one in methods.values()}
    assert {f"list_{one.name}" for one in all_registers()} | {f"show_{one.name}" for one in all_registers()} <= operations
    assert {one.name for one in all_actions()} <= operations
    assert len(operations) == sum(len(methods) for methods in told["paths"].values())


def test_the_document_is_the_one_that_was_agreed_on() -> None:
    """Set SIGHTLINE_WRITE_SNAPSHOTS to agree on a new one; the difference then shows in the commit."""
    told = json.dumps(described(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("SIGHTLINE_WRITE_SNAPSHOTS"):
        SNAPSHOT.write_text(told, encoding="utf-8")
    assert told == SNAPSHOT.read_text(encoding="utf-8"), "the API changed: if it was meant to, run again with SIGHTLINE_WRITE_SNAPSHOTS=1"


def _examples(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Any]]:
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            for part in [operation.get("requestBody", {}), *operation["responses"].values()]:
                for content in part.get("content", {}).values():
                    if "example" in content:
                        yield f"{method} {path}", content["schema"], content["example"]
    for status, answer in told["components"]["responses"].items():
        for content in answer["content"].values():
            yield status, content["schema"], content["example"]


def test_examples_are_true_to_their_schemas() -> None:
    told = described()
    wrong = []
    for place, schema, example in _examples(told):
        validator = jsonschema_rs.Draft202012Validator({**schema, "components": told["components"]}, validate_formats=False)
        wrong += [f"{place}: {error.message}" for error in validator.iter_errors(example)]
    assert wrong == []


@pytest.fixture
def busy(lead: Actor) -> Iterator[Caller]:
    """A caller who finds a few records of several kinds, with a token that may do everything."""
    assert lead.account is not None
    perform("found_organisation", lead, {"name": "Northwind Staffing"}, face="cli")
    for name in ("Legal", "Claims"):
        perform("add_unit", lead, {"name": name, "kind": "team"}, face="cli")
    perform("adopt_framework", lead, {"framework": "iso42001"}, face="cli")
    perform("add_system", lead, {"name": "Ranking", "purpose": "Ranks candidates."}, face="cli")
    perform("give_task", lead, {"title": "Name an owner", "due": "2036-01-31"}, subject="SYS-0001", face="cli")
    # As Django's own test client does: a request must not close the connection on which the test's transaction is open.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield token_for(lead)
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def chosen_operations(schema: BaseSchema) -> list[APIOperation[Any, Any, Any, Any]]:
    """A fixed choice of the operations, of every kind: all are derived by the same code, and to try each would take the fuzzer an hour.

    Those that make a file of everything have tests of their own.
    """
    found = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok) and not FILES.fullmatch(one.ok().path)]
    return found[:: max(1, len(found) // TRIED)]


def _try(operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, secret: str) -> set[int]:
    """Sends some requests to one operation, holds each answer to the document, and gives back the statuses that were seen."""
    seen: set[int] = set()

    @settings(
        max_examples=3,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Case[Any]) -> None:
        seen.add(case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, checks=CHECKS).status_code)

    with contextlib.suppress(Unsatisfiable, SkipTest):  # there is nothing that would be a bad request to this address
        run()
    return seen


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_a_fuzzer_finds_no_answer_that_the_document_does_not_allow(part: int, mode: GenerationMode, busy: Caller) -> None:
    """Operations of every kind, with good requests and bad ones; a quarter of them in each run, so that the work is shared."""
    schema = schemathesis.openapi.from_dict(described())
    schema.app = WSGIHandler()
    operations = chosen_operations(schema)
    assert len(operations) >= TRIED
    seen = set().union(*(_try(operation, mode, busy.secret) for operation in operations[part::4]))
    assert seen & {200, 201} if mode is GenerationMode.POSITIVE else seen & {400, 415, 422}, "the fuzzer never came past the door"


def test_every_list_and_record_is_what_the_document_says_today_and_in_the_past(busy: Caller) -> None:
    told = described()
    wrong = []
    for register in all_registers():
        validator = jsonschema_rs.Draft202012Validator({"$ref": f"#/components/schemas/{register.name}", "components": told["components"]})
        items = read(busy.get(f"/api/v1/{register.name}?limit=200"))["items"]
        past = read(busy.get(f"/api/v1/{register.name}?limit=200&as_of={clock.today()}"))
        assert "items" in past, (register.name, past)
        shown = [
            read(busy.get(f"/api/v1/{register.name}/{one['reference']}{day}"))
            for one in items[:1]
            for day in ("", f"?as_of={clock.today()}")
        ]
        wrong += [f"{register.name}: {error.message}" for one in [*items, *past["items"], *shown] for error in validator.iter_errors(one)]
    assert wrong == []


def test_the_fuzzer_notices_a_lie_in_the_document(busy: Caller) -> None:
    told = described()
    told["components"]["schemas"]["units"]["properties"]["name"] = {"type": "integer"}
    schema = schemathesis.openapi.from_dict(told)
    schema.app = WSGIHandler()
    with pytest.raises(FailureGroup):
        _try(
            next(one.ok() for one in schema.get_all_operations() if isinstance(one, Ok) and one.ok().label == "GET /api/v1/units"),
            GenerationMode.POSITIVE,
            busy.secret,
        )
