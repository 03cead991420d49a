"""What an assistant can do: read lists, records and histories; do what the table gives its person; and be told in words what to do instead."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from sightline.aims.organisation.models import Unit
from sightline.faces.mcp.tools import tools_for
from sightline.kernel.actions import all_actions, perform
from sightline.kernel.actions.schema import misfits
from sightline.kernel.identity.actors import Actor
from sightline.kernel.journal.models import Entry
from sightline.kernel.journal.reading import history_of
from sightline.kernel.registers import all_registers
from sightline.kernel.search import catch_up
from sightline.readers.conformity.telling import conformity

from .conftest import call

pytestmark = pytest.mark.django_db
SNAPSHOT = Path(__file__).with_name("tools.json")


@pytest.fixture
def unit(lead: Actor) -> Unit:
    """A unit in its first version."""
    perform("add_unit", lead, {"name": "Legal", "kind": "team"}, face="cli")
    return Unit.objects.get()


def test_a_list_tells_how_many_there_are_and_shows_them(lead: Actor, unit: Unit) -> None:
    told = call(lead, "list_units", q="leg")
    assert told["isError"] is False
    assert (told["structuredContent"]["count"], told["structuredContent"]["items"][0]["name"]) == (1, "Legal")
    assert json.loads(told["content"][0]["text"]) == told["structuredContent"]


def test_filters_and_the_past_are_there_too(lead: Actor, unit: Unit) -> None:
    assert call(lead, "list_units", filters={"in_scope": ["no"]})["structuredContent"]["count"] == 0
    assert call(lead, "list_units", as_of="2000-01-01")["structuredContent"]["count"] == 0
    assert call(lead, "list_units", as_of="2000-01-01", q="leg")["isError"] is True


def test_a_record_its_history_and_what_words_find(lead: Actor, unit: Unit) -> None:
    catch_up()
    assert call(lead, "show_record", reference=unit.reference)["structuredContent"]["version"] == 1
    assert call(lead, "history_of_record", reference=unit.reference)["structuredContent"]["versions"][0]["action"] == "add_unit"
    assert call(lead, "search_records", words="legal")["structuredContent"]["items"][0]["reference"] == unit.reference


def test_an_action_is_done_in_the_name_of_the_person(lead: Actor, unit: Unit) -> None:
    told = call(lead, "edit_unit", reference=unit.reference, version=1, name="Law", reason="It was renamed.")
    assert told["structuredContent"] == {"reference": unit.reference, "version": 2, "entry": Entry.objects.count() - 1}
    newest = history_of(Unit.objects.get())[0].entry
    assert (newest.face, newest.actor, newest.reason) == ("mcp", lead.key, "It was renamed.")


def test_an_edit_needs_the_version_that_was_seen(lead: Actor, unit: Unit) -> None:
    assert "version" in call(lead, "edit_unit", reference=unit.reference, name="Law")["structuredContent"]["errors"]
    perform("edit_unit", lead, {"name": "Law"}, face="web", subject=unit)
    late = call(lead, "edit_unit", reference=unit.reference, version=1, name="Legal affairs")
    assert (late["isError"], late["structuredContent"]["current_version"]) == (True, 2)
    assert "Somebody else changed" in late["content"][0]["text"]


def test_a_dry_run_does_nothing(lead: Actor, unit: Unit) -> None:
    told = call(lead, "edit_unit", reference=unit.reference, version=1, name="Law", dry_run=True)["structuredContent"]
    assert told["would_write"][0]["image"]["name"] == "Law"
    assert Unit.objects.get().name == "Legal"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"name": "Law", "colour": "red"}, "colour"),
        ({}, "name"),
        ({"name": 5}, "name"),
        ({"name": "Law", "kind": "planet"}, "kind"),
        ({"name": "Law", "parent": "UNT-9999"}, "parent"),
        ({"name": "Law", "dry_run": "yes"}, "dry_run"),
    ],
)
def test_arguments_are_checked_and_the_refusal_names_them(given: dict[str, Any], named: str, lead: Actor) -> None:
    refused = call(lead, "add_unit", **given)
    assert refused["isError"] is True
    assert named in refused["structuredContent"]["errors"]
    assert f"{named}: " in refused["content"][0]["text"]
    assert not Unit.objects.exists()


@pytest.mark.parametrize(
    ("name", "given"), [("list_units", {"limit": 0}), ("list_units", {"filters": {"in_scop": ["yes"]}}), ("list_units", {"sort": "colour"})]
)
def test_a_list_refuses_what_it_does_not_know(name: str, given: dict[str, Any], lead: Actor) -> None:
    assert call(lead, name, **given)["isError"] is True


def test_only_actions_meant_for_assistants_are_offered(lead: Actor) -> None:
    offered = {tool.name for tool in tools_for(lead) if not tool.reads}
    meant = {one.name for one in all_actions() if one.assistant and lead.may(one.permission)}
    assert offered
    assert offered <= meant
    assert "retire_unit" not in offered


def test_what_the_table_does_not_give_is_not_offered(employee: Actor) -> None:
    names = {tool.name for tool in tools_for(employee)}
    assert {f"list_{one.name.replace('-', '_')}" for one in all_registers() if employee.may(one.permission)} <= names
    assert "list_evidence" not in names
    assert "add_unit" not in names


def test_an_assistant_reads_where_requirements_stand(lead: Actor) -> None:
    perform("adopt_framework", lead, {"framework": "iso42001"}, face="cli")
    told = call(lead, "conformity")["structuredContent"]
    counted = {one["id"]: one["state"] for one in conformity("iso42001", lead)["requirements"]}
    assert {one["id"]: one["state"] for one in told["requirements"]} == counted
    assert "requirements are in line" in told["sentence"]
    one = call(lead, "conformity", requirement="4.3")["structuredContent"]["requirements"]
    assert [each["id"] for each in one] == ["4.3"]
    assert call(lead, "conformity", requirement="99")["isError"] is True


def test_a_schema_allows_what_its_form_asks_for(lead: Actor) -> None:
    schema = next(tool.schema for tool in tools_for(lead) if tool.name == "add_unit")
    assert misfits(schema, {"name": "Law", "kind": "team", "parent": None, "in_scope": "no", "scope_reason": "Sold."}) == {}


def test_the_tools_are_those_that_were_agreed_on() -> None:
    """Set SIGHTLINE_WRITE_SNAPSHOTS to agree on new ones; the difference then shows in the commit."""
    told = json.dumps([tool.as_dict() for tool in tools_for(Actor.system())], ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("SIGHTLINE_WRITE_SNAPSHOTS"):
        SNAPSHOT.write_text(told, encoding="utf-8")
    assert told == SNAPSHOT.read_text(encoding="utf-8"), "the tools changed: if it was meant to, run again with SIGHTLINE_WRITE_SNAPSHOTS=1"
