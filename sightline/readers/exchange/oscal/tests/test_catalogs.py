"""Catalogs of others become requirement sets: real ones, small ones, damaged ones, and ones made to do harm."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.kernel.actions import perform
from sightline.kernel.identity.actors import Actor
from sightline.readers.exchange.oscal.catalogs import read_catalog, set_id
from sightline.readers.exchange.oscal.reading import LARGEST_FILE, kinds
from sightline.readers.frameworks.loading import load
from sightline.readers.frameworks.models import Framework, Requirement
from sightline.readers.frameworks.sets import RequirementSet, UnusableSet
from tests.support.shared import shared_data

NIST = "NIST_SP-800-53_rev5_LOW-baseline-resolved-profile_catalog-min.json"


def catalog(*controls: dict[str, Any], **more: Any) -> bytes:
    """A catalog with one group."""
    group = {"id": "ac", "title": "Access", "controls": list(controls)}
    metadata = {"title": "Rules of Northwind", "version": "2", "oscal-version": "1.1.2", "last-modified": "2026-01-01T00:00:00Z"}
    return json.dumps({"catalog": {"uuid": "x", "metadata": metadata, "groups": [group], **more}}).encode()


def read(content: bytes) -> RequirementSet:
    found = read_catalog(content, "catalog.json")
    assert found is not None
    return found


def refusal(content: bytes) -> str:
    with pytest.raises(UnusableSet) as refused:
        load(content, name="catalog.json")
    return str(refused.value)


def test_the_sample_catalog_keeps_nested_groups_and_parameters() -> None:
    found = load(shared_data("oscal", "examples", "basic-catalog.json"))
    assert [one.id for one in found.groups] == ["s1", "s2"]
    assert [(one.id, one.group) for one in found.headings] == [("s1.1", "s1"), ("s2.1", "s2")]
    first = found.requirement("s1.1.1")
    assert (first.title, first.group, first.heading) == ("Information security roles and responsibilities", "s1", "s1.1")
    assert "[one or more of: initiating a device lock after [a duration] of inactivity; requiring" in first.statement
    assert "(choppy)." in first.statement
    assert "{{" not in first.statement
    assert first.note.startswith("Allocation of information security responsibilities")
    assert found.title == "Sample Security Catalog for Demonstration and Testing"


@pytest.mark.django_db
def test_the_low_baseline_of_nist_is_loaded_in_less_than_five_seconds(lead: Actor) -> None:
    content = shared_data("oscal", "examples", NIST).read_bytes()
    began = time.perf_counter()
    perform("load_framework", lead, {}, face="web", files={"file": SimpleUploadedFile("nist.json", content)})
    took = time.perf_counter() - began
    assert took < 5
    framework = Framework.objects.get(set_id="nist-sp-800-53-low-impact-baseline")
    rows = Requirement.objects.filter(framework=framework)
    assert (len(framework.groups), rows.count()) == (18, 149)
    assert framework.publisher == "Joint Task Force, Transformation Initiative"
    account = rows.get(code="ac-2")
    assert account.statement.startswith("a. Define and document the types of accounts allowed")
    assert "c. Require [prerequisites and criteria] for group and role membership;" in account.statement
    assert "  1. Authorized users of the system;" in account.statement
    assert "{{" not in "".join(rows.values_list("statement", flat=True))
    assert "account managers are assigned;" in account.auditor_asks
    enhancement = rows.get(code="ia-2.1")
    assert enhancement.title.startswith("Identification and Authentication (Organizational Users): Multi-factor")
    assert enhancement.position > rows.get(code="ia-2").position


def test_withdrawn_controls_are_left_out_and_told() -> None:
    gone = {"id": "ac-9", "title": "Gone", "props": [{"name": "status", "value": "withdrawn"}]}
    found = read(catalog({"id": "ac-1", "title": "Here"}, gone))
    assert [one.id for one in found.requirements] == ["ac-1"]
    assert found.notes == ("1 controls are marked as withdrawn and were left out: ac-9.",)


def test_enhancements_follow_the_control_that_they_enhance() -> None:
    inner = {"id": "ac-1.1", "title": "By machine", "parts": [{"name": "statement", "prose": "{{ insert: param, p1 }} daily"}]}
    outer = {"id": "ac-1", "title": "Review", "params": [{"id": "p1", "values": ["twice", "three times"]}], "controls": [inner]}
    found = read(catalog(outer, {"id": "ac-2", "title": "Next"}))
    assert [(one.id, one.title, one.short) for one in found.requirements] == [
        ("ac-1", "Review", "Review"),
        ("ac-1.1", "Review: By machine", "By machine"),
        ("ac-2", "Next", "Next"),
    ]
    assert found.requirement("ac-1.1").statement == "twice, three times daily"


def test_parameters_that_stand_in_each_other_come_to_an_end() -> None:
    params = [
        {"id": "a", "select": {"choice": ["{{ insert: param, b }} {{ insert: param, b }}"]}},
        {"id": "b", "select": {"choice": ["{{ insert: param, a }} {{ insert: param, a }}"]}},
    ]
    found = read(
        catalog({"id": "ac-1", "title": "A", "params": params, "parts": [{"name": "statement", "prose": "{{ insert: param, a }}"}]})
    )
    assert 0 < len(found.requirements[0].statement) <= 4000


def test_text_that_no_database_takes_is_cleaned_and_text_that_is_too_long_is_cut_and_told() -> None:
    long = {"id": "ac-1", "title": "A\x00b\ud800", "parts": [{"name": "statement", "prose": "word " * 2000}]}
    found = read(catalog(long))
    assert found.requirements[0].title == "Ab\ufffd"
    assert found.requirements[0].statement.endswith("…")
    assert "were shortened" in found.notes[0]


def test_controls_outside_any_group_are_read() -> None:
    content = json.dumps({"catalog": {"metadata": {"title": "Loose"}, "controls": [{"id": "x-1", "title": "One"}]}}).encode()
    assert [(one.id, one.group) for one in read(content).requirements] == [("x-1", "all")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            catalog({"id": "ac-1", "title": "A"}, {"id": "ac-1", "title": "B"}),
            "control ac-1, group ac: The requirement id “ac-1” is there twice",
        ),
        (catalog({"id": "ac-1"}), "control ac-1, group ac: The requirement has no title"),
        (catalog({"title": "Without an id"}), "control 1 in group ac: The requirement has no id"),
        (catalog({"id": "ac 1/2", "title": "A"}), "control ac 1/2, group ac: The id “ac 1/2” must have"),
        (catalog(), "This file has no requirements"),
        (catalog({"id": "ac-1", "title": "A", "controls": {"no": "list"}}), "control ac-1, group ac: “controls” must be a list"),
        (catalog(groups=["text"]), "the catalog: “groups” must be a list of objects"),
        (b'{"catalog": []}', "“catalog” must hold an object"),
        (b'{"catalog": {', "line 1: It can't be read as JSON"),
        (b"[1, 2]", "This JSON is a list"),
        (b'{"name": "x", "version": 3}', "This JSON is no OSCAL catalog: it begins with “name”, “version”"),
        (b'{"catalog": ' + b"[" * 5000 + b"]" * 5000 + b"}", "nested too deeply"),
        (b'{"catalog": ' + b"[" * 200_000, "nested too deeply"),
        (b'{"catalog": ' + b"9" * 10_000 + b"}", "can't be read as JSON"),
        (b'\xef\xbb\xbf{"catalog": "\xff"}', "not text in UTF-8"),
        (b'<?xml version="1.0"?><catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0"/>', "This is OSCAL as XML"),
        (b"catalog:\n  uuid: x\n", "This is OSCAL as YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(content: bytes, words: str) -> None:
    assert words in refusal(content)


@pytest.mark.parametrize("kind", sorted(set(kinds()) - {"catalog"}))
def test_another_kind_of_document_is_told_for_what_it_is(kind: str) -> None:
    title, advice = kinds()[kind]
    assert f"This OSCAL file is {title}, not a catalog. {advice}" in refusal(json.dumps({kind: {"uuid": "x"}}).encode())


@pytest.mark.parametrize("name", ["NIST_SP-800-53_rev5_LOW-baseline_profile.json", "ssp-example.json", "ifa_assessment-plan-example.json"])
def test_real_documents_of_other_kinds_are_refused_in_words(name: str) -> None:
    assert "This OSCAL file is a" in refusal(shared_data("oscal", "examples", name).read_bytes())


def test_a_file_of_hostile_size_is_refused_before_it_is_read() -> None:
    assert "12,000,000" in refusal(b'{"catalog": "' + b"x" * LARGEST_FILE + b'"}')
    many = [{"id": f"c-{number}", "title": "x"} for number in range(5_001)]
    assert "at most 5,000 controls" in refusal(catalog(*many))


def test_a_set_of_ones_own_written_as_json_is_still_read() -> None:
    found = load(b'{"id": "my-rules", "title": "Mine", "requirements": [{"id": "1", "title": "One"}]}')
    assert (found.id, len(found.requirements)) == ("my-rules", 1)


@pytest.mark.parametrize(
    ("title", "made"),
    [
        ("NIST Special Publication 800-53 Revision 5.1.1 LOW IMPACT BASELINE", "nist-sp-800-53-low-impact-baseline"),
        ("NIST Special Publication 800-53 Revision 6 LOW IMPACT BASELINE", "nist-sp-800-53-low-impact-baseline"),
        ("NIST Special Publication 800-53 Revision 5.1.1 MODERATE IMPACT BASELINE", "nist-sp-800-53-moderate-impact-baseline"),
        ("Überall & überhaupt", "uberall-uberhaupt"),
        ("規則", "own-set"),
        ("", "own-set"),
    ],
)
def test_the_id_of_a_set_is_made_of_its_title_without_the_version(title: str, made: str) -> None:
    assert set_id(title) == made


@given(st.text(max_size=300))
def test_any_title_gives_an_id_that_a_set_may_have(title: str) -> None:
    made = set_id(title)
    assert 2 <= len(made) <= 40
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not made.startswith("-")


_leaf = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20), st.just("{{ insert: param, p }}"))
_keys = st.sampled_from(
    [
        "id",
        "title",
        "groups",
        "controls",
        "parts",
        "params",
        "props",
        "name",
        "value",
        "prose",
        "label",
        "select",
        "choice",
        "values",
        "metadata",
        "ns",
    ]
)
_tree = st.recursive(_leaf, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_keys, inner, max_size=6)), max_leaves=40)


@given(_tree)
@settings(max_examples=300, deadline=None)
def test_whatever_stands_in_a_catalog_gives_a_set_or_a_refusal(tree: Any) -> None:
    try:
        found = load(json.dumps({"catalog": tree}).encode())
    except UnusableSet:
        return
    assert found.requirements
