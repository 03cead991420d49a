"""The permission walk: every role through every register and every action, over the API, compared with the one table."""

from __future__ import annotations

from typing import Any

import pytest

from sightline.kernel.actions import Action, all_actions, perform
from sightline.kernel.exports import all_exports
from sightline.kernel.identity.actors import Actor
from sightline.kernel.permissions import table
from sightline.kernel.records import Record
from sightline.kernel.registers import all_registers, register_of
from tests.support.people import make_actor

from .conftest import Caller, read, token_for

pytestmark = pytest.mark.django_db
ROLES = [*table().roles, "nobody"]


@pytest.fixture(params=ROLES)
def role(request: pytest.FixtureRequest) -> str:
    """Each role of the table, and somebody who has none."""
    name: str = request.param
    return name


@pytest.fixture
def walker(role: str, db: None) -> Caller:
    """Somebody with just this role, and a token that narrows nothing."""
    return token_for(make_actor(*([] if role == "nobody" else [role])))


def given(permission: str, role: str) -> bool:
    """What the table says, read without the code under test."""
    return bool(table().cells[permission].get(role))


def _address(found: Action) -> str:
    if found.subject is None:
        return f"/api/v1/do/{found.path}?dry_run=true"
    register = register_of(found.subject) if found.subject is not Record else next(all_registers())
    assert register is not None, f"{found.name} is done on records that no register lists"
    return f"/api/v1/{register.name}/{register.model.reference_prefix}-9999/do/{found.path}?dry_run=true"


def _refused_by_table(answer_: Any) -> bool:
    return bool(answer_.status_code == 403 and read(answer_)["type"] == "urn:sightline:problem:not-permitted")


def test_registers_over_the_api(role: str, walker: Caller) -> None:
    opened = {one.name for one in all_registers() if walker.get(f"/api/v1/{one.name}").status_code == 200}
    assert opened == {one.name for one in all_registers() if given(one.permission, role)}
    assert {one["name"] for one in read(walker.get("/api/v1/registers"))["items"]} == opened


def test_records_histories_and_proofs_over_the_api(role: str, walker: Caller) -> None:
    for one in all_registers():
        for part in ("", "/history", "/proof"):
            told = walker.get(f"/api/v1/{one.name}/{one.model.reference_prefix}-9999{part}")
            assert told.status_code == (404 if given(one.permission, role) else 403), f"{one.name}{part}"


def test_actions_over_the_api(role: str, walker: Caller) -> None:
    open_ = {one.name for one in all_actions() if not _refused_by_table(walker.post(_address(one), {}, If_Match='"1"'))}
    assert open_ == {one.name for one in all_actions() if given(one.permission, role)}


def test_creates_and_edits_over_the_api(role: str, walker: Caller) -> None:
    wrong = []
    for register in all_registers():
        for operation, path, send in (
            (creation(register.model), f"/api/v1/{register.name}?dry_run=true", walker.post),
            (editing(register.model), f"/api/v1/{register.name}/{register.model.reference_prefix}-9999?dry_run=true", walker.patch),
        ):
            if operation is not None and _refused_by_table(send(path, {}, If_Match='"1"')) is given(operation.permission, role):
                wrong.append((operation.name, path))
    assert wrong == []


def creation(model: type[Record]) -> Action | None:
    """The one action that makes records of a model without another record, or the ordinary one among several."""
    found = [one for one in all_actions() if one.creates is model and one.subject is None]
    return found[0] if len(found) == 1 else next((one for one in found if one.name == f"add_{model._meta.model_name}"), None)


def editing(model: type[Record]) -> Action | None:
    """The one ordinary edit of a model."""
    found = [one for one in all_actions() if one.edits and one.subject is model and not one.danger]
    return found[0] if len(found) == 1 else next((one for one in found if one.name == f"edit_{model._meta.model_name}"), None)


WHOLE = {
    "conformity/iso42001": "conformity.read",
    "coverage": "conformity.read",
    "readiness": "conformity.read",
    "sight/iso42001:4.3": "conformity.read",
    "pack": "packs.make",
    "ledger/checkpoint": "ledger.read",
    "ledger/verification": "ledger.read",
    "ledger/check": "ledger.read",
}


def test_what_is_computed_over_everything(role: str, walker: Caller) -> None:
    refused = {path for path, permission in WHOLE.items() if not given(permission, role)}
    assert {path for path in refused if not _refused_by_table(walker.get(f"/api/v1/{path}"))} == set()
    light = {"conformity/iso42001", "coverage", "ledger/checkpoint", "ledger/check"} - refused
    assert {path for path in light if _refused_by_table(walker.get(f"/api/v1/{path}"))} == set()


def test_files_that_are_made(role: str, walker: Caller) -> None:
    wrong = []
    for one in all_exports():
        register = register_of(one.of) if one.of is not None else None
        if register is None:
            path = f"/api/v1/reports/{one.name}.{one.formats[0]}?no=such"
        else:
            path = f"/api/v1/{register.name}/{register.model.reference_prefix}-9999/files/{one.name}.{one.formats[0]}"
        if _refused_by_table(walker.get(path)) is given(one.permission, role):
            wrong.append(path)
    assert wrong == []


def test_a_token_without_scopes_opens_nothing(role: str, walker: Caller) -> None:
    narrow = token_for(walker.actor, [])
    assert {narrow.get(f"/api/v1/{one.name}").status_code for one in all_registers()} == {403}
    assert all(_refused_by_table(narrow.post(_address(one), {}, If_Match='"1"')) for one in all_actions())


def test_own_means_own(lead: Actor, employee: Actor, owner: Actor) -> None:
    assert employee.account is not None
    assert owner.account is not None
    for title, whose in (("For the employee", employee.account), ("For the owner", owner.account)):
        perform("add_task", lead, {"title": title, "assignee": whose.reference}, face="cli")
    seen = token_for(employee)
    assert [one["title"] for one in read(seen.get("/api/v1/tasks"))["items"]] == ["For the employee"]
    hidden = read(token_for(lead).get("/api/v1/tasks?q=owner"))["items"][0]["reference"]
    for path in ("", "/history", "/proof"):
        assert seen.get(f"/api/v1/tasks/{hidden}{path}").status_code == 404
