"""Other sets: what work for one requirement does for those that it is paired with, and who says so."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sightline.kernel.actions import perform
from sightline.kernel.errors import Invalid, NotPermitted
from sightline.kernel.identity.actors import Actor
from sightline.readers.conformity.coverage import Cover, coverage, covers
from sightline.readers.conformity.standing import Standing, State, overview
from sightline.readers.frameworks.applying import ensure_shipped_frameworks
from sightline.readers.frameworks.loading import load_shipped, shipped_sets
from sightline.readers.frameworks.models import Pairing, Requirement
from sightline.readers.frameworks.topics import load_topics

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded(lead: Actor) -> None:
    """Every set that comes with Sightline, and a management system with nothing in it."""
    ensure_shipped_frameworks(Actor.system(), "system")


def found(set_id: str) -> Cover:
    return next(one for one in covers() if one.framework.set_id == set_id)


def named(key: str) -> Standing:
    set_id, _, code = key.partition(":")
    return overview(set_id).find(code)


def test_all_sets_are_loaded_and_one_that_was_left_stays_left(lead: Actor) -> None:
    assert {one.framework.set_id for one in covers()} == set(shipped_sets())
    nyc = found("nyc-ll144").framework
    perform("leave_framework", lead, {}, face="web", subject=nyc, reason="We do not hire in New York.")
    assert ensure_shipped_frameworks(Actor.system(), "system") == []
    assert "nyc-ll144" not in {one.framework.set_id for one in covers()}


def test_work_for_iso_42001_counts_for_another_set_with_its_source(lead: Actor) -> None:
    before = found("nist-ai-rmf").in_line
    perform("add_unit", lead, {"name": "Claims", "kind": "team"}, face="web")
    mapped = [one for one in found("nist-ai-rmf").standings if one.through]
    assert mapped, "the crosswalk names no pair for NIST"
    for one in mapped:
        speaking = [each for each in one.through if each.tie.counts and each.state in (State.IN_LINE, State.NOT_IN_LINE)]
        if speaking and not one.counts:
            assert (one.state == State.IN_LINE) == all(each.state == State.IN_LINE for each in speaking)
            assert "through the crosswalk" in one.state_words
        assert all(each.tie.source for each in one.through)
    assert found("nist-ai-rmf").in_line >= before


def test_directly_and_through_add_up() -> None:
    for one in covers():
        assert one.directly + one.through == one.in_line
        assert one.in_line + one.remaining == one.applying
        assert one.computed <= one.requirements


def test_a_pair_judged_here_counts_and_says_why(lead: Actor) -> None:
    scope, bound = Requirement.objects.get(key="iso42001:4.3"), Requirement.objects.get(key="nyc-ll144:20-870")
    perform(
        "pair_requirements",
        lead,
        {"serves": bound.reference, "strength": "partly", "why": "The scope names the tools."},
        face="web",
        subject=scope,
    )
    standing = named("nyc-ll144:20-870")
    own = [one.tie for one in standing.speaking if one.tie.own is not None]
    assert [(tie.of, tie.strength, tie.source_words) for tie in own] == [
        ("iso42001:4.3", "partly", "Judged here: The scope names the tools.")
    ]


def test_a_shipped_pair_that_was_judged_to_be_none_stays_visible_and_does_not_count(lead: Actor) -> None:
    shipped = next(one for one in found("nist-ai-rmf").standings if len(one.speaking) > 1).speaking[0]
    target = next(one.requirement for one in found("nist-ai-rmf").standings if shipped in one.speaking)
    perform(
        "pair_requirements",
        lead,
        {"serves": target.reference, "strength": "none", "why": "Another subject."},
        face="web",
        subject=Requirement.objects.get(key=shipped.tie.of),
    )
    standing = named(target.key)
    same = [one for one in standing.through if one.tie.of == shipped.tie.of]
    assert {(one.tie.source == "Judged here", one.tie.counts) for one in same} == {(True, False), (False, False)}
    assert shipped.tie.of not in {one.tie.of for one in standing.speaking}


def test_pairs_in_a_circle_lead_nowhere(lead: Actor) -> None:
    first, second = Requirement.objects.get(key="gdpr:Art. 5"), Requirement.objects.get(key="nyc-ll144:20-870")
    for one, other in ((first, second), (second, first)):
        data = {"serves": other.reference, "strength": "same", "why": "They ask for the same."}
        perform("pair_requirements", lead, data, face="web", subject=one)
    assert Pairing.objects.current().count() == 2
    assert found("gdpr").requirements
    assert named(second.key).state in set(State)


def test_a_requirement_does_not_serve_itself(lead: Actor) -> None:
    scope = Requirement.objects.get(key="iso42001:4.3")
    with pytest.raises(Invalid, match="one and the same"):
        perform("pair_requirements", lead, {"serves": scope.reference, "strength": "same", "why": "-"}, face="web", subject=scope)


def test_every_topic_names_requirements_that_there_are() -> None:
    known = {f"{name}:{one.id}" for name in shipped_sets() for one in load_shipped(name).requirements}
    assert [key for topic in load_topics() for key in topic.keys if key not in known] == []
    iso = {f"iso42001:{one.id}" for one in load_shipped("iso42001").requirements}
    assert iso - {key for topic in load_topics() for key in topic.keys} == set(), "a requirement belongs to no topic"


def test_coverage_is_told_to_those_whom_the_table_names(lead: Actor, employee: Actor) -> None:
    told = coverage(lead)
    assert {"id", "requirements", "computed", "in_line"} <= set(told["frameworks"][0])
    assert len(told["topics"]) == 9
    with pytest.raises(NotPermitted):
        coverage(employee)


def test_the_number_of_queries_does_not_grow_with_the_sets(lead: Actor, django_assert_max_num_queries: object) -> None:
    covers()
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        covers()


def test_evidence_for_one_requirement_shows_under_those_that_it_serves(lead: Actor, client: Client) -> None:
    served = next(one for one in found("nist-ai-rmf").standings if one.through)
    file = SimpleUploadedFile("minutes.pdf", b"%PDF")
    data = {"title": "Minutes of the founding meeting", "speaks_of": "2026-11-01"}
    perform("attach_evidence", lead, data, face="web", subject=served.through[0].requirement, files={"file": file})
    assert lead.account is not None
    client.force_login(lead.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    html = client.get(served.requirement.page).content.decode()
    assert "Minutes of the founding meeting" in html
    assert f'attached to <a href="{served.through[0].requirement.page}">' in html
