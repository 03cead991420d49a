"""What can be done: creates, edits with the version seen, verbs, retries, dry runs, files, and refusals that say what to do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sightline.aims.organisation.models import Unit
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.models import Entry
from sightline.kernel.tasks.models import Task

from .conftest import Caller, read, token_for

pytestmark = pytest.mark.django_db
LEGAL = {"name": "Legal", "kind": "team", "in_scope": "undecided"}


@pytest.fixture
def unit(calls: Caller) -> str:
    """The reference of a unit in its first version."""
    reference: str = read(calls.post("/api/v1/units", LEGAL))["reference"]
    return reference


def test_a_record_is_made_and_found_where_the_answer_says(calls: Caller) -> None:
    made = calls.post("/api/v1/units", LEGAL | {"reason": "It exists."})
    assert made.status_code == 201
    assert read(made)["version"] == 1
    assert made["ETag"] == '"1"'
    shown = calls.get(made["Location"])
    assert read(shown)["name"] == "Legal"
    newest = read(calls.get(made["Location"] + "/history"))["versions"][0]
    assert (newest["face"], newest["reason"], newest["actor"]) == ("api", "It exists.", calls.actor.name)


def test_an_edit_changes_what_is_given_and_leaves_the_rest(calls: Caller, unit: str) -> None:
    changed = calls.patch(f"/api/v1/units/{unit}", {"country": "PT"}, If_Match='"1"')
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert {key: read(calls.get(f"/api/v1/units/{unit}"))[key] for key in ("name", "country")} == {"name": "Legal", "country": "PT"}


def test_an_edit_needs_the_version_that_its_author_saw(calls: Caller, unit: str) -> None:
    refused = calls.patch(f"/api/v1/units/{unit}", {"country": "PT"})
    assert refused.status_code == 428
    assert "If-Match" in read(refused)["detail"]
    assert calls.patch(f"/api/v1/units/{unit}", {"country": "PT"}, If_Match="*").status_code == 428
    assert calls.patch(f"/api/v1/units/{unit}", {"country": "PT"}, If_Match="two").status_code == 400
    assert Unit.objects.get().country == ""


def test_the_second_of_two_editors_sees_both_versions(calls: Caller, unit: str) -> None:
    calls.patch(f"/api/v1/units/{unit}", {"name": "Law"}, If_Match='"1"')
    refused = calls.patch(f"/api/v1/units/{unit}", {"name": "Legal affairs"}, If_Match='"1"')
    told = read(refused)
    assert (refused.status_code, told["status"]) == (412, 412)
    assert (told["seen_version"], told["current_version"]) == (1, 2)
    assert (told["seen"]["name"], told["current"]["name"]) == ("Legal", "Law")
    assert Unit.objects.get().name == "Law"


def test_a_verb_is_done_on_its_record(calls: Caller, unit: str) -> None:
    done = calls.post(f"/api/v1/units/{unit}/do/decide-unit-scope", {"in_scope": "no", "scope_reason": "Sold in May.", "with_parts": True})
    assert (done.status_code, read(done)["reference"]) == (200, unit)
    assert Unit.objects.get().in_scope == "no"


def test_a_verb_on_any_kind_of_record(calls: Caller, unit: str) -> None:
    done = calls.post(f"/api/v1/units/{unit}/do/give-task", {"title": "Name a head"})
    assert done.status_code == 201
    assert Task.objects.get().about_id == Unit.objects.get().pk
    wrong = calls.post(f"/api/v1/tasks/{unit}/do/give-task", {"title": "Name a head"})
    assert wrong.status_code == 404


def test_a_retry_is_not_done_twice(calls: Caller) -> None:
    first = calls.post("/api/v1/units", LEGAL, Idempotency_Key="k1")
    again = calls.post("/api/v1/units", LEGAL, Idempotency_Key="k1")
    assert read(first) == read(again)
    assert Unit.objects.count() == 1
    other = calls.post("/api/v1/units", LEGAL | {"name": "Finance"}, Idempotency_Key="k1")
    assert other.status_code == 409


def test_a_dry_run_tells_and_does_nothing(calls: Caller, unit: str) -> None:
    before = Entry.objects.count()
    told = read(calls.patch(f"/api/v1/units/{unit}?dry_run=true", {"name": "Law"}, If_Match='"1"'))
    assert (told["dry_run"], told["entry"]) == (True, None)
    assert [(one["reference"], one["version"], one["image"]["name"]) for one in told["would_write"]] == [(unit, 2, "Law")]
    assert calls.post("/api/v1/units?dry_run=true", LEGAL | {"name": "Finance"}).status_code == 200
    assert (Unit.objects.get().name, Entry.objects.count()) == ("Legal", before)


def test_taking_out_of_use_needs_a_reason(calls: Caller, unit: str) -> None:
    refused = calls.post(f"/api/v1/units/{unit}/do/retire-unit", {}, If_Match='"1"')
    assert (refused.status_code, list(read(refused)["errors"])) == (422, ["reason"])
    assert calls.post(f"/api/v1/units/{unit}/do/retire-unit", {"reason": "Merged."}, If_Match='"1"').status_code == 200
    assert read(calls.get("/api/v1/units"))["count"] == 0
    assert read(calls.get("/api/v1/units?retired=true"))["count"] == 1
    assert calls.patch(f"/api/v1/units/{unit}", {"name": "Law"}, If_Match='"2"').status_code == 409


def test_a_file_comes_as_a_form(calls: Caller, unit: str) -> None:
    file = SimpleUploadedFile("minutes.txt", b"Released on 3 May.")
    sent = calls.send_form(
        f"/api/v1/units/{unit}/do/attach-evidence",
        {"title": "Minutes", "file": file, "speaks_of": "2026-05-03", "reason": "The board met."},
    )
    assert sent.status_code == 201, sent.content
    assert (Evidence.objects.get().filename, Evidence.objects.get().size) == ("minutes.txt", 18)
    as_json = calls.post(f"/api/v1/units/{unit}/do/attach-evidence", {"title": "Minutes", "file": "x", "speaks_of": "2026-05-03"})
    assert "multipart/form-data" in read(as_json)["errors"]["file"][0]


def test_a_missing_answer_and_an_unknown_one_are_both_named(calls: Caller) -> None:
    refused = calls.post("/api/v1/units", {"kind": "team", "in_scope": "undecided", "colour": "red"})
    assert (refused.status_code, set(read(refused)["errors"])) == (422, {"name", "colour"})
    assert "Nothing was saved yet" in read(refused)["detail"]


@pytest.mark.parametrize(
    "answers",
    [
        {"name": 5},
        {"name": ["a"]},
        {"name": {"a": 1}},
        {"parent": {"id": 1}},
        {"parent": 7},
        {"kind": ["unit"]},
        {"kind": "planet"},
        {"in_scope": True},
    ],
)
def test_an_answer_of_the_wrong_kind_is_refused_in_words(answers: dict[str, Any], calls: Caller) -> None:
    refused = calls.post("/api/v1/units", LEGAL | answers)
    assert refused.status_code == 422
    assert set(read(refused)["errors"]) == set(answers)
    assert Unit.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"name": NaN}', b'{"name": "\\u0000"}', b'{"name": "\\ud800"}', b"[" * 100_000,
        b'{"name": ' + b"[" * 50 + b"]" * 50 + b"}", b'{"name": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda body: repr(body[:14]),
)  # fmt: skip
def test_a_body_that_is_no_json_object_is_refused(body: bytes, calls: Caller) -> None:
    refused = calls.post("/api/v1/units", body)
    assert refused.status_code == 400
    assert refused["Content-Type"] == "application/problem+json"


def test_other_kinds_of_body_and_other_methods_are_refused(calls: Caller) -> None:
    headers = {"Authorization": f"Bearer {calls.secret}"}
    assert (
        Client().post("/api/v1/units", "name=Legal", content_type="application/x-www-form-urlencoded", headers=headers).status_code == 415
    )
    assert Client().post("/api/v1/units", b"--x", content_type="multipart/form-data; boundary=", headers=headers).status_code == 400
    deleted = Client().delete("/api/v1/units/UNT-0001", headers=headers)
    assert (deleted.status_code, deleted["Allow"]) == (405, "GET, HEAD, PATCH")
    assert deleted["Content-Type"] == "application/problem+json"


def test_too_much_at_once_is_refused(calls: Caller, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert calls.post("/api/v1/units", json.dumps(LEGAL | {"scope_reason": "x" * 2000})).status_code == 413


def test_a_reason_that_no_entry_can_hold_is_refused(calls: Caller) -> None:
    refused = calls.post("/api/v1/units", LEGAL | {"reason": "x" * 70_000})
    assert (refused.status_code, list(read(refused)["errors"])) == (422, ["reason"])


def test_who_may_not_do_it_hears_who_can(employee: Actor) -> None:
    refused = token_for(employee).post("/api/v1/units", b"{")
    assert refused.status_code == 403
    assert "lead" in read(refused)["detail"]
