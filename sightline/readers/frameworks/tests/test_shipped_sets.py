"""The sets that come with Sightline are whole, agree with what is known of the standards, and can be read by a newcomer."""

from functools import cache
from typing import Any

import pytest
import yaml

from sightline.readers.frameworks.loading import RequirementSet, load_shipped, load_xlsx, shipped_sets, to_xlsx
from tests.support.shared import shared_data

LONGEST_STATEMENT = 39  # words
LONGEST_TITLE = 90  # characters


@cache
def shipped(set_id: str) -> RequirementSet:
    return load_shipped(set_id)


def outline(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(shared_data("facts", name).read_text(encoding="utf-8"))
    return found


def test_iso42001_has_32_clauses_and_38_controls() -> None:
    kinds = [one.kind for one in shipped("iso42001").requirements]
    assert (kinds.count("clause"), kinds.count("control"), len(kinds)) == (32, 38, 70)
    assert (kinds[0], kinds[31], kinds[32], kinds[69]) == ("clause", "clause", "control", "control")


def test_iso42001_agrees_with_the_outline_of_the_standard() -> None:
    facts = outline("iso42001_outline.yaml")
    expected = {one["id"]: (one["title"], bool(one["documented_information"])) for one in facts["clauses"]}
    expected |= {
        one["id"]: (one["title"], one["documentation_expected_in_control"]) for group in facts["annex_a"] for one in group["controls"]
    }
    assert {one.id: (one.title, one.documented) for one in shipped("iso42001").requirements} == expected
    headings = {one["id"]: one["title"] for one in facts["clause_headings"]}
    assert headings.items() <= {one.id: one.title for one in shipped("iso42001").headings}.items()
    assert [one.id for one in shipped("iso42001").groups if one.id.startswith("A.")] == [one["id"] for one in facts["annex_a"]]


def test_iso42001_says_nothing_in_the_words_of_the_outline() -> None:
    facts = outline("iso42001_outline.yaml")
    lines = {one["shows"] for one in facts["clauses"]} | {one["shows"] for group in facts["annex_a"] for one in group["controls"]}
    assert not lines & {one.statement for one in shipped("iso42001").requirements}


def test_clauses_that_demand_documents_weigh_most_and_name_them() -> None:
    for one in shipped("iso42001").requirements:
        assert one.documented == bool(one.documents), one.id
        assert one.kind != "clause" or not one.documented or one.weight == 3, one.id
    names = [document.name for one in shipped("iso42001").requirements for document in one.documents]
    assert len(names) == len(set(names)), "every required document has its own name"


def test_every_clause_and_control_can_be_prepared_for() -> None:
    for one in shipped("iso42001").requirements:
        assert 2 <= len(one.auditor_asks) <= 4, one.id
        assert 1 <= len(one.typical_findings) <= 3, one.id
        assert all(question.endswith(("?", ".")) for question in one.auditor_asks), one.id
        assert all(finding.endswith(".") for finding in one.typical_findings), one.id


def test_iso42001_comes_first() -> None:
    assert next(iter(shipped_sets())) == "iso42001"


@pytest.mark.parametrize("set_id", shipped_sets())
class TestEverySet:
    def test_its_file_is_named_after_it_and_it_says_whose_it_is(self, set_id: str) -> None:
        found = shipped(set_id)
        assert found.id == set_id
        assert all((found.version, found.publisher, found.source, found.about, found.copyright))

    def test_it_says_so_when_nobody_has_compared_it_with_the_original(self, set_id: str) -> None:
        found = shipped(set_id)
        assert found.checked_on or found.publisher == "Sightline" or "not yet compared" in found.copyright

    def test_statements_are_short_and_titles_fit(self, set_id: str) -> None:
        for one in shipped(set_id).requirements:
            assert one.statement, one.id
            assert len(one.statement.split()) <= LONGEST_STATEMENT, (one.id, len(one.statement.split()))
            assert len(one.title) <= LONGEST_TITLE, one.id
            assert len(one.short) <= 30, (one.id, one.short)

    def test_short_titles_tell_requirements_apart(self, set_id: str) -> None:
        for kind in {one.kind for one in shipped(set_id).requirements}:
            names = [one.short for one in shipped(set_id).requirements if one.kind == kind]
            assert sorted(names) == sorted(set(names))

    def test_what_would_show_it_is_a_noun_phrase(self, set_id: str) -> None:
        for one in shipped(set_id).requirements:
            assert one.shown_by, one.id
            assert one.shown_by[0].isupper() or one.shown_by[0].isdigit(), one.id
            assert not one.shown_by.endswith("."), one.id

    def test_no_group_is_empty(self, set_id: str) -> None:
        found = shipped(set_id)
        assert {one.id for one in found.groups} == {one.group for one in found.requirements}
        assert {one.id for one in found.headings} == {one.heading for one in found.requirements} - {""}

    def test_words_that_only_a_certification_body_may_use_are_not_there(self, set_id: str) -> None:
        for one in shipped(set_id).requirements:
            said = " ".join((one.statement, one.shown_by, *one.auditor_asks, *one.typical_findings)).casefold()
            assert "compliant" not in said, one.id
            assert "shall " not in said, one.id

    def test_written_to_a_workbook_and_loaded_again_it_is_the_same(self, set_id: str) -> None:
        found = shipped(set_id)
        again = load_xlsx(to_xlsx(found))
        assert again == found
        assert again.notes == ()
        assert again.fingerprint == found.fingerprint


@pytest.mark.parametrize(
    ("set_id", "name", "part"),
    [("eu-ai-act", "eu_ai_act_outline.yaml", "articles"), ("nist-ai-rmf", "nist_ai_rmf_outline.yaml", "subcategories")],
)
def test_other_sets_have_every_part_of_their_outline(set_id: str, name: str, part: str) -> None:
    assert {one.id for one in shipped(set_id).requirements} == {one["id"] for one in outline(name)[part]}


def test_dates_of_the_ai_act_are_those_of_the_amended_law() -> None:
    expected = {"Art. 5": "2025-02-02", "Art. 9": "2027-12-02", "Art. 26": "2027-12-02", "Art. 50": "2026-08-02", "Art. 53": "2025-08-02"}
    assert {name: str(shipped("eu-ai-act").requirement(name).applies_from) for name in expected} == expected


def test_iso27001_has_30_clauses_and_93_controls() -> None:
    kinds = [one.kind for one in shipped("iso27001").requirements]
    assert (kinds.count("clause"), kinds.count("control")) == (30, 93)


def test_the_sets_with_fixed_ids_are_all_there() -> None:
    fixed = {"iso42001", "eu-ai-act", "nist-ai-rmf", "gdpr", "iso27001", "colorado-ai-act", "nyc-ll144", "sightline-path"}
    assert set(shipped_sets()) == fixed
