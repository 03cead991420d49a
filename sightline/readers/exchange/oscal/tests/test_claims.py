"""What suppliers say in OSCAL: read, matched, decided by a person, renewed; and nothing counts before that."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sightline.kernel.actions import perform, perform_together
from sightline.kernel.errors import Conflict, NotNow, NotPermitted
from sightline.kernel.evidence.models import Evidence
from sightline.kernel.exports import find_export, make_file
from sightline.kernel.identity.actors import Actor
from sightline.kernel.pages import Look, sections_of
from sightline.readers.conformity.counting import counted
from sightline.readers.exchange.oscal.models import Claim, ComponentDefinition
from sightline.readers.frameworks.models import Requirement
from sightline.readers.frameworks.sets import UnusableSet
from tests.support.shared import shared_data

from .records import an_organisation, done

pytestmark = pytest.mark.django_db


def definition(*said: tuple[str, str], uuid: str = "91f646c5-b1b6-4786-9ec3-2305a044e217", title: str = "Chat service") -> bytes:
    """A component definition that says these words about these controls."""
    implemented = [{"uuid": "x", "control-id": control, "description": words} for control, words in said]
    component = {
        "uuid": uuid,
        "type": "service",
        "title": title,
        "description": "A service",
        "control-implementations": [{"uuid": "x", "source": "catalog.json", "description": "-", "implemented-requirements": implemented}],
    }
    metadata = {"title": "Chat service, OSCAL", "version": "3", "last-modified": "2026-02-01T00:00:00Z", "parties": [{"name": "Chat Ltd"}]}
    return json.dumps({"component-definition": {"uuid": "x", "metadata": metadata, "components": [component]}}).encode()


def loaded(actor: Actor, content: bytes) -> ComponentDefinition:
    made = done("load_component_definition", actor, {}, files={"file": SimpleUploadedFile("chat.json", content)})
    assert isinstance(made, ComponentDefinition)
    return made


def refusal(actor: Actor, content: bytes) -> str:
    with pytest.raises(UnusableSet) as refused:
        loaded(actor, content)
    return str(refused.value)


@pytest.fixture
def ready(lead: Actor) -> Actor:
    an_organisation(lead)
    return lead


def test_a_real_definition_becomes_claims_that_prove_nothing_yet(ready: Actor) -> None:
    made = loaded(ready, shared_data("oscal", "examples", "example-component-definition.json").read_bytes())
    assert (made.title, made.publisher, made.edition) == ("MongoDB Component Definition Example", "MongoDB", "20231012")
    claims = {row.control: row for row in Claim.objects.filter(definition=made)}
    assert set(claims) == {"sc-8", "sc-8.1", "sa-4.9"}
    assert "MongoDB implements TLS 1.x to protect the confidentiality of transmitted data" in claims["sc-8"].words
    assert "For you to do: To implement cryptographic mechanisms" in claims["sc-8.1"].words
    assert claims["sc-8"].catalog == "NIST Special Publication 800-53 Revision 5: Moderate Baseline Profile"
    assert {row.state for row in claims.values()} == {"proposed"}
    assert not Evidence.objects.exists()


def test_controls_are_matched_once_their_catalog_is_loaded(ready: Actor) -> None:
    content = shared_data("oscal", "examples", "example-component-definition.json").read_bytes()
    loaded(ready, content)
    assert not Claim.objects.filter(requirement__isnull=False).exists()
    title = {"title": "Some controls of NIST SP 800-53"}
    group = {"id": "s", "title": "S", "controls": [{"id": name, "title": name} for name in ("sc-8", "sc-8.1", "sa-4.9")]}
    catalog = json.dumps({"catalog": {"metadata": title, "groups": [group]}}).encode()
    done("load_framework", ready, {}, files={"file": SimpleUploadedFile("c.json", catalog)})
    loaded(ready, content)
    assert {row.control: row.requirement.code for row in Claim.objects.select_related("requirement") if row.requirement} == {
        "sc-8": "sc-8",
        "sc-8.1": "sc-8.1",
        "sa-4.9": "sa-4.9",
    }


def test_a_confirmed_claim_is_evidence_for_its_requirement(ready: Actor) -> None:
    made = loaded(ready, definition(("A.6.2.4", "We test every release."), ("A.6.2.6", "We watch it.")))
    claim = Claim.objects.get(control="A.6.2.4")
    assert claim.requirement is not None
    assert claim.requirement.key == "iso42001:A.6.2.4"
    done("confirm_claim", ready, {"why": "Read their test report"}, claim)
    evidence = Evidence.objects.get(about_id=claim.requirement.pk)
    assert (evidence.sha256, str(evidence.speaks_of), evidence.source) == (made.sha256, "2026-02-01", "Chat Ltd: Chat service, OSCAL 3")
    claim.refresh_from_db()
    assert (claim.state, claim.why, claim.evidence) == ("confirmed", "Read their test report", evidence)
    with pytest.raises(Conflict, match="is decided"):
        done("reject_claim", ready, {"why": "No"}, claim)


def test_a_claim_about_an_unknown_control_is_matched_by_a_person_first(ready: Actor) -> None:
    loaded(ready, definition(("xyz-9", "We do it.")))
    claim = Claim.objects.get(control="xyz-9")
    with pytest.raises(Conflict, match="which requirement"):
        done("confirm_claim", ready, {"why": "Seen"}, claim)
    wanted = Requirement.objects.get(key="iso42001:A.10.3")
    done("match_claim", ready, {"requirement": wanted.reference}, claim)
    done("confirm_claim", ready, {"why": "Seen"}, claim)
    assert Evidence.objects.filter(about_id=wanted.pk).count() == 1


def test_a_newer_file_opens_what_it_says_otherwise_and_drops_what_it_does_not_say(ready: Actor) -> None:
    first = loaded(ready, definition(("A.6.2.4", "We test."), ("A.6.2.6", "We watch it."), ("A.2.2", "Policy.")))
    for claim in Claim.objects.filter(control__in=["A.6.2.4", "A.6.2.6"]):
        done("confirm_claim", ready, {"why": "Seen"}, claim)
    again = loaded(ready, definition(("A.6.2.4", "We test every release."), ("A.6.2.6", "We watch it."), ("A.10.3", "New.")))
    assert again.pk == first.pk
    rows = {row.control: (row.state, row.retired is None) for row in Claim.objects.all()}
    assert rows == {
        "A.6.2.4": ("proposed", True),
        "A.6.2.6": ("confirmed", True),
        "A.2.2": ("proposed", False),
        "A.10.3": ("proposed", True),
    }
    assert Evidence.objects.count() == 2


def test_the_same_file_again_changes_nothing(ready: Actor) -> None:
    content = definition(("A.6.2.4", "We test."))
    loaded(ready, content)
    before = list(Claim.objects.values_list("pk", "version"))
    loaded(ready, content)
    assert list(Claim.objects.values_list("pk", "version")) == before


def test_a_definition_that_sightline_wrote_finds_the_same_requirements(ready: Actor) -> None:
    found = find_export("oscal-component-definition")
    assert found is not None
    content = make_file(found, ready, "json").content
    assert isinstance(content, bytes)
    made = loaded(ready, content)
    claims = Claim.objects.filter(definition=made)
    assert claims.count() == 69
    assert not claims.filter(requirement__isnull=True).exists()


def test_an_undecided_claim_is_an_exception_until_somebody_decides(ready: Actor) -> None:
    loaded(ready, definition(("A.6.2.4", "We test.")))
    assert counted()["claims_of_suppliers_decided"].open == 1
    done("reject_claim", ready, {"why": "They gave no report"}, Claim.objects.get())
    assert counted()["claims_of_suppliers_decided"].open == 0


def test_a_withdrawn_file_takes_its_claims_along_and_leaves_evidence(ready: Actor) -> None:
    made = loaded(ready, definition(("A.6.2.4", "We test."), ("A.6.2.6", "We watch.")))
    done("confirm_claim", ready, {"why": "Seen"}, Claim.objects.get(control="A.6.2.4"))
    done("withdraw_definition", ready, {}, made, reason="The contract ended")
    assert not Claim.objects.current().exists()
    assert Evidence.objects.current().count() == 1


def test_claims_of_a_withdrawn_file_are_decided_no_more(ready: Actor) -> None:
    made = loaded(ready, definition(("A.6.2.4", "We test."), ("A.6.2.6", "We watch.")))
    done("withdraw_definition", ready, {}, made, reason="The contract ended")
    claim = Claim.objects.get(control="A.6.2.4")
    for verb, answers in (("confirm_claim", {"why": "Seen"}), ("match_claim", {"requirement": str(claim.requirement)})):
        with pytest.raises(NotNow, match="It was retired on"):
            done(verb, ready, answers, claim)
    with pytest.raises(NotNow, match=f"{claim.reference}: It was retired on"):
        perform_together("reject_claim", ready, {"why": "No"}, face="web", among=Claim.objects.all())
    assert not Evidence.objects.exists()
    done("add_comment", ready, {"text": "They left us."}, claim)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"id: my-rules\ntitle: No OSCAL\n", "This is no OSCAL file"),
        (b'{"catalog": {}}', "This OSCAL file is a catalog, not a component definition"),
        (b'{"component-definition": {"components": []}}', "says nothing about any requirement"),
        (definition(("A.2.2", "x"), uuid="not-a-uuid"), "component 1: It needs a title and a uuid"),
        (definition(("", "x")), "component 1, Chat service: One of its requirements has no control-id"),
        (definition(*((f"c-{number}", "x") for number in range(5001))), "At most 5,000"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(ready: Actor, content: bytes, words: str) -> None:
    assert words in refusal(ready, content)
    assert not Claim.objects.exists()


def test_only_who_may_add_evidence_confirms(ready: Actor, executive: Actor) -> None:
    loaded(ready, definition(("A.6.2.4", "We test.")))
    with pytest.raises(NotPermitted):
        perform("confirm_claim", executive, {"why": "x"}, face="web", subject=Claim.objects.get())


def test_claims_are_seen_on_the_requirement_and_on_the_file(ready: Actor, django_assert_max_num_queries: Any) -> None:
    made = loaded(ready, definition(("A.6.2.4", "We test."), ("A.6.2.4b", "Unknown.")))
    requirement = Requirement.objects.get(key="iso42001:A.6.2.4")
    for record, name, shown in ((requirement, "claims-about", ["A.6.2.4"]), (made, "claims", ["A.6.2.4", "A.6.2.4b"])):
        [section] = [one for one in sections_of(type(record), ready) if one.name == name]
        with django_assert_max_num_queries(3):
            found = section.show(Look(ready), record)
        assert found is not None
        assert [one.control for one in found.context["claims"]] == shown
