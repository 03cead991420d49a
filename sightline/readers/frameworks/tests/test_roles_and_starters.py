"""What is offered to a newcomer agrees with the requirement sets that it serves. It stands here because aims knows no set."""

from pathlib import Path
from typing import Any

import yaml

from sightline.readers.frameworks.loading import load_shipped, shipped_sets

DATA = Path(__file__).parents[3] / "aims" / "organisation" / "data"


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return found


ROLES = read("roles.yaml")["roles"]
STARTERS = read("starters.yaml")


def test_roles_name_requirements_that_exist() -> None:
    known = {set_id: {one.id for one in load_shipped(set_id).requirements} for set_id in shipped_sets()}
    for role in ROLES:
        assert role["serves"], role["id"]
        for set_id, ids in role["serves"].items():
            if set_id in known:
                assert set(ids) <= known[set_id], (role["id"], set_id, set(ids) - known[set_id])


def test_every_role_says_what_it_answers_for_and_may_decide() -> None:
    assert len({role["id"] for role in ROLES}) == len(ROLES) == len({role["title"] for role in ROLES})
    for role in ROLES:
        assert set(role) <= {"id", "title", "answers_for", "may", "for", "required", "when", "apart_from", "serves"}, role["id"]
        assert role["answers_for"].endswith("."), role["id"]
        assert role["may"].endswith("."), role["id"]
        assert role["for"] in {"organisation", "system", "risk"}, role["id"]
        assert role["required"] is not ("when" in role), f"{role['id']} is either required or required in a case"


def test_auditing_is_apart_from_what_is_audited() -> None:
    apart = {role["id"]: set(role.get("apart_from", ())) for role in ROLES}
    assert {"aims-lead", "system-owner", "risk-owner"} <= apart["internal-auditor"]
    assert all(other in apart for others in apart.values() for other in others)


def test_roles_cover_every_clause_that_asks_for_people_in_charge() -> None:
    required = {one for role in ROLES if role["required"] for one in role["serves"].get("iso42001", ())}
    weighty = {one.id for one in load_shipped("iso42001").requirements if one.kind == "clause" and one.weight == 3}
    assert weighty - required == set()


def test_starters_offer_issues_of_both_sides_and_climate() -> None:
    issues = {one["id"]: one for one in STARTERS["issues"]}
    assert len(issues) == len(STARTERS["issues"])
    assert {one["side"] for one in issues.values()} == {"internal", "external"}
    assert "climate" in issues["climate"]["detail"]
    for one in issues.values():
        assert set(one) == {"id", "side", "theme", "title", "detail", "ask"}, one["id"]
        assert len(one["title"]) <= 90, one["id"]


def test_starters_offer_parties_with_needs_and_their_grounds() -> None:
    parties = {one["id"]: one for one in STARTERS["parties"]}
    assert len(parties) == len(STARTERS["parties"])
    assert any(one["affected"] for one in parties.values())
    for one in parties.values():
        assert one["needs"], one["id"]
        for need in one["needs"]:
            assert need["ground"] in {"law", "contract", "expectation"}, one["id"]
            assert set(need) <= {"text", "ground", "source"}, one["id"]
