"""What can be read: lists by cursor, records with their version, the past, histories and proofs that hold when checked by hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sightline.aims.organisation.models import Unit
from sightline.kernel import clock
from sightline.kernel.actions import perform
from sightline.kernel.changes import change
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.integrating import integrate
from sightline.kernel.registers import Query, find_register
from sightline.kernel.registers.keyset import keyset_page
from sightline.kernel.search import catch_up
from sightline.ledger.proofs import verify_inclusion

from .conftest import Caller, read, token_for

pytestmark = pytest.mark.django_db


def add_units(actor: Actor, *names: str) -> None:
    for name in names:
        perform("add_unit", actor, {"name": name, "kind": "team", "in_scope": "undecided"}, face="cli")


def all_pages(caller: Caller, path: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = read(caller.get(f"{path}{'&' if '?' in path else '?'}limit=2{f'&cursor={cursor}' if cursor else ''}"))
        items += page["items"]
        if page["next"] is None:
            return items
        cursor = page["next"]


def test_a_list_is_read_page_by_page_and_says_how_many_there_are(calls: Caller) -> None:
    add_units(calls.actor, "Legal", "Finance", "Claims", "Research", "Sales")
    first = calls.get("/api/v1/units?sort=name&limit=2")
    assert [one["name"] for one in read(first)["items"]] == ["Claims", "Finance"]
    assert read(first)["count"] == 5
    assert 'rel="next"' in first["Link"]
    assert [one["name"] for one in all_pages(calls, "/api/v1/units?sort=-name")] == ["Sales", "Research", "Legal", "Finance", "Claims"]


def test_what_comes_in_between_pages_shifts_nothing(calls: Caller) -> None:
    add_units(calls.actor, "B", "D", "F", "H")
    first = read(calls.get("/api/v1/units?sort=name&limit=2"))
    add_units(calls.actor, "A", "C", "E")
    second = read(calls.get(f"/api/v1/units?sort=name&limit=2&cursor={first['next']}"))
    assert [one["name"] for one in [*first["items"], *second["items"]]] == ["B", "D", "E", "F"]


def test_a_cursor_belongs_to_its_list(calls: Caller) -> None:
    add_units(calls.actor, "A", "B", "C")
    cursor = read(calls.get("/api/v1/units?sort=name&limit=1"))["next"]
    other = calls.get(f"/api/v1/units?sort=-name&limit=1&cursor={cursor}")
    forged = calls.get(f"/api/v1/units?sort=name&limit=1&cursor={cursor[:-2]}xx")
    assert [other.status_code, forged.status_code] == [422, 422]
    assert "cursor" in read(other)["errors"]


@pytest.mark.parametrize("register", ["units", "roles", "tasks", "people", "objectives"])
def test_every_sort_tells_every_row_once(register: str, calls: Caller) -> None:
    add_units(calls.actor, "Legal", "Claims", "Research")
    for title, due in [("Ask", None), ("Look", "2026-12-01"), ("Write", None), ("Send", "2026-11-30")]:
        perform("add_task", calls.actor, {"title": title, "due": due}, face="cli")
    found = find_register(register)
    assert found is not None
    expected = read(calls.get(f"/api/v1/{register}?limit=200"))
    for sort in ["reference", *(column.name for column in found.columns if column.sort)]:
        for sign in ("", "-"):
            told = [one["reference"] for one in all_pages(calls, f"/api/v1/{register}?sort={sign}{sort}")]
            assert sorted(told) == sorted(one["reference"] for one in expected["items"]), sort
            assert len(told) == expected["count"]


def test_filters_narrow_and_a_mistyped_one_is_refused(calls: Caller) -> None:
    add_units(calls.actor, "Legal", "Claims")
    perform("decide_unit_scope", calls.actor, {"in_scope": "yes"}, face="cli", subject=Unit.objects.get(name="Legal"))
    assert [one["name"] for one in read(calls.get("/api/v1/units?in_scope=yes"))["items"]] == ["Legal"]
    assert read(calls.get("/api/v1/units?q=cla"))["count"] == 1
    refused = calls.get("/api/v1/units?in_scop=yes")
    assert refused.status_code == 422
    assert "in_scope" in read(refused)["errors"]["in_scop"][0]


def test_a_record_gives_its_version_and_is_not_sent_twice(calls: Caller) -> None:
    add_units(calls.actor, "Legal")
    unit = Unit.objects.get()
    answer = calls.get(f"/api/v1/units/{unit.reference}")
    assert answer["ETag"].startswith('"1-')
    assert read(answer)["name"] == "Legal"
    again = calls.get(f"/api/v1/units/{unit.reference}", If_None_Match=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_shown_differently_is_sent_again_though_the_version_is_the_same(calls: Caller) -> None:
    add_units(calls.actor, "Legal", "Group")
    legal, group = Unit.objects.get(name="Legal"), Unit.objects.get(name="Group")
    perform("edit_unit", calls.actor, {"parent": group.reference}, face="cli", subject=legal)
    before = calls.get(f"/api/v1/units/{legal.reference}")
    perform("edit_unit", calls.actor, {"name": "Holding"}, face="cli", subject=group)
    after = calls.get(f"/api/v1/units/{legal.reference}", If_None_Match=before["ETag"])
    assert (after.status_code, read(after)["parent"], read(after)["version"]) == (200, "Holding", read(before)["version"])
    edited = calls.patch(f"/api/v1/units/{legal.reference}", {"name": "Law"}, If_Match=after["ETag"])
    assert edited.status_code == 200


def test_the_past_is_told_as_it_was(calls: Caller) -> None:
    with clock.at(datetime(2036, 3, 1, tzinfo=UTC)):
        add_units(calls.actor, "Law")
    unit = Unit.objects.get()
    with clock.at(datetime(2036, 5, 1, tzinfo=UTC)):
        perform("edit_unit", calls.actor, {"name": "Legal"}, face="cli", subject=unit)
    assert read(calls.get(f"/api/v1/units/{unit.reference}?as_of=2036-04-01"))["name"] == "Law"
    assert [one["name"] for one in read(calls.get("/api/v1/units?as_of=2036-04-01"))["items"]] == ["Law"]
    assert read(calls.get("/api/v1/units?as_of=2036-06-01"))["items"][0]["name"] == "Legal"
    assert calls.get(f"/api/v1/units/{unit.reference}?as_of=2036-02-01").status_code == 404
    assert calls.get("/api/v1/units?as_of=yesterday").status_code == 422


def test_history_tells_who_why_and_what_changed_in_names(calls: Caller) -> None:
    add_units(calls.actor, "Legal", "Group")
    legal, group = Unit.objects.get(name="Legal"), Unit.objects.get(name="Group")
    perform("edit_unit", calls.actor, {"parent": group.reference}, face="cli", subject=legal, reason="The group took it over.")
    newest, oldest = read(calls.get(f"/api/v1/units/{legal.reference}/history"))["versions"]
    assert (newest["version"], newest["face"], newest["reason"], newest["actor"]) == (2, "cli", "The group took it over.", calls.actor.name)
    assert [(one["field"], one["before"], one["after"]) for one in newest["changes"]] == [("parent", None, "Group")]
    assert oldest["action"] == "add_unit"


def test_a_proof_holds_when_it_is_checked_by_hand(calls: Caller) -> None:
    add_units(calls.actor, "Legal", "Finance", "Claims")
    with change(calls.actor, "add_unit", "cli", "several at once"):
        Unit.objects.bulk_create([Unit(name=f"Unit {number}") for number in range(5)])
    reference = Unit.objects.get(name="Unit 3").reference
    early = calls.get(f"/api/v1/units/{reference}/proof")
    assert (early.status_code, "not signed yet" in read(early)["detail"]) == (409, True)
    integrate()
    proof = read(calls.get(f"/api/v1/units/{reference}/proof"))
    image, entry, checkpoint = proof["image"], proof["entry"], proof["checkpoint"]
    said = f"{image['record_type']} {image['record_id']} {image['version']} {image['schema']}\n{image['data']}".encode()
    assert sha256(b"\x00" + bytes.fromhex(image["salt"]) + said).hexdigest() == image["digest"]
    paths = [[bytes.fromhex(one) for one in part["path"]] for part in (image, entry)]
    verify_inclusion(image["position"], image["of"], bytes.fromhex(image["digest"]), paths[0], bytes.fromhex(entry["images_root"]))
    assert sha256(b"\x00" + entry["header"].encode() + b"\n" + entry["images_root"].encode()).hexdigest() == entry["leaf"]
    verify_inclusion(entry["index"], checkpoint["size"], bytes.fromhex(entry["leaf"]), paths[1], bytes.fromhex(checkpoint["root"]))
    assert f"\n{checkpoint['size']}\n" in checkpoint["note"]
    assert json.loads(image["data"])["name"] == "Unit 3"


def test_search_finds_what_its_caller_may_see(calls: Caller, employee: Actor) -> None:
    add_units(calls.actor, "Research and claims")
    perform("add_task", calls.actor, {"title": "Research the vendor"}, face="cli")
    catch_up()
    assert {one["title"] for one in read(calls.get("/api/v1/search?q=research"))["items"]} == {"Research and claims", "Research the vendor"}
    assert {one["title"] for one in read(token_for(employee).get("/api/v1/search?q=research"))["items"]} == {"Research and claims"}


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/v1/units/UNT-9999", "/api/v1/units/x/y/z", "/api/v2/units", "/api/v1/units/TSK-0001/history"]
)
def test_what_is_not_there_is_a_problem_document(path: str, calls: Caller) -> None:
    answer = calls.get(path)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


class EveryPageOnce(TestCase):
    """However names repeat and whatever the page's size, a list read by cursor is the whole list in its order."""

    @given(names=st.lists(st.sampled_from(["a", "b", "c", "ä", ""]), max_size=9), limit=st.integers(1, 4), sign=st.sampled_from(["", "-"]))
    def test_pages_add_up_to_the_list(self, names: list[str], limit: int, sign: str) -> None:
        found = find_register("units")
        assert found is not None
        with change(Actor.system(), "add_unit", "system", "a property"):
            Unit.objects.bulk_create([Unit(name=name) for name in names])
        whole = keyset_page(found, Actor.system(), Query(sort=f"{sign}name"), limit=200).rows
        told, cursor = [], ""
        while True:
            page = keyset_page(found, Actor.system(), Query(sort=f"{sign}name"), limit=limit, cursor=cursor)
            told += page.rows
            cursor = page.next
            if not cursor:
                break
        assert [row.reference for row in told] == [row.reference for row in whole]
        assert len(whole) == len(names)
