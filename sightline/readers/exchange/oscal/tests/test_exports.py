"""Every OSCAL file: valid under the published schema, read by somebody else's library, the same for the same records, and true to them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from trestle.oscal.assessment_results import AssessmentResults
from trestle.oscal.catalog import Catalog
from trestle.oscal.component import ComponentDefinition
from trestle.oscal.poam import PlanOfActionAndMilestones
from trestle.oscal.profile import Profile

from sightline.kernel import clock
from sightline.kernel.errors import Conflict, NotFound, NotPermitted
from sightline.kernel.exports import find_export, make_file
from sightline.kernel.identity.actors import Actor
from sightline.readers.conformity.models import Applicability
from sightline.readers.conformity.standing import State, overview
from sightline.readers.exchange.oscal.catalogs import read_catalog
from sightline.readers.exchange.oscal.writing_catalogs import control_id, groups_of, set_props
from sightline.readers.frameworks.loading import load_shipped, shipped_sets
from sightline.readers.frameworks.models import Requirement
from tests.support.shared import shared_data

from .records import an_organisation, done

pytestmark = pytest.mark.django_db

FILES: dict[str, tuple[str, str, Any]] = {
    "oscal-catalog": ("catalog", "catalog", Catalog),
    "oscal-profile": ("profile", "profile", Profile),
    "oscal-component-definition": ("component-definition", "component", ComponentDefinition),
    "oscal-assessment-results": ("assessment-results", "assessment-results", AssessmentResults),
    "oscal-poam": ("plan-of-action-and-milestones", "poam", PlanOfActionAndMilestones),
}


@pytest.fixture
def recorded(lead: Actor) -> Actor:
    an_organisation(lead)
    return lead


def content_of(name: str, actor: Actor, framework: str = "") -> bytes:
    found = find_export(name)
    assert found is not None
    content = make_file(found, actor, "json", options={"framework": framework} if framework else {}).content
    assert isinstance(content, bytes)
    return content


def body_of(name: str, actor: Actor, framework: str = "") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content_of(name, actor, framework))[FILES[name][0]]
    return found


def faults(name: str, content: bytes) -> list[str]:
    """What the published schema says against a file."""
    schema = json.loads(shared_data("oscal", "schemas", f"oscal_{FILES[name][1]}_schema.json").read_text())
    return [
        f"{error.instance_path}: {error.message}"[:300] for error in jsonschema_rs.validator_for(schema).iter_errors(json.loads(content))
    ]


def props(node: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["value"] for one in node.get("props", [])}


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_file_is_valid_and_loaded_by_another_library(recorded: Actor, name: str, tmp_path: Path) -> None:
    content = content_of(name, recorded)
    assert faults(name, content) == []
    file = tmp_path / "oscal.json"
    file.write_bytes(content)
    read = FILES[name][2].oscal_read(file)
    assert read.uuid == json.loads(content)[FILES[name][0]]["uuid"]
    assert str(read.metadata.oscal_version.root.root) == "1.2.1"


@pytest.mark.parametrize("set_id", sorted(shipped_sets()))
def test_every_shipped_set_comes_back_from_its_catalog_as_it_was(set_id: str) -> None:
    read = load_shipped(set_id)
    metadata = {"title": read.title, "version": read.version, "props": set_props(read), "remarks": read.about}
    content = json.dumps({"catalog": {"uuid": "x", "metadata": metadata, "groups": groups_of(read)}}).encode()
    assert read_catalog(content, "catalog.json") == read


@pytest.mark.parametrize("set_id", ["eu-ai-act", "nist-ai-rmf", "iso27001"])
def test_every_file_is_valid_for_other_sets_too(recorded: Actor, set_id: str) -> None:
    done("adopt_framework", recorded, {"framework": set_id})
    for name in FILES:
        assert faults(name, content_of(name, recorded, set_id)) == []


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_same_records_give_the_same_bytes(recorded: Actor, name: str) -> None:
    with clock.at(datetime(2026, 11, 25, 9, tzinfo=UTC)):
        first = content_of(name, recorded)
    with clock.at(datetime(2026, 11, 25, 17, tzinfo=UTC)):
        again = content_of(name, recorded)
    assert first == again


def test_what_stands_for_a_record_keeps_its_identifier_when_the_record_changes(recorded: Actor) -> None:
    before = body_of("oscal-poam", recorded)
    plan = Requirement.objects.get(key="iso42001:5.2")
    done("plan_gap", recorded, {"due": "2030-06-30"}, plan)
    after = body_of("oscal-poam", recorded)
    assert before["uuid"] != after["uuid"]
    assert {one["uuid"] for one in before["risks"]} == {one["uuid"] for one in after["risks"]}


def test_every_identifier_in_a_file_is_there_once(recorded: Actor) -> None:
    for name in FILES:
        found: list[str] = []
        waiting: list[Any] = [body_of(name, recorded)]
        while waiting:
            node = waiting.pop()
            if isinstance(node, dict):
                found += [node["uuid"]] if "uuid" in node else []
                waiting.extend(node.values())
            elif isinstance(node, list):
                waiting.extend(node)
        assert len(found) == len(set(found)), name


def test_the_catalog_has_every_requirement_under_an_id_that_oscal_takes(recorded: Actor) -> None:
    body = body_of("oscal-catalog", recorded)
    controls = {one["id"]: one for group in body["groups"] for one in group["controls"]}
    assert len(controls) == 70
    assert {"A.6.2.4", "iso42001-4.1"} <= set(controls)
    assert props(controls["iso42001-4.1"])["requirement"] == "iso42001:4.1"
    assert body["metadata"]["parties"][0]["name"].startswith("ISO")


def test_no_two_ids_become_the_same_control() -> None:
    codes = ["4.1", "4 1", "4/1", "4_1", "Art. 6(3)", "Art. 6-3-", "é", "Ω1", "1é"]
    made = [control_id("my-set", code) for code in codes]
    assert len(set(made)) == len(codes)
    assert control_id("1st-set", "4.1") == "set-1st-set-4.1"


def test_the_profile_says_what_is_left_out_and_why(recorded: Actor) -> None:
    body = body_of("oscal-profile", recorded)
    chosen = body["imports"][0]
    assert chosen["exclude-controls"] == [{"with-ids": ["A.10.4"]}]
    taken = chosen["include-controls"][0]["with-ids"]
    assert (len(taken), "A.10.4" in taken, "iso42001-4.1" in taken) == (69, False, True)
    [left_out] = [one for one in body["metadata"]["props"] if one["name"] == "left-out"]
    assert "second line" in left_out["remarks"]
    assert body["metadata"]["version"] == "draft"
    reasons = {one["control-id"]: one["adds"][0] for one in body["modify"]["alters"]}
    assert reasons["A.2.2"]["parts"][0]["prose"] == "The law asks for it"
    assert props(reasons["A.2.3"])["applies"] == "undecided"


def test_the_profile_is_the_version_in_force_once_there_is_one(recorded: Actor, executive: Actor) -> None:
    for row in Applicability.objects.filter(applies="undecided"):
        done("state_applicability", recorded, {"applies": "yes", "basis": "risk", "justification": "Our risks"}, row)
    statement = done("draft_applicability", recorded, {})
    done("approve_applicability", executive, {}, statement)
    control = Applicability.objects.get(requirement__key="iso42001:A.10.3")
    done("state_applicability", recorded, {"applies": "no", "basis": "risk", "justification": "Changed since"}, control)
    body = body_of("oscal-profile", recorded)
    assert body["metadata"]["version"] == "1"
    assert props(body["metadata"])["statement"] == statement.reference
    assert body["imports"][0]["exclude-controls"] == [{"with-ids": ["A.10.4"]}]


def test_the_component_definition_has_the_systems_in_scope_with_their_owners(recorded: Actor) -> None:
    body = body_of("oscal-component-definition", recorded)
    assert [one["title"] for one in body["components"]] == ["AI management system", "Résumé screening"]
    people = {one["uuid"]: one["name"] for one in body["metadata"]["parties"]}
    [role] = body["components"][1]["responsible-roles"]
    assert [people[uuid] for uuid in role["party-uuids"]] == ["Ada Lovelace"]
    implemented = body["components"][0]["control-implementations"][0]["implemented-requirements"]
    assert len(implemented) == 69
    assert "ada@northwind.example" not in json.dumps(body)


def test_results_tell_the_same_states_and_figures_as_the_pages(recorded: Actor) -> None:
    result = body_of("oscal-assessment-results", recorded)["results"][0]
    seen = {one.requirement.key: one for one in overview().standings if one.state != State.NOT_APPLICABLE}
    found = {props(one)["requirement"]: one for one in result["findings"]}
    assert {key: props(one)["state"] for key, one in found.items()} == {key: one.state.value for key, one in seen.items()}
    satisfied = {key for key, one in found.items() if one["target"]["status"]["state"] == "satisfied"}
    assert satisfied == {key for key, one in seen.items() if one.state == State.IN_LINE}
    counted = {count.expectation.name: count for one in seen.values() for count in one.counts}
    told = {props(one)["expectation"]: props(one) for one in result["observations"] if "expectation" in props(one)}
    assert {name: (int(one["population"]), int(one["conforming"])) for name, one in told.items()} == {
        name: (one.population, one.conforming) for name, one in counted.items()
    }
    observed = {one["uuid"] for one in result["observations"]}
    assert all(one["observation-uuid"] in observed for finding in result["findings"] for one in finding.get("related-observations", []))
    risks = {one["uuid"] for one in result["risks"]}
    assert all(one["risk-uuid"] in risks for finding in result["findings"] for one in finding.get("related-risks", []))


def test_the_plan_of_action_names_step_owner_and_day(recorded: Actor) -> None:
    body = body_of("oscal-poam", recorded)
    assert len(body["poam-items"]) == len(overview().gaps)
    assert body["poam-items"][0]["related-risks"]
    [planned] = [one for one in body["poam-items"] if props(one)["planned"] == "yes"]
    assert planned["title"] == "Write the policy"
    [risk] = [one for one in body["risks"] if one["uuid"] == planned["related-risks"][0]["risk-uuid"]]
    assert (risk["status"], risk["deadline"]) == ("remediating", "2030-01-20T23:59:59Z")
    milestone, task = risk["remediations"][0]["tasks"]
    assert milestone["timing"]["on-date"]["date"] == "2030-01-20T23:59:59Z"
    people = {one["uuid"]: one["name"] for one in body["metadata"]["parties"]}
    assert [people[uuid] for uuid in milestone["responsible-roles"][0]["party-uuids"]] == ["Ada Lovelace"]
    assert props(task)["reference"].startswith("TSK-")


def test_a_plan_without_gaps_is_refused_in_words(recorded: Actor) -> None:
    own = SimpleUploadedFile("own.yaml", b"id: own-rules\ntitle: Own rules\nrequirements:\n- {id: R1, title: One rule}\n")
    done("load_framework", recorded, {}, files={"file": own})
    done("judge_requirement", recorded, {"maturity": 5, "why": "Seen"}, Requirement.objects.get(key="own-rules:R1"))
    with pytest.raises(Conflict, match="no plan of action"):
        content_of("oscal-poam", recorded, "own-rules")


def test_a_set_that_is_not_loaded_is_told_with_those_that_are(recorded: Actor) -> None:
    with pytest.raises(NotFound, match="iso42001"):
        content_of("oscal-catalog", recorded, "no-such-set")


def test_employees_take_nothing_away(recorded: Actor, employee: Actor) -> None:
    for name in FILES:
        with pytest.raises(NotPermitted):
            content_of(name, employee)
